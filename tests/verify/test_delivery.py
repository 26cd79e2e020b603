"""What is applied when: hooks and waves, and what their pods need."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find
from tests.verify.objects import config_map, joined, obj, secret, workload

CODE = "needed-before-applied"
ARGO = "argocd.argoproj.io"
VOLUME = "volumes: [{name: v, configMap: {name: settings}}]"


def annotated(**annotations: str) -> str:
    names = {
        "hook": f"{ARGO}/hook",
        "wave": f"{ARGO}/sync-wave",
        "helm": "helm.sh/hook",
        "weight": "helm.sh/hook-weight",
    }
    pairs = ", ".join(f"{names[name]}: '{value}'" for name, value in annotations.items())
    return f", annotations: {{{pairs}}}" if pairs else ""


def job(metadata: str = "", *, pod: str = VOLUME, container: str = "", spec: str = "") -> str:
    containers = f"[{{name: migrate, image: registry.example.com/shop:1.4.2{container}}}]"
    template = f"{{spec: {{restartPolicy: Never, containers: {containers}, {pod}}}}}"
    return obj("batch/v1", "Job", "migrate", f"spec: {{template: {template}{spec}}}", metadata=metadata)


@pytest.mark.parametrize(
    ("of_job", "of_config_map", "found"),
    [
        ({"hook": "PreSync"}, {}, True),
        ({"hook": "PreSync,Sync"}, {}, True),
        ({"hook": "PreSync"}, {"hook": "PreSync"}, False),
        ({"hook": "PreSync"}, {"hook": "PreSync", "wave": "1"}, True),
        ({"hook": "PreSync", "wave": "2"}, {"hook": "PreSync", "wave": "1"}, False),
        ({"hook": "PreSync"}, {"hook": "Sync, PreSync"}, False),
        ({"hook": "Sync"}, {}, False),
        ({"hook": "Sync", "wave": "-1"}, {}, True),
        ({"hook": "PostSync", "wave": "-5"}, {"wave": "9"}, False),
        ({"hook": "SyncFail"}, {}, False),
        ({}, {"wave": "1"}, True),
        ({"wave": "1"}, {}, False),
        ({"wave": "soon"}, {"wave": "1"}, False),
        ({"helm": "pre-install,pre-upgrade"}, {}, True),
        # By then the first installation has made it.
        ({"helm": "pre-upgrade"}, {}, False),
        ({"helm": "post-install"}, {}, False),
        ({"helm": "test"}, {}, False),
        ({"helm": "pre-install", "weight": "5"}, {"helm": "pre-install", "weight": "-5"}, False),
        ({"helm": "pre-install", "weight": "-5"}, {"helm": "pre-install", "weight": "5"}, True),
        ({"hook": "Skip"}, {}, False),
        ({"hook": "PreSync"}, {"hook": "Skip"}, False),
    ],
)
def test_a_config_map_that_comes_later(
    find: Find, of_job: dict[str, str], of_config_map: dict[str, str], *, found: bool
) -> None:
    text = joined(job(annotated(**of_job)), config_map(metadata=annotated(**of_config_map)))
    assert bool(find(text, select=CODE)) == found


@pytest.mark.parametrize(
    ("pod", "container", "field"),
    [
        (
            "serviceAccountName: migrate",
            "",
            "spec.template.spec.serviceAccountName",
        ),
        (
            "volumes: [{name: v, persistentVolumeClaim: {claimName: dumps}}]",
            "",
            "spec.template.spec.volumes[0].persistentVolumeClaim.claimName",
        ),
        (
            "hostIPC: false",
            ", envFrom: [{secretRef: {name: credentials}}]",
            "spec.template.spec.containers[0].envFrom[0].secretRef.name",
        ),
        (
            "hostIPC: false",
            ", env: [{name: P, valueFrom: {secretKeyRef: {name: credentials, key: password}}}]",
            "spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name",
        ),
        (
            "volumes: [{name: v, projected: {sources: [{secret: {name: credentials}}]}}]",
            "",
            "spec.template.spec.volumes[0].projected.sources[0].secret.name",
        ),
    ],
)
def test_everything_that_a_pod_cannot_start_without(find: Find, pod: str, container: str, field: str) -> None:
    others = [
        secret(),
        obj("v1", "ServiceAccount", "migrate"),
        obj("v1", "PersistentVolumeClaim", "dumps", "spec: {accessModes: [ReadWriteOnce]}"),
    ]
    (finding,) = find(
        joined(job(annotated(hook="PreSync"), pod=pod, container=container), *others), select=CODE
    )
    assert str(finding.field) == field
    assert "is applied with everything else, after these pods (before everything else)" in finding.message


OPTIONAL = "volumes: [{name: v, configMap: {name: settings, optional: true}}]"


@pytest.mark.parametrize(
    "text",
    [
        joined(job(annotated(hook="PreSync"), pod=OPTIONAL), config_map()),
        # It comes from elsewhere, or nobody knows from where.
        job(annotated(hook="PreSync")),
        joined(job(annotated(hook="PreSync"), pod="serviceAccountName: default"), config_map()),
        # Pods of a CronJob are waited for by nobody.
        joined(
            obj(
                "batch/v1",
                "CronJob",
                "nightly",
                "spec: {schedule: 0 2 * * *, jobTemplate: {spec: {template: {spec: {restartPolicy: Never,"
                f" containers: [{{name: c, image: i}}], {VOLUME}}}}}}}}}}}",
                metadata=annotated(wave="-1"),
            ),
            config_map(),
        ),
        # Somebody processes the template, at some time before.
        joined(
            job(annotated(hook="PreSync")),
            obj(
                "template.openshift.io/v1",
                "Template",
                "settings",
                "objects: [{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: b}}]",
            ),
        ),
    ],
)
def test_what_may_be_there_before(find: Find, text: str) -> None:
    assert find(text, select=CODE) == []


def test_a_declared_object_is_there_before(find: Find) -> None:
    text = joined(job(annotated(hook="PreSync")), config_map())
    assert find(text, select=CODE, externals=("ConfigMap/settings",)) == []


def test_a_deployment_of_an_early_wave(find: Find) -> None:
    early = workload(pod=f", {VOLUME}", metadata=annotated(wave="-1"))
    (finding,) = find(joined(early, config_map()), select=CODE)
    assert "after these pods (with everything else, in wave -1)" in finding.message
    secret_of_operator = obj(
        "external-secrets.io/v1",
        "ExternalSecret",
        "credentials",
        "spec: {secretStoreRef: {name: vault}, data: [{secretKey: password, remoteRef: {key: shop}}]}",
        metadata=annotated(wave="1"),
    )
    pod = ", volumes: [{name: v, secret: {secretName: credentials}}]"
    assert len(find(joined(workload(pod=pod), secret_of_operator), select=CODE)) == 1


@pytest.mark.parametrize(
    ("metadata", "spec", "found"),
    [
        (annotated(hook="PreSync"), ", ttlSecondsAfterFinished: 0", True),
        (annotated(hook="PostSync"), ", ttlSecondsAfterFinished: 600", True),
        (annotated(hook="PreSync"), "", False),
        ("", ", ttlSecondsAfterFinished: 600", False),
        # Helm itself sees the end of its hooks.
        (annotated(helm="pre-install"), ", ttlSecondsAfterFinished: 600", False),
    ],
)
def test_hooks_that_delete_themselves(find: Find, metadata: str, spec: str, *, found: bool) -> None:
    findings = find(job(metadata, spec=spec), select="self-deleting-hook")
    assert [str(finding.field) for finding in findings] == ["spec.ttlSecondsAfterFinished"] * found
