"""Generate the typed bindings in `imports/` from the schemas in `crds/`.

    .venv/bin/python tools/import_bindings.py        what `make imports` runs

Runs `cdk8s import` once for every file in `crds/`, beside `imports/`, and puts the result in its place only
when every file succeeded: a failure leaves `imports/` as it was, and a binding whose schema is gone goes too.

`imports/bindings.json` records what the bindings were made from: the version of the CLI, the SHA-256 of every
schema, and the SHA-256 of every generated file. It is written last, by nothing but a complete run. As long as
the digests on both sides hold, the bindings are what that CLI makes of those schemas, and a test can say so
without starting Node.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

MANIFEST = "bindings.json"
"""Name of the record inside `imports/`."""

_ROOT = Path(__file__).resolve().parent.parent
_VERSION = re.compile(r"\d+\.\d+\.\d+\S*")


class ImportFailedError(Exception):
    """Bindings can't be generated; the message says why and what to do."""


def api_group(schema: Path) -> str:
    """Return the API group whose custom resources a schema file defines.

    `cdk8s import` makes one Python module of an API group, and a second file of the same group silently
    overwrites the module of the first. So a file holds all kinds of one group and is called after it.

    Args:
        schema: A YAML file of one or more CustomResourceDefinition documents.

    Raises:
        ImportFailedError: If the file isn't such a file, or its name isn't its group.
    """
    try:
        documents = list(yaml.safe_load_all(schema.read_text(encoding="utf-8")))
        groups = sorted({document["spec"]["group"] for document in documents})
    except (yaml.YAMLError, KeyError, TypeError) as error:
        message = f"{schema} isn't a file of CustomResourceDefinition documents: {error!r}"
        raise ImportFailedError(message) from error
    if groups != [schema.stem]:
        message = (
            f"{schema} defines the API group {' and '.join(groups) or '(none)'}.\n"
            "Keep one file for each group, called <group>.yaml: a second import overwrites the first."
        )
        raise ImportFailedError(message)
    return schema.stem


def module_name(group: str) -> str:
    """Return the module, below `imports`, that `cdk8s import` makes of an API group."""
    return ".".join(reversed(group.split("."))).replace("-", "_")


def find_cli(named: Path | None = None) -> Path:
    """Return the cdk8s CLI: the one that is named, or the one that the project's set-up installed."""
    cli = named or Path(sys.executable).with_name("cdk8s")
    if not cli.is_file():
        message = f"There is no cdk8s CLI at {cli}. `make imports` installs it first."
        raise ImportFailedError(message)
    return cli.absolute()


def run_cli(cli: Path, *arguments: str) -> str:
    """Run the cdk8s CLI with the environment's own Node and off the network; return what it printed."""
    environment = {
        **os.environ,
        # The CLI and the jsii compiler below it start `node` and `npm` by name.
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        "CDK8S_CHECK_UPGRADE": "false",
        "npm_config_offline": "true",
        "npm_config_update_notifier": "false",
    }
    command = [str(cli), *arguments]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except OSError as error:
        message = f"{cli} doesn't run: {error}"
        raise ImportFailedError(message) from error
    if done.returncode != 0:
        message = f"`{' '.join(['cdk8s', *arguments])}` failed:\n{(done.stderr or done.stdout).strip()}"
        raise ImportFailedError(message)
    return done.stdout


def generate(cli: Path, schema: Path, into: Path) -> None:
    """Generate the bindings of one schema file.

    Args:
        cli: The cdk8s CLI.
        schema: The schema file.
        into: The directory that receives the module, as `<reversed>/<api>/<group>/`.

    Raises:
        ImportFailedError: If the CLI fails or generates no module.
    """
    # --no-save: the list of imports in cdk8s.yaml is kept by hand.
    run_cli(cli, "import", str(schema), "--language", "python", "--output", str(into), "--no-save")
    module = into.joinpath(*module_name(api_group(schema)).split("."))
    if not (module / "__init__.py").is_file():
        message = f"`cdk8s import` made no module {module_name(schema.stem)} of {schema}"
        raise ImportFailedError(message)


def digest(file: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def generated_files(imports: Path) -> list[Path]:
    """Return the files below `imports/`, sorted, without Python's caches and the record itself."""
    return sorted(
        file
        for file in imports.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and file != imports / MANIFEST
    )


def write_manifest(imports: Path, schemas: Sequence[Path], version: str) -> None:
    """Record in `imports/` what the bindings were made from."""
    manifest = {
        "cdk8s-cli": version,
        "schemas": {schema.name: digest(schema) for schema in schemas},
        "bindings": {file.relative_to(imports).as_posix(): digest(file) for file in generated_files(imports)},
    }
    (imports / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def replace(imports: Path, generated: Path, aside: Path) -> None:
    """Put `generated` in the place of `imports`; what was there goes aside, and comes back on an error."""
    if imports.exists():
        imports.rename(aside)
    try:
        generated.rename(imports)
    except OSError:
        if aside.exists():
            aside.rename(imports)
        raise


def import_bindings(crds: Path, imports: Path, cli: Path) -> list[Path]:
    """Generate the bindings of every schema file in `crds` and put them in the place of `imports`.

    Args:
        crds: The directory of the schemas, one `<group>.yaml` for each API group.
        imports: The directory of the bindings; it belongs to this program entirely.
        cli: The cdk8s CLI.

    Returns:
        The schema files, sorted.

    Raises:
        ImportFailedError: If any of it fails. `imports` is then as it was.
    """
    schemas = sorted(crds.glob("*.yaml"))
    if not schemas:
        message = f"There is no schema in {crds}"
        raise ImportFailedError(message)
    for schema in schemas:
        api_group(schema)
    # The CLI's first line is its version; warnings of Node go to the other stream.
    version = _VERSION.search(run_cli(cli, "--version"))
    if version is None:
        message = f"{cli} doesn't tell its version"
        raise ImportFailedError(message)
    with tempfile.TemporaryDirectory(prefix=".imports-", dir=imports.parent) as scratch:
        staging = Path(scratch)
        # Each import has a directory of its own: they run side by side, and the CLI deletes what it finds in
        # the place of a module.
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            list(pool.map(lambda schema: generate(cli, schema, staging / schema.stem), schemas))
        generated = staging / "imports"
        for schema in schemas:
            shutil.copytree(staging / schema.stem, generated, dirs_exist_ok=True)
        write_manifest(generated, schemas, version.group())
        replace(imports, generated, staging / "replaced")
    return schemas


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    parser = argparse.ArgumentParser(description="Generate imports/ from crds/ with `cdk8s import`.")
    parser.add_argument("--crds", type=Path, default=_ROOT / "crds", help="directory of the schemas")
    parser.add_argument("--imports", type=Path, default=_ROOT / "imports", help="directory of the bindings")
    parser.add_argument("--cdk8s", type=Path, help="the cdk8s CLI; the project's own when left out")
    options = parser.parse_args(arguments)
    try:
        schemas = import_bindings(options.crds, options.imports, find_cli(options.cdk8s))
    except ImportFailedError as error:
        print(f"imports/ is unchanged. {error}", file=sys.stderr)
        return 1
    for schema in schemas:
        print(f"{schema.name} -> {options.imports.name}.{module_name(schema.stem)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
