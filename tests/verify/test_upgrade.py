"""What the API server refuses to change, and what is lost with what is gone."""

from __future__ import annotations

import pytest

from podwright.verify import (
    Finding,
    KubernetesVersion,
    ManifestSet,
    ObjectRef,
    Target,
    Waiver,
    read_text,
    verify,
)


def upgrade(
    before: str,
    after: str,
    *,
    version: str = "1.33",
    select: str = "upgrade",
    waivers: tuple[Waiver, ...] = (),
) -> list[Finding]:
    return list(
        verify(
            ManifestSet(read_text(after).manifests),
            target=Target(kubernetes_version=KubernetesVersion.parse(version)),
            previous=ManifestSet(read_text(before).manifests),
            select=select.split(),
            waivers=waivers,
        ).findings
    )


def refused(before: str, after: str, *, version: str = "1.33") -> list[str]:
    found = upgrade(before, after, version=version, select="immutable-field shrunken-claim")
    return [str(finding.field) for finding in found]


def object_(kind: str, rest: str, *, api: str = "v1", metadata: str = "") -> str:
    return f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a{metadata}}}\n{rest}\n"


def deployment(selector: str, template: str = "{metadata: {labels: {app: a}}}") -> str:
    return object_("Deployment", f"spec: {{selector: {selector}, template: {template}}}", api="apps/v1")


def stateful_set(spec: str) -> str:
    return object_("StatefulSet", f"spec: {{{spec}}}", api="apps/v1")


def job(spec: str, metadata: str = "") -> str:
    return object_("Job", f"spec: {{{spec}}}", api="batch/v1", metadata=metadata)


def claim(spec: str) -> str:
    return object_("PersistentVolumeClaim", f"spec: {{{spec}}}")


def service(spec: str) -> str:
    return object_("Service", f"spec: {{{spec}}}")


