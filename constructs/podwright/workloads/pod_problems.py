"""What keeps containers from being one pod."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podwright.environment import Platform
from podwright.errors import Problem
from podwright.vocabulary import Container, Duration, EmptyDir


def problems_of_pod(
    containers: Sequence[Container],
    init_containers: Sequence[Container],
    *,
    platform: Platform,
    termination_grace: Duration,
) -> Iterator[Problem]:
    """Yield every clash between the containers of a pod, and what no cluster would start.

    Args:
        containers: those that run together.
        init_containers: those that run before them.
        platform: the cluster.
        termination_grace: how long the pod may take to stop.
    """
    every = placed(containers, init_containers)
    yield from _clashes(every)
    yield from _init_problems(init_containers)
    yield from _main_problems(containers)
    yield from _privileges(every, platform)
    yield from _grace_problems(termination_grace)


def placed(
    containers: Sequence[Container], init_containers: Sequence[Container]
) -> list[tuple[str, Container]]:
    """Return every container with the argument that it comes from, ``containers[0]``."""
    return [
        *((f"containers[{index}]", value) for index, value in enumerate(containers)),
        *((f"init_containers[{index}]", value) for index, value in enumerate(init_containers)),
    ]


def _privileges(containers: Sequence[tuple[str, Container]], platform: Platform) -> Iterator[Problem]:
    for place, value in containers:
        if platform.assigns_users and not value.image.profile.runs_as_any_user:
            yield Problem(
                field=f"{place}.image",
                message=f"image {value.image.repository!r} does not run as any user, which OpenShift demands",
                remedy="Use an image whose files belong to group 0, and say so in its ImageProfile",
            )


def _main_problems(containers: Sequence[Container]) -> Iterator[Problem]:
    if not containers or all(value.stops_last for value in containers):
        yield Problem(
            field="containers", message="a pod needs a container to serve", remedy="Give at least one"
        )


def _init_problems(containers: Sequence[Container]) -> Iterator[Problem]:
    # The API server refuses probes and lifecycle hooks of a container that runs to its end.
    for index, value in enumerate(containers):
        given = {
            "startup": value.startup,
            "liveness": value.liveness,
            "readiness": value.readiness,
            "pre_stop": value.pre_stop,
            "stops_last": value.stops_last,
            "ports": value.ports,
        }
        for name in (name for name, what in given.items() if what):
            message = f"{value.name!r} runs to its end before the others start, so {name} means nothing"
            remedy = f"Drop {name}=, or move the container to containers="
            yield Problem(field=f"init_containers[{index}].{name}", message=message, remedy=remedy)


def _clashes(containers: Sequence[tuple[str, Container]]) -> Iterator[Problem]:
    names: set[str] = set()
    ports: dict[tuple[object, ...], str] = {}
    volumes: dict[str, EmptyDir] = {}
    for field, value in containers:
        if value.name in names:
            message = f"two containers are named {value.name!r}"
            yield Problem(field=f"{field}.name", message=message, remedy="Give each its own name")
        names.add(value.name)
        for number, port in enumerate(value.ports):
            for what, key in (
                (f"port {port.number}/{port.protocol}", (port.number, port.protocol)),
                (f"port name {port.name!r}", (port.name,)),
            ):
                other = ports.setdefault(key, value.name)
                if other != value.name:
                    message = f"{what} of {value.name!r} is already used by {other!r}"
                    remedy = "Containers of a pod share one network: give each port its own number and name"
                    yield Problem(field=f"{field}.ports[{number}]", message=message, remedy=remedy)
        # The others are named by the pod, apart where they would clash.
        for volume in (mount.volume for mount in value.all_mounts):
            if isinstance(volume, EmptyDir) and volumes.setdefault(volume.name, volume) != volume:
                message = f"two different volumes are named {volume.name!r}"
                remedy = "Share one volume object, or name them apart"
                yield Problem(field=f"{field}.mounts", message=message, remedy=remedy)


def _grace_problems(grace: Duration) -> Iterator[Problem]:
    if not grace.total_seconds:
        message = "with no time to stop the containers are killed without being asked"
        yield Problem(field="termination_grace", message=message, remedy="Write Duration(1) or more")
