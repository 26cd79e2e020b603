"""docs/environments.md: what differs between environments, and when the page is stale."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.document_environments.__main__ import main
from tools.document_environments.collection import CollectionError, collect
from tools.document_environments.page import page_of

ROOT = Path(__file__).parents[2]

APP = '''
from podwright import (
    App, ClusterImages, Container, Deployment, Edge, Environment, EnvironmentChart, ExistingSecrets, Exposure,
    ExternalSecrets, Image, ImageSource, InClusterOnly, Kubernetes, MigrateInJob, MigrateOnStart, Namespace,
    OpenShift, Port, ReleasedImage, ReleasedImages, Resources, SecretSource, Service, SharedNamespace, Value,
)

HTTP = Port(name="http", number=8080)


class Search(Value):
    """How things are found.

    Args:
        limit: how many things are found at most.
        fuzzy: whether slips are forgiven.
    """

    limit: int = 5
    fuzzy: bool = True


class Settings(Value):
    """The choices of one environment.

    Args:
        images: where images come from.
        access: how people reach the shop. There is more to say.
        secrets: what provides
            the Secrets, ``vault``.
        greeting: what is said first; it may be long.
        search: how things are found.
        offers: names that
            are offered.
        labels: labels of clients.
        resources: CPU and memory.
        replicas: pods.
        motto: nobody sees it.
    """

    images: ImageSource
    access: Edge | InClusterOnly = InClusterOnly()
    secrets: SecretSource = ExternalSecrets(store="vault", path="shop")
    greeting: str = "Hello"
    search: Search = Search()
    offers: tuple[str, ...] = ()
    labels: dict[str, str] = {"client": "true"}
    resources: Resources = Resources(
        cpu_request="1000m", cpu_limit="1", memory_request="64Mi", memory_limit="1024Mi"
    )
    replicas: int = 1
    motto: str | None = None


class Shop(EnvironmentChart):
    """The shop."""

    def __init__(self, scope, *, environment, settings, system):
        super().__init__(scope, environment=environment, system=system)
        KEEP
        Namespace(self, "namespace")
        pods = Deployment(
            self, "api", name=self.named("api"), component="api", replicas=settings.replicas,
            containers=(
                Container(
                    name="api", image=Image(repository="quay.io/shop/api", tag="v1"), ports=(HTTP,),
                    resources=settings.resources,
                ),
            ),
        )
        service = Service(self, "service", name=self.named("api"), workload=pods, ports=(HTTP,))
        Exposure(
            self, "way-in", name=self.named("api"), host=environment.host("shop"), to=service.only_port,
            by=settings.access,
        )


def shop(name, platform, tenancy=None, system="shop", **settings):
    given = {"tenancy": tenancy} if tenancy else {}
    environment = Environment(name=name, namespace=f"{system}-{name}", platform=platform, **given)
    released = ReleasedImages(repository="quay.io/shop", versions={"api": ReleasedImage(tag="TAG")})
    return lambda app: Shop(
        app, environment=environment, system=system, settings=Settings(**{"images": released, **settings})
    )


ONE = OpenShift(version="4.18", apps_domain="apps.one.example.com")
TWO = Kubernetes(version="1.31", apps_domain="two.example.com", pod_network="10.42.0.0/16")
app = App(select=("schema", "identity"))
ENVIRONMENTS
app.synth()
'''

TWO_SHOPS = """
app.add(shop("a", ONE, access=Edge(), FIRST))
app.add(shop("b", TWO, SharedNamespace(), SECOND))
"""

Project = Callable[..., Path]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Write a project with a shop in two environments, or with others."""
    (tmp_path / "crds").symlink_to(ROOT / "crds")

    def write(
        first: str = "",
        second: str = "",
        *,
        tag: str = "v1.2.3",
        keep: str = "self.settings = settings",
        environments: str = TWO_SHOPS,
    ) -> Path:
        listed = environments.replace(", FIRST", f", {first}").replace(", SECOND", f", {second}")
        text = APP.replace("ENVIRONMENTS", listed).replace("KEEP", keep).replace("TAG", tag)
        (tmp_path / "main.py").write_text(text)
        return tmp_path

    return write


def page(root: Path) -> str:
    return page_of(collect(root))


def section(text: str, title: str) -> dict[str, list[str]]:
    """Return the rows of the table below a title, by their first cell."""
    table = text.partition(f"### {title}\n")[2].partition("\n### ")[0].partition("\n## ")[0]
    rows = [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in table.splitlines()]
    return {row[0]: row[1:] for row in rows if len(row) > 1}


def different(text: str) -> dict[str, list[str]]:
    return section(text, "What differs between environments of shop")


