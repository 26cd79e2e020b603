"""Sealed Secrets: what the controller makes of them, and which files are refused, quoting no value."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from podwright import (
    Composed,
    DeclaredSecret,
    Environment,
    EnvironmentChart,
    Generated,
    Parameter,
    Problem,
    SealedSecret,
    SealedSecrets,
)
from podwright.secrets.sealed import _is_ciphertext
from tests.declared_secrets import BINARY, COMPLETE, DATABASE, FILES, SHOP, USER, WITH_REQUIRED_VALUES
from tests.samples import Build, Synthesize, arguments_of, problem_of, problems_of, required_arguments_of
from tests.secret_operators import seal, sealed_secret
from tests.validity import schema_errors

CLUSTER_WIDE = "sealedsecrets.bitnami.com/cluster-wide"
NAMESPACE_WIDE = "sealedsecrets.bitnami.com/namespace-wide"
VALUE = "hunter2-s3cr3t"


def write(folder: Path, content: Any, *, name: str = "shop-secret") -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    return file


def sealing(file: Path, secret: DeclaredSecret = SHOP) -> Build:
    return lambda chart: SealedSecret(chart, "sealed-secret", secret=secret, file=file)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what a person must seal for the complete declarations."""
    write(tmp_path, seal({"github-token": "ghp-s3cr3t"}, name="shop-secret"))
    write(tmp_path, seal({"password": "pw-s3cr3t"}, name="db-secret"), name="db-secret")
    write(tmp_path, seal({"key.json": BINARY}, name="files-secret"), name="files-secret")
    return tmp_path


def test_minimal(folder: Path, on_kubernetes: Synthesize, yaml_snapshot: SnapshotAssertion) -> None:
    assert on_kubernetes(sealing(folder / "shop-secret.yaml")) == yaml_snapshot


def test_every_presence_and_a_wider_scope(
    folder: Path, on_openshift: Synthesize, yaml_snapshot: SnapshotAssertion
) -> None:
    sealed = seal({"github-token": "t", "slack-token": "s"}, name="any", namespace="any", scope=CLUSTER_WIDE)
    write(folder, sealed)
    assert on_openshift(lambda chart: SealedSecrets(folder=folder).provide(chart, COMPLETE)) == yaml_snapshot


def test_the_snapshots_give_everything() -> None:
    assert arguments_of(SealedSecret) == required_arguments_of(SealedSecret) == {"secret", "file"}


def test_the_schema_takes_it(
    folder: Path,
    on_kubernetes: Synthesize,
    kubernetes: Environment,
    on_openshift: Synthesize,
    openshift: Environment,
) -> None:
    def build(chart: EnvironmentChart) -> None:
        SealedSecrets(folder=folder).provide(chart, COMPLETE)

    assert schema_errors(on_kubernetes(build), kubernetes) == []
    assert schema_errors(on_openshift(build), openshift) == []


def test_the_controller_makes_the_declared_secrets(folder: Path, on_kubernetes: Synthesize) -> None:
    manifests = on_kubernetes(lambda chart: SealedSecrets(folder=folder).provide(chart, COMPLETE))
    expected = {name: data for name, data in WITH_REQUIRED_VALUES.items() if name != "kubeconfig-secret"}
    assert dict(sealed_secret(manifest) for manifest in manifests.values()) == expected


def test_what_is_sealed_counts_more_than_what_can_be_derived(folder: Path, on_kubernetes: Synthesize) -> None:
    values = {"username": "owner", "password": "pw", "url": "postgresql://elsewhere"}
    file = write(folder, seal(values, name="db-secret"), name="db-secret")
    manifest = on_kubernetes(sealing(file, DATABASE))["SealedSecret/db-secret"]
    assert "data" not in manifest["spec"]["template"]
    assert sealed_secret(manifest)[1] == {key: value.encode() for key, value in values.items()}


def test_a_composed_key_follows_the_keys_that_are_sealed(folder: Path, on_kubernetes: Synthesize) -> None:
    file = write(folder, seal({"username": "owner", "password": "pw"}, name="db-secret"), name="db-secret")
    manifest = on_kubernetes(sealing(file, DATABASE))["SealedSecret/db-secret"]
    assert sealed_secret(manifest)[1]["url"] == b"postgresql://owner:pw@db:5432/shop"


