"""`make check`: the committed product is what main.py synthesizes now."""

from pathlib import Path

import pytest

from tools import check_dist

APP = """
import os, pathlib
out = pathlib.Path(os.environ["CDK8S_OUTDIR"], "shop-test")
out.mkdir(parents=True)
(out / "Service.shop.k8s.yaml").write_text("kind: Service\\nname: shop\\n")
(out / "secrets").mkdir()
(out / "secrets" / "Template.shop.k8s.yaml").write_text("kind: Template\\n")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose dist/ is what its app writes."""
    (tmp_path / "main.py").write_text(APP)
    check_dist.synthesize(tmp_path, tmp_path / "dist")
    return tmp_path


def test_equal_trees_pass_and_say_how_many_files(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert check_dist.main(project) == 0
    assert "Files compared: 2." in capfd.readouterr().out


def test_a_changed_file_is_named_with_its_difference(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "dist/shop-test/Service.shop.k8s.yaml").write_text("kind: Service\nname: stop\n")
    assert check_dist.main(project) == 1
    error = capfd.readouterr().err
    assert "not the same      shop-test/Service.shop.k8s.yaml" in error
    assert "-name: stop" in error
    assert "+name: shop" in error
    assert "Run make synth" in error


def test_one_different_byte_is_a_difference(project: Path) -> None:
    file = project / "dist/shop-test/Service.shop.k8s.yaml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert check_dist.main(project) == 1


def test_a_stale_file_is_named(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "dist/shop-test/Service.old.k8s.yaml").write_text("kind: Service\n")
    assert check_dist.main(project) == 1
    assert "only in dist/     shop-test/Service.old.k8s.yaml" in capfd.readouterr().err


def test_a_missing_file_in_a_subfolder_is_named(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "dist/shop-test/secrets/Template.shop.k8s.yaml").unlink()
    assert check_dist.main(project) == 1
    assert "not in dist/      shop-test/secrets/Template.shop.k8s.yaml" in capfd.readouterr().err


def test_a_long_difference_is_cut_and_says_so(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "dist/shop-test/Service.shop.k8s.yaml").write_text("old: line\n" * 100)
    assert check_dist.main(project) == 1
    assert "more lines" in capfd.readouterr().err


def test_a_failing_app_fails_with_what_it_said(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "main.py").write_text("raise SystemExit('shop-test: port 99999 is no port')")
    assert check_dist.main(project) == 1
    error = capfd.readouterr().err
    assert "port 99999 is no port" in error
    assert "main.py failed with exit code 1" in error


def test_an_app_that_writes_to_dist_all_the_same_fails(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # Without this rule, the comparison would always be of equals.
    (project / "dist/shop-test/Service.shop.k8s.yaml").write_text("kind: Service\nname: stop\n")
    repair = (
        "pathlib.Path('dist/shop-test/Service.shop.k8s.yaml').write_text('kind: Service\\nname: shop\\n')"
    )
    (project / "main.py").write_text(f"{APP}\n{repair}")
    assert check_dist.main(project) == 1
    assert "changed dist/" in capfd.readouterr().err


def test_an_app_that_synthesizes_nothing_fails(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "main.py").write_text("")
    assert check_dist.main(project) == 1
    assert "synthesized no file" in capfd.readouterr().err
