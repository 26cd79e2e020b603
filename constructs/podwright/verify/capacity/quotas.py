"""What a namespace's quota allows, and how much of it the manifests use.

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from podwright.verify.capacity.needs import Needs, needs_of
from podwright.verify.capacity.replicas import Replicas, replicas_of
from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import PodTemplate
from podwright.verify.quantities import quantity

_ALIASES: Final = {"cpu": "requests.cpu", "memory": "requests.memory", "count/pods": "pods"}
_COUNTED: Final[Mapping[str, tuple[str, str]]] = {
    "configmaps": ("", "ConfigMap"),
    "count/configmaps": ("", "ConfigMap"),
    "count/cronjobs.batch": ("batch", "CronJob"),
    "count/daemonsets.apps": ("apps", "DaemonSet"),
    "count/deployments.apps": ("apps", "Deployment"),
    "count/persistentvolumeclaims": ("", "PersistentVolumeClaim"),
    "count/secrets": ("", "Secret"),
    "count/services": ("", "Service"),
    "count/statefulsets.apps": ("apps", "StatefulSet"),
    "openshift.io/imagestreams": ("image.openshift.io", "ImageStream"),
    "persistentvolumeclaims": ("", "PersistentVolumeClaim"),
    "secrets": ("", "Secret"),
    "services": ("", "Service"),
}
_CLASS_SUFFIX: Final = ".storageclass.storage.k8s.io/"
_CLASS_ANNOTATION: Final = "volume.beta.kubernetes.io/storage-class"


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """A workload that runs for ever, and what one of its pods counts for.

    Attributes:
        pod: its pod template.
        replicas: how many of them there are.
        needs: what one counts for, ``pods`` included.
    """

    pod: PodTemplate
    replicas: Replicas
    needs: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, eq=False)
class Hard:
    """One line of a quota.

    Attributes:
        quota: the ResourceQuota.
        node: the line: how much is allowed.
        resource: what it counts, in its long form.
        amount: how much is allowed.
    """

    quota: Manifest
    node: Node
    resource: str
    amount: Decimal


class Quotas:
    """The quotas of all namespaces, and what is used of them.

    Args:
        cluster: the cluster.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._needs: Needs = cluster.once(needs_of)
        self.lines: Sequence[Hard] = list(_lines(cluster))
        self._running: dict[str, list[Running]] = defaultdict(list)
        self._claims: dict[str, list[tuple[str, Decimal, int]]] = defaultdict(list)
        if self.lines:
            self._read()

    def _read(self) -> None:
        for pod in self._cluster.manifests.pods:
            replicas = replicas_of(self._cluster, pod.manifest)
            if replicas is not None:
                needs = {**self._needs.of_pod(pod), "pods": Decimal(1)}
                self._running[pod.namespace].append(Running(pod, replicas, needs))
        for claim in self._cluster.manifests.of_kind("PersistentVolumeClaim"):
            self._claims[claim.namespace].append(_claim(claim.root, 1))
        for workload in self._cluster.manifests.of_kind("StatefulSet", "apps"):
            count = replicas_of(self._cluster, workload)
            for template in workload.spec["volumeClaimTemplates"]:
                self._claims[workload.namespace].append(_claim(template, count.lowest if count else 0))

    def running_in(self, namespace: str) -> Sequence[Running]:
        """Return the workloads of a namespace that run for ever."""
        return self._running.get(namespace, ())

    def pods_use(self, line: Hard, count: Callable[[Replicas], int]) -> Decimal:
        """Return how much of a line the pods use.

        Args:
            line: the line.
            count: how many replicas to count: the lowest or the highest number.
        """
        return sum(
            (
                running.needs.get(line.resource, Decimal(0)) * count(running.replicas)
                for running in self.running_in(line.quota.namespace)
            ),
            Decimal(0),
        )

    def objects_use(self, line: Hard) -> Decimal:
        """Return how much of a line objects and claims use."""
        namespace, resource = line.quota.namespace, line.resource
        if resource.endswith(("requests.storage", "persistentvolumeclaims")):
            wanted = resource.partition(_CLASS_SUFFIX)[0] if _CLASS_SUFFIX in resource else None
            claims = [
                claim for claim in self._claims.get(namespace, ()) if wanted is None or claim[0] == wanted
            ]
            if resource.endswith("requests.storage"):
                return sum((size * count for _, size, count in claims), Decimal(0))
            return Decimal(sum(count for _, _, count in claims))
        if resource in ("services.loadbalancers", "services.nodeports"):
            types = ("LoadBalancer",) if resource.endswith("loadbalancers") else ("NodePort", "LoadBalancer")
            services = self._cluster.manifests.services
            return Decimal(sum(one.namespace == namespace and one.type in types for one in services))
        group, kind = _COUNTED.get(resource, ("", ""))
        objects = self._cluster.manifests.of_kind(kind, group)
        return Decimal(sum(manifest.namespace == namespace for manifest in objects))


def quotas_of(cluster: Cluster) -> Quotas:
    """Return the quotas; to be used with ``cluster.once``."""
    return Quotas(cluster)


def _lines(cluster: Cluster) -> Iterator[Hard]:
    for quota in cluster.manifests.of_kind("ResourceQuota"):
        if quota.spec["scopes"].sequence or quota.spec["scopeSelector"]:
            continue  # it counts only some of the pods
        for resource, node in quota.spec["hard"].items():
            amount = quantity(node)
            if amount is not None:
                yield Hard(quota, node, _ALIASES.get(resource, resource), amount)


def _claim(root: Node, count: int) -> tuple[str, Decimal, int]:
    size = quantity(root.at("spec", "resources", "requests", "storage")) or Decimal(0)
    name = root.at("spec", "storageClassName").text
    return name or root.at("metadata", "annotations", _CLASS_ANNOTATION).text, size, count
