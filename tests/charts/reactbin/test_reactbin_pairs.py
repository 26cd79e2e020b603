"""Every pair of alternatives: some environment with both passes every check, or they are refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from charts import reactbin
from podwright import (
    ArgoHook,
    ArgoReplace,
    Autoscaling,
    ClusterImages,
    Edge,
    ExistingSecrets,
    GivenNamespace,
    InClusterOnly,
    MigrateInInitContainer,
    MigrateInJob,
    MigrateOnStart,
    OwnNamespace,
    SharedNamespace,
    TemplateSecrets,
    ThroughIngress,
)
from tests.charts.reactbin.variations import (
    EXISTING_SECRETS,
    EXTERNAL_SECRETS,
    EXTERNAL_STORE,
    MIRROR_VALUES,
    MIRRORED,
    NGINX,
    OPENSHIFT,
    VAULT,
    VAULT_FOR_THE_API_ALONE,
    sealed_secrets,
    vary,
)
from tests.pairwise import Alternative, Case, Refusal, alternatives, assert_outcome, expected
from tests.systems import Manifests

EXISTING_CERTIFICATE = ThroughIngress(ingress_class="nginx", tls_secret="wildcard-example-com")

DECISIONS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    # What is decided first comes with the defaults of `vary`.
    "platform": {"k3s": {}, "openshift": {"platform": OPENSHIFT}},
    "secrets": {
        "vault": {"secrets": VAULT},
        "external": {"secrets": EXTERNAL_SECRETS},
        "sealed": {"secrets": "sealed"},
        "existing": {"secrets": EXISTING_SECRETS},
        "template": {"secrets": TemplateSecrets()},
    },
    "access": {
        "ingress": {"access": NGINX},
        "existing certificate": {"access": EXISTING_CERTIFICATE},
        "route": {"access": Edge()},
        "in cluster": {"access": InClusterOnly()},
    },
    "store": {
        "minio": {"store": reactbin.MinioInChart()},
        "minio, job replaced": {"store": reactbin.MinioInChart(bucket_job=ArgoReplace())},
        "minio, mirrored": {"store": MIRRORED["store"]},
        "external": {"store": EXTERNAL_STORE},
    },
    "migrations": {
        "init container": {"migrations": MigrateInInitContainer()},
        "job": {"migrations": MigrateInJob()},
        "job without argo": {"migrations": MigrateInJob(hook=None)},
        "pre-sync job": {"migrations": MigrateInJob(hook=ArgoHook(phase="PreSync"))},
        "on start": {"migrations": MigrateOnStart()},
    },
    "tenancy": {
        "own": {"tenancy": OwnNamespace()},
        "given": {"tenancy": GivenNamespace()},
        "shared": {"tenancy": SharedNamespace()},
    },
    "images": {"released": {}, "cluster": {"images": ClusterImages(tag="v1")}},
    "replicas": {
        "two": {"api_replicas": 2},
        "autoscaled": {"api_replicas": Autoscaling(minimum=2, maximum=6)},
    },
    "host": {"given": {}, "of the environment": {"host": None}},
}
# An entry and a role for each Secret that there is.
VAULT_OF = {EXTERNAL_STORE: VAULT_FOR_THE_API_ALONE, MIRRORED["store"]: MIRRORED["secrets"]}
# What holds where a case chooses nothing else.
BASE = tuple(f"{decision}={next(iter(by_name))}" for decision, by_name in DECISIONS.items())

REFUSALS = (
    Refusal(when=("platform=k3s", "access=route"), words="a Route needs OpenShift"),
    Refusal(when=("platform=k3s", "images=cluster"), words="needs OpenShift"),
    Refusal(when=("platform=k3s", "secrets=template"), words="needs OpenShift"),
    # Its configuration is part of the chart, and would not be there yet.
    Refusal(when=("migrations=pre-sync job",), words="api-config"),
    # Only a sealed file may be left over.
    Refusal(when=("secrets=existing", "store=external"), words="'minio-credentials' is not declared"),
)


def covering(every: Sequence[Alternative]) -> list[Case]:
    """Return a few cases in which each pair of alternatives that can work stands at least once.

    Each begins with a pair that is left, and takes of every other decision the alternative that brings along
    the most pairs that are left.
    """
    left = set(workable_pairs(every))
    cases: list[Case] = []
    while left:
        begin = min(left, key=sorted)
        taken = [one for one in every if str(one) in begin]
        for decision in DECISIONS:
            if all(one.decision != decision for one in taken):
                names = [str(one) for one in taken]
                possible = [
                    one for one in every if one.decision == decision and not refused([*names, str(one)])
                ]
                taken.append(max(possible, key=partial(_gain, taken=names, left=left)))
        left -= {frozenset(pair) for pair in combinations(map(str, taken), 2)}
        cases.append(Case(chosen=tuple(taken)))
    return cases


def _gain(one: Alternative, *, taken: Sequence[str], left: set[frozenset[str]]) -> int:
    return sum({name, str(one)} in left for name in taken)


def workable_pairs(every: Sequence[Alternative]) -> Iterator[frozenset[str]]:
    """Yield each pair of alternatives of different decisions that is not refused."""
    for first, second in combinations(every, 2):
        if first.decision != second.decision and not refused([str(first), str(second)]):
            yield frozenset([str(first), str(second)])


def refused(names: Iterable[str]) -> bool:
    held = set(names)
    return any(held.issuperset(refusal.when) for refusal in REFUSALS)


@pytest.fixture
def synthesize(tmp_path: Path) -> Callable[[dict[str, Any]], Manifests]:
    """Synthesize reactbin with settings; what is kept secret follows from the store."""

    def synthesize_with(settings: dict[str, Any]) -> Manifests:
        given = dict(settings)
        if given.get("secrets", VAULT) is VAULT:
            given["secrets"] = VAULT_OF.get(given.get("store"), VAULT)
        if given.get("secrets") is EXISTING_SECRETS and given.get("store") is MIRRORED["store"]:
            mirror = {"mirror-credentials": tuple(MIRROR_VALUES)}
            given["secrets"] = ExistingSecrets(keys={**EXISTING_SECRETS.keys, **mirror})
        if given.get("secrets") == "sealed":
            prefix = "production-" if isinstance(given.get("tenancy"), SharedNamespace) else ""
            given["secrets"] = sealed_secrets(tmp_path, prefix=prefix)
        return vary(**given)

    return synthesize_with


@pytest.mark.parametrize("case", covering(alternatives(DECISIONS)), ids=str)
def test_pairs_pass_every_check(case: Case, synthesize: Callable[[dict[str, Any]], Manifests]) -> None:
    assert expected(case, REFUSALS, BASE) is None
    assert_outcome(case, REFUSALS, synthesize, BASE)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: " and ".join(refusal.when))
def test_what_cannot_work_is_refused(
    refusal: Refusal, synthesize: Callable[[dict[str, Any]], Manifests]
) -> None:
    chosen = tuple(one for one in alternatives(DECISIONS) if str(one) in refusal.when)
    assert len(chosen) == len(refusal.when), "the refusal names alternatives that there are"
    assert_outcome(Case(chosen=chosen), REFUSALS, synthesize, BASE)


def test_each_pair_that_can_work_is_in_some_case() -> None:
    every = alternatives(DECISIONS)
    held = [{str(one) for one in case.chosen} for case in covering(every)]
    for pair in workable_pairs(every):
        assert any(names.issuperset(pair) for names in held), pair
