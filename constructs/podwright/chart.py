"""The chart: one system in one environment, and what every construct inside it builds on."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any

import cdk8s
import jsonpatch
from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.environment import Environment
from podwright.errors import InvalidValueError, PodwrightError, Problem, SynthesisError
from podwright.vocabulary import External, Labels, Waiver
from podwright.vocabulary.names import check_label_name
from podwright.vocabulary.value import did_you_mean, refuse

_LIBRARY = str(Path(__file__).parent)

KIND_MAY_COME_LATER = {"argocd.argoproj.io/sync-options": "SkipDryRunOnMissingResource=true"}
"""The annotation of a custom resource whose kind the same sync may install: without it the dry run fails.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#skip-dry-run-for-new-custom-resources-types
"""

_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]+")


def chart_of(scope: Construct) -> EnvironmentChart:
    """Return the chart that a construct belongs to.

    Raises:
        InvalidValueError: the construct does not belong to an `EnvironmentChart`.
    """
    if isinstance(scope, EnvironmentChart):
        return scope
    if isinstance(scope, EnvironmentConstruct):
        return scope.chart
    for ancestor in reversed(scope.node.scopes):
        if isinstance(ancestor, EnvironmentChart):
            return ancestor
    what = f"construct {scope.node.path!r}" if scope.node.path else "the app"
    message = f"{what} is not part of an EnvironmentChart"
    raise refuse(message, "Give an EnvironmentChart, or a construct inside one, as scope", field="scope")


def api_objects_of(chart: cdk8s.Chart) -> list[cdk8s.ApiObject]:
    """Return every API object of a chart, however deep, but none of a chart inside it.

    `cdk8s.Chart.api_objects` names the chart's immediate children only.
    """
    nodes = chart.node.find_all()
    found = [node for node in nodes if isinstance(node, cdk8s.ApiObject)]
    if any(isinstance(node, cdk8s.Chart) and node is not chart for node in nodes):
        found = [api_object for api_object in found if cdk8s.Chart.of(api_object) is chart]
    return found


def argument(name: str, check: Callable[[str], str], value: str) -> str:
    """Return a checked argument of a construct; what is wrong with it names the argument.

    Args:
        name: name of the argument, ``storage``.
        check: returns the value, or raises.
        value: what was given.

    Raises:
        InvalidValueError: what `check` raises.
    """
    try:
        return check(value)
    except InvalidValueError as error:
        raise InvalidValueError(*(replace(p, field=p.field or name) for p in error.problems)) from None


def is_chart_code(file: str) -> bool:
    """Return whether a source file is a user's, not podwright's or an installed package's."""
    return not (file.startswith((_LIBRARY, "<")) or "site-packages" in file)


