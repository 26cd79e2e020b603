"""Every rule has a page, and the examples on it are true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podwright.errors import InvalidValueError
from podwright.verify import (
    External,
    Externals,
    Family,
    KubernetesVersion,
    Manifest,
    ManifestSet,
    Platform,
    catalogue,
    read_bytes,
    selected,
    verify,
)
from podwright.verify.bundled import pages_folder
from podwright.verify.detection import detect_target
from podwright.verify.pages import Example, page_of

CODES = list(catalogue())


def codes_found(example: Example, before: Example | None) -> list[str]:
    reading = read_bytes(example.content, name="example.yaml")
    manifests = ManifestSet(from_a_chart(reading.manifests, example.option("chart")))
    version, platform = example.option("kubernetes"), example.option("platform")
    report = verify(
        manifests,
        target=detect_target(
            manifests,
            kubernetes_version=KubernetesVersion.parse(version) if version else None,
            platform=Platform(platform) if platform else None,
        ),
        externals=Externals(External.parse(text) for text in example.externals),
        previous=ManifestSet(read_bytes(before.content).manifests) if before else None,
    )
    return [finding.code for finding in (*reading.findings, *report.findings)]


def from_a_chart(manifests: tuple[Manifest, ...], chart: str) -> list[Manifest]:
    return [replace(manifest, source=replace(manifest.source, chart=chart)) for manifest in manifests]


def examples(code: str, section: str) -> list[tuple[Example, Example | None]]:
    page = page_of(code)
    assert page is not None, f"docs/checks/{code}.md is missing"
    pairs: list[tuple[Example, Example | None]] = []
    before: Example | None = None
    for example in page.examples:
        if example.is_before:
            before = example
        elif example.section == section:
            pairs.append((example, before))
    assert pairs, f"docs/checks/{code}.md has no example under {section}"
    return pairs


@pytest.mark.parametrize("code", CODES)
def test_what_fails_yields_the_code(code: str) -> None:
    for example, before in examples(code, "Fails"):
        assert code in codes_found(example, before)


@pytest.mark.parametrize("code", CODES)
def test_what_is_fixed_yields_nothing_at_all(code: str) -> None:
    for example, before in examples(code, "Fixed"):
        assert codes_found(example, before) == []


@pytest.mark.parametrize("code", CODES)
def test_the_page_says_what_the_rule_says(code: str) -> None:
    page, rule = page_of(code), catalogue()[code]
    assert page is not None
    head = f"# {code}\n\n**{rule.severity.value}** · {rule.family.value}\n\n{rule.summary}\n\n## Why\n\n"
    assert page.text.startswith(head)
    assert rule.source.removeprefix("docs/checks/") in page.text.partition("## Source")[2]


@pytest.mark.parametrize("code", CODES)
def test_a_rule_is_written_as_the_others(code: str) -> None:
    rule = catalogue()[code]
    assert code == code.lower().replace("_", "-").replace(" ", "-")
    assert rule.summary.endswith(".")
    assert rule.summary.count(".") == 1
    assert rule.source.startswith(("https://", "docs/checks/README.md#"))


def test_every_page_has_a_rule() -> None:
    folder = pages_folder()
    assert folder is not None
    assert {file.stem for file in folder.glob("*.md")} - {"README"} == set(CODES)


def test_a_family_is_selected_and_ignored_as_a_whole() -> None:
    schema = selected(select=["schema"])
    assert {rule.family for rule in schema.values()} == {Family.SCHEMA}
    assert "unknown-field" not in selected(select=["schema"], ignore=["unknown-field"])
    assert set(selected(select=["schema", "missing-name"])) == {*schema, "missing-name"}
    assert set(selected(ignore=["schema"])) == set(CODES) - set(schema)


def test_an_unknown_code_is_refused_with_a_suggestion() -> None:
    with pytest.raises(
        InvalidValueError, match=r"'unknown-feild' is not a check\. Did you mean unknown-field"
    ):
        selected(ignore=["unknown-feild"])
    with pytest.raises(InvalidValueError, match="schema"):
        selected(select=["shema"])
