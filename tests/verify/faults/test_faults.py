"""Fault injection: every mistake is told where it was made, and sound manifests are left in peace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain

import pytest

from podwright.verify import Finding, ManifestSet, catalogue, verify
from tests.verify.faults.all_faults import FAULTS, FILE_FAULTS
from tests.verify.faults.bases import ADDITIONS, BASES, DIST, objects_of
from tests.verify.faults.fault import Fault
from tests.verify.faults.file_faults import FileFault

ALL: tuple[Fault | FileFault, ...] = (*FAULTS, *FILE_FAULTS)
CASES = [pytest.param(base, fault, id=f"{base}-{fault.name}") for fault in FAULTS for base in fault.bases]
CLEAN = sorted(
    {(base, fault.additions) for fault in FAULTS for base in fault.bases} | {(b, ()) for b in BASES}
)


@cache
def found(base: str, fault: Fault) -> Sequence[Finding]:
    """Return what is found in an environment with a fault: looked for once, judged twice."""
    return fault.findings(base)


@pytest.mark.parametrize(("base", "fault"), CASES)
def test_a_fault_is_told(base: str, fault: Fault) -> None:
    findings = found(base, fault)
    told = [finding for finding in findings if fault.is_told_by(finding, base)]
    assert told, "\n".join([f"{fault.code} is not found at {fault.at} {fault.field}", *map(str, findings)])


@pytest.mark.parametrize(("base", "fault"), CASES)
def test_nothing_else_is_told(base: str, fault: Fault) -> None:
    """One mistake is one finding: whoever reads it must not have to find out what is only its echo."""
    noise = [finding for finding in found(base, fault) if finding.code not in (fault.code, *fault.also)]
    assert noise == []


@pytest.mark.parametrize(
    ("base", "additions"), [pytest.param(*case, id="+".join((case[0], *case[1]))) for case in CLEAN]
)
def test_nothing_is_found_without_a_fault(base: str, additions: tuple[str, ...]) -> None:
    manifests = ManifestSet.of(objects_of(base, additions), default_namespace=BASES[base].namespace)
    place = BASES[base]
    report = verify(manifests, target=place.target(), externals=place.externals, previous=manifests)
    assert report.findings == ()


@pytest.mark.parametrize("fault", FILE_FAULTS, ids=lambda fault: fault.name)
def test_a_fault_of_a_file_is_told(fault: FileFault) -> None:
    assert [(finding.code, finding.line) for finding in fault.findings()] == [(fault.code, fault.line)]


def test_every_environment_of_dist_is_a_base() -> None:
    folders = {
        folder.name for folder in DIST.iterdir() if folder.is_dir() and not folder.name.startswith(".")
    }
    assert set(BASES) == folders, "each folder of dist/ is an entry of BASES"


def test_every_addition_is_used() -> None:
    used = set(chain.from_iterable(fault.additions for fault in FAULTS))
    assert used == {file.stem for file in ADDITIONS.iterdir()}


def test_the_names_are_unique() -> None:
    counts = Counter(fault.name for fault in ALL)
    assert [name for name, count in counts.items() if count > 1] == []


def test_there_are_faults_of_every_family() -> None:
    rules = catalogue()
    planted = {rules[fault.code].family for fault in ALL}
    assert planted == {rule.family for rule in rules.values()}


def test_there_are_many_faults_of_many_classes() -> None:
    assert len(ALL) >= 120
    assert len({fault.code for fault in ALL}) >= 40