RBAC = "rbac.authorization.k8s.io"
TEMPLATES = "volumeClaimTemplates: [{metadata: {name: data%s}, spec: {resources: {requests: {storage: %s}}}}]"


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        (
            deployment("{matchLabels: {app: a}}"),
            deployment("{matchLabels: {app: b}}"),
            "spec.selector.matchLabels.app",
        ),
        (
            deployment("{matchLabels: {app: a}}"),
            deployment("{matchLabels: {app: a, tier: b}}"),
            "spec.selector.matchLabels.tier",
        ),
        (stateful_set("serviceName: a"), stateful_set("serviceName: b"), "spec.serviceName"),
        (stateful_set("serviceName: a"), stateful_set("{}").replace("{{}}", "{}"), "spec.serviceName"),
        (
            stateful_set("podManagementPolicy: Parallel"),
            stateful_set("replicas: 1"),
            "spec.podManagementPolicy",
        ),
        (
            stateful_set(TEMPLATES % ("", "5Gi")),
            stateful_set(TEMPLATES % ("", "6Gi")),
            "spec.volumeClaimTemplates[0].spec.resources.requests.storage",
        ),
        (
            stateful_set(TEMPLATES % ("", "5Gi")),
            stateful_set(TEMPLATES % (", labels: {a: b}", "5Gi")),
            "spec.volumeClaimTemplates[0].metadata.labels",
        ),
        (
            job("template: {spec: {containers: [{name: a, image: 'a:1'}]}}"),
            job("template: {spec: {containers: [{name: a, image: 'a:2'}]}}"),
            "spec.template.spec.containers[0].image",
        ),
        (job("completions: 1"), job("completions: 2"), "spec.completions"),
        (service("clusterIP: 10.0.0.1"), service("clusterIP: 10.0.0.2"), "spec.clusterIP"),
        (service("selector: {a: b}"), service("clusterIP: None"), "spec.clusterIP"),
        (service("clusterIP: None"), service("selector: {a: b}"), "spec.clusterIP"),
        (service("ipFamilies: [IPv4]"), service("ipFamilies: [IPv6, IPv4]"), "spec.ipFamilies"),
        (claim("storageClassName: a"), claim("storageClassName: b"), "spec.storageClassName"),
        (claim("storageClassName: a"), claim("volumeMode: Filesystem"), "spec.storageClassName"),
        (claim("accessModes: [ReadWriteOnce]"), claim("accessModes: [ReadWriteMany]"), "spec.accessModes"),
        (claim("volumeName: a"), claim("volumeName: b"), "spec.volumeName"),
        (claim("volumeMode: Block"), claim("accessModes: []"), "spec.volumeMode"),
        (
            claim("resources: {requests: {storage: 10Gi}}"),
            claim("resources: {requests: {storage: 9Gi}}"),
            "spec.resources.requests.storage",
        ),
        (object_("Secret", "type: Opaque"), object_("Secret", "type: kubernetes.io/tls"), "type"),
        (
            object_("ConfigMap", "immutable: true\ndata: {a: b}"),
            object_("ConfigMap", "immutable: true\ndata: {a: c}"),
            "data",
        ),
        (object_("ConfigMap", "immutable: true"), object_("ConfigMap", "data: {}"), "immutable"),
        (
            object_("RoleBinding", "roleRef: {kind: Role, name: a}", api=f"{RBAC}/v1"),
            object_("RoleBinding", "roleRef: {kind: Role, name: b}", api=f"{RBAC}/v1"),
            "roleRef.name",
        ),
        (
            object_("StorageClass", "provisioner: a", api="storage.k8s.io/v1"),
            object_("StorageClass", "provisioner: b", api="storage.k8s.io/v1"),
            "provisioner",
        ),
        (
            object_("PersistentVolume", "spec: {nfs: {server: a, path: /}}"),
            object_("PersistentVolume", "spec: {nfs: {server: b, path: /}}"),
            "spec.nfs.server",
        ),
        (
            object_("PriorityClass", "value: 1", api="scheduling.k8s.io/v1"),
            object_("PriorityClass", "value: 2", api="scheduling.k8s.io/v1"),
            "value",
        ),
        (
            object_("IngressClass", "spec: {controller: a}", api="networking.k8s.io/v1"),
            object_("IngressClass", "spec: {controller: b}", api="networking.k8s.io/v1"),
            "spec.controller",
        ),
        (
            object_("CustomResourceDefinition", "spec: {scope: Cluster}", api="apiextensions.k8s.io/v1"),
            object_("CustomResourceDefinition", "spec: {scope: Namespaced}", api="apiextensions.k8s.io/v1"),
            "spec.scope",
        ),
        (
            object_(
                "CustomResourceDefinition",
                "spec: {versions: [{name: v1, storage: true}]}",
                api="apiextensions.k8s.io/v1",
            ),
            object_(
                "CustomResourceDefinition",
                "spec: {versions: [{name: v2, storage: true}]}",
                api="apiextensions.k8s.io/v1",
            ),
            "spec.versions",
        ),
        (
            object_("Pod", "spec: {nodeName: a, containers: [{name: a, image: b}]}"),
            object_("Pod", "spec: {nodeName: b, containers: [{name: a, image: c}]}"),
            "spec.nodeName",
        ),
        (
            object_("Pod", "spec: {containers: [{name: a, image: b}]}"),
            object_("Pod", "spec: {containers: [{name: a, image: b, tty: true}]}"),
            "spec.containers[0].tty",
        ),
    ],
)
def test_what_is_refused(before: str, after: str, field: str) -> None:
    assert refused(before, after) == [field]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            deployment("{matchLabels: {app: a}}"),
            deployment("{matchLabels: {app: a}}", "{metadata: {labels: {app: a, b: c}}}"),
        ),
        (stateful_set("replicas: 1"), stateful_set("replicas: 3, updateStrategy: {type: OnDelete}")),
        (stateful_set("serviceName: a"), stateful_set("serviceName: a, podManagementPolicy: OrderedReady")),
        (stateful_set(TEMPLATES % ("", "1Gi")), stateful_set(TEMPLATES % ("", "1024Mi"))),
        (job("parallelism: 1"), job("parallelism: 2, suspend: true")),
        (job("completionMode: Indexed, completions: 1"), job("completionMode: Indexed, completions: 2")),
        (service("clusterIP: 10.0.0.1"), service("type: ExternalName, externalName: a.b")),
        (service("clusterIP: None"), service("clusterIP: None, ports: [{port: 1}]")),
        (claim("accessModes: [ReadWriteOnce]"), claim("accessModes: [ReadWriteOnce], storageClassName: a")),
        (
            claim("resources: {requests: {storage: 10Gi}}"),
            claim("resources: {requests: {storage: 20Gi}}"),
        ),
        (object_("Secret", "data: {a: YQ==}"), object_("Secret", "type: Opaque\ndata: {a: Yg==}")),
        (object_("ConfigMap", "data: {a: b}"), object_("ConfigMap", "immutable: true\ndata: {a: c}")),
        (
            object_("Pod", "spec: {containers: [{name: a, image: b}]}"),
            object_("Pod", "spec: {containers: [{name: a, image: c}]}"),
        ),
        (
            job("ttlSecondsAfterFinished: 60, completions: 1"),
            job("ttlSecondsAfterFinished: 60, completions: 2"),
        ),
        (job("completions: 1"), job("completions: 2", ", annotations: {argocd.argoproj.io/hook: Sync}")),
        (job("completions: 1"), job("completions: 2", ", annotations: {helm.sh/hook: pre-upgrade}")),
        (
            job("completions: 1"),
            job(
                "completions: 2",
                ", annotations: {argocd.argoproj.io/sync-options: 'Force=true,Replace=true'}",
            ),
        ),
        (
            object_("RoleBinding", f"roleRef: {{apiGroup: {RBAC}, kind: Role, name: a}}", api=f"{RBAC}/v1"),
            object_("RoleBinding", "roleRef: {kind: Role, name: a}\nsubjects: []", api=f"{RBAC}/v1"),
        ),
        (
            object_("Widget", "spec: {a: 1}", api="example.com/v1"),
            object_("Widget", "spec: {a: 2}", api="example.com/v1"),
        ),
    ],
)
def test_what_is_allowed(before: str, after: str) -> None:
    assert refused(before, after) == []


