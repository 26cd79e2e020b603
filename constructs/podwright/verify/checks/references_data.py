"""References: Secrets and ConfigMaps exist, with the keys that are read from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from podwright.verify.cluster import Cluster, Existence
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.provided import CONFIG_MAP, SECRET
from podwright.verify.references.data import DataReference, Use, data_references
from podwright.verify.references.known_names import KnownNames
from podwright.verify.references.placement import placement_of
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.templates import has_parameter

_PULL_KEYS: Final = frozenset({".dockerconfigjson", ".dockercfg"})
_MADE_BY_OPENSHIFT: Final = ("-dockercfg-", "-token-")


@check(
    "missing-secret",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A Secret is named that nothing provides.",
    source="https://kubernetes.io/docs/concepts/configuration/secret/#restriction-secret-must-exist",
)
def missing_secret(cluster: Cluster) -> Iterator[Flaw]:
    """Find Secrets that no manifest is or makes, and that nobody declared as external."""
    yield from _missing(cluster, SECRET)


@check(
    "missing-config-map",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A ConfigMap is named that does not exist.",
    source="https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps",
)
def missing_config_map(cluster: Cluster) -> Iterator[Flaw]:
    """Find ConfigMaps that are not among the manifests, nor declared as external."""
    yield from _missing(cluster, CONFIG_MAP)


def _missing(cluster: Cluster, kind: str) -> Iterator[Flaw]:
    placement = placement_of(cluster)
    for references in _by_object(cluster, kind):
        first = references[0]
        manifest, name, namespace = first.manifest, first.name.text, first.namespace
        if _is_made_by_openshift(first) or not placement.is_missing(kind, "", manifest, name, namespace):
            continue
        hint = placement.hint(kind, "", manifest, name, namespace)
        more = _more(len(references) - 1)
        message = f"nothing provides the {kind} {name}{hint}{more}"
        yield Flaw(manifest, first.name, message, placement.remedy(kind, "", manifest, name, namespace))


def _by_object(cluster: Cluster, kind: str) -> Iterable[Sequence[DataReference]]:
    """Return the references that need their target: those of one object to one target together."""
    groups: dict[tuple[Manifest, str, str], list[DataReference]] = defaultdict(list)
    for reference in data_references(cluster):
        if reference.kind == kind and not reference.optional:
            groups[(reference.manifest, reference.namespace, reference.name.text)].append(reference)
    return groups.values()


def _more(count: int) -> str:
    if not count:
        return ""
    return "; one more field names it" if count == 1 else f"; {count} more fields name it"


def _is_made_by_openshift(reference: DataReference) -> bool:
    """Whether a pull secret has the name that OpenShift gives to those it makes for service accounts."""
    return reference.use is Use.PULL and any(part in reference.name.text for part in _MADE_BY_OPENSHIFT)


@check(
    "missing-secret-key",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A key is read from a Secret that does not have it.",
    source="https://kubernetes.io/docs/concepts/configuration/secret/#using-a-secret",
)
def missing_secret_key(cluster: Cluster) -> Iterator[Flaw]:
    """Find keys that are not among those of a Secret, where these are known."""
    yield from _missing_keys(cluster, SECRET)
    placement = placement_of(cluster)
    for reference in data_references(cluster):
        if reference.kind == SECRET and reference.use is Use.PULL:
            name = reference.name.text
            keys = placement.keys_of(SECRET, reference.manifest, name)
            if keys is not None and keys.isdisjoint(_PULL_KEYS):
                message = f"the Secret {name} has no key .dockerconfigjson, with which images are pulled"
                remedy = "Write a Secret of type kubernetes.io/dockerconfigjson"
                yield Flaw(reference.manifest, reference.name, message, remedy)


@check(
    "missing-config-map-key",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A key is read from a ConfigMap that does not have it.",
    source="https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps",
)
def missing_config_map_key(cluster: Cluster) -> Iterator[Flaw]:
    """Find keys that are not among those of a ConfigMap, where these are known."""
    yield from _missing_keys(cluster, CONFIG_MAP)


def _missing_keys(cluster: Cluster, kind: str) -> Iterator[Flaw]:
    placement = placement_of(cluster)
    seen: dict[tuple[Manifest, str, str, str], int] = defaultdict(int)
    flaws: dict[tuple[Manifest, str, str, str], tuple[Node, str]] = {}
    for reference in data_references(cluster):
        if reference.kind != kind or reference.optional or not reference.keys:
            continue
        name = reference.name.text
        known = placement.keys_of(kind, reference.manifest, name, reference.namespace)
        if known is None:
            continue
        for key, node in reference.keys:
            if key not in known and not has_parameter(key):
                place = (reference.manifest, reference.namespace, name, key)
                if place in flaws:
                    seen[place] += 1
                else:
                    flaws[place] = (node, KnownNames(known).hint(key))
    for (manifest, namespace, name, key), (node, hint) in flaws.items():
        more = _more(seen[(manifest, namespace, name, key)])
        message = f"the {kind} {name} has no key {key}{hint}{more}"
        yield Flaw(manifest, node, message, "Write a key that it has, or give it this one")


@check(
    "misspelled-optional-reference",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="What is optional is absent, and something that nobody uses has nearly its name.",
    source="https://kubernetes.io/docs/concepts/configuration/secret/#restriction-secret-must-exist",
)
def misspelled_optional_reference(cluster: Cluster) -> Iterator[Flaw]:
    """Find optional Secrets, ConfigMaps and keys whose names are misspelt: nobody will ever be told."""
    placement = placement_of(cluster)
    used = _used_names(cluster)
    for reference in data_references(cluster):
        if not reference.optional:
            continue
        manifest, kind, name = reference.manifest, reference.kind, reference.name.text
        if placement.exists(kind, "", manifest, name) is Existence.NO:
            meant = placement.known_names(kind, "", manifest.namespace).meant_by(name)
            if meant and (kind, manifest.namespace, meant) not in used:
                message = f"the optional {kind} {name} does not exist, and nobody uses {meant}"
                yield Flaw(manifest, reference.name, message, f"Write {meant}")
            continue
        keys = placement.keys_of(kind, manifest, name)
        if keys is None:
            continue
        uses = used.get((kind, manifest.namespace, name), frozenset())
        for key, node in reference.keys:
            meant = KnownNames(keys).meant_by(key) if key not in keys else ""
            if meant and uses is not None and meant not in uses:
                message = f"the {kind} {name} has no optional key {key}, and nobody uses its key {meant}"
                yield Flaw(manifest, node, message, f"Write {meant}")


def _used_names(cluster: Cluster) -> Mapping[tuple[str, str, str], frozenset[str] | None]:
    """Return what is referred to, each with the keys that are read; none: all of them."""
    used: dict[tuple[str, str, str], frozenset[str] | None] = {}
    for reference in data_references(cluster):
        place = (
            reference.kind,
            reference.namespace or reference.manifest.namespace,
            reference.name.text,
        )
        before = used.get(place, frozenset())
        if reference.is_whole or before is None:
            used[place] = None
        else:
            used[place] = before | {key for key, _ in reference.keys}
    return used
