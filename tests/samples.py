"""Samples that tests of constructs build with, and what they ask about a construct."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from podwright import Container, EnvironmentChart, Image, Port, Problem, Resources, SynthesisError

Manifests = dict[str, dict[str, Any]]
Build = Callable[[EnvironmentChart], object]
Synthesize = Callable[[Build], Manifests]

IMAGE = Image(repository="quay.io/shop/web", tag="v1.4.2")
RESOURCES = Resources(cpu_request="100m", cpu_limit="500m", memory_request="64Mi", memory_limit="128Mi")
HTTP = Port(name="http", number=8080)


def container(name: str = "web", **fields: Any) -> Container:
    """Return a container that has what a container must have, and the fields that a test is about."""
    return Container(**{"name": name, "image": IMAGE, "resources": RESOURCES, **fields})


def arguments_of(construct: type) -> set[str]:
    """Return the names of the arguments that a construct takes by keyword."""
    return {p.name for p in _by_keyword(construct)}


def required_arguments_of(construct: type) -> set[str]:
    """Return the names of those that have no default."""
    return {p.name for p in _by_keyword(construct) if p.default is inspect.Parameter.empty}


def problems_of(synthesize: Synthesize, build: Build) -> tuple[Problem, ...]:
    """Return what is wrong with what a function builds."""
    with pytest.raises(SynthesisError) as error:
        synthesize(build)
    return error.value.problems


def problem_of(synthesize: Synthesize, build: Build) -> Problem:
    """Return the one thing that is wrong with what a function builds."""
    [problem] = problems_of(synthesize, build)
    return problem


def _by_keyword(construct: type) -> list[inspect.Parameter]:
    parameters = inspect.signature(vars(construct)["__init__"]).parameters.values()
    return [p for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY]
