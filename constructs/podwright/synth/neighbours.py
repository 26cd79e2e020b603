"""Charts on one cluster: that none takes what another one has.

Each chart is right by itself, and each would be applied without an error; then two systems would overwrite
each other's objects for ever, or one Service would answer for both. Only who sees all charts can tell.

Environments of one kind of platform with the same apps domain count as one cluster: two clusters that serve
the same domain would be hard to reach. The same namespace on different clusters is no conflict. What else is
said of a cluster may differ for a while, such as its version during an upgrade.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from podwright import verify as checks
from podwright.chart import EnvironmentChart
from podwright.environment import Platform
from podwright.errors import Problem
from podwright.synth.verification import SynthesizedObject
from podwright.verify.kinds import GroupKind
from podwright.verify.nodes import Node
from podwright.verify.provided import CONFIG_MAP, SECRET, provisions_of
from podwright.verify.selectors import LabelSelector
from podwright.verify.templates import TEMPLATE

_Identity = tuple[str, str, str, str]
"""Group, kind, namespace (empty for what is in none) and name."""

_NAMESPACE: GroupKind = ("", "Namespace")
_NETWORK_POLICY: GroupKind = ("networking.k8s.io", "NetworkPolicy")
_SERVICE_MONITOR: GroupKind = ("monitoring.coreos.com", "ServiceMonitor")
_SHOWN = 3

_Placed = tuple[EnvironmentChart, Sequence[SynthesizedObject]]
"""A chart with its objects."""


def conflicts(charts: Sequence[_Placed]) -> list[Problem]:
    """Return what charts on one cluster take from each other: objects, namespaces, hosts, pods.

    Args:
        charts: every chart with its objects, in order.

    Returns:
        Problems that stand at the later of two charts and name both.
    """
    problems: list[Problem] = []
    for cluster in _by_cluster(charts):
        if len(cluster) > 1:
            residents = [_Resident(chart, objects) for chart, objects in cluster]
            for first, second in combinations(residents, 2):
                problems.extend(_between(first, second))
    return problems


def disagreements(charts: Sequence[_Placed]) -> list[Problem]:
    """Return what charts on one cluster say differently of it, to warn of.

    It is no error: half-way through an upgrade one chart after the other is told of it. Until all are, some
    are checked for a cluster that is not there.

    Args:
        charts: every chart with its objects, in order.

    Returns:
        Problems that stand at the later of two charts and name both.
    """
    problems: list[Problem] = []
    for (first, _), *others in _by_cluster(charts):
        there = first.environment.platform
        for chart, _ in others:
            here = chart.environment.platform
            facts = [name for name in type(there).model_fields if getattr(here, name) != getattr(there, name)]
            if facts:
                differ = ", ".join(_told_apart(name, here, there) for name in facts)
                message = f"chart {first.instance} says otherwise of the same cluster: {differ}"
                remedy = (
                    "Give all environments of a cluster one platform=, and other clusters other apps_domain="
                )
                problem = Problem(message=message, remedy=remedy, field="environment.platform")
                problems.append(problem.at(chart=chart.instance, path="", location=""))
    return problems


def _told_apart(name: str, here: Platform, there: Platform) -> str:
    values = getattr(here, name), getattr(there, name)
    if all(isinstance(value, str | int) for value in values):
        return f"{name} is {values[1]} there, {values[0]} here"
    return name


def _by_cluster(charts: Sequence[_Placed]) -> list[list[_Placed]]:
    clusters: dict[tuple[str, str], list[_Placed]] = defaultdict(list)
    for chart, objects in charts:
        clusters[chart.environment.platform.cluster].append((chart, objects))
    return list(clusters.values())


@dataclass(frozen=True, slots=True)
class _Address:
    """What a Route or Ingress publishes.

    Attributes:
        host: the host.
        path: the path below it, empty for all.
        manifest: the Route or Ingress.
    """

    host: str
    path: str
    manifest: checks.Manifest

    def collides(self, other: _Address) -> bool:
        """Whether a cluster serves only one of both.

        A router gives a host to the namespace that claimed it first; within one, paths may be distributed.
        https://docs.openshift.com/container-platform/latest/networking/ingress-operator.html
        """
        if self.host != other.host:
            return False
        are_routes = self.manifest.kind == other.manifest.kind == "Route"
        return self.path == other.path or (are_routes and self.manifest.namespace != other.manifest.namespace)


class _Resident:
    """A chart, and what it takes of its cluster.

    Args:
        chart: the chart.
        objects: its objects.
    """

    def __init__(self, chart: EnvironmentChart, objects: Sequence[SynthesizedObject]) -> None:
        self.chart = chart
        self.namespace = chart.environment.namespace
        self.manifests = checks.ManifestSet(
            [
                checks.Manifest.of(
                    item.manifest,
                    source=checks.Source(chart=item.chart, construct=item.path, location=item.location),
                )
                for item in objects
            ],
            default_namespace=self.namespace,
        )

    @cached_property
    def objects(self) -> dict[_Identity, checks.Manifest]:
        """What it puts on the cluster, also what others make for it, each with who asks for it."""
        found: dict[_Identity, checks.Manifest] = {}
        for manifest in self.manifests:
            # A Template is not applied but processed; its objects are in the set, too.
            if manifest.group_kind == TEMPLATE:
                continue
            made = [
                (provision.kind, provision.namespace, provision.name) for provision in provisions_of(manifest)
            ]
            for kind, namespace, name in made:
                found.setdefault(("", kind, namespace, name), manifest)
            if manifest.group or manifest.kind not in (SECRET, CONFIG_MAP):
                found.setdefault((*manifest.group_kind, manifest.namespace, manifest.name), manifest)
        return found

    @cached_property
    def addresses(self) -> Sequence[_Address]:
        """What its Routes and Ingresses publish."""
        found = []
        for route in self.manifests.of_kind("Route", "route.openshift.io"):
            found.append(_Address(route.spec["host"].text, route.spec["path"].text.rstrip("/"), route))
        for ingress in self.manifests.of_kind("Ingress", "networking.k8s.io"):
            for rule in ingress.spec["rules"]:
                for path in rule["http"]["paths"]:
                    found.append(_Address(rule["host"].text, path["path"].text.rstrip("/"), ingress))
        return [address for address in found if address.host]

    @cached_property
    def pod_selectors(self) -> Sequence[tuple[checks.Manifest, LabelSelector]]:
        """Its objects that select pods of their namespace, each with its selector."""
        found = []
        for manifest in self.manifests:
            read = _SELECTORS.get(manifest.group_kind)
            selector = read(manifest.spec) if read else None
            # Who creates a namespace decides what everybody in it refuses by default.
            is_for_all = manifest.group_kind == _NETWORK_POLICY and self.creates(manifest.namespace)
            if selector is not None and not (is_for_all and selector.is_empty):
                found.append((manifest, selector))
        return found

    @cached_property
    def service_selectors(self) -> Sequence[tuple[checks.Manifest, LabelSelector]]:
        """Its monitors of Services in their own namespace, each with its selector."""
        return [
            (monitor, LabelSelector.of(monitor.spec["selector"]))
            for monitor in self.manifests.of_kind(_SERVICE_MONITOR[1], _SERVICE_MONITOR[0])
            if not monitor.spec["namespaceSelector"]
        ]

    def creates(self, namespace: str) -> bool:
        """Whether it creates a namespace."""
        return self.manifests.find(_NAMESPACE[1], _NAMESPACE[0], "", namespace) is not None


def _between(first: _Resident, second: _Resident) -> Iterator[Problem]:
    shared = [identity for identity in second.objects if identity in first.objects]
    claimed = first.namespace if _claim_the_same(first, second) else ""
    if claimed:
        yield _claimed_twice(first, second)
    by_scope: dict[bool, list[_Identity]] = defaultdict(list)
    for identity in shared:
        group, kind, namespace, name = identity
        # What follows from a namespace that both claim need not be said.
        if not claimed or claimed not in (namespace, name if (group, kind) == _NAMESPACE else ""):
            by_scope[bool(namespace)].append(identity)
    for is_namespaced, identities in sorted(by_scope.items()):
        remedy = _remedy(first, second) if is_namespaced else _cluster_remedy(second)
        yield _defined_twice(first, second, identities, remedy)
    yield from _published_twice(first, second)
    if not claimed:
        yield from _selecting(first, second, owner=second)
        yield from _selecting(second, first, owner=second)


def _claim_the_same(first: _Resident, second: _Resident) -> bool:
    if first.namespace != second.namespace:
        return False
    both_own = first.chart.environment.owns_namespace and second.chart.environment.owns_namespace
    creators = [resident.creates(resident.namespace) for resident in (first, second)]
    return all(creators) or (both_own and any(creators))


def _claimed_twice(first: _Resident, second: _Resident) -> Problem:
    message = f"namespace {second.namespace!r} is the own one of chart {first.chart.instance}, too"
    remedy = (
        "Give one of them another namespace=, or, in a namespace that somebody else creates, both "
        "tenancy=SharedNamespace()"
    )
    made = second.manifests.find(_NAMESPACE[1], _NAMESPACE[0], "", second.namespace)
    problem = Problem(message=message, remedy=remedy, field="namespace")
    return _at(problem, second, made)


def _defined_twice(
    first: _Resident, second: _Resident, identities: Sequence[_Identity], remedy: str
) -> Problem:
    names = [_shown(identity) for identity in identities[:_SHOWN]]
    more = len(identities) - len(names)
    listed = ", ".join(names) + (f" and {more} more" if more else "")
    verb = "are" if len(identities) > 1 else "is"
    message = f"{listed} {verb} defined by chart {first.chart.instance}, too, on the same cluster"
    problem = Problem(message=message, remedy=remedy, field="metadata.name")
    return _at(problem, second, second.objects[identities[0]])


def _published_twice(first: _Resident, second: _Resident) -> Iterator[Problem]:
    seen: set[str] = set()
    for theirs in second.addresses:
        if theirs.host not in seen and any(theirs.collides(address) for address in first.addresses):
            seen.add(theirs.host)
            address = f"{theirs.host}{theirs.path}"
            message = f"{address} is published by chart {first.chart.instance}, too, on the same cluster"
            remedy = "Give each a host of its own: environment.host(…) has the environment's name in it"
            yield _at(Problem(message=message, remedy=remedy, field="spec.host"), second, theirs.manifest)


def _selecting(one: _Resident, other: _Resident, *, owner: _Resident) -> Iterator[Problem]:
    """Yield what selects pods or Services of another chart.

    Args:
        one: the chart whose objects select.
        other: the chart whose pods are selected.
        owner: the chart that problems stand at.
    """
    for manifest, selector in one.pod_selectors:
        pods = other.manifests.select_pods(manifest.namespace, selector)
        if pods:
            yield _selected(one, other, manifest, f"pods of {pods[0].manifest}", owner=owner)
    for manifest, selector in one.service_selectors:
        for service in other.manifests.services:
            if service.namespace == manifest.namespace and selector.matches(service.manifest.labels):
                yield _selected(one, other, manifest, str(service.manifest), owner=owner)
                break


def _selected(
    one: _Resident, other: _Resident, manifest: checks.Manifest, what: str, *, owner: _Resident
) -> Problem:
    message = f"{manifest} of chart {one.chart.instance} selects {what} of chart {other.chart.instance}"
    remedy = "Select by labels that no other chart has: self.labels_of(…).selector carries the instance"
    return _at(Problem(message=message, remedy=remedy), owner, manifest if one is owner else None)


def _remedy(first: _Resident, second: _Resident) -> str:
    prefixes = [resident.chart.environment.prefix for resident in (first, second)]
    if prefixes[0] and prefixes[0] == prefixes[1]:
        return "Give one of them another prefix: tenancy=SharedNamespace(prefix=…)"
    if all(prefixes):
        return "Name what is namespaced with self.named(…), which puts the prefix before it"
    return (
        "Give both environments tenancy=SharedNamespace() and name objects with self.named(…), or give one "
        "of them another namespace="
    )


def _cluster_remedy(second: _Resident) -> str:
    return (
        f"Put the instance before it, {second.chart.instance!r}, as podwright's cluster-scoped constructs do"
    )


def _shown(identity: _Identity) -> str:
    _, kind, namespace, name = identity
    return f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"


def _at(problem: Problem, resident: _Resident, manifest: checks.Manifest | None) -> Problem:
    source = manifest.source if manifest else checks.Source()
    return problem.at(chart=resident.chart.instance, path=source.construct, location=source.location)


def _of_labels(spec: Node) -> LabelSelector | None:
    """Return a selector as a Service has it; without one it selects nothing."""
    selector = LabelSelector.of_map(spec["selector"])
    return None if selector.is_empty else selector


def _of_selector(spec: Node) -> LabelSelector | None:
    return LabelSelector.of(spec["selector"]) if spec["selector"].present else None


def _of_pod_monitor(spec: Node) -> LabelSelector | None:
    return None if spec["namespaceSelector"] else LabelSelector.of(spec["selector"])


def _of_pod_selector(spec: Node) -> LabelSelector | None:
    return LabelSelector.of(spec["podSelector"])


_SELECTORS: dict[GroupKind, Callable[[Node], LabelSelector | None]] = {
    ("", "Service"): _of_labels,
    ("apps", "DaemonSet"): _of_selector,
    ("apps", "Deployment"): _of_selector,
    ("apps", "ReplicaSet"): _of_selector,
    ("apps", "StatefulSet"): _of_selector,
    ("monitoring.coreos.com", "PodMonitor"): _of_pod_monitor,
    ("policy", "PodDisruptionBudget"): _of_selector,
    _NETWORK_POLICY: _of_pod_selector,
}