def shown_path(file: str) -> str:
    """Return a source file's path as errors show it: relative to the working folder where it is below."""
    path = Path(file)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def code_location(*, maker_of: object = None) -> str:
    """Return ``file:line`` of the innermost caller that is chart code, empty if there is none.

    Args:
        maker_of: a construct that is being made; its own code is not meant, but who makes it.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame:
        is_own = maker_of is not None and frame.f_locals.get("self") is maker_of
        if is_chart_code(frame.f_code.co_filename) and not is_own:
            return f"{shown_path(frame.f_code.co_filename)}:{frame.f_lineno}"
        frame = frame.f_back
    return ""


@dataclass(frozen=True, slots=True)
class _Patch:
    kind: str
    name: str
    operations: tuple[Mapping[str, Any], ...]
    location: str

    def apply(self, manifest: dict[str, Any]) -> dict[str, Any]:
        patched: Any = manifest
        for index, operation in enumerate(self.operations):
            field = f"operations[{index}]"
            what = f"the patch of {self.kind} {self.name!r}"
            # The library's own words repeat the part of the object that it looked at, however large.
            try:
                patched = jsonpatch.apply_patch(patched, [dict(operation)])
            except jsonpatch.InvalidJsonPatch as error:
                remedy = "Write {'op': 'add', 'path': '/spec/…', 'value': …} as RFC 6902 says"
                raise refuse(f"{what} holds no operation: {error}", remedy, field=field) from None
            except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException):
                message = f"{what} does not apply: {operation['op']} {operation['path']}"
                remedy = "Correct its path; 'add' needs the parent to exist, everything else the field too"
                raise refuse(message, remedy, field=field) from None
            if not _has_identity(patched):
                message = f"{what} takes away what it is: apiVersion, kind or metadata.name"
                raise refuse(message, "Patch other fields, or make another object", field=field)
        result: dict[str, Any] = patched
        return result


def _has_identity(manifest: Any) -> bool:
    """Return whether an object still says what it is, as everything that comes after needs it."""
    try:
        parts = (manifest["apiVersion"], manifest["kind"], manifest["metadata"]["name"])
    except (KeyError, TypeError):
        return False
    return all(isinstance(part, str) and part for part in parts)


class EnvironmentChart(cdk8s.Chart):
    """One system in one environment: a folder ``<system>-<environment>`` of `dist/`.

    Constructs may finish their objects late (a network policy knows all its connections only when the whole
    chart stands). `render` lets them, once; `to_json`, and so `cdk8s.Testing.synth`, does it first.

    Args:
        scope: the app.
        environment: the place to deploy to.
        system: name of the system, ``tarsy``.

    Raises:
        InvalidValueError: the system's name is no DNS label, or too long with the environment's.
    """

    def __init__(self, scope: Construct, *, environment: Environment, system: str) -> None:
        self.environment = environment
        self.system = argument("system", check_label_name, system)
        self.instance = argument("system", check_label_name, f"{system}-{environment.name}")
        self.problems: list[Problem] = []
        self.waivers: list[Waiver] = []
        self.externals: list[External] = []
        self._readers: dict[str, list[tuple[str, str]]] = {}
        self._renderers: list[tuple[EnvironmentConstruct, Callable[[], None]]] = []
        self._patches: list[_Patch] = []
        self._folders: dict[str, str] = {}
        self._locations: dict[str, str] = {}
        self._by_name: dict[tuple[str, str], EnvironmentConstruct] = {}
        super().__init__(scope, self.instance, disable_resource_name_hashes=True)
        self.path: str = self.node.path

    def named(self, name: str, *, longest: int | None = None) -> str:
        """Return the name that a namespaced object of this chart has: prefixed in a shared namespace.

        Charts name every namespaced object with it; constructs take names as they are. Cluster-scoped names
        carry the instance already.

        Args:
            name: its name where nobody else has the same, ``tarsy-database``.
            longest: greatest length of a prefixed name, for kinds that take more than every kind does.

        Raises:
            InvalidValueError: the prefixed name is too long.
        """
        return (
            self.environment.named(name) if longest is None else self.environment.named(name, longest=longest)
        )

    def labels_of(self, component: str, *, name: str | None = None, version: str | None = None) -> Labels:
        """Return the recommended labels of a component of this system.

        Args:
            component: the part it plays, ``database``.
            name: the application, the system's own name where not given.
            version: the application's version where it is known.
        """
        return Labels(
            name=name or self.system,
            instance=self.instance,
            component=component,
            part_of=self.system,
            version=version,
        )

    def patch(self, *operations: Mapping[str, Any], kind: str, name: str) -> None:
        """Change an object after everything else has been rendered: the escape hatch.

        Use it for a field that no construct offers; all checks still apply to the result. It works where
        cdk8s's `add_json_patch` does not: the typed classes of cdk8s-plus-27 and of `imports/` drop every
        field that they do not know, a patched one too.

        Args:
            operations: RFC 6902 operations, ``{"op": "add", "path": "/spec/minReadySeconds", "value": 5}``.
            kind: kind of the object, ``Deployment``.
            name: its `metadata.name`.
        """
        self._patches.append(_Patch(kind, name, operations, code_location()))

    def waive(self, *waivers: Waiver) -> None:
        """Live with findings of the checks; call it next to what they concern."""
        self.waivers.extend(waivers)

    def relies_on(self, *externals: External) -> None:
        """Declare objects that exist on the cluster without being part of the chart; once is enough."""
        self.externals.extend(new for new in dict.fromkeys(externals) if new not in self.externals)

    def render(self) -> None:
        """Let every construct finish its objects; does nothing the second time.

        What goes wrong in one construct is kept in `problems`, so that all of it is reported together.
        """
        renderers, self._renderers = self._renderers, []
        for construct, finish in renderers:
            try:
                finish()
            except PodwrightError as error:
                self._note(error, path=construct.path, location=construct.location)

    def manifests(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the construct path and the manifest of every object, rendered and patched.

        What goes wrong is kept in `problems`.
        """
        self.render()
        # The text of a construct is its path, for one call across the boundary instead of two.
        manifests = [(node.to_string(), node.to_json()) for node in api_objects_of(self)]
        for patch in self._patches:
            manifests = self._patched(manifests, patch)
        return manifests

    def to_json(self) -> list[Any]:
        """Return the manifest of every object.

        Raises:
            SynthesisError: everything that went wrong; an `App` reports it together with other charts'.
        """
        manifests = [manifest for _, manifest in self.manifests()]
        if self.problems:
            raise SynthesisError(*self.problems)
        return manifests

    def folder_of(self, path: str) -> str:
        """Return the subfolder that the object at a construct path goes to, empty for the chart's own."""
        return self._nearest(self._folders, path)

    def location_of(self, path: str) -> str:
        """Return ``file:line`` of the chart code behind a construct path, empty if it is not known."""
        return self._nearest(self._locations, path)

    def register(self, construct: EnvironmentConstruct, *, kind: str, name: str, field: str = "name") -> None:
        """Let other constructs find this one by the kind and name of its object.

        Args:
            construct: what is to be found.
            kind: kind of its object.
            name: name of its object.
            field: the argument that the name comes from.

        Raises:
            InvalidValueError: the chart already has one of that kind and name.
        """
        if (kind, name) in self._by_name:
            message = f"{kind} {name!r} exists already, made at {self._by_name[kind, name].path}"
            raise refuse(message, "Give one of them another name", field=field)
        self._by_name[kind, name] = construct

    def note_reader(self, *, secret: str, kind: str, name: str) -> None:
        """Note that the pods of a workload (kind and name) read a Secret."""
        readers = self._readers.setdefault(secret, [])
        if (kind, name) not in readers:
            readers.append((kind, name))

    def readers_of(self, secret: str) -> list[tuple[str, str]]:
        """Return kind and name of each workload whose pods read a Secret; complete when all is built."""
        return list(self._readers.get(secret, ()))

    def find(self, kind: str, name: str) -> EnvironmentConstruct | None:
        """Return the construct registered under a kind and name, or None."""
        return self._by_name.get((kind, name))

    def enter(self, construct: EnvironmentConstruct, folder: str) -> None:
        """Note where a construct was written and which subfolder its objects go to."""
        self._locations[construct.path] = construct.location
        if folder:
            self._folders[construct.path] = folder

    def defer(self, construct: EnvironmentConstruct, finish: Callable[[], None]) -> None:
        """Have a function of a construct called by `render`."""
        self._renderers.append((construct, finish))

    def _patched(
        self, manifests: list[tuple[str, dict[str, Any]]], patch: _Patch
    ) -> list[tuple[str, dict[str, Any]]]:
        of_kind = sorted(m["metadata"]["name"] for _, m in manifests if m["kind"] == patch.kind)
        try:
            if patch.name not in of_kind:
                message = (
                    f"there is no {patch.kind} {patch.name!r} to patch{did_you_mean(patch.name, of_kind)}"
                )
                kinds = ", ".join(sorted({m["kind"] for _, m in manifests}))
                remedy = (
                    f"Name one that the chart has: {', '.join(of_kind)}"
                    if of_kind
                    else f"Name one of the chart's kinds: {kinds or 'it has no objects'}"
                )
                raise refuse(message, remedy, field="name" if of_kind else "kind")
            return [
                (
                    path,
                    patch.apply(m) if (m["kind"], m["metadata"]["name"]) == (patch.kind, patch.name) else m,
                )
                for path, m in manifests
            ]
        except PodwrightError as error:
            self._note(error, location=patch.location)
            return manifests

    def _note(self, error: PodwrightError, *, location: str, path: str = "") -> None:
        for problem in error.problems:
            placed = problem.at(chart=self.instance, path=path, location=location)
            # Manifests may be asked for more than once.
            if placed not in self.problems:
                self.problems.append(placed)

    @staticmethod
    def _nearest(by_path: dict[str, str], path: str) -> str:
        while path:
            if path in by_path:
                return by_path[path]
            path = path.rpartition("/")[0]
        return ""


