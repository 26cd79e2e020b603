"""Rules: what can be found wrong, under a name that never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node


class Severity(Enum):
    """How bad a finding is."""

    ERROR = "error"
    """It will be refused, will not start, will not work, or must not be deployed: stops a synth."""
    WARNING = "warning"
    """It works, and a careful reviewer would ask about it: is shown."""


class Family(Enum):
    """What a rule is about; a family can be selected and ignored as a whole."""

    READING = "reading"
    SCHEMA = "schema"
    IDENTITY = "identity"
    REFERENCES = "references"
    SELECTORS = "selectors"
    PORTS = "ports"
    ADDRESSES = "addresses"
    NETWORK = "network"
    SECURITY = "security"
    UPGRADE = "upgrade"
    CAPACITY = "capacity"
    WAIVERS = "waivers"


@dataclass(frozen=True, kw_only=True, slots=True)
class SameAs:
    """The checks of other tools that judge the same thing, so that one waiver silences all of them.

    Attributes:
        checkov: ids such as ``CKV_K8S_43``.
        kube_linter: names such as ``latest-tag``.
        kube_score: ids such as ``container-image-tag``.
    """

    checkov: tuple[str, ...] = ()
    kube_linter: tuple[str, ...] = ()
    kube_score: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A thing that can be found wrong. Its page is ``docs/checks/<code>.md``.

    Attributes:
        code: its name in kebab case; users write it into waivers, so it never changes.
        family: what it is about.
        severity: how bad it is.
        summary: what is wrong when it is found, in one sentence.
        source: link to the Kubernetes or OpenShift document (or source) that says so.
        same_as: the same rule in other tools.
    """

    code: str
    family: Family
    severity: Severity
    summary: str
    source: str
    same_as: SameAs = field(default_factory=SameAs)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What a check yields: something is wrong at a place.

    Attributes:
        manifest: the object concerned: the one that has to be changed.
        node: the field of it; its root for the whole object. An absent field has a place, too.
        message: what is wrong, one line, without the object's and the field's name, without a final
            full stop; never the content of a Secret.
        remedy: what to write instead, as an imperative sentence without a final full stop.
    """

    manifest: Manifest
    node: Node
    message: str
    remedy: str


CheckFunction = Callable[[Cluster], Iterator[Flaw]]


@dataclass(frozen=True, kw_only=True)
class Check(Rule):
    """A rule with the function that finds it.

    Attributes:
        run: yields a flaw for everything that breaks the rule; total over manifests of any shape.
    """

    run: CheckFunction


def check(
    code: str,
    *,
    family: Family,
    severity: Severity,
    summary: str,
    source: str,
    same_as: SameAs | None = None,
) -> Callable[[CheckFunction], Check]:
    """Make a check of a function; the arguments are those of `Rule`.

    The function's module must lie in ``podwright.verify.checks``, where the catalogue finds it.
    """

    def decorate(run: CheckFunction) -> Check:
        return Check(
            code=code,
            family=family,
            severity=severity,
            summary=summary,
            source=source,
            same_as=same_as or SameAs(),
            run=run,
        )

    return decorate
