"""What goes wrong while charts are made: errors as problems that say where, and bugs as what they are.

Three kinds of errors are the chart author's to correct, and become problems: podwright's own, those of cdk8s
(which arrive through jsii, with a trace of JavaScript that helps nobody), and calls that do not fit what they
call. Everything else is a bug in Python code; its traceback is the best that can be shown.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import cdk8s
import jsii
import typeguard
from constructs import Construct
from jsii.errors import JavaScriptError, JSIIError

from podwright.chart import EnvironmentChart, EnvironmentConstruct, is_chart_code, shown_path
from podwright.errors import PodwrightError, Problem
from podwright.vocabulary.value import did_you_mean

_STEP = re.compile(r"╰─ (?:Key '(?P<key>\w+)'|Index (?P<index>\d+)): ")
_TAKEN_ID = re.compile(r"There is already a Construct with name '(?P<id>.*)' in .*")
_UNKNOWN_ARGUMENT = re.compile(r".* got an unexpected keyword argument '(?P<name>.*?)'.*")
_CALL = re.compile(
    r"(?P<callee>[\w.<>]+)\(\) (?P<what>(got an unexpected|got multiple|missing|takes) .*)", re.DOTALL
)
_JSII = jsii.__file__.removesuffix("__init__.py")
_WRONG_TYPE = re.compile(r"type of argument (?P<name>\w+)(?P<rest>.*)", re.DOTALL)


def problems_of(error: Exception, *, chart: str) -> list[Problem]:
    """Return what an error tells the author of a chart, with its place; nothing where it is a bug.

    Args:
        error: what was raised while a chart was made or rendered.
        chart: id of the chart, for an error that does not tell.
    """
    place = {"chart": chart} | _place(error.__traceback__)
    return [problem.at(**place) for problem in _understood(error)]


def explain_bug(error: Exception, *, chart: str) -> None:
    """Add to the traceback of a bug which chart and construct it is about."""
    place = {"chart": chart} | _place(error.__traceback__)
    where = place.get("path", place["chart"])
    error.add_note(f"podwright: raised by Python code while {where} was made; nothing has been written")


def _understood(error: Exception) -> Iterator[Problem]:
    if isinstance(error, PodwrightError):
        yield from error.problems
    elif isinstance(error, JSIIError) or isinstance(error.__cause__, JavaScriptError):
        yield _of_cdk8s(error)
    elif isinstance(error, TypeError):
        yield from _of_call(error)


def _of_cdk8s(error: Exception) -> Problem:
    message, *details = str(error).strip().splitlines()
    message = message.rstrip(".")
    if details and (steps := _STEP.findall("\n".join(details))):
        # A tree of the arguments that contain the wrong one, each with its value, which may be secret.
        field = "".join(f".{key}" if key else f"[{index}]" for key, index in steps).lstrip(".")
        reason = details[-1].lstrip(" ╰├│─").rstrip(".")
        return Problem(message=f"cdk8s says: {reason}", remedy="Give what its type says", field=field)
    if taken := _TAKEN_ID.fullmatch(message):
        message = f"there is already a construct with the id {taken['id']!r} in this scope"
        return Problem(message=message, remedy="Give one of them another id", field="id")
    return Problem(message=f"cdk8s says: {message}", remedy="Correct what it names")


def _of_call(error: TypeError) -> Iterator[Problem]:
    frames = list(_frames(error.__traceback__))
    innermost = frames[-1].tb_frame
    # cdk8s's Python classes check the types of their arguments with typeguard.
    wrong = _WRONG_TYPE.fullmatch(str(error))
    if wrong and innermost.f_code.co_filename == typeguard.__file__:
        message = f"the type of {wrong['name']}{wrong['rest']}"
        yield Problem(message=message, remedy="Give a value of that type", field=wrong["name"])
        return
    call = _CALL.fullmatch(str(error))
    constructed: Any = None
    if innermost.f_code.co_filename.startswith(_JSII):
        # Classes of jsii are called through their metaclass.
        constructed = innermost.f_locals.get("cls")
        innermost = frames[-2].tb_frame if len(frames) > 1 else innermost
    # Where a library calls wrongly, it is a bug of the library.
    if call and is_chart_code(innermost.f_code.co_filename):
        yield _mismatch(call["callee"].removesuffix(".__init__"), call["what"], constructed)


def _mismatch(callee: str, what: str, constructed: Any) -> Problem:
    unknown = _UNKNOWN_ARGUMENT.fullmatch(f" {what}")
    if not unknown:
        return Problem(message=f"{callee} {what}", remedy="Call it as its documentation says", field=callee)
    names = _arguments_of(constructed)
    name = unknown["name"]
    message = f"{callee} has no argument {name!r}{did_you_mean(name, names)}"
    remedy = f"Use one of: {', '.join(names)}" if names else "Call it as its documentation says"
    return Problem(message=message, remedy=remedy, field=f"{callee}.{name}")


def _arguments_of(constructed: Any) -> list[str]:
    if not isinstance(constructed, type):
        return []
    # Not the class's own signature: its metaclass, which is what a call calls, takes anything.
    parameters = inspect.signature(inspect.getattr_static(constructed, "__init__")).parameters
    return [name for name in parameters if name not in {"self", "scope", "id"}]


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace:
        yield trace
        trace = trace.tb_next


def _place(trace: TracebackType | None) -> dict[str, str]:
    """Return where an error comes from: chart, construct path, and the line of chart code.

    The construct is the innermost one that is being made; where none is, the one whose method chart code
    called. The line is the innermost one of chart code.
    """
    place: dict[str, str] = {}
    making = False
    for step in _frames(trace):
        frame = step.tb_frame
        owner = frame.f_locals.get("self")
        # The objects of a construct are its own affair; those that a chart makes itself are not.
        made_here = frame.f_code.co_name == "__init__" and not (making and isinstance(owner, cdk8s.ApiObject))
        path = _path_of(owner, frame.f_locals) if isinstance(owner, Construct) else ""
        if path and isinstance(owner, cdk8s.Chart):
            place["chart"] = path.rpartition("/")[2]
            place.setdefault("path", path)
        elif path and (made_here or not making):
            place["path"] = path
            making = making or made_here
        if is_chart_code(frame.f_code.co_filename) and not _is_generated(frame.f_globals):
            place["location"] = f"{shown_path(frame.f_code.co_filename)}:{step.tb_lineno}"
    return place


def _path_of(construct: Construct, local_names: dict[str, Any]) -> str:
    """Return the path of a construct, also of one that is only about to get its place in the tree."""
    if isinstance(construct, cdk8s.App):
        return ""
    if isinstance(construct, EnvironmentConstruct) and hasattr(construct, "path"):
        return construct.path
    if hasattr(construct, "__jsii_ref__"):
        return str(construct.node.path)
    if isinstance(construct, EnvironmentChart):
        return getattr(construct, "instance", "")
    scope, own_id = local_names.get("scope"), local_names.get("id")
    if isinstance(scope, Construct) and isinstance(own_id, str) and hasattr(scope, "__jsii_ref__"):
        return f"{scope.node.path}/{own_id}".lstrip("/")
    return ""


def _is_generated(global_names: dict[str, Any]) -> bool:
    """Return whether a module is one of the bindings in `imports/`, which nobody edits."""
    return str(global_names.get("__name__", "")).startswith("imports.")