def test_a_rule_that_changed_with_kubernetes_1_33() -> None:
    before, after = stateful_set("revisionHistoryLimit: 3"), stateful_set("revisionHistoryLimit: 5")
    assert refused(before, after, version="1.32") == ["spec.revisionHistoryLimit"]
    assert refused(before, after, version="1.33") == []


def test_the_same_object_in_another_version_is_the_same() -> None:
    before = object_("HorizontalPodAutoscaler", "spec: {maxReplicas: 2}", api="autoscaling/v1")
    after = object_("HorizontalPodAutoscaler", "spec: {maxReplicas: 2}", api="autoscaling/v2")
    assert upgrade(before, after) == []


@pytest.mark.parametrize(
    ("gone", "found"),
    [
        (claim("accessModes: [ReadWriteOnce]"), True),
        (object_("Namespace", ""), True),
        (object_("CustomResourceDefinition", "", api="apiextensions.k8s.io/v1"), True),
        (object_("ConfigMap", ""), False),
        (stateful_set(TEMPLATES % ("", "1Gi")), False),
        (
            stateful_set(
                f"{TEMPLATES % ('', '1Gi')}, persistentVolumeClaimRetentionPolicy: {{whenDeleted: Delete}}"
            ),
            True,
        ),
        (
            object_(
                "PersistentVolumeClaim",
                "",
                metadata=", annotations: {argocd.argoproj.io/sync-options: 'Prune=false'}",
            ),
            False,
        ),
        (
            object_(
                "PersistentVolumeClaim",
                "",
                metadata=", annotations: {argocd.argoproj.io/sync-options: 'Delete=confirm, Prune=confirm'}",
            ),
            False,
        ),
        (
            object_("PersistentVolumeClaim", "", metadata=", annotations: {helm.sh/resource-policy: keep}"),
            False,
        ),
    ],
)
def test_what_is_lost_with_what_is_gone(gone: str, *, found: bool) -> None:
    kept = object_("ConfigMap", "data: {}").replace("name: a", "name: b")
    told = upgrade(f"{gone}---\n{kept}", kept)
    assert [finding.code for finding in told] == (["pruned-data"] if found else [])


