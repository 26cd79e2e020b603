"""docs/how-to/add-a-system.md, followed by a reader who types what is printed and changes nothing."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from podwright import HOSTNAME, ZONE
from tests.docs.guide import Reader, blocks_of

ROOT = Path(__file__).parents[2]
BIN = Path(sys.prefix) / "bin"
TEXT = (ROOT / "docs/how-to/add-a-system.md").read_text("utf-8")
BLOCKS = blocks_of(TEXT)
FILES = {block.path: block.text for block in BLOCKS if block.kind == "file"}
CHART = "charts/shop/chart.py"
ENVIRONMENTS = "charts/shop/environments.py"
PYTHON = [path for path in FILES if path.endswith(".py")]

# What the project's folder has beside systems: as it is, but for the setup, which is done.
PROJECT = ("Makefile", "cdk8s.yaml", ".gitignore", "charts/__init__.py")
LINKS = {".venv": Path(sys.prefix), "node_modules": ROOT / "node_modules", "crds": ROOT / "crds"}

# There is no cluster: the object is checked as strictly as every other one.
KUBECTL = """#!/bin/sh
[ "$1 $2" = "apply -f" ] || exit 2
report=$(.venv/bin/podwright check "$3" 2>&1) || { echo "$report"; exit 1; }
echo application.argoproj.io/shop-production created
"""


def lines_of(path: str) -> int:
    return sum(1 for line in FILES[path].splitlines() if line.strip())


def project(folder: Path) -> Reader:
    """Return a reader in a project that has no system."""
    for name in PROJECT:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for name, target in LINKS.items():
        (folder / name).symlink_to(target)
    (folder / "tools").mkdir()
    (folder / "tools/setup.sh").touch()
    commands = folder.parent / f"{folder.name}-commands"
    commands.mkdir()
    (commands / "kubectl").write_text(KUBECTL)
    (commands / "kubectl").chmod(0o755)
    reader = Reader(
        folder,
        {
            "PATH": f"{commands}:/usr/bin:/bin",
            "HOME": str(commands),
            "LC_ALL": "C.UTF-8",
            # Mistakes are made and put right within a second, which compiled modules do not notice.
            "PYTHONDONTWRITEBYTECODE": "1",
            **{f"GIT_{who}_NAME": "reader" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "reader@example.com" for who in ("AUTHOR", "COMMITTER")},
        },
    )
    begun = reader.run("git init --quiet && git add . && git commit --quiet --message Project")
    assert begun.status == 0, begun.output
    return reader


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A reader who has followed the guide to its end."""
    reader = project(tmp_path_factory.mktemp("followed"))
    for block in BLOCKS:
        reader.follow(block)
    return reader


def test_every_block_is_followed() -> None:
    assert {block.kind for block in BLOCKS} == {"file", "excerpt", "change", "console"}
    assert len(BLOCKS) == TEXT.count("\n```\n"), "a fence is not closed, or indented"
    assert len(FILES) == len([block for block in BLOCKS if block.kind == "file"]), "a file is shown twice"


def test_the_commands_succeed_but_for_the_mistakes(reader: Reader) -> None:
    assert [(command.partition(" -")[0], ran.status) for command, ran in reader.ran] == [
        ("make synth", 0),
        ("ls", 0),
        ("make synth", 2),
        ("make synth", 2),
        ("git add charts/shop main.py dist", 0),
        ("git commit", 0),
        ("kubectl apply", 0),
    ]


def test_every_check_passes_without_warning_or_waiver(reader: Reader) -> None:
    _, first = reader.ran[0]
    assert "warning" not in first.output
    assert not [path for path in PYTHON if re.search("waive", FILES[path], re.IGNORECASE)]
    again = reader.run(".venv/bin/python main.py")
    assert (again.status, again.output) == (
        0,
        "podwright: shop-production: 18 objects\npodwright: dist/: nothing changed\n",
    )


def test_what_nobody_wrote_is_there(reader: Reader) -> None:
    def spec(name: str) -> dict[str, Any]:
        text = (reader.folder / f"dist/shop-production/{name}.k8s.yaml").read_text("utf-8")
        return dict(yaml.safe_load(text)["spec"])

    template = spec("Deployment.shop")["template"]
    pod, database = template["spec"], spec("StatefulSet.shop-database")["template"]["spec"]
    assert [container["name"] for container in pod["initContainers"]] == ["migrate"]
    for container in (*pod["initContainers"], *pod["containers"], *database["containers"]):
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert "/tmp" in {mount["mountPath"] for mount in container["volumeMounts"]}
        assert container["resources"].keys() == {"requests", "limits"}
    assert (pod["automountServiceAccountToken"], database["automountServiceAccountToken"]) == (False, False)
    assert [rule["topologyKey"] for rule in pod["topologySpreadConstraints"]] == [HOSTNAME, ZONE]
    assert "checksum/shop-config" in template["metadata"]["annotations"]
    assert spec("PodDisruptionBudget.shop")["maxUnavailable"] == 1
    assert spec("NetworkPolicy.default-deny")["podSelector"] == {}
    namespace = (reader.folder / "dist/shop-production/Namespace.shop.k8s.yaml").read_text("utf-8")
    assert "pod-security.kubernetes.io/enforce: restricted" in namespace