def test_a_composed_key_needs_its_parts_or_is_sealed_itself(folder: Path, on_kubernetes: Synthesize) -> None:
    password = Parameter(name="PASSWORD", description="It.", presence=Generated())
    url = Composed(text="postgresql://${DB_USER}:${PASSWORD}@db", parameters=(USER, password))
    secret = DeclaredSecret(name="db-secret", keys={"username": USER, "url": url})
    file = write(folder, seal({"username": "owner"}, name="db-secret"), name="db-secret")
    problem = problem_of(on_kubernetes, sealing(file, secret))
    assert problem.message.endswith("db-secret.yaml lacks the key 'url', which is needed")
    sealed = write(folder, seal({"url": "postgresql://"}, name="db-secret"), name="db-secret")
    assert on_kubernetes(sealing(sealed, secret))


@pytest.mark.parametrize(
    ("scope", "sealed_for", "field"),
    [
        ("", "shop-test/shop-secret", ""),
        ("", "shop-production/shop-secret", "namespace 'shop-production'"),
        ("", "shop-test/other", "name 'other'"),
        (NAMESPACE_WIDE, "shop-test/other", ""),
        (NAMESPACE_WIDE, "shop-production/shop-secret", "namespace 'shop-production'"),
        (CLUSTER_WIDE, "shop-production/other", ""),
    ],
)
def test_it_is_opened_only_where_it_was_sealed_for(
    scope: str, sealed_for: str, field: str, tmp_path: Path, on_kubernetes: Synthesize
) -> None:
    namespace, name = sealed_for.split("/")
    sealed = seal({"github-token": VALUE}, name=name, namespace=namespace, scope=scope)
    build = sealing(write(tmp_path, sealed))
    if field:
        problem = problem_of(on_kubernetes, build)
        assert f"is sealed for {field}, where alone it can be opened" in problem.message
        assert problem.remedy == "Seal it again, for namespace 'shop-test' and name 'shop-secret'"
    else:
        assert sealed_secret(on_kubernetes(build)["SealedSecret/shop-secret"])[1] == {
            "github-token": VALUE.encode(),
            "slack-token": b"",
        }


def test_an_annotation_that_is_not_true_widens_nothing(tmp_path: Path, on_kubernetes: Synthesize) -> None:
    sealed = seal({"github-token": VALUE}, name="other")
    sealed["metadata"]["annotations"] = {CLUSTER_WIDE: "false"}
    assert "is sealed for name 'other'" in problem_of(on_kubernetes, sealing(write(tmp_path, sealed))).message


def plain(**fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "shop-secret"}, **fields}


def sealed_with(**spec: Any) -> dict[str, Any]:
    sealed = seal({"github-token": VALUE}, name="shop-secret")
    sealed["spec"].update(spec)
    return sealed


ENCODED = base64.b64encode(VALUE.encode()).decode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (plain(stringData={"github-token": VALUE}), "is a Secret in plain text, not a SealedSecret"),
        (plain(data={"github-token": ENCODED}), "is a Secret in plain text, not a SealedSecret"),
        ({"kind": "List", "items": [plain(stringData={"token": VALUE})]}, "is not a SealedSecret"),
        ([VALUE], "is not a SealedSecret"),
        (VALUE, "is not a SealedSecret"),
        ("", "is not a SealedSecret"),
        (f"token: {VALUE}: {VALUE}", "is not a single YAML document"),
        (f"a: {VALUE}\n---\nb: {VALUE}\n", "is not a single YAML document"),
        (f"{VALUE}: !!python/object:os.system\n", "is not a single YAML document"),
        ("date: 2026-99-99\n", "is not a single YAML document"),
        (sealed_with(encryptedData={"github-token": VALUE}), "key 'github-token' of"),
        (sealed_with(encryptedData={"github-token": ENCODED}), "key 'github-token' of"),
        (sealed_with(encryptedData={"github-token": 7}), "key 'github-token' of"),
        (sealed_with(encryptedData={"github-token": ""}), "key 'github-token' of"),
        (sealed_with(data=ENCODED), "has values outside encryptedData"),
        (sealed_with(template={"data": {"slack-token": VALUE}}), "has values outside encryptedData"),
        (sealed_with(encryptedData=VALUE), "lacks the key 'github-token', which is needed"),
        (sealed_with(encryptedData={}), "lacks the key 'github-token', which is needed"),
        ({"kind": "SealedSecret", "metadata": VALUE, "spec": VALUE}, "is sealed for namespace None"),
    ],
)
def test_other_files_are_refused_without_repeating_a_value(
    content: Any, message: str, tmp_path: Path, on_kubernetes: Synthesize
) -> None:
    problem = problem_of(on_kubernetes, sealing(write(tmp_path, content)))
    assert message in problem.message
    assert problem.field == "file"
    assert "kubeseal" in problem.remedy or "Seal" in problem.remedy
    for secret in (VALUE, ENCODED):
        assert secret not in str(problem)


