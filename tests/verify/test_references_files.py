"""Files below mounts of ConfigMaps and Secrets: what is not there is told, what is no file is not."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find
from tests.verify.objects import config_map, joined, secret, workload

CODE = "missing-mounted-file"
MOUNTS = ", volumeMounts: [{name: config, mountPath: /config}, {name: tls, mountPath: /tls/}]"
VOLUMES = (
    ", volumes: [{name: config, configMap: {name: settings}}, {name: tls, secret: {secretName: credentials}}]"
)
HELD = joined(
    config_map("settings", "{app.yaml: x, start.sh: y}"), secret(data="{tls.crt: eA==, tls.key: eA==}")
)


def told(find: Find, container: str, *, pod: str = VOLUMES) -> list[str]:
    text = joined(HELD, workload(container=MOUNTS + container, pod=pod))
    return [str(finding.field) for finding in find(text, select=CODE)]


CONTAINER = "spec.template.spec.containers[0]"


@pytest.mark.parametrize(
    ("container", "field"),
    [
        (", args: [--config=/config/app.yml]", "args[0]"),
        (", args: [--config, /config/app.yml]", "args[1]"),
        (", args: ['-Dlogging.config=/config/logback.xml']", "args[0]"),
        (", args: ['--spring.config.location=file:/config/x.yaml']", "args[0]"),
        (", args: ['@/config/request.json']", "args[0]"),
        (", command: [/bin/sh, /config/run.sh]", "command[1]"),
        (", command: [/config/run.sh]", "command[0]"),
        (", command: [sh, -c, 'cp /config/other.yaml /tmp && exec app']", "command[2]"),
        (', args: ["exec app \\\\\\n  --config=/config/other.yaml\\n"]', "args[0]"),
        (", args: [--tls-cert=/tls/server.crt]", "args[0]"),
        (", args: [--folder=/config/conf.d/]", "args[0]"),
        (", args: [--config=/config/../tls/server.crt]", "args[0]"),
        (", env: [{name: GOOGLE_APPLICATION_CREDENTIALS, value: /tls/key.json}]", "env[0].value"),
        (", env: [{name: A, value: /config}, {name: B, value: $(A)/none.yaml}]", "env[1].value"),
        (
            ", readinessProbe: {exec: {command: [cat, /config/none]}}",
            "readinessProbe.exec.command[1]",
        ),
        (
            ", lifecycle: {preStop: {exec: {command: [/config/stop.sh]}}}",
            "lifecycle.preStop.exec.command[0]",
        ),
    ],
)
def test_a_file_that_the_volume_does_not_hold(find: Find, container: str, field: str) -> None:
    assert told(find, container) == [f"{CONTAINER}.{field}"]


@pytest.mark.parametrize(
    "container",
    [
        ", args: [--config=/config/app.yaml, /tls/tls.crt, --folder=/config, --folder=/config/]",
        ", args: [--config=/etc/app.yaml, --config=/configuration/app.yml, --config=config/app.yml]",
        ", args: [--config=/config/*.yml, '--config=/config/$(NAME).yml', '--config=/config/${NAME}']",
        ", args: [--url-prefix=/config/ui, --web.route-prefix=/tls/x, --health-path=/config/health]",
        ", env: [{name: BASE_URL, value: /config/ui}, {name: PATH, value: '/config/bin:/usr/bin'}]",
        ", env: [{name: A, value: 'http://localhost:8080/config/none'}]",
        ", args: [--config=/config/..data/app.yaml]",
        ", command: [sh, -c, 'if [ -f /config/override ]; then exec /config/override; fi']",
        ", command: [sh, -c, 'test -e /config/override && cat /config/override']",
        ", command: [sh, -c, 'cat /config/override || true']",
        ', command: [sh, -c, "# see /config/README\\nexec app"]',
        ", command: [sh, -c, 'for f in /config/*.sql; do psql -f \"$f\"; done']",
    ],
)
def test_what_is_there_or_no_file(find: Find, container: str) -> None:
    assert told(find, container) == []


@pytest.mark.parametrize(
    "volume",
    [
        "{name: config, emptyDir: {}}",
        "{name: config, persistentVolumeClaim: {claimName: config}}",
        "{name: config, configMap: {name: elsewhere, optional: true}}",
        "{name: config, projected: {sources: [{configMap: {name: settings}}, {secret: {name: unknown}}]}}",
        "{name: config, projected: {sources: [{something: {path: new}}]}}",
        "{name: config, csi: {driver: d}}",
    ],
)
def test_a_volume_whose_files_are_not_known(find: Find, volume: str) -> None:
    text = joined(
        HELD,
        workload(
            container=", volumeMounts: [{name: config, mountPath: /config}], args: [/config/none]",
            pod=f", volumes: [{volume}]",
        ),
    )
    assert find(text, select=CODE) == []


@pytest.mark.parametrize(
    ("volume", "path", "is_there"),
    [
        ("configMap: {name: settings, items: [{key: app.yaml, path: conf/app.yaml}]}", "conf/app.yaml", True),
        ("configMap: {name: settings, items: [{key: app.yaml, path: conf/app.yaml}]}", "conf", True),
        ("configMap: {name: settings, items: [{key: app.yaml, path: conf/app.yaml}]}", "app.yaml", False),
        ("configMap: {name: settings, items: [{key: app.yaml, path: conf/app.yaml}]}", "start.sh", False),
        ("projected: {sources: [{serviceAccountToken: {path: token}}]}", "token", True),
        ("projected: {sources: [{serviceAccountToken: {path: token}}]}", "ca.crt", False),
        ("downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}", "labels", True),
        ("downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}", "name", False),
        ("secret: {secretName: vault, items: [{key: a, path: b}]}", "b", True),
        ("secret: {secretName: vault, items: [{key: a, path: b}]}", "a", False),
    ],
)
def test_paths_that_items_make(find: Find, volume: str, path: str, is_there: bool) -> None:
    mounts = f", volumeMounts: [{{name: v, mountPath: /v}}], args: [/v/{path}]"
    text = joined(HELD, workload(container=mounts, pod=f", volumes: [{{name: v, {volume}}}]"))
    assert (find(text, select=CODE) == []) is is_there


def test_the_deepest_mount_counts(find: Find) -> None:
    mounts = ", volumeMounts: [{name: config, mountPath: /etc}, {name: work, mountPath: /etc/work}]"
    text = joined(
        HELD,
        workload(
            container=f"{mounts}, args: [/etc/work/any, /etc/none]",
            pod=", volumes: [{name: config, configMap: {name: settings}}, {name: work, emptyDir: {}}]",
        ),
    )
    assert [str(finding.field) for finding in find(text, select=CODE)] == [f"{CONTAINER}.args[1]"]


def test_a_single_file_hides_nothing_beside_it(find: Find) -> None:
    mounts = ", volumeMounts: [{name: config, mountPath: /app/app.yaml, subPath: app.yaml}]"
    text = joined(HELD, workload(container=f"{mounts}, args: [/app/app.yaml, /app/other.yaml]", pod=VOLUMES))
    assert find(text, select=CODE) == []


@pytest.mark.parametrize(
    ("sub_path", "found"),
    [("conf", []), ("conf/app.yaml", []), ("conf/", []), ("app.yaml", ["subPath"]), ("con", ["subPath"])],
)
def test_sub_paths_of_items(find: Find, sub_path: str, found: list[str]) -> None:
    mounts = f", volumeMounts: [{{name: v, mountPath: /v, subPath: {sub_path}}}]"
    volume = (
        ", volumes: [{name: v, configMap: {name: settings, items: [{key: app.yaml, path: conf/app.yaml}]}}]"
    )
    text = joined(HELD, workload(container=mounts, pod=volume))
    fields = [str(finding.field) for finding in find(text, select=f"{CODE} missing-config-map-key")]
    assert fields == [f"{CONTAINER}.volumeMounts[0].{field}" for field in found]


def configured(text: str) -> str:
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    held = joined(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings}}\ndata:\n  app.cfg: |\n{lines}",
        secret(data="{tls.crt: eA==}"),
    )
    return joined(held, workload(container=MOUNTS, pod=VOLUMES))


def test_a_file_that_a_configuration_file_names(find: Find) -> None:
    (finding,) = find(configured('cert = "/tls/server.crt"\nkey = "/tls/tls.crt"'), select=CODE)
    assert (str(finding.object), str(finding.field)) == ("ConfigMap default/settings", "data[app.cfg]")
    assert finding.message == (
        "names /tls/server.crt, but the Secret credentials at /tls in container web of "
        "Deployment default/web does not hold it (there is tls.crt)"
    )


@pytest.mark.parametrize(
    "line",
    [
        "# cert = /tls/server.crt",
        "// cert = /tls/server.crt",
        "cert = /tls/tls.crt # or /tls/server.crt",
        "include = /tls/*.crt",
        "upstream = http://localhost/tls/server.crt",
        "location /tls/x { }",
        "- /tls/rules.yaml",
        "path = /a:/tls/b",
        "path = /var/tls/b",
        "cert = ${HOME}/tls/b",
        "cert = /tls/{{ name }}",
        "kind: Pod",
    ],
)
def test_what_a_configuration_file_says_without_meaning_a_file(find: Find, line: str) -> None:
    assert find(configured(line), select=CODE) == []


def test_prose_is_no_configuration(find: Find) -> None:
    text = configured("cert = /tls/server.crt").replace("app.cfg", "README.md")
    assert find(text, select=CODE) == []
