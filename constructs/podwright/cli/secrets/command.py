"""``podwright secrets``: create or change the Secrets of an environment that has a Template."""

from __future__ import annotations

import os
import re
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from podwright.cli.exits import CLEAN, COULD_NOT_RUN, FINDINGS
from podwright.cli.secrets.cluster import Cluster, Place, PresentSecrets
from podwright.cli.secrets.parameter_files import STANDARD_INPUT, read_parameters
from podwright.cli.secrets.report import Report, count_of
from podwright.cli.secrets.templates import Templates, load_templates
from podwright.cli.secrets.values import Decisions, Given, decide
from podwright.errors import PodwrightError, Problem

# oc, and what starts it, read these themselves: as parameters they are taken from a file only.
_OF_OTHERS: Final = frozenset(
    {"HOME", "KUBECONFIG", "LANG", "PATH", "PWD", "SHELL", "TERM", "TMPDIR", "USER"}
)
_NOTHING_SENT: Final = "nothing was sent"


def secrets(
    environment: Annotated[
        str, typer.Argument(metavar="ENVIRONMENT", help="A folder of dist/.", show_default=False)
    ] = "",
    *,
    params: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="A file with NAME=value lines; - is standard input. It counts before the environment.",
            show_default=False,
        ),
    ] = "",
    reset: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Do not keep the present value: empty again, the default, or newly generated; repeatable.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be sent, masked. Asks no cluster.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before sending.")] = False,
    context: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Another context of the kubeconfig than the current one.", show_default=False
        ),
    ] = "",
    dist: Annotated[str, typer.Option(metavar="FOLDER", help="The folder with the environments.")] = "dist",
) -> None:
    """Create or change the Secrets of an environment from its Template.

    Each parameter is taken from --params, else from the variable of the same name, else it stays what it is
    in the cluster, else it is generated, the default, or empty. Empty values count as not given. Values are
    never shown, and never stored outside of the cluster.

    Exit codes: 0 done, 1 required parameters are missing, 2 could not run. It tells when something was sent.
    """
    # From here on values are in memory, here and in oc: no crash is to write it to a disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    report = Report(sys.stdout)
    templates = load_templates(Path(dist), environment)
    given = _given(templates, params)
    _warn_about_arguments(templates, report)
    if dry_run:
        _show(report, decide(templates, given=given, reset=reset or (), present={}))
    cluster = Cluster(context=context, hidden=set(templates.parameters) - _OF_OTHERS)
    place = cluster.place()
    cluster.demand_namespace(templates.namespace, manifests=f"{dist}/{environment}")
    present = cluster.present(templates.secrets, namespace=templates.namespace)
    decisions = decide(templates, given=given, reset=reset or (), present=present.contents)
    report.plan(decisions, place=place)
    if decisions.missing:
        report.missing(decisions, asked=True)
        report.say(_NOTHING_SENT)
        raise typer.Exit(FINDINGS)
    report.warnings(decisions, copied=present.copied)
    made = [item for template in templates.items for item in cluster.process(template, decisions)]
    cluster.apply(made, decisions, dry_run=True)
    _confirm(report, templates, place, yes=yes, stdin_is_taken=params == STANDARD_INPUT)
    cluster.apply(made, decisions, dry_run=False)
    report.say(f"{count_of(len(made), 'Secret')} applied", style="bold green")
    _finish(report, cluster, decisions, present)


def _show(report: Report, decisions: Decisions) -> None:
    report.plan(decisions, place=None)
    if decisions.missing:
        report.missing(decisions, asked=False)
    report.warnings(decisions, copied=())
    report.say(f"{_NOTHING_SENT}: --dry-run")
    raise typer.Exit(FINDINGS if decisions.missing else CLEAN)


def _given(templates: Templates, params: str) -> Mapping[str, Given]:
    """Return what is given: in the file, and otherwise in the environment."""
    place = "standard input" if params == STANDARD_INPUT else params
    known = [*templates.parameters, *templates.fixed]
    from_file = read_parameters(params, known=known) if params else {}
    for name in sorted(templates.fixed & set(from_file)):
        if from_file[name] != templates.namespace:
            message = f"the Secrets of {templates.environment} go to namespace {templates.namespace}"
            raise PodwrightError(Problem(message=message, remedy=f"Remove {name}", field=place))
    found: dict[str, Given] = {}
    for name in templates.parameters:
        if name in from_file:
            found[name] = Given(value=from_file[name], place=place)
        elif name not in _OF_OTHERS and os.environ.get(name):
            found[name] = Given(value=os.environ[name], place="environment")
    return found


def _warn_about_arguments(templates: Templates, report: Report) -> None:
    """Warn of values that were written behind ``make``, which hands them on as variables."""
    words = set(re.findall(r"(\w+)=", os.environ.get("MAKEFLAGS", "")))
    for name in templates.parameters:
        if name in words:
            report.say(
                f"warning: {name} is an argument of make, which everybody on this machine can see and the "
                f"shell remembers. Give it as a variable of the environment, or in a file, and replace it",
                style="yellow",
            )


def _confirm(report: Report, templates: Templates, place: Place, *, yes: bool, stdin_is_taken: bool) -> None:
    if yes:
        return
    if stdin_is_taken or not sys.stdin.isatty():
        message = f"there is no terminal to ask at, and {_NOTHING_SENT}"
        raise PodwrightError(Problem(message=message, remedy="Add --yes where nobody needs to be asked"))
    question = f"Apply to namespace {templates.namespace} at {place.server}?"
    try:
        agreed = typer.confirm(question, default=False)
    except typer.Abort:
        report.say("")
        agreed = False
    if not agreed:
        report.say(_NOTHING_SENT)
        raise typer.Exit(COULD_NOT_RUN)


def _finish(report: Report, cluster: Cluster, decisions: Decisions, present: PresentSecrets) -> None:
    if present.copied:
        cluster.remove_copies(present.copied, namespace=decisions.templates.namespace)
    if any(decisions.changes(key) for key in decisions.templates.keys):
        namespace = decisions.templates.namespace
        report.say(f"Pods see changed values when they start: oc rollout restart -n {namespace} deployment")
