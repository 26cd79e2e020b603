"""The app: collects every chart, checks all objects, and changes `dist/` only when nothing is wrong."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import cdk8s
from constructs import Construct

from podwright.chart import EnvironmentChart, EnvironmentConstruct, api_objects_of
from podwright.errors import PodwrightError, Problem, SynthesisError
from podwright.synth.faults import explain_bug, problems_of
from podwright.synth.file_names import collisions, manifest_path
from podwright.synth.key_order import ordered
from podwright.synth.manifest_yaml import dump, verify_round_trip
from podwright.synth.neighbours import conflicts, disagreements
from podwright.synth.publication import PublicationResult, publish, restore, write_tree
from podwright.synth.verification import SynthesizedObject, verified, with_waivers
from podwright.verify import Report

STAGING = Path(".synth")
"""The output folder of cdk8s.yaml, which the CLI empties before it starts the app."""

TARGET = Path("dist")
"""The folder that is committed."""


class App(cdk8s.App):
    """A cdk8s app that publishes to `dist/` all at once, or not at all.

    The CLI deletes its output folder before it starts the app. So `cdk8s.yaml` names a staging folder, and
    the app, when everything has passed, writes there what the CLI lists, and then replaces `dist/` in one
    step. With another output folder (``cdk8s synth --output other``, ``--stdout``) `dist/` stays as it is.

    Args:
        target: the folder that is committed.
        output: the folder that the CLI reads; the environment's ``CDK8S_OUTDIR`` where not given.
        select: codes and families of the checks to run; all where not given.
    """

    def __init__(
        self, *, target: Path = TARGET, output: Path | None = None, select: Sequence[str] = ()
    ) -> None:
        given = os.environ.get("CDK8S_OUTDIR")
        self.target = target
        self.output = output or (Path(given) if given else None)
        self.select = tuple(select)
        self.warnings: list[Problem] = []
        self._problems: list[Problem] = []
        self._broken: set[str] = set()
        super().__init__(
            outdir=str(self.output or STAGING),
            yaml_output_type=cdk8s.YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
        )

    def add(self, make_chart: Callable[[Construct], cdk8s.Chart]) -> None:
        """Add a chart; what is wrong with it is kept, so that problems of all charts are reported together.

        Args:
            make_chart: called with the app, returns the chart: ``tarsy.development``.
        """
        before = len(self.node.children)
        try:
            make_chart(self)
        except Exception as error:
            begun = [chart.node.id for chart in self.node.children[before:]]
            self._broken.update(begun)
            self._problems += _understood(error, chart=begun[-1] if begun else _name_of(make_chart))

    def synthesize(self) -> list[SynthesizedObject]:
        """Return every object of every chart, checked; changes nothing on disk.

        Raises:
            SynthesisError: all problems that were found.
        """
        problems = list(self._problems)
        # What is wrong with a chart that was never finished would be said of its missing parts.
        charts = [chart for chart in self.charts if chart.node.scopes[1].node.id not in self._broken]
        problems.extend(_shared_folders(charts))
        objects: list[SynthesizedObject] = []
        placed: list[tuple[EnvironmentChart, Sequence[SynthesizedObject]]] = []
        for chart in charts:
            found, faults = _objects(chart)
            if faults:
                problems.extend(faults)
                continue
            report = self._verified(chart, found)
            # Of two objects in one file `collisions` knows more: every chart, and the subfolders.
            problems.extend(f.problem() for f in report.errors if f.code != "file-collision")
            self.warnings.extend(finding.problem() for finding in report.warnings)
            objects.extend(found)
            if isinstance(chart, EnvironmentChart):
                placed.append((chart, found))
        problems.extend(collisions(objects))
        problems.extend(conflicts(placed))
        self.warnings.extend(disagreements(placed))
        if problems:
            raise SynthesisError(*problems)
        return objects

    def synth(self) -> None:
        """Synthesize, check, write and publish; on failure print every problem and exit with status 1."""
        try:
            if self._publishes:
                restore(self.target)
            objects = self.synthesize()
            files = _files(objects)
            published = self._write(files)
        except PodwrightError as error:
            _fail(error.problems, self._consequence)
        _warn(self.warnings)
        _report(objects, published, self.target if published else self.output)

    def _verified(self, chart: cdk8s.Chart, objects: list[SynthesizedObject]) -> Report:
        previous = self.target / str(chart.node.id) if self._publishes else None
        if isinstance(chart, EnvironmentChart):
            return verified(
                objects,
                environment=chart.environment,
                externals=chart.externals,
                waivers=chart.waivers,
                select=self.select,
                previous=previous,
            )
        return verified(objects, environment=None, select=self.select, previous=previous)

    @property
    def _publishes(self) -> bool:
        return self.output is None or self.output.resolve() == STAGING.resolve()

    @property
    def _consequence(self) -> str:
        """What a failure means for the committed folder."""
        if self.output and self.output.resolve() == self.target.resolve():
            return (
                f"{self.target}/ is empty now, because the cdk8s CLI empties its output folder first: "
                f"write `output: {STAGING}` in cdk8s.yaml, then `git restore {self.target}`"
            )
        return f"{self.target}/ is unchanged"

    def _write(self, files: Mapping[PurePosixPath, str]) -> PublicationResult | None:
        if self.output:
            write_tree(_whole_environments(files) if self._publishes else files, self.output)
        return publish(files, target=self.target) if self._publishes else None


def _objects(chart: cdk8s.Chart) -> tuple[list[SynthesizedObject], list[Problem]]:
    """Return every object of a chart, and what is wrong with it."""
    objects: list[SynthesizedObject] = []
    problems = list(_invalid_constructs(chart))
    chart_id = chart.node.id
    try:
        manifests = _manifests(chart)
    except Exception as error:
        return [], problems + _understood(error, chart=chart_id)
    if isinstance(chart, EnvironmentChart):
        problems += chart.problems
    for path, manifest, folder, location in manifests:
        try:
            file = manifest_path(manifest["kind"], manifest["metadata"]["name"], folder)
        except PodwrightError as error:
            problems += [p.at(chart=chart_id, path=path, location=location) for p in error.problems]
        else:
            placed = SynthesizedObject(
                chart=chart_id, path=path, location=location, file=file, manifest=ordered(manifest)
            )
            objects.append(placed)
    return objects, problems


def _manifests(chart: cdk8s.Chart) -> list[tuple[str, dict[str, Any], str, str]]:
    """Return construct path, manifest, folder and location of every object."""
    if not isinstance(chart, EnvironmentChart):
        folder = str(chart.node.id)
        return [(node.node.path, node.to_json(), folder, "") for node in api_objects_of(chart)]
    return [
        (
            path,
            with_waivers(manifest, chart.waivers),
            str(PurePosixPath(chart.instance, chart.folder_of(path))),
            chart.location_of(path),
        )
        for path, manifest in chart.manifests()
    ]


def _invalid_constructs(chart: cdk8s.Chart) -> Iterator[Problem]:
    """Yield what cdk8s-plus's constructs (`node.addValidation`) find wrong with themselves."""
    for construct in chart.node.find_all():
        # Our own raise where they are wrong, and the plain objects below them have no opinion.
        if not isinstance(construct, EnvironmentConstruct | cdk8s.ApiObject | cdk8s.Chart):
            for message in construct.node.validate():
                remedy = "Correct the construct that says so"
                yield Problem(message=message.rstrip("."), remedy=remedy).at(
                    chart=chart.node.id, path=construct.node.path
                )


