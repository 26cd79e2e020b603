"""Public manifests of the same shape, measured with the same tools: sources.yaml says which.

They are not part of this repository: each file is taken from a folder where somebody has put it, or fetched
from the commit that sources.yaml names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from tools.audit.adapters import run
from tools.audit.report import AuditError, Folder, Report
from tools.audit.waivers import Result, Waiver

FILE = Path(__file__).with_name("sources.yaml")


class SourceFile(BaseModel):
    """A file of a public repository.

    Args:
        path: where it is there.
        commit: the commit it is of.
        characters: how long it is: what was measured is this, and nothing shorter.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    commit: str = Field(pattern=r"^[0-9a-f]{40}$")
    characters: int = Field(gt=0)


class Source(BaseModel):
    """Public manifests.

    Args:
        name: how they are called here; the name of their folder.
        repository: owner and name, on GitHub.
        shape: what they deploy, in a few words.
        files: the files; together they are what one applies.
        replace: placeholders that a script fills in before they are applied, with a value.
        external: what exists outside of them, as ``Kind/namespace/name``.
        unfit: rules that do not fit how they are applied; their findings are not held against them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    repository: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    shape: str
    files: tuple[SourceFile, ...] = Field(min_length=1)
    replace: dict[str, str] = {}
    external: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()

    def text_of(self, file: SourceFile, text: str) -> str:
        """Return the content of a file as it is applied.

        Raises:
            AuditError: it is not the file that was meant.
        """
        if len(text) != file.characters:
            raise AuditError(
                f"{self.name}: {file.path} has {len(text)} characters instead of {file.characters}: "
                "it is another version of it"
            )
        for placeholder, value in self.replace.items():
            text = text.replace(placeholder, value)
        return text


def read(path: Path = FILE) -> tuple[Source, ...]:
    """Read which public manifests are compared with.

    Raises:
        AuditError: the file is not a list of sources.
    """
    try:
        return TypeAdapter(tuple[Source, ...]).validate_python(yaml.safe_load(path.read_text("utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise AuditError(f"{path.name}: {error}") from error


def fetch(repository: str, commit: str, path: str) -> str:
    """Return a file of a public repository."""
    url = f"https://raw.githubusercontent.com/{repository}/{commit}/{path}"
    return run(["curl", "--fail", "--silent", "--show-error", "--location", url])


def collect(
    sources: Sequence[Source],
    into: Path,
    version: str,
    local: Path | None = None,
    get: Callable[[str, str, str], str] = fetch,
) -> list[Folder]:
    """Write the manifests of every source into a folder of its own.

    Args:
        sources: the sources.
        into: where the folders are made.
        version: the version of Kubernetes they are judged for.
        local: a folder with copies: `<source>/<file name>`; what is missing there is fetched.
        get: fetches a file.
    """
    folders: list[Folder] = []
    for source in sources:
        path = into / source.name
        folder = Folder(name=source.name, path=path, version=version, external=source.external)
        folder.path.mkdir(parents=True)
        for file in source.files:
            name = PurePosixPath(file.path).name
            copy = local / source.name / name if local else None
            text = (
                copy.read_text("utf-8")
                if copy is not None and copy.exists()
                else get(source.repository, file.commit, file.path)
            )
            (folder.path / name).write_text(source.text_of(file, text), encoding="utf-8")
        folders.append(folder)
    return folders


def settle(source: Source, tool: str, report: Report, waivers: Sequence[Waiver]) -> Result:
    """Take out of a report what concerns a rule that is waived here, too: like is compared with like."""
    rules = {waiver.rule for waiver in waivers if waiver.tool == tool} | {*source.unfit}
    elsewhere = ((found, "its rule is waived here") for found in report.findings if found.rule in rules)
    waived = (*report.waived, *elsewhere)
    remaining = tuple(sorted(found for found in report.findings if found.rule not in rules))
    return Result(environment=source.name, tool=tool, judged=report.judged, waived=waived, open=remaining)


def workloads(folder: Folder) -> int:
    """Return how many of a folder's objects make pods."""
    kinds = {"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod"}
    return sum(content.get("kind") in kinds for content in objects(folder))


def objects(folder: Folder) -> list[Mapping[str, object]]:
    """Return the objects in a folder."""
    return [
        content
        for file in sorted(folder.path.rglob("*.yaml"))
        for content in yaml.load_all(file.read_bytes(), Loader=yaml.CSafeLoader)
        if isinstance(content, dict)
    ]
