"""TARSy's released images: the file that a pipeline writes, and the one line of dist/ that follows."""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from constructs import Construct
from typer.testing import CliRunner

from charts import tarsy
from charts.tarsy import images
from podwright import Environment, OpenShift, ReleasedImages, synthesize
from podwright.cli.app import app
from podwright.images.release_file import ReleaseFile
from podwright.synth.manifest_yaml import dump

ROOT = Path(__file__).parents[3]
FILE = ROOT / "charts/tarsy/images.yaml"
ENVIRONMENTS = ReleaseFile.read(FILE, name="images.yaml").environments
OWN = sorted(images.OWN_IMAGES)


def written(source: ReleasedImages) -> str:
    """Return TARSy as files of dist/ with these images, one after the other."""

    def make_chart(app: Construct) -> tarsy.TarsyChart:
        platform = OpenShift(version="4.18", apps_domain="apps.example.com")
        return tarsy.TarsyChart(
            app,
            environment=Environment(name="staging", namespace="tarsy-staging", platform=platform),
            settings=tarsy.TarsySettings(
                images=source, github_organization="codeready-toolchain", github_team="tarsy-developers"
            ),
        )

    return "".join(dump(manifest) for manifest in synthesize(make_chart).values())


def changes(before: str, after: str) -> Iterator[str]:
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0):
        if not line.startswith(("---", "+++", "@@")):
            yield f"{line[0]} {line[1:].strip()}"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """TARSy's file in a folder of its own, which is the current one."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "charts/tarsy/images.yaml"
    file.parent.mkdir(parents=True)
    shutil.copy(FILE, file)
    return file


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_environment_has_exactly_tarsy_s_own_images(environment: str) -> None:
    assert sorted(images.released(environment).versions) == OWN


@pytest.mark.parametrize("more", [(), ("--digest", f"sha256:{'0a1b' * 16}")], ids=["tag", "tag and digest"])
@pytest.mark.parametrize("image", OWN)
def test_a_release_is_one_line_of_the_file_and_one_of_dist(
    image: str, more: tuple[str, ...], copy: Path
) -> None:
    def source() -> ReleasedImages:
        return ReleasedImages.from_file(copy, environment="staging", repository="quay.io/codeready-toolchain")

    before = written(source())
    old = source().versions[image]
    arguments = ["--system", "tarsy", "--environment", "staging", "--image", image, "--tag", "1234567"]
    assert CliRunner().invoke(app, ["set-image", *arguments, *more]).exit_code == 0
    after = written(source())

    new = "@".join(["1234567", *more[1:]])
    repository = f"image: quay.io/codeready-toolchain/{image}"
    assert list(changes(before, after)) == [f"- {repository}:{old}", f"+ {repository}:{new}"]
    assert len(list(changes(FILE.read_text("utf-8"), copy.read_text("utf-8")))) == 2


def test_released_images_carry_no_version_label_and_pinned_ones_do() -> None:
    text = written(images.released("staging"))
    labels = {line.strip() for line in text.splitlines() if "app.kubernetes.io/version" in line}
    assert labels == {f"app.kubernetes.io/version: {images.DATABASE.tag}"}


def test_the_how_to_shows_what_happens(copy: Path) -> None:
    text = (ROOT / "docs/how-to/set-an-image.md").read_text("utf-8")
    shown = re.findall(r"^\$ make set-image (.*)\n((?:(?![$`]).*\n)+)", text, re.MULTILINE)
    assert shown
    for variables, output in shown:
        given = (variable.split("=") for variable in variables.split())
        options = [word for name, value in given for word in (f"--{name.lower()}", value)]
        assert CliRunner().invoke(app, ["set-image", *options]).output == output


def test_the_how_to_shows_the_file() -> None:
    text = (ROOT / "docs/how-to/set-an-image.md").read_text("utf-8")
    [shown] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert sorted(ReleaseFile(shown, name="shown").entries("staging")) == OWN
