"""What a pod requests and is limited to, defaults of the namespace included.

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.pods import Container, ContainerRole, PodTemplate
from podwright.verify.quantities import quantity

Amounts = Mapping[str, Decimal]

KINDS: Final = ("requests", "limits")


class Needs:
    """The resources of pods.

    Args:
        cluster: where the limit ranges are.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._ranges: dict[str, list[Node]] = defaultdict(list)
        for limit_range in cluster.manifests.of_kind("LimitRange"):
            self._ranges[limit_range.namespace].extend(limit_range.spec["limits"])
        self._of_pods: dict[PodTemplate, Amounts] = {}
        self._scaled_vertically = frozenset(
            (manifest.namespace, target["kind"].text, target["name"].text)
            for manifest in cluster.manifests.of_kind("VerticalPodAutoscaler", "autoscaling.k8s.io")
            for target in (manifest.spec["targetRef"],)
        )

    def ranges_in(self, namespace: str, kind: str) -> Sequence[Node]:
        """Return the entries of a namespace's limit ranges for ``Container``, ``Pod`` or a claim."""
        return [entry for entry in self._ranges.get(namespace, ()) if entry["type"].text == kind]

    def is_scaled_vertically(self, workload: Manifest) -> bool:
        """Whether an autoscaler sets the requests of a workload."""
        return (workload.namespace, workload.kind, workload.name) in self._scaled_vertically

    def of_container(self, container: Container, kind: str, resource: str) -> Decimal | None:
        """Return a request or limit of a container as the API server fills it in; none when there is none.

        Args:
            container: the container.
            kind: ``requests`` or ``limits``.
            resource: for example ``memory``.
        """
        own = quantity(container.resources[kind][resource])
        if own is not None:
            return own
        namespace = container.pod.namespace
        if kind == "limits":
            return self._default(namespace, "default", resource)
        limit = quantity(container.resources["limits"][resource])
        if limit is not None:
            return limit
        request = self._default(namespace, "defaultRequest", resource)
        return request if request is not None else self._default(namespace, "default", resource)

    def _default(self, namespace: str, field: str, resource: str) -> Decimal | None:
        for entry in self.ranges_in(namespace, "Container"):
            amount = quantity(entry[field][resource])
            if amount is None and field == "default":
                # The maximum is the default limit where none is given.
                amount = quantity(entry["max"][resource])
            if amount is not None:
                return amount
        return None

    def of_pod(self, pod: PodTemplate) -> Amounts:
        """Return what a pod counts for against a quota, by ``requests.cpu``, ``limits.memory`` and so on.

        What a container does not say counts as nothing. An init container counts only as far as it needs
        more than the containers that run together.
        """
        if pod not in self._of_pods:
            self._of_pods[pod] = dict(self._totals(pod))
        return self._of_pods[pod]

    def _totals(self, pod: PodTemplate) -> Iterator[tuple[str, Decimal]]:
        named = {"cpu", "memory"}
        for container in pod.containers:
            for kind in KINDS:
                named |= {key for key, _ in container.resources[kind].items()}
        for kind in KINDS:
            for resource in sorted(named):
                of_pod = quantity(pod.spec["resources"][kind][resource])
                total = of_pod if of_pod is not None else self._total(pod, kind, resource)
                if total:
                    yield f"{kind}.{resource}", total

    def _total(self, pod: PodTemplate, kind: str, resource: str) -> Decimal:
        together = sidecars = peak = Decimal(0)
        for container in pod.containers:
            amount = self.of_container(container, kind, resource) or Decimal(0)
            if container.role is ContainerRole.INIT:
                peak = max(peak, sidecars + amount)
            else:
                together += amount
                sidecars += amount if container.role is ContainerRole.SIDECAR else 0
        return max(together, peak)


def needs_of(cluster: Cluster) -> Needs:
    """Return the resources of pods; to be used with ``cluster.once``."""
    return Needs(cluster)