def test_code_and_product_are_committed(reader: Reader) -> None:
    assert reader.run("git status --porcelain --untracked-files=all").output == "?? shop-production.yaml\n"
    committed = reader.run("git show --name-only --format=").output.split()
    assert {path for path in committed if not path.startswith("dist/")} == {
        path for path in FILES if path != "shop-production.yaml"
    }
    assert len([path for path in committed if path.startswith("dist/")]) == 18


def test_the_chart_is_as_short_as_the_guide_says() -> None:
    assert lines_of(CHART) < 60
    around = lines_of(ENVIRONMENTS) + lines_of("charts/shop/__init__.py")
    said = f"in {lines_of(CHART)} lines of chart and {around} for where it runs"
    assert said in " ".join(TEXT.split())


def test_the_code_is_as_the_project_wants_it(reader: Reader) -> None:
    configuration = ROOT / "pyproject.toml"
    files = " ".join(PYTHON)
    for command in (
        f"{BIN}/ruff check --no-cache --config {configuration} {files}",
        f"{BIN}/ruff format --no-cache --check --config {configuration} {files}",
        f"{BIN}/mypy --cache-dir ../mypy --config-file {configuration} {files}",
    ):
        ran = reader.run(command)
        assert ran.status == 0, ran.output


def test_what_an_administrator_prepares_is_complete(reader: Reader) -> None:
    section = TEXT.partition("## 7. ")[2].partition("\n## ")[0]
    program = (
        "from charts import shop; from podwright import App; "
        "print(*(f'{e.kind} `{e.name}`' for e in shop.production(App()).externals), sep='\\n')"
    )
    relied_on = reader.run(f'.venv/bin/python -c "{program}"'.replace("`", "\\`")).output.splitlines()
    assert len(relied_on) == 3
    for external in relied_on:
        assert external in section
    dist = reader.folder / "dist/shop-production"
    fetched = yaml.safe_load((dist / "ExternalSecret.shop-database.k8s.yaml").read_text("utf-8"))["spec"]
    [entry] = [source["extract"]["key"] for source in fetched["dataFrom"]]
    needed = set(re.findall(r"the entry has no (\w+)", str(fetched["target"]["template"]["data"])))
    assert entry == "shop/production/shop-database"
    assert needed == {"DATABASE_PASSWORD"}
    assert f"an entry `{entry}`" in section
    assert "`DATABASE_PASSWORD`" in section
    [rule] = yaml.safe_load((dist / "Ingress.shop.k8s.yaml").read_text("utf-8"))["spec"]["rules"]
    assert f"DNS record `{rule['host']}`" in section


MIGRATIONS = "container=api, command=MIGRATE\n"
CLIENT = "        database.accept_client(pods)\n"
JOB = {
    CHART: {
        MIGRATIONS: MIGRATIONS.replace("\n", ", form=pw.MigrateInJob()\n"),
        CLIENT: f"{CLIENT}        migrations.precede(pods)\n",
    }
}
INTERNET = {CHART: {CLIENT: f"{CLIENT}        pods.connects_to_internet()\n"}}
OPENSHIFT = {
    ENVIRONMENTS: {
        'pw.Kubernetes(version="1.33"': 'pw.OpenShift(version="4.18"',
        "pw.CertManagerCertificates(issuer=INTERNAL_CA)": "pw.ServiceCaCertificates()",
        'pw.ThroughIngress(ingress_class="nginx", issuer=PUBLIC_CA)': "pw.Edge()",
    }
}


@pytest.mark.parametrize(
    ("changes", "written", "claims"),
    [
        (JOB, "Job.shop-migrations.k8s.yaml", ["form=pw.MigrateInJob()", "migrations.precede(pods)"]),
        (
            OPENSHIFT,
            "Route.shop.k8s.yaml",
            ["platform=pw.OpenShift(…)", "certificates=pw.ServiceCaCertificates()", "access=pw.Edge()"],
        ),
        (INTERNET, "NetworkPolicy.shop.k8s.yaml", ["pods.connects_to_internet()"]),
    ],
    ids=["job", "openshift", "internet"],
)
def test_what_can_be_chosen_instead_works_too(
    changes: dict[str, dict[str, str]], written: str, claims: list[str], tmp_path: Path
) -> None:
    for claim in claims:
        assert f"`{claim}`" in TEXT
    other = project(tmp_path)
    for block in BLOCKS:
        if block.kind == "file":
            other.follow(block)
    for path, replacements in changes.items():
        for old, new in replacements.items():
            text = (other.folder / path).read_text("utf-8")
            assert text.count(old) == 1, old
            (other.folder / path).write_text(text.replace(old, new), "utf-8")
    ran = other.run(".venv/bin/python main.py")
    assert (ran.status, "warning" in ran.output) == (0, False), ran.output
    assert (other.folder / "dist/shop-production" / written).exists()
