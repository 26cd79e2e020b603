"""The rules of the house hold, and each of them can be broken."""

from pathlib import Path

import pytest

from tests.architecture import floors
from tests.architecture.floors import RULES, Rule, Sources, report

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def house() -> Sources:
    """Everything of this project that people write."""
    folders = {name: ROOT / name for name in ("charts", "tests", "tools", "benchmarks")}
    return Sources.of({"podwright": ROOT / "constructs/podwright", "main": ROOT / "main.py", **folders})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule, house: Sources) -> None:
    assert report(rule, house) == ""


BROKEN: list[tuple[Rule, dict[str, str], str]] = [
    (floors.every_room_has_a_floor, {"podwright.attic.boxes": ""}, "podwright.attic has no floor"),
    (
        floors.imports_point_downward,
        {"podwright.vocabulary.ports": "\nfrom podwright.environment import Environment"},
        "podwright.vocabulary.ports, line 2, imports podwright.environment: floor 1 imports floor 2",
    ),
    (
        floors.imports_point_downward,
        {"podwright.workloads.pod": "def late():\n    import podwright.synth.app"},
        "podwright.workloads.pod, line 2, imports podwright.synth.app: floor 3 imports floor 5",
    ),
    (
        floors.imports_point_downward,
        {"podwright.chart": "", "podwright.vocabulary.ports": "from podwright import chart"},
        "podwright.vocabulary.ports, line 1, imports podwright.chart: floor 1 imports floor 3",
    ),
    (
        floors.imports_point_downward,
        {"podwright.environment.platforms": "from ..access import Route"},
        "imports podwright.access: floor 2 imports floor 3",
    ),
    (
        floors.rooms_of_one_floor_form_no_cycle,
        {
            "podwright.access.route": "from podwright.certificates.cert_manager import Certificate",
            "podwright.certificates.service_ca": "from podwright.policy.rbac import Role",
            "podwright.policy.peers": "if TYPE_CHECKING:\n    from podwright.access.service import Service",
        },
        "access → certificates → policy → access",
    ),
    (
        floors.modules_form_no_cycle,
        {
            "podwright.access": "from podwright.access.route import Route",
            "podwright.access.route": "from podwright.access import Service",
        },
        "podwright.access",
    ),
    (
        floors.verify_stands_alone,
        {"podwright.verify.ports": "from podwright.vocabulary import Port"},
        "podwright.verify.ports, line 1, imports podwright.vocabulary",
    ),
    (
        floors.verify_stands_alone,
        {"podwright.verify.ports": "import cdk8s"},
        "podwright.verify.ports, line 1, imports cdk8s",
    ),
    (
        floors.verify_stands_alone,
        {"podwright.verify.ports": "from imports.io.openshift import route"},
        "podwright.verify.ports, line 1, imports imports.io.openshift",
    ),
    (
        floors.verify_is_used_from_above,
        {"podwright.workloads.pod": "from podwright.verify import check"},
        "podwright.workloads.pod, line 1, imports podwright.verify",
    ),
    (
        floors.low_floors_do_not_know_cdk8s,
        {"podwright.vocabulary.quantities": "from cdk8s_plus_27 import k8s"},
        "podwright.vocabulary.quantities, line 1, imports cdk8s_plus_27",
    ),
    (
        floors.low_floors_do_not_know_cdk8s,
        {"podwright.environment.platforms": "from constructs import Construct"},
        "podwright.environment.platforms, line 1, imports constructs",
    ),
    (
        floors.rooms_do_not_enter_by_the_front_door,
        {"podwright": "", "podwright.data.postgresql": "from podwright import Service"},
        "podwright.data.postgresql, line 1, imports podwright",
    ),
    (
        floors.the_library_stands_on_its_own,
        {"podwright.synth.app": "from charts.tarsy import TarsyChart"},
        "podwright.synth.app, line 1, imports charts.tarsy",
    ),
    (
        floors.charts_use_the_public_surface,
        {
            "charts.shop.chart": "from podwright.vocabulary.value import Value",
            "podwright.vocabulary.value": "",
        },
        "charts.shop.chart, line 1, imports podwright.vocabulary.value",
    ),
    (
        floors.charts_use_the_public_surface,
        {"charts.shop.chart": "from podwright.vocabulary import value", "podwright.vocabulary.value": ""},
        "charts.shop.chart, line 1, imports podwright.vocabulary.value",
    ),
    (
        floors.charts_use_the_public_surface,
        {"charts.shop.chart": "from podwright.chart import chart_of", "podwright.chart": ""},
        "charts.shop.chart, line 1, imports podwright.chart",
    ),
    (
        floors.charts_use_the_public_surface,
        {"charts.shop.chart": "from imports.io.openshift.route import Route"},
        "charts.shop.chart, line 1, imports imports.io.openshift.route",
    ),
    (
        floors.nothing_imports_main,
        {"tests.test_app": "import main"},
        "tests.test_app, line 1, imports main",
    ),
    (
        floors.rooms_are_named_after_what_they_hold,
        {"podwright.workloads.helpers": ""},
        "podwright.workloads.helpers",
    ),
    (floors.rooms_stay_small, {"podwright.synth.app": "x = 1\n" * 501}, "podwright.synth.app has 501"),
]


def sources(modules: dict[str, str]) -> Sources:
    packages = {"podwright", "podwright.vocabulary", "podwright.access"}
    return Sources(modules, frozenset(packages))


@pytest.mark.parametrize(("rule", "modules", "shown"), BROKEN)
def test_a_broken_rule_is_shown_with_its_sentence(rule: Rule, modules: dict[str, str], shown: str) -> None:
    sentence, *lines = report(rule, sources(modules)).splitlines()
    assert sentence == (rule.__doc__ or "").strip()
    assert any(shown in line for line in lines), lines


def test_every_rule_is_shown_broken() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


SOUND: list[dict[str, str]] = [
    {"podwright": "from podwright.vocabulary import Port", "podwright.vocabulary": ""},
    {"podwright.synth.app": "from podwright.verify import check"},
    {"podwright.cli.app": "from podwright.verify import check\nfrom podwright.synth import App"},
    {"podwright.verify.engine": "from podwright.errors import Problem\nfrom podwright.verify import rules"},
    {"podwright.data.postgresql": "from podwright.workloads import Workload\nfrom cdk8s_plus_27 import k8s"},
    {"podwright.vocabulary.ports": "from podwright.errors import Problem\nimport re"},
    {
        "podwright.access": "from .route import Route",
        "podwright.access.route": "from .service import Service",
    },
    {"charts.shop.chart": "from podwright import Port\nfrom podwright.vocabulary import Image"},
    {"main": "from charts import shop\nfrom podwright import App"},
    {"podwright.synth.app": "x = 1\n" * 500},
]


@pytest.mark.parametrize("modules", SOUND)
def test_what_is_allowed_breaks_no_rule(modules: dict[str, str]) -> None:
    assert [report(rule, sources(modules)) for rule in RULES if report(rule, sources(modules))] == []


def test_modules_are_read_under_their_import_names(tmp_path: Path) -> None:
    (tmp_path / "podwright/access").mkdir(parents=True)
    (tmp_path / "podwright/__init__.py").touch()
    (tmp_path / "podwright/access/route.py").write_text("import re")
    (tmp_path / "main.py").touch()
    read = Sources.of({"podwright": tmp_path / "podwright", "main": tmp_path / "main.py"})
    assert set(read.modules) == {"podwright", "podwright.access.route", "main"}
    assert read.packages == {"podwright"}
    assert [str(found) for found in read.imports] == ["podwright.access.route, line 1, imports re"]