def test_a_renamed_claim_is_gone() -> None:
    told = upgrade(claim("volumeMode: Block"), claim("volumeMode: Block").replace("name: a", "name: b"))
    assert [(finding.code, str(finding.object)) for finding in told] == [
        ("pruned-data", "PersistentVolumeClaim default/a")
    ]


def test_scaling_down_deletes_claims_only_when_told_to() -> None:
    spec = (
        f"replicas: %s, {TEMPLATES % ('', '1Gi')}, persistentVolumeClaimRetentionPolicy: {{whenScaled: %s}}"
    )
    told = upgrade(stateful_set(spec % (3, "Delete")), stateful_set(spec % (1, "Delete")))
    assert [(finding.code, str(finding.field)) for finding in told] == [
        ("data-deleted-with-pods", "spec.replicas")
    ]
    assert upgrade(stateful_set(spec % (3, "Retain")), stateful_set(spec % (1, "Retain"))) == []
    assert upgrade(stateful_set(spec % (1, "Delete")), stateful_set(spec % (3, "Delete"))) == []


def test_what_goes_on_purpose_is_waived_by_data_or_by_what_it_carried() -> None:
    before, kept = claim("volumeMode: Block"), object_("ConfigMap", "")
    waiver = Waiver(
        code="pruned-data", object=ObjectRef(kind="PersistentVolumeClaim", name="a"), reason="it was a test"
    )
    select = "pruned-data unused-waiver"
    assert upgrade(before + "---\n" + kept, kept, select=select, waivers=(waiver,)) == []
    carried = before.replace(
        "name: a", "name: a, annotations: {waive.podwright.dev/pruned-data: it was a test}"
    )
    assert upgrade(carried + "---\n" + kept, kept, select=select) == []
    other = before.replace("name: a", "name: a, annotations: {waive.podwright.dev/host-path: history}")
    assert [finding.code for finding in upgrade(other + "---\n" + kept, kept, select=select)] == [
        "pruned-data"
    ]


def test_without_a_past_nothing_is_judged() -> None:
    assert (
        verify(ManifestSet(read_text(claim("volumeMode: Block")).manifests), select=["upgrade"]).findings
        == ()
    )


RENAMED = (
    "template: {spec: {containers: [{name: a, image: IMAGE}]}}, "
    "volumeClaimTemplates: [{metadata: {name: data}}]"
)


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        ("quay.io/x/store:1", "quay.io/x/store:2", True),
        ("localhost:5000/store", "localhost:5000/store@sha256:0", True),
        ("quay.io/x/store:1", "quay.io/x/cache:1", False),
    ],
)
def test_a_renamed_stateful_set_leaves_its_claims_behind(before: str, after: str, is_told: bool) -> None:
    old = stateful_set(RENAMED.replace("IMAGE", f'"{before}"'))
    new = stateful_set(RENAMED.replace("IMAGE", f'"{after}"')).replace("name: a}\nspec", "name: b}\nspec")
    found = upgrade(old, new, select="abandoned-claims")
    assert [(str(one.object), str(one.field)) for one in found] == (
        [("StatefulSet default/b", "metadata.name")] if is_told else []
    )


def test_a_stateful_set_without_claims_may_be_renamed() -> None:
    old = stateful_set("template: {spec: {containers: [{name: a, image: b}]}}")
    assert upgrade(old, old.replace("name: a}\nspec", "name: b}\nspec"), select="abandoned-claims") == []


def test_a_second_stateful_set_beside_the_first_takes_nobodys_place() -> None:
    old = stateful_set(RENAMED.replace("IMAGE", "b"))
    both = old + "---\n" + old.replace("name: a}\nspec", "name: b}\nspec")
    assert upgrade(old, both, select="abandoned-claims") == []
