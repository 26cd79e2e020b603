"""``podwright set-image``: what a pipeline does with a release, one line of one file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from podwright.cli.rewriting import alone, rewrite
from podwright.errors import InvalidValueError, Problem

if TYPE_CHECKING:
    from podwright.images.release_file import ReleaseFile
    from podwright.images.releases import ReleasedImage

_FILE: Final = "images.yaml"


def set_image(
    *,
    system: Annotated[str, typer.Option(metavar="NAME", help="The system: tarsy.")],
    environment: Annotated[str, typer.Option(metavar="NAME", help="The environment: staging.")],
    image: Annotated[str, typer.Option(metavar="NAME", help="The image, without registry: tarsy-llm.")],
    tag: Annotated[str, typer.Option(metavar="TAG", help="The tag of one build: c35f0f7.")],
    digest: Annotated[
        str | None,
        typer.Option(
            metavar="sha256:…",
            help="The digest of the build. Without it, one that the line had goes.",
            show_default=False,
        ),
    ] = None,
    charts: Annotated[
        str, typer.Option(metavar="FOLDER", help="Where the systems are: FOLDER/<system>/images.yaml.")
    ] = "charts",
    dist: Annotated[str, typer.Option(metavar="FOLDER", help="The folder with the environments.")] = "dist",
) -> None:
    """Write a released tag into the line that it belongs to, in charts/<system>/images.yaml.

    Nothing else of the file changes, and nothing at all where something is wrong. Exit codes: 0 written, or
    unchanged because it is so already; 2 could not run.
    """
    # Only this command needs value objects; the others start without the time that these take.
    from podwright.images.release_file import ReleaseFile

    _demand_all({"SYSTEM": system, "ENVIRONMENT": environment, "IMAGE": image, "TAG": tag})
    path = _file_of(system, Path(charts))
    version = _version(tag, digest)
    with alone(path):
        file = ReleaseFile.read(path, name=str(path))
        _demand_environment(file, system=system, environment=environment, dist=Path(dist))
        entry = file.entry(environment, image)
        place = f"{path}:{entry.line}: {environment}.{image}"
        if entry.version == version:
            sys.stdout.write(f"{place}: unchanged, it is {version} already\n")
            return
        rewrite(path, file.with_version(environment, image, version).encode("utf-8"))
    sys.stdout.write(
        f"{place}: {entry.version} → {version}\nNext: make synth, then commit {path} and {dist} together\n"
    )


def _demand_all(given: Mapping[str, str]) -> None:
    missing = [name for name, value in given.items() if not value]
    if missing:
        options = ", ".join(f"--{name.lower()}" for name in missing)
        listed = " and ".join(part for part in (", ".join(missing[:-1]), missing[-1]) if part)
        raise _trouble(
            f"{listed} {'is' if len(missing) == 1 else 'are'} not given",
            f"Give {options}; with make: {' '.join(f'{name}=…' for name in missing)}",
        )


def _file_of(system: str, charts: Path) -> Path:
    """Return the data file of a system: the package of ``tool-registry`` is ``tool_registry``."""
    packages = [folder for folder in charts.iterdir() if folder.is_dir()] if charts.is_dir() else []
    files = {folder.name.replace("_", "-"): folder / _FILE for folder in sorted(packages)}
    path = files.get(system)
    if path and path.is_file():
        return path
    if path and (path.parent / "__init__.py").is_file():
        message = f"no pipeline sets images of {system}: it has no {path}"
        raise _trouble(message, f"Make {path} and read it with ReleasedImages.from_file(…)", field="--system")
    known = [name for name, file in files.items() if file.is_file()]
    remedy = f"Use one of: {', '.join(known)}" if known else f"Run it where there are {charts}/*/{_FILE}"
    raise _trouble(f"there is no system {system!r}{_near(system, known)}", remedy, field="--system")


def _version(tag: str, digest: str | None) -> ReleasedImage:
    from podwright.images.releases import ReleasedImage

    try:
        return ReleasedImage(tag=tag, digest=digest)
    except InvalidValueError as error:
        problems = [
            replace(problem, field=problem.field.replace("ReleasedImage.", "--"))
            for problem in error.problems
        ]
        raise InvalidValueError(*problems) from None


def _demand_environment(file: ReleaseFile, *, system: str, environment: str, dist: Path) -> None:
    if environment in file.environments:
        return
    prefix = f"{system}-"
    folders = [folder for folder in dist.iterdir() if folder.is_dir()] if dist.is_dir() else []
    made = {folder.name.removeprefix(prefix): folder for folder in folders if folder.name.startswith(prefix)}
    if environment in made:
        streams = any(made[environment].glob("ImageStream.*"))
        raise _trouble(
            f"{system}-{environment} takes its images from the cluster's own registry: there is no tag to set"
            if streams
            else f"{file.name} has no images for {system}-{environment}",
            f"Push the image to its ImageStream, as {made[environment]} has it"
            if streams
            else "Give it ReleasedImages.from_file(…), and its lines in the file",
            field="--environment",
        )
    known = list(file.environments)
    raise _trouble(
        f"{file.name} has no environment {environment!r}{_near(environment, known)}",
        f"Use one of: {', '.join(known)}",
        field="--environment",
    )


def _near(word: str, known: list[str]) -> str:
    from podwright.vocabulary.value import did_you_mean

    return did_you_mean(word, known)


def _trouble(message: str, remedy: str, *, field: str = "") -> InvalidValueError:
    return InvalidValueError(Problem(message=message, remedy=remedy, field=field))
