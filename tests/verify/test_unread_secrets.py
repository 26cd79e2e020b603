"""Keys that operators fetch, and who reads them."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find
from tests.verify.objects import RBAC, joined, obj, workload

CODE = "unread-secret-key"
READS_PASSWORD = ", env: [{name: P, valueFrom: {secretKeyRef: {name: credentials, key: password}}}]"


def vault(*keys: str, more: str = "", kind: str = "") -> str:
    templates = ", ".join(f"{key}: {{text: '{{{{ get .Secrets \"{key}\" }}}}'}}" for key in keys)
    transformation = f"{{excludes: ['.*'], templates: {{{templates}{more}}}}}"
    destination = f"{{name: credentials, create: true{kind}, transformation: {transformation}}}"
    return obj(
        "secrets.hashicorp.com/v1beta1", "VaultStaticSecret", "shop", f"spec: {{destination: {destination}}}"
    )


def external(*, data: str = "", target: str = "", spec: str = "") -> str:
    rest = f"spec: {{target: {{name: credentials{target}}}, data: [{data}]{spec}}}"
    return obj("external-secrets.io/v1", "ExternalSecret", "shop", rest)


def entry(key: str) -> str:
    return f"{{secretKey: {key}, remoteRef: {{key: shop}}}}"


def test_where_it_is_told(find: Find) -> None:
    text = joined(vault("password", "pasword"), workload(container=READS_PASSWORD))
    (finding,) = find(text, select=CODE)
    assert str(finding.field) == "spec.destination.transformation.templates.pasword"
    assert finding.message == "'pasword' is fetched, and nobody reads it (did you mean password?)"
    text = joined(external(data=f"{entry('password')}, {entry('token')}"), workload(container=READS_PASSWORD))
    (finding,) = find(text, select=CODE)
    assert str(finding.field) == "spec.data[1].secretKey"


URL = ', url: {text: \'postgresql://{{ get .Secrets "password" }}@{{ get .Secrets "host" }}/shop\'}'
DOTTED = ", url: {text: 'postgresql://{{ .Secrets.user }}@db/shop'}"
VOLUME = ", volumes: [{name: v, secret: {secretName: credentials%s}}]"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (joined(vault("password"), workload(container=READS_PASSWORD)), 0),
        (joined(vault("password", "token"), workload(container=READS_PASSWORD)), 1),
        # It discloses nothing that is not disclosed anyway.
        (joined(vault("password", more=URL), workload(container=READS_PASSWORD)), 0),
        (joined(vault("password", more=DOTTED), workload(container=READS_PASSWORD)), 1),
        # Somebody takes it over as a whole.
        (
            joined(
                vault("password", "token"),
                workload(container=READS_PASSWORD),
                workload(name="worker", container=", envFrom: [{secretRef: {name: credentials}}]"),
            ),
            0,
        ),
        (joined(vault("password", "token"), workload(container=READS_PASSWORD, pod=VOLUME % "")), 0),
        (
            joined(
                vault("password", "token"),
                workload(container=READS_PASSWORD, pod=VOLUME % ", items: [{key: token, path: token}]"),
            ),
            0,
        ),
        # Nobody reads anything of it: the reader is not here.
        (joined(vault("password", "token"), workload()), 0),
        # Something else mentions it.
        (
            joined(
                vault("password", "token"),
                workload(container=READS_PASSWORD),
                obj("example.com/v1", "Tenant", "shop", "spec: {secret: credentials}"),
            ),
            0,
        ),
        # A pod may look it up.
        (
            joined(
                vault("password", "token"),
                workload(container=READS_PASSWORD),
                obj(
                    f"{RBAC}/v1",
                    "Role",
                    "r",
                    "rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]",
                ),
            ),
            0,
        ),
        # The key that is missing is told, not the one that is misspelt.
        (joined(vault("pasword"), workload(container=READS_PASSWORD)), 0),
        # The type of a Secret may ask for keys.
        (
            joined(
                vault("password", "username", kind=", type: kubernetes.io/basic-auth"),
                workload(container=READS_PASSWORD),
            ),
            0,
        ),
        (
            joined(
                external(target=", template: {data: {password: '{{ .a }}', token: '{{ .b }}'}}"),
                workload(container=READS_PASSWORD),
            ),
            1,
        ),
        (
            joined(
                external(
                    data=f"{entry('password')}, {entry('token')}",
                    target=", template: {templateFrom: [{configMap: {name: c}}]}",
                ),
                workload(container=READS_PASSWORD),
            ),
            0,
        ),
        # Two objects make it together.
        (
            joined(
                external(data=f"{entry('password')}, {entry('token')}"),
                vault("password"),
                workload(container=READS_PASSWORD),
            ),
            0,
        ),
    ],
)
def test_keys_that_nobody_reads(find: Find, text: str, found: int) -> None:
    assert len(find(text, select=CODE)) == found


def env(name: str, value: str) -> str:
    return f", env: [{{name: {name}, value: '{value}'}}]"


@pytest.mark.parametrize(
    ("container", "annotations", "found"),
    [
        (env("DB_PASSWORD_FILE", "/run/secrets/db/password"), "", True),
        (env("DB_PASSWORD_FILE", "/var/run/secrets/db/password"), "", True),
        (env("DB_PASSWORD_FILE", "/etc/secrets/password"), "", True),
        # It may be part of the image, or the program makes it.
        (env("DB_PASSWORD_FILE", "/app/config/password"), "", False),
        (env("PID_FILE", "/run/web.pid"), "", False),
        (env("DB_PASSWORD", "/run/secrets/db/password"), "", False),
        # Webhooks mount them.
        (env("TOKEN_FILE", "/var/run/secrets/kubernetes.io/serviceaccount/token"), "", False),
        (
            env("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"),
            "",
            False,
        ),
        (
            env("DB_PASSWORD_FILE", "/run/secrets/db/password"),
            ", annotations: {vault.hashicorp.com/agent-inject: 'true'}",
            False,
        ),
        (
            env("DB_PASSWORD_FILE", "/run/secrets/db/password")
            + ", volumeMounts: [{name: v, mountPath: /run/secrets}]",
            "",
            False,
        ),
        (env("DB_PASSWORD_FILE", "/run/secrets/$(NAME)"), "", False),
    ],
)
def test_files_where_nothing_is_mounted(find: Find, container: str, annotations: str, *, found: bool) -> None:
    text = workload(container=container, annotations=annotations)
    findings = find(text, select="unmounted-file")
    assert [str(one.field) for one in findings] == ["spec.template.spec.containers[0].env[0].value"] * found


@pytest.mark.parametrize(
    ("name", "found"),
    [("DATABASE_URL_FILE", 1), ("DB_URLFILE", 1), ("DATABASE_URL", 0), ("urlFile", 1), ("PROFILE_URL", 0)],
)
def test_a_file_with_a_url_in_it(find: Find, name: str, found: int) -> None:
    secret = obj("v1", "Secret", "credentials", "data: {url: eA==}")
    mount = ", volumeMounts: [{name: v, mountPath: /secrets}]"
    text = joined(workload(container=env(name, "/secrets/uri") + mount, pod=VOLUME % ""), secret)
    assert len(find(text, select="missing-mounted-file")) == found
