"""The cluster, by way of ``oc``: values go in through standard input, and no message brings one out."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from podwright.cli.secrets.templates import Template
from podwright.cli.secrets.values import Decisions, Present
from podwright.errors import PodwrightError, Problem

MANAGER: Final = "podwright-secrets"
"""The field manager of what is applied."""

_LAST_APPLIED: Final = "kubectl.kubernetes.io/last-applied-configuration"
_SECONDS: Final = 120
_FRAGMENT: Final = 6
_WITHHELD: Final = "(a line that may hold a value is not shown)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where Secrets are sent to.

    Attributes:
        server: the address of the API server.
        context: the context of the kubeconfig.
        user: who is logged in.
    """

    server: str
    context: str
    user: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PresentSecrets:
    """The Secrets that the cluster has.

    Attributes:
        contents: their keys, and what these hold, in base64.
        copied: those that hold a readable copy of their values in an annotation, from a client-side apply.
    """

    contents: Present = field(repr=False)
    copied: Sequence[str]


class Cluster:
    """A cluster that somebody is logged in to.

    Args:
        context: the context of the kubeconfig; empty for the current one.
        hidden: the variables of the environment that `oc` must not inherit, because they hold values.

    Raises:
        PodwrightError: `oc` is not installed.
    """

    def __init__(self, *, context: str, hidden: Collection[str]) -> None:
        program = shutil.which("oc")
        if program is None:
            message = "oc is not installed, and kubectl cannot process Templates"
            remedy = (
                "Get it from the question mark of the cluster's web console, under Command line tools, or "
            )
            raise _trouble(
                message, f"{remedy}from https://mirror.openshift.com/pub/openshift-v4/clients/ocp/"
            )
        self._program = program
        self._context = context
        # make repeats its arguments there.
        hidden = {*hidden, "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS"}
        self._environment = {name: value for name, value in os.environ.items() if name not in hidden}

    def place(self) -> Place:
        """Return where and who one is; everything after it goes there, whatever becomes the current context.

        Raises:
            PodwrightError: nobody is logged in.
        """
        remedy = "Log in with: oc login --web; or name another context with --context"
        if not self._context:
            doing = "you are not logged in"
            self._context = self._ask("whoami", "--show-context", doing=doing, remedy=remedy).strip()
        return Place(
            user=self._ask("whoami", doing="you are not logged in", remedy=remedy).strip(),
            server=self._ask("whoami", "--show-server", doing="no server is known", remedy=remedy).strip(),
            context=self._context,
        )

    def demand_namespace(self, name: str, *, manifests: str) -> None:
        """Demand that a namespace exists and is there to stay.

        Args:
            name: the namespace.
            manifests: the folder with the environment's manifests.

        Raises:
            PodwrightError: it does not exist, or is being deleted, or one may not look.
        """
        remedy = (
            f"Apply {manifests}/Namespace.{name}.k8s.yaml first, or ask whoever may: oc new-project {name}"
        )
        question = ("get", "namespace", name, "--ignore-not-found", "--output=jsonpath={.status.phase}")
        phase = self._ask(*question, doing=f"namespace {name} cannot be looked at", remedy=remedy).strip()
        if not phase:
            raise _trouble(f"there is no namespace {name}", remedy)
        if phase != "Active":
            raise _trouble(f"namespace {name} is {phase}", "Wait until it is gone, and create it again")

    def present(self, names: Sequence[str], *, namespace: str) -> PresentSecrets:
        """Return what the cluster has of some Secrets.

        Raises:
            PodwrightError: they cannot be read: then nothing could be kept.
        """
        question = ("get", "secret", *names, "--namespace", namespace, "--ignore-not-found", "--output=json")
        doing = f"the present Secrets in {namespace} cannot be read, so nothing could be kept"
        remedy = "Ask for the right to get Secrets there"
        found = _json(self._ask(*question, doing=doing, remedy=remedy).strip() or "{}", doing)
        items = found.get("items", [found] if found else [])
        return PresentSecrets(
            contents={item["metadata"]["name"]: item.get("data") or {} for item in items},
            copied=[
                item["metadata"]["name"]
                for item in items
                if _LAST_APPLIED in (item["metadata"].get("annotations") or {})
            ],
        )

    def process(self, template: Template, decisions: Decisions) -> Sequence[Mapping[str, Any]]:
        """Return the Secrets that ``oc process`` makes of a Template, ready to be applied.

        Raises:
            PodwrightError: it fails, or makes something else than was decided.
        """
        doing = f"oc process did not process Template {template.name}"
        output = self._ask(
            "process",
            "--local",
            "--filename=-",
            "--output=json",
            stdin=template.filled(decisions.values),
            decisions=decisions,
            doing=doing,
            remedy="Is oc of the cluster's version?",
        )
        try:
            made = [_with_data(item) for item in _json(output, doing)["items"]]
            places = {(item["kind"], item["metadata"]["namespace"]) for item in made}
            contents = {item["metadata"]["name"]: item["data"] for item in made}
        except (KeyError, TypeError, ValueError):
            places, contents = set(), {}
        meant: dict[str, dict[str, str]] = {}
        for key in template.keys:
            content = base64.b64encode(decisions.content(key)).decode()
            meant.setdefault(key.secret, {})[key.key] = content
        if contents != meant or places != {("Secret", template.namespace)}:
            message = f"oc process made something else of Template {template.name} than was meant"
            raise _trouble(message, "Does a value hold ${…}? Its names are replaced, too; nothing was sent")
        return made

    def apply(self, secrets: Sequence[Mapping[str, Any]], decisions: Decisions, *, dry_run: bool) -> None:
        """Send Secrets to the API server.

        They are applied by the server, because ``oc apply`` alone would write the values a second time, into
        an annotation that ``oc describe`` shows. Conflicts are forced: a value that somebody else set is kept
        unless another one is given, and then that one is wanted.
        https://kubernetes.io/docs/reference/using-api/server-side-apply/

        Args:
            secrets: the Secrets.
            decisions: what they were made from.
            dry_run: whether the server only says whether it would take them.

        Raises:
            PodwrightError: the server refuses them, or somebody interrupts.
        """
        again = "Secrets are applied one after the other, and it is safe to run it again"
        try:
            self._ask(
                "apply",
                "--server-side",
                "--force-conflicts",
                f"--field-manager={MANAGER}",
                "--namespace",
                decisions.templates.namespace,
                "--filename=-",
                *(["--dry-run=server"] if dry_run else []),
                stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": list(secrets)}),
                decisions=decisions,
                doing="the cluster would not take the Secrets" if dry_run else "not all Secrets were applied",
                remedy="Nothing was sent" if dry_run else again,
            )
        except KeyboardInterrupt:
            if dry_run:
                raise
            raise _trouble("interrupted while applying: some Secrets may be new", again) from None

    def remove_copies(self, names: Sequence[str], *, namespace: str) -> None:
        """Remove the readable copies of values that an earlier client-side apply left in annotations.

        Raises:
            PodwrightError: it fails.
        """
        self._ask(
            "annotate",
            "secret",
            *names,
            f"{_LAST_APPLIED}-",
            "--namespace",
            namespace,
            doing=f"the Secrets are applied, but copies of values stay in the annotation {_LAST_APPLIED}",
            remedy="Run it again, or remove it with oc annotate",
        )

    def _ask(
        self,
        *arguments: str,
        doing: str,
        remedy: str,
        stdin: str = "",
        decisions: Decisions | None = None,
    ) -> str:
        """Run ``oc`` and return what it prints.

        Raises:
            PodwrightError: it fails, with what it says about it, except for what could be part of a value.
        """
        context = ["--context", self._context] if self._context else []
        try:
            finished = subprocess.run(
                [self._program, *context, *arguments],
                input=stdin,
                capture_output=True,
                check=False,
                encoding="utf-8",
                errors="replace",
                env=self._environment,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise _trouble(f"{doing}: oc {arguments[0]} took more than {_SECONDS} s", remedy) from None
        except OSError as error:
            raise _trouble(f"{doing}: oc does not start: {error.strerror}", "Install oc again") from None
        if finished.returncode != 0:
            confidential = decisions.confidential if decisions else ()
            public = decisions.templates.public if decisions else ""
            said = without_values(finished.stderr, confidential, public=public).strip() or "it said nothing"
            raise _trouble(f"{doing}: oc {arguments[0]}: {said.removesuffix('.')}", remedy) from None
        return finished.stdout


def without_values(said: str, confidential: Iterable[str], *, public: str = "") -> str:
    """Return a text without the lines that repeat a value, or a part of it that is long enough to matter.

    A server that cannot read an object quotes what is around the place, and `oc` what it could not parse.

    Args:
        said: the text.
        confidential: the values that it must not show.
        public: a text that everybody may read: what is in it gives nothing away.
    """
    forms = {
        form
        for value in confidential
        for form in (value, json.dumps(value)[1:-1], base64.b64encode(value.encode()).decode())
    }
    return "\n".join(_WITHHELD if _repeats(line, forms, public) else line for line in said.splitlines())


def _repeats(line: str, forms: Collection[str], public: str) -> bool:
    fragments = [line[start : start + _FRAGMENT] for start in range(max(len(line) - _FRAGMENT + 1, 0))]
    fragments = [fragment for fragment in dict.fromkeys(fragments) if fragment not in public]
    return any(
        form in line if len(form) < _FRAGMENT else any(fragment in form for fragment in fragments)
        for form in forms
    )


def _with_data(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a Secret with all values in `data`: `stringData` does not work well with server-side apply.

    Source: https://kubernetes.io/docs/concepts/configuration/secret/
    """
    texts: Mapping[str, str] = item.get("stringData") or {}
    data = {key: base64.b64encode(text.encode()).decode() for key, text in texts.items()}
    rest = {name: value for name, value in item.items() if name != "stringData"}
    # In one spelling, as the server stores it.
    given = {
        key: base64.b64encode(base64.b64decode(text)).decode() for key, text in item.get("data", {}).items()
    }
    return {**rest, "data": {**given, **data}}


def _json(text: str, doing: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _trouble(
            f"{doing}: oc answers with something that is no JSON object", "Try another oc"
        ) from None
    return found


def _trouble(message: str, remedy: str) -> PodwrightError:
    return PodwrightError(Problem(message=message, remedy=remedy))
