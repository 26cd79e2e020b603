"""An operator for tests: a folder with dist/, an ``oc`` on the path, and a cluster behind it."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
ENVIRONMENT = "tarsy-development"
NAMESPACE = "tarsy-dev"
SENTINEL = "s3nt1nel"
REQUIRED = {
    "GOOGLE_API_KEY": f"{SENTINEL}-google",
    "GITHUB_TOKEN": f"{SENTINEL}-github",
    "OAUTH2_CLIENT_ID": f"{SENTINEL}-id",
    "OAUTH2_CLIENT_SECRET": f"{SENTINEL}-secret",
}
RUN = "from podwright.cli.app import main; main()"


@dataclass
class Operator:
    """Somebody with a terminal in a folder that holds dist/, an `oc`, and a cluster behind it."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        path = f"{self.folder / 'bin'}:/usr/bin:/bin"
        return {"PATH": path, "HOME": str(self.folder), "GIT_CONFIG_GLOBAL": "/dev/null"}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", RUN, "secrets", *arguments]

    def run(self, *arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment | variables,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    def apply(self, *arguments: str, **variables: str) -> str:
        done = self.run(ENVIRONMENT, "--yes", *arguments, **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def cluster(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads((self.folder / "oc/cluster.json").read_text())
        return state

    def change(self, **fields: Any) -> None:
        (self.folder / "oc/cluster.json").write_text(json.dumps(self.cluster | fields))

    def stored(self, secret: str, key: str) -> str:
        return base64.b64decode(self.cluster["secrets"][secret]["data"][key]).decode()

    @property
    def calls(self) -> list[dict[str, Any]]:
        file = self.folder / "oc/calls.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    @property
    def verbs(self) -> list[str]:
        return [call["argv"][2 if call["argv"][0] == "--context" else 0] for call in self.calls]


def make_operator(folder: Path) -> Operator:
    shutil.copytree(ROOT / "dist" / ENVIRONMENT / "secrets", folder / "dist" / ENVIRONMENT / "secrets")
    (folder / "bin").mkdir()
    (folder / "oc").mkdir()
    program = folder / "bin/oc"
    program.write_text(
        f"#!{sys.executable} -SE\nimport sys; from pathlib import Path\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.cli.secrets.fake_oc import main\n"
        f"sys.exit(main(Path({str(folder / 'oc')!r})))\n"
    )
    program.chmod(0o755)
    state = {"namespaces": {NAMESPACE: "Active"}, "secrets": {}, "failing": {}, "garbles": False}
    (folder / "oc/cluster.json").write_text(json.dumps(state))
    return Operator(folder)
