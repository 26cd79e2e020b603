"""Capacity: the time that pods are given to stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from podwright.verify.capacity.stopping import (
    DEFAULT_GRACE,
    Drains,
    drains_of,
    grace_of,
    pre_stop_of,
    sleep_before_stop,
)
from podwright.verify.cluster import Cluster
from podwright.verify.configuration.addresses import HostKind
from podwright.verify.configuration.uses import Use, uses_of
from podwright.verify.kinds import LONG_RUNNING
from podwright.verify.manifests import Manifest
from podwright.verify.pods import Container, ContainerRole, PodTemplate
from podwright.verify.proxies import auth_proxies_of
from podwright.verify.rules import Family, Flaw, Severity, check

_TERMINATION: Final = "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination"
_SIDECARS: Final = "https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/"
_LONG_GRACE: Final = 300
_LONG_SLEEP: Final = 60


@check(
    "prestop-outlasts-grace",
    family=Family.CAPACITY,
    severity=Severity.ERROR,
    summary="A container sleeps before it is stopped for as long as it has to stop, and is killed.",
    source=_TERMINATION,
)
def prestop_outlasts_grace(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``preStop`` hooks that sleep for the whole grace period, or longer."""
    for pod in cluster.manifests.pods:
        grace = grace_of(pod)
        for container in pod.containers:
            sleep = sleep_before_stop(container)
            if sleep and sleep >= grace:
                written = bool(pod.spec["terminationGracePeriodSeconds"])
                period = f"{grace} s" if written else f"{DEFAULT_GRACE} s, the default"
                message = f"sleeps {sleep:g} s, and the pod is killed after {period}"
                remedy = f"Sleep less, or write terminationGracePeriodSeconds: {sleep + DEFAULT_GRACE:g}"
                yield Flaw(pod.manifest, pre_stop_of(container), message, remedy)


@check(
    "drain-outlasts-grace",
    family=Family.CAPACITY,
    severity=Severity.WARNING,
    summary="A program may take longer to finish its work than its pod has to stop.",
    source=_TERMINATION,
)
def drain_outlasts_grace(cluster: Cluster) -> Iterator[Flaw]:
    """Find settings for an orderly shutdown that come to the grace period or beyond it."""
    drains = cluster.once(drains_of)
    told: set[tuple[Manifest, str, str]] = set()
    for pod in cluster.manifests.pods:
        if pod.manifest.kind not in LONG_RUNNING:
            continue
        grace = grace_of(pod)
        for container in pod.serving_containers:
            sleep = sleep_before_stop(container)
            for drain in drains.of(container):
                needed = sleep + drain.seconds
                key = (drain.setting.manifest, str(drain.setting.node.path), drain.name)
                if needed >= grace and key not in told:
                    told.add(key)
                    after = f" after {sleep:g} s of preStop" if sleep else ""
                    lasts = f"{drain.name} is {drain.seconds:g} s{after}"
                    yield Flaw(
                        drain.setting.manifest,
                        drain.setting.node,
                        f"{lasts}, and the {pod} are killed after {grace} s",
                        f"Write terminationGracePeriodSeconds: {needed + DEFAULT_GRACE:g} into the pod",
                    )


@check(
    "dependency-ends-first",
    family=Family.CAPACITY,
    severity=Severity.WARNING,
    summary="A container stops while another one of its pod may still need it.",
    source=_SIDECARS,
)
def dependency_ends_first(cluster: Cluster) -> Iterator[Flaw]:
    """Find containers that others of the pod call on localhost, and that stop earlier than those.

    All containers of a pod are told to stop at once. One that keeps working for long, as its settings
    or the pod's grace period show, loses those that it calls, unless they are sidecars.
    """
    drains = cluster.once(drains_of)
    uses = cluster.once(uses_of)
    proxies = {proxy.container for proxy in cluster.once(auth_proxies_of)}
    for pod in cluster.manifests.pods:
        told: set[str] = set()
        for use in uses.called_in(pod):
            caller, callee = use.container, _callee(pod, use)
            if callee is None or caller in proxies or caller.role is not ContainerRole.MAIN:
                continue
            lasts = _lasts(pod, caller, callee, drains)
            if lasts and callee.name not in told:
                told.add(callee.name)
                ends = max(sleep_before_stop(callee), drains.longest(callee))
                after = f"after {ends:g} s" if ends else "at once"
                yield Flaw(
                    pod.manifest,
                    callee.node["lifecycle"],
                    f"{callee} stops {after}, and {caller}, which calls it, may work for {lasts:g} s more",
                    "Make it a sidecar: an init container with restartPolicy: Always",
                )


def _callee(pod: PodTemplate, use: Use) -> Container | None:
    """Return the main container that an address on localhost leads to, other than the caller."""
    if use.address.kind is not HostKind.LOOPBACK or use.address.port is None:
        return None
    for port in pod.ports:
        if port.number == use.address.port:
            is_main = port.container.role is ContainerRole.MAIN
            return port.container if is_main and port.container is not use.container else None
    return None


def _lasts(pod: PodTemplate, caller: Container, callee: Container, drains: Drains) -> float:
    """Return for how long the caller works when the callee is gone already, 0 when that is not known."""
    ends = max(sleep_before_stop(callee), drains.longest(callee))
    works = drains.longest(caller)
    if works >= _LONG_SLEEP and works > ends:
        return works
    # Who lets a container sleep for minutes does so for the sake of the others.
    grace = grace_of(pod)
    lingers = sleep_before_stop(callee) >= _LONG_SLEEP and not sleep_before_stop(caller)
    return grace if lingers and grace >= _LONG_GRACE and ends < grace / 2 else 0