def test_a_plain_secret_is_treated_as_known(tmp_path: Path, on_kubernetes: Synthesize) -> None:
    file = write(tmp_path, plain(stringData={"github-token": VALUE}))
    remedy = problem_of(on_kubernetes, sealing(file)).remedy
    assert remedy.startswith(
        "Change its values wherever they are used, as if they were known. Seal it: kubeseal"
    )


def test_a_file_that_is_not_text_is_refused(tmp_path: Path, on_kubernetes: Synthesize) -> None:
    file = tmp_path / "shop-secret.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    assert "is not a single YAML document" in problem_of(on_kubernetes, sealing(file)).message


def test_a_missing_file_is_refused(tmp_path: Path, on_kubernetes: Synthesize) -> None:
    source = SealedSecrets(folder=tmp_path)
    problem = problem_of(on_kubernetes, lambda chart: source.provide(chart, [SHOP]))
    assert problem.message.startswith("Secret 'shop-secret' has no readable file ")
    assert problem.remedy.startswith("Seal it: kubeseal --format yaml < secret.yaml > ")


def test_keys_that_are_not_declared_are_refused(tmp_path: Path, on_kubernetes: Synthesize) -> None:
    file = write(tmp_path, seal({"github-tokn": VALUE, "slack-token": VALUE}, name="shop-secret"))
    missing, odd = problems_of(on_kubernetes, sealing(file))
    assert missing.message.endswith("lacks the key 'github-token', which is needed")
    assert "nothing reads key 'github-tokn'" in odd.message
    assert odd.message.endswith("(did you mean 'github-token'?)")


def test_every_key_that_is_missing_is_named(tmp_path: Path, on_kubernetes: Synthesize) -> None:
    file = write(tmp_path, seal({}, name="db-secret"), name="db-secret")
    problems: tuple[Problem, ...] = problems_of(on_kubernetes, sealing(file, DATABASE))
    assert [problem.message.split("'")[1] for problem in problems] == ["password", "url"]


def test_a_secret_declared_twice_is_refused(folder: Path, on_kubernetes: Synthesize) -> None:
    def build(chart: EnvironmentChart) -> None:
        for name in ("one", "two"):
            SealedSecret(chart, name, secret=SHOP, file=folder / "shop-secret.yaml")

    assert problem_of(on_kubernetes, build).message.startswith("Secret 'shop-secret' exists already")


@settings(deadline=None)
@given(st.text(min_size=1).map(lambda text: base64.b64encode(text.encode("utf-8", "replace")).decode()))
def test_no_text_that_was_only_encoded_passes_for_encrypted(encoded: str) -> None:
    assert not _is_ciphertext(encoded)


@pytest.mark.parametrize("length", [256, 512])
def test_what_kubeseal_writes_passes_for_encrypted(length: int) -> None:
    content = length.to_bytes(2, "big") + bytes(length) + bytes(16)
    assert _is_ciphertext(base64.b64encode(content).decode())
    assert not _is_ciphertext(base64.b64encode(content[:-1]).decode())


def test_no_value_of_a_secret_is_in_the_output(folder: Path, on_kubernetes: Synthesize) -> None:
    manifests = on_kubernetes(lambda chart: SealedSecrets(folder=folder).provide(chart, COMPLETE))
    assert "s3cr3t" not in str(manifests)
    assert FILES.name in str(manifests)
