"""What the API server refuses to change in an object that exists.

Source: https://github.com/kubernetes/kubernetes/tree/master/pkg/apis (``Validate…Update`` of each type)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from podwright.verify.comparison.claims import claim_refusals
from podwright.verify.comparison.fields import changes_of, differ
from podwright.verify.comparison.pruning import is_replaced
from podwright.verify.comparison.refusals import Refusal
from podwright.verify.kinds import GroupKind
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.target import KubernetesVersion

_MUTABLE_OF_STATEFUL_SET: Final = frozenset(
    {
        "minReadySeconds",
        "ordinals",
        "persistentVolumeClaimRetentionPolicy",
        "replicas",
        "template",
        "updateStrategy",
    }
)
_IMMUTABLE_OF_JOB: Final = (
    "backoffLimitPerIndex",
    "completionMode",
    "completions",
    "managedBy",
    "podFailurePolicy",
    "selector",
    "successPolicy",
    "template",
)
_MUTABLE_OF_POD: Final = frozenset(
    {"activeDeadlineSeconds", "containers", "initContainers", "terminationGracePeriodSeconds", "tolerations"}
)
_SHORT_TTL: Final = 600
_RECREATE: Final = "Keep it, or give the object a new name, or delete it first and by hand"
_ORPHAN: Final = "Keep it, or delete the StatefulSet with --cascade=orphan, which leaves pods and claims"


@dataclass(frozen=True, slots=True)
class _Judge:
    """What is compared, and for which version."""

    old: Manifest
    new: Manifest
    version: KubernetesVersion


def refusals(old: Manifest, new: Manifest, version: KubernetesVersion) -> Iterator[Refusal]:
    """Yield what the API server refuses when an object is updated.

    Args:
        old: the object as it was applied last.
        new: the object as it is going to be applied.
        version: the cluster's version; some fields became mutable.
    """
    rule = _RULES.get(new.group_kind)
    if rule is not None and not is_replaced(new):
        yield from rule(_Judge(old, new, version))


def _fields(judge: _Judge, *names: str, remedy: str = _RECREATE) -> Iterator[Refusal]:
    for name in names:
        what = f"the {name} of an existing {judge.new.kind}"
        yield from _field(judge.old.spec[name], judge.new.spec[name], what, remedy=remedy)


def _field(old: Node, new: Node, what: str, *, remedy: str = _RECREATE) -> Iterator[Refusal]:
    change = next(changes_of(old, new), None)
    if change is not None:
        node = change.after if new else new
        yield Refusal(node, f"the API server refuses to change {what}", remedy)


def _selector(judge: _Judge) -> Iterator[Refusal]:
    yield from _fields(judge, "selector")


def _stateful_set(judge: _Judge) -> Iterator[Refusal]:
    names = dict.fromkeys([*judge.old.spec.mapping, *judge.new.spec.mapping])
    mutable = _MUTABLE_OF_STATEFUL_SET
    if judge.version >= KubernetesVersion(1, 33):
        mutable = mutable | {"revisionHistoryLimit"}
    yield from _fields(
        judge,
        *(name for name in names if isinstance(name, str) and name not in mutable),
        remedy=_ORPHAN,
    )


def _job(judge: _Judge) -> Iterator[Refusal]:
    ttl = judge.old.spec["ttlSecondsAfterFinished"].integer
    if ttl is not None and ttl <= _SHORT_TTL:
        return  # it is gone long before the next change
    names: tuple[str, ...] = _IMMUTABLE_OF_JOB
    if judge.new.spec["completionMode"].text == "Indexed":
        names = tuple(name for name in names if name != "completions")
    yield from _fields(
        judge,
        *names,
        remedy="Give the Job a new name, or make it a hook, which is replaced with every change",
    )


def _pod(judge: _Judge) -> Iterator[Refusal]:
    names = dict.fromkeys([*judge.old.spec.mapping, *judge.new.spec.mapping])
    yield from _fields(
        judge, *(name for name in names if isinstance(name, str) and name not in _MUTABLE_OF_POD)
    )
    for field in ("containers", "initContainers"):
        for change in changes_of(judge.old.spec[field], judge.new.spec[field]):
            if change.way[-1] != "image":
                message = "the API server refuses to change a running Pod, but for its images"
                yield Refusal(change.after, message, "Make it a Deployment, or delete the Pod first")
                return


def _service(judge: _Judge) -> Iterator[Refusal]:
    old, new = judge.old.spec, judge.new.spec
    if "ExternalName" in (old["type"].text, new["type"].text):
        return
    before, after = old["clusterIP"].text, new["clusterIP"].text
    if before == "None" and after == "":
        yield Refusal(
            new["clusterIP"],
            "a headless Service stays headless: without clusterIP, the API server keeps the old value",
            "Write clusterIP: None, or delete the Service first to get an address",
        )
    elif before != after and after:
        yield Refusal(
            new["clusterIP"], "the API server refuses to change the address of a Service", _RECREATE
        )
    families, others = old["ipFamilies"].strings, new["ipFamilies"].strings
    if families and others and families[0] != others[0]:
        message = "the API server refuses to change the first address family of a Service"
        yield Refusal(new["ipFamilies"], message, _RECREATE)
    if old["loadBalancerClass"].text and new["type"].text == "LoadBalancer":
        yield from _fields(judge, "loadBalancerClass")


def _configuration(judge: _Judge) -> Iterator[Refusal]:
    old, new = judge.old.root, judge.new.root
    if judge.new.kind == "Secret":
        # Absent is Opaque.
        before, after = old["type"].text or "Opaque", new["type"].text or "Opaque"
        if before != after:
            message = "the API server refuses to change the type of a Secret"
            yield Refusal(new["type"], message, _RECREATE)
    if not old["immutable"].is_true:
        return
    remedy = "Give it a new name, such as one with a hash of its content"
    if not new["immutable"].is_true:
        yield Refusal(new["immutable"], "what is immutable stays immutable", remedy)
    for field in ("data", "stringData", "binaryData"):
        if differ(old[field], new[field], (field,)):
            message = f"the API server refuses to change the {field} of an immutable {judge.new.kind}"
            yield Refusal(new[field], message, remedy)


def _role_ref(judge: _Judge) -> Iterator[Refusal]:
    old, new = judge.old.root["roleRef"], judge.new.root["roleRef"]
    for field in ("kind", "name"):
        if old[field].text != new[field].text:
            message = "the API server refuses to bind another role"
            yield Refusal(new[field], message, "Make a binding with a new name, and remove this one")


def _volume(judge: _Judge) -> Iterator[Refusal]:
    mutable = {"accessModes", "capacity", "claimRef", "mountOptions", "persistentVolumeReclaimPolicy"}
    mutable |= {"storageClassName", "volumeAttributesClassName", "nodeAffinity"}
    names = dict.fromkeys([*judge.old.spec.mapping, *judge.new.spec.mapping])
    yield from _fields(judge, *(name for name in names if isinstance(name, str) and name not in mutable))


def _root_fields(*names: str) -> Callable[[_Judge], Iterator[Refusal]]:
    def judge_fields(judge: _Judge) -> Iterator[Refusal]:
        for name in names:
            what = f"the {name} of an existing {judge.new.kind}"
            yield from _field(judge.old.root[name], judge.new.root[name], what)

    return judge_fields


def _spec_fields(*names: str) -> Callable[[_Judge], Iterator[Refusal]]:
    return lambda judge: _fields(judge, *names)


def _definition(judge: _Judge) -> Iterator[Refusal]:
    old, new = judge.old.spec, judge.new.spec
    yield from _fields(judge, "group", "scope")
    for field in ("kind", "plural"):
        yield from _field(old["names"][field], new["names"][field], f"names.{field} of a definition")
    served = {version["name"].text for version in new["versions"]}
    for version in old["versions"]:
        if version["storage"].is_true and version["name"].text not in served:
            name = version["name"].text
            message = f"objects are stored as {name}, so that the API server refuses to drop it"
            yield Refusal(
                new["versions"], message, f"Keep {name} with storage: false until they are migrated"
            )


def _claim(judge: _Judge) -> Iterator[Refusal]:
    yield from claim_refusals(judge.old, judge.new)


_RULES: Final[Mapping[GroupKind, Callable[[_Judge], Iterator[Refusal]]]] = {
    ("", "ConfigMap"): _configuration,
    ("", "PersistentVolume"): _volume,
    ("", "PersistentVolumeClaim"): _claim,
    ("", "Pod"): _pod,
    ("", "Secret"): _configuration,
    ("", "Service"): _service,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): _definition,
    ("apps", "DaemonSet"): _selector,
    ("apps", "Deployment"): _selector,
    ("apps", "ReplicaSet"): _selector,
    ("apps", "StatefulSet"): _stateful_set,
    ("batch", "Job"): _job,
    ("discovery.k8s.io", "EndpointSlice"): _root_fields("addressType"),
    ("networking.k8s.io", "IngressClass"): _spec_fields("controller"),
    ("node.k8s.io", "RuntimeClass"): _root_fields("handler"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): _role_ref,
    ("rbac.authorization.k8s.io", "RoleBinding"): _role_ref,
    ("route.openshift.io", "Route"): _spec_fields("wildcardPolicy"),
    ("scheduling.k8s.io", "PriorityClass"): _root_fields("preemptionPolicy", "value"),
    ("storage.k8s.io", "StorageClass"): _root_fields(
        "parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"
    ),
}