def same(text: str) -> dict[str, list[str]]:
    return section(text, "What is the same in every environment of shop")


def test_facts_that_differ_stand_side_by_side(project: Project) -> None:
    rows = different(page(project()))
    assert rows["cluster: and the Kubernetes that it serves"] == ["OpenShift 4.18 (1.31)", "Kubernetes 1.31"]
    assert rows["apps domain: what hosts end with"] == ["`apps.one.example.com`", "`two.example.com`"]
    assert rows["facts of the cluster: those that are not as installed by default"] == [
        "-",
        "pod_network: `10.42.0.0/16`",
    ]
    assert rows["namespace"] == ["`shop-a`", "`shop-b`"]
    assert rows["tenancy: whose namespace it is"] == ["`OwnNamespace()`", "`SharedNamespace()`"]
    assert rows["hosts: what is reached from outside"] == ["`shop-a.apps.one.example.com` (Route)", "-"]


def test_a_setting_is_told_by_its_name_and_the_words_of_its_docstring(project: Project) -> None:
    text = page(project())
    assert different(text)["`access`: how people reach the shop"] == ["`Edge()`", "`InClusterOnly()`"]
    assert same(text)["`greeting`: what is said first"] == ["`Hello`"]
    # What the docstring gives as an example is not what is chosen.
    assert same(text)["`secrets`: what provides the Secrets"] == [
        '`ExternalSecrets(store="vault", path="shop")`'
    ]
    assert same(text)["`offers`: names that are offered"] == ["-"]


def test_a_changed_setting_moves_to_what_differs(project: Project) -> None:
    text = page(project(second="replicas=3"))
    assert different(text)["`replicas`: pods"] == ["1", "3"]
    assert "`replicas`: pods" not in same(text)
    assert "`replicas`: pods" in same(page(project()))


def test_groups_of_settings_are_taken_apart(project: Project) -> None:
    text = page(project(second="search=Search(limit=9)"))
    assert different(text)["`search.limit`: how many things are found at most"] == ["5", "9"]
    assert same(text)["`search.fuzzy`: whether slips are forgiven"] == ["yes"]


def test_alternatives_that_differ_in_details_are_taken_apart_where_somebody_chose(project: Project) -> None:
    text = page(project(second='secrets=ExternalSecrets(store="vault", path="other")'))
    assert same(text)["`secrets`: what provides the Secrets"] == ["`ExternalSecrets`"]
    [path] = [cells for name, cells in different(text).items() if name.startswith("`secrets.path`")]
    assert path == ["`shop`", "`other`"]
    [store] = [cells for name, cells in same(text).items() if name.startswith("`secrets.store`")]
    assert store == ["`vault`"]
    assert "secrets.refresh" not in text


def test_different_alternatives_are_written_as_in_the_code(project: Project) -> None:
    rows = different(page(project(first='images=ClusterImages(tag="next"), replicas=2')))
    assert rows["`images`: where images come from"] == [
        '`ClusterImages(tag="next")`',
        '`ReleasedImages(repository="quay.io/shop")`',
    ]


def test_cells_say_yes_none_and_amounts_as_a_person_would(project: Project) -> None:
    text = page(project(first='offers=("tea", "a|b"), labels={}'))
    assert different(text)["`offers`: names that are offered"] == [r"`tea`<br>`a\|b`", "-"]
    assert different(text)["`labels`: labels of clients"] == ["-", "`client: true`"]
    assert same(text)["`resources`: CPU and memory"] == ["1, 64Mi-1Gi"]
    assert same(text)["`motto`: nobody sees it"] == ["-"]


def test_long_texts_are_cut_but_never_so_that_different_ones_look_the_same(project: Project) -> None:
    long = "Good morning, everybody who is here today, and welcome"
    cut = different(page(project(first=f'greeting="{long}"')))["`greeting`: what is said first"]
    assert cut == ["`Good morning, everybody who is here today, and…`", "`Hello`"]
    both = page(project(first=f'greeting="{long} a"', second=f'greeting="{long} b"'))
    assert different(both)["`greeting`: what is said first"] == [f"`{long} a`", f"`{long} b`"]


def test_a_release_does_not_make_the_page_stale(project: Project) -> None:
    assert page(project(tag="v1.2.3")) == page(project(tag="v9.9.9"))
    assert "v1.2.3" not in page(project(tag="v1.2.3"))


