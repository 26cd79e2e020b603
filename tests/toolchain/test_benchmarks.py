"""The benchmarks compare what they say; how long anything takes is never tested."""

import io
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from benchmarks import synth_against_kustomize as benchmark
from benchmarks.synth_against_kustomize import BenchmarkError, Cost


def test_each_copy_is_an_environment_of_its_own(tmp_path: Path) -> None:
    benchmark.synthesize(2, tmp_path / "out")
    first, second = sorted((tmp_path / "out").iterdir())
    assert [first.name, second.name] == ["tarsy-copy-1", "tarsy-copy-2"]
    files = [
        sorted(path.relative_to(folder) for path in folder.rglob("*.yaml")) for folder in (first, second)
    ]
    assert len(files[0]) == len(files[1]) > 20
    namespace = next(yaml.safe_load(path.read_text()) for path in first.glob("Namespace.*.yaml"))
    assert namespace["metadata"]["name"] == "tarsy-copy-1"


def test_the_kustomization_lists_every_manifest_also_in_subfolders(tmp_path: Path) -> None:
    for name in ("Service.shop.k8s.yaml", "secrets/Template.shop.k8s.yaml", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    benchmark.write_kustomization(tmp_path)
    content = yaml.safe_load((tmp_path / "kustomization.yaml").read_text())
    assert content["resources"] == ["Service.shop.k8s.yaml", "secrets/Template.shop.k8s.yaml"]


def test_objects_are_the_same_in_whatever_order_they_come() -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: shop, namespace: test}\n"
    role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: shop}\n"
    assert benchmark.identities([f"{role}---\n{service}"]) == benchmark.identities([service, role, ""])
    assert benchmark.identities([service]) != benchmark.identities([service.replace("shop", "stop")])


def test_a_failing_command_is_shown_with_what_it_said() -> None:
    with pytest.raises(BenchmarkError, match=r"sh -c .* failed:\nno such overlay"):
        benchmark.run(["sh", "-c", "echo no such overlay >&2; exit 1"])


def test_the_marginal_cost_is_that_of_the_further_environments() -> None:
    assert Cost(one=1.0, many=1.9, environments=10).marginal == pytest.approx(0.1)


@pytest.mark.parametrize("other", [True, False], ids=["both", "podwright alone"])
def test_the_table_shows_the_medians_and_the_ratios(other: bool) -> None:
    costs = {"podwright": Cost(one=1.0, many=1.9, environments=10)}
    if other:
        costs["kubectl kustomize"] = Cost(one=0.25, many=2.05, environments=10)
    out = io.StringIO()
    Console(file=out, width=120).print(benchmark.table(costs))
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in out.getvalue().splitlines()]
    assert ["podwright", "1.000 s", "1.900 s", "0.100 s"] in rows
    assert (["podwright : kubectl kustomize", "4.00", "0.93", "0.50"] in rows) is other
