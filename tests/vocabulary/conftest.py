from __future__ import annotations

import pytest
from hypothesis import settings

from podwright.vocabulary import Image, Port, Resources

# How long one example takes says nothing about a value type; a busy machine would fail the run.
settings.register_profile("vocabulary", deadline=None)
settings.load_profile("vocabulary")


@pytest.fixture
def image() -> Image:
    return Image(repository="quay.io/team/service", tag="v1")


@pytest.fixture
def resources() -> Resources:
    return Resources(cpu_request="100m", cpu_limit="1", memory_request="64Mi", memory_limit="128Mi")


@pytest.fixture
def http() -> Port:
    return Port(name="http", number=8080)