def test_what_environments_take_and_are_made_of(project: Project) -> None:
    text = page(project(second="replicas=3"))
    needs = section(text, "What shop takes")
    # A shared namespace prefixes names; it is the same workload all the same.
    assert needs["**Deployment api**"] == ["1 pod", "3 pods"]
    assert needs["api"] == ["1, 64Mi-1Gi"] * 2
    assert needs["**all pods**, at most"] == ["1: 1, 64Mi-1Gi", "3: 3, 192Mi-3Gi"]
    objects = section(text, "Objects of shop")
    assert objects["Route"] == ["1", "-"]
    assert objects["Namespace"] == ["1", "-"]
    assert objects["**all**"] == ["8", "6"]
    same = "1 Deployment, 2 NetworkPolicy, 1 PodDisruptionBudget, 1 Service, 1 ServiceAccount"
    assert f"In each: {same}.\n" in text


def test_columns_stand_in_the_order_of_main_and_lead_to_dist(project: Project) -> None:
    header = "| | [a](../dist/shop-a) | [b](../dist/shop-b) |\n"
    assert page(project()).count(header) == 3


def test_a_system_in_one_environment_has_one_table(project: Project) -> None:
    text = page(project(environments='app.add(shop("a", ONE))'))
    rows = section(text, "The only environment of shop")
    assert rows["`replicas`: pods"] == ["1"]
    assert rows["namespace"] == ["`shop-a`"]
    assert "What differs" not in text


def test_a_chart_that_keeps_no_settings_is_told_how(project: Project) -> None:
    text = page(project(keep="pass"))
    assert "(`self.settings = settings`)" in text
    assert "namespace" in different(text)
    assert "`replicas`: pods" not in text


def test_the_page_depends_on_nothing_but_the_project(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = page(project())
    monkeypatch.setenv("CDK8S_OUTDIR", "mine")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    here = Path.cwd()
    assert page(project()) == first
    assert (os.environ["CDK8S_OUTDIR"], Path.cwd()) == ("mine", here)


def test_dist_stays_as_it_is(project: Project) -> None:
    root = project()
    collect(root)
    assert {path.name for path in root.iterdir()} == {"crds", "main.py"}


def test_a_failing_app_is_told_with_what_it_said(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    root = project(second="replicas=0")
    with pytest.raises(CollectionError, match="0 replicas serve nobody"):
        collect(root)
    assert main([], root=root) == 1
    error = capfd.readouterr().err
    assert "0 replicas serve nobody" in error
    assert "docs/environments.md was not written." in error
    assert not (root / "docs").exists()


def test_an_app_without_environments_is_refused(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("")
    with pytest.raises(CollectionError, match="adds no environment"):
        collect(tmp_path)


def test_the_page_is_written_and_then_as_it_should_be(
    project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    root = project()
    assert main([], root=root) == 0
    written = (root / "docs/environments.md").read_text("utf-8")
    assert written.startswith("# Environments\n")
    assert not [line for line in written.splitlines() if line != line.rstrip()]
    assert main(["--check"], root=root) == 0
    assert main([], root=root) == 0
    assert capfd.readouterr().out.splitlines() == [
        "docs/environments.md is written.",
        "docs/environments.md is what main.py says now.",
        "docs/environments.md is what main.py says now.",
    ]


def test_a_stale_page_is_told_with_the_difference_and_the_remedy(
    project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    main([], root=project())
    root = project(second="replicas=3")
    before = (root / "docs/environments.md").read_text("utf-8")
    assert main(["--check"], root=root) == 1
    error = capfd.readouterr().err
    assert "docs/environments.md is not what main.py says now:" in error
    assert "+| `replicas`: pods | 1 | 3 |" in error
    assert "Run make docs" in error
    assert (root / "docs/environments.md").read_text("utf-8") == before


def test_a_missing_page_is_stale(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], root=project()) == 1
    assert "more lines" in capfd.readouterr().err


def test_the_committed_page_shows_every_environment_and_leads_to_it() -> None:
    text = (ROOT / "docs/environments.md").read_text("utf-8")
    linked = set(re.findall(r"\]\(\.\./dist/([^)]+)\)", text))
    assert linked == {path.name for path in (ROOT / "dist").iterdir() if path.is_dir()}, "run make docs"
    for target in re.findall(r"\]\((\.\./[^)]+)\)", text):
        assert (ROOT / "docs" / target).exists()


def test_systems_stand_in_the_order_of_main_and_in_the_contents(project: Project) -> None:
    other = 'app.add(shop("c", ONE, system="bakery"))'
    text = page(project(environments=f'{other}\napp.add(shop("a", ONE))'))
    assert re.findall("^## (.*)$", text, re.MULTILINE) == ["bakery", "shop"]
    assert "\n[bakery](#bakery) · [shop](#shop)\n" in text