class EnvironmentConstruct(Construct):
    """The base of podwright's constructs: knows its chart, its environment and where it was written.

    Args:
        scope: the chart, or another construct of it.
        id: name of the construct in its scope.
        folder: subfolder of the chart's folder for its objects, for what Argo CD must not apply.

    Raises:
        InvalidValueError: the scope does not belong to an `EnvironmentChart`.
    """

    def __init__(self, scope: Construct, id: str, *, folder: str = "") -> None:
        super().__init__(scope, id)
        self.chart = chart_of(scope)
        self.path = self._path_below(scope, id)
        self.location = code_location(maker_of=self)
        self.chart.enter(self, folder)

    def _path_below(self, scope: Construct, id: str) -> str:
        # The tree is on the other side of the boundary; most often its answer is known here. Other characters
        # than these may be replaced in an id.
        if isinstance(scope, EnvironmentChart | EnvironmentConstruct) and _PLAIN_ID.fullmatch(id):
            return f"{scope.path}/{id}"
        return str(self.node.path)

    @property
    def environment(self) -> Environment:
        """The place that the chart deploys to."""
        return self.chart.environment

    def finish_late(self, finish: Callable[[], None]) -> None:
        """Have a function called when the whole chart stands."""
        self.chart.defer(self, finish)

    def object_meta(
        self,
        *,
        name: str,
        labels: Labels,
        annotations: dict[str, str] | None = None,
        cluster_scoped: bool = False,
    ) -> k8s.ObjectMeta:
        """Return the metadata of a core object: name, namespace, recommended labels, annotations."""
        return k8s.ObjectMeta(
            name=name,
            namespace=None if cluster_scoped else self.environment.namespace,
            labels=labels.all,
            annotations=annotations or None,
        )

    def custom_resource_meta(
        self,
        *,
        name: str,
        labels: Labels,
        annotations: dict[str, str] | None = None,
        more_labels: Mapping[str, str] | None = None,
    ) -> cdk8s.ApiObjectMetadata:
        """Return the metadata of a custom resource: name, namespace, labels, annotations."""
        return cdk8s.ApiObjectMetadata(
            name=name,
            namespace=self.environment.namespace,
            labels={**labels.all, **(more_labels or {})},
            annotations=annotations or None,
        )
