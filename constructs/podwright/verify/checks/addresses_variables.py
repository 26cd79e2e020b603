"""Addresses: variables that do not reach whom they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.configuration.settings import Configuration, Origin, configuration_of, expand
from podwright.verify.configuration.wording import is_build_time
from podwright.verify.nodes import Node
from podwright.verify.pods import Container
from podwright.verify.rules import Family, Flaw, Severity, check

_REFERENCES: Final = (
    "https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/"
)
_NEXT: Final = (
    "https://nextjs.org/docs/app/guides/environment-variables#bundling-environment-variables-for-the-browser"
)
_NAME: Final = re.compile(r"[A-Z][A-Z0-9_]+")
_SERVICE_LINK: Final = re.compile(r"[A-Z0-9_]+_(?:SERVICE_HOST|SERVICE_PORT|PORT)(?:_[A-Z0-9_]+)?")


@check(
    "unresolved-variable",
    family=Family.ADDRESSES,
    severity=Severity.WARNING,
    summary="A reference to an environment variable is not replaced.",
    source=_REFERENCES,
)
def unresolved_variable(cluster: Cluster) -> Iterator[Flaw]:
    """Find ``$(NAME)`` that no variable stands for, or in ``env`` only one that comes later."""
    configuration = cluster.once(configuration_of)
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            for node, name, remedy in _unresolved(container, configuration):
                message = f"$({name}) stays as it is written: no variable of that name is known here"
                yield Flaw(pod.manifest, node, message, remedy)


def _unresolved(container: Container, configuration: Configuration) -> Iterator[tuple[Node, str, str]]:
    environment = configuration.environment(container)
    variables: Mapping[str, object] = environment.variables
    for node, name in environment.unresolved:
        if name in variables:
            yield node, name, f"Define {name} in env, in front of this variable"
        elif environment.is_complete and _is_meant(name):
            yield node, name, f"Define {name} in env, in front of this variable; or write $$({name})"
    if not environment.is_complete:
        return
    for field in ("command", "args"):
        for node in container.node[field]:
            _, missing = expand(node.text, environment.values)
            for name in filter(_is_meant, missing):
                yield node, name, f"Define {name} in env; or write $$({name}), if it is meant literally"


def _is_meant(name: str) -> bool:
    """Whether a name is that of a variable, neither a command of a shell nor a link to a Service."""
    return _NAME.fullmatch(name) is not None and _SERVICE_LINK.fullmatch(name) is None


@check(
    "build-time-variable",
    family=Family.ADDRESSES,
    severity=Severity.WARNING,
    summary="A variable is set for the container that was needed when its image was built.",
    source=_NEXT,
)
def build_time_variable(cluster: Cluster) -> Iterator[Flaw]:
    """Find variables that bundlers put into the pages: browsers never see what the container is given."""
    configuration = cluster.once(configuration_of)
    seen: set[object] = set()
    for pod in cluster.manifests.pods:
        for container in pod.containers:
            for setting in configuration.settings(container):
                if (
                    setting.origin is Origin.VARIABLE
                    and is_build_time(setting.name)
                    and setting.place not in seen
                ):
                    seen.add(setting.place)
                    message = (
                        f"{setting.name} is compiled into the pages: browsers get the value of the build"
                    )
                    remedy = (
                        "Give it as a build argument; or waive this, if the image replaces the value at start"
                    )
                    yield Flaw(setting.manifest, setting.node, message, remedy)