def _shared_folders(charts: list[cdk8s.Chart]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for chart in charts:
        path = first.setdefault(chart.node.id, chart.node.path)
        if path != chart.node.path:
            message = f"the chart {path} is written to the folder {chart.node.id}/ too"
            remedy = "Give one of them another id: another system or environment"
            yield Problem(message=message, remedy=remedy).at(chart=chart.node.id, path=chart.node.path)


def _understood(error: Exception, *, chart: str) -> list[Problem]:
    """Return what an error of a chart means, or raise it again where only its traceback helps."""
    problems = problems_of(error, chart=chart)
    if not problems:
        explain_bug(error, chart=chart)
        raise error
    return problems


def _files(objects: list[SynthesizedObject]) -> dict[PurePosixPath, str]:
    files: dict[PurePosixPath, str] = {}
    problems: list[Problem] = []
    for item in objects:
        try:
            text = files[item.file] = dump(item.manifest)
            found = verify_round_trip(item.manifest, text, where=item.path)
        except PodwrightError as error:
            found = list(error.problems)
        problems.extend(p.at(chart=item.chart, path=item.path, location=item.location) for p in found)
    if problems:
        raise SynthesisError(*problems)
    return files


def _whole_environments(files: Mapping[PurePosixPath, str]) -> dict[PurePosixPath, str]:
    """Return one file for each environment: the CLI lists every file of the staging folder."""
    whole: dict[PurePosixPath, str] = {}
    for file, text in files.items():
        name = PurePosixPath(f"{file.parts[0]}.k8s.yaml")
        whole[name] = whole.get(name, "") + text
    return whole


def _name_of(make_chart: Callable[[Construct], cdk8s.Chart]) -> str:
    name = getattr(make_chart, "__qualname__", type(make_chart).__name__)
    return f"{getattr(make_chart, '__module__', '')}.{name}".lstrip(".")


def _warn(warnings: list[Problem]) -> None:
    for warning in warnings:
        sys.stderr.write("\n".join([f"podwright: warning: {warning.chart}", *_shown(warning), ""]))


def _fail(problems: tuple[Problem, ...], consequence: str) -> NoReturn:
    count = f"{len(problems)} problems" if len(problems) > 1 else "1 problem"
    lines = [f"podwright: {count}; {consequence}", ""]
    charts = dict.fromkeys(problem.chart for problem in problems)
    for chart in charts:
        if chart:
            lines.append(chart)
        for problem in problems:
            if problem.chart == chart:
                lines += _shown(problem)
        lines.append("")
    sys.stderr.write("\n".join(lines))
    raise SystemExit(1)


def _shown(problem: Problem) -> Iterator[str]:
    where = ": ".join(part for part in (problem.path, problem.field) if part)
    if where:
        yield f"  {where}"
    yield f"    {problem.message}."
    yield f"    → {problem.remedy}{'' if problem.remedy.endswith('?') else '.'}"
    if problem.location:
        yield f"    at {problem.location}"


def _report(
    objects: list[SynthesizedObject], published: PublicationResult | None, folder: Path | None
) -> None:
    for chart, count in Counter(item.chart for item in objects).items():
        sys.stderr.write(f"podwright: {chart}: {count} object{'s' if count > 1 else ''}\n")
    if published is None:
        sys.stderr.write(f"podwright: written to {folder}/\n")
        return
    present = {item.chart for item in objects}
    for chart in sorted({file.parts[0] for file in published.removed} - present):
        # It may have been meant, but Argo CD would prune all of it.
        sys.stderr.write(f"podwright: {chart}: removed, because the app adds it no more\n")
    changes = [
        f"{len(files)} {what}"
        for what, files in (
            ("added", published.added),
            ("changed", published.changed),
            ("removed", published.removed),
        )
        if files
    ]
    sys.stderr.write(f"podwright: {folder}/: {', '.join(changes) or 'nothing changed'}\n")
