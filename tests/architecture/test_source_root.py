"""`constructs/` is a source root, not a package: cdk8s itself does `import constructs`."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_it_holds_one_package_and_is_none_itself() -> None:
    entries = [entry.name for entry in (ROOT / "constructs").iterdir() if entry.name != "__pycache__"]
    assert entries == ["podwright"]
    assert (ROOT / "constructs/podwright/__init__.py").is_file()


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests", Path("/")], ids=["root", "tests", "elsewhere"])
def test_constructs_is_the_installed_library_and_podwright_ours(folder: Path) -> None:
    program = "import constructs, podwright; print(constructs.__file__, podwright.__file__, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    library, ours = map(Path, done.stdout.splitlines())
    assert library.is_relative_to(sysconfig.get_path("purelib"))
    assert ours == ROOT / "constructs/podwright/__init__.py"
