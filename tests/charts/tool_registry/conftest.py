from __future__ import annotations

from collections.abc import Callable

import pytest

from charts import tool_registry
from tests.charts.tool_registry.synthesis import synthesize_with
from tests.systems import Manifests, without_findings


@pytest.fixture(scope="session")
def development() -> Manifests:
    """The development environment, as it is synthesized now."""
    return without_findings(tool_registry.development)


@pytest.fixture(scope="session")
def production() -> Manifests:
    """The production environment, as it is synthesized now."""
    return without_findings(tool_registry.production)


@pytest.fixture(scope="session")
def base() -> Manifests:
    """The registry with what must be said, and nothing else."""
    return synthesize_with()


@pytest.fixture(scope="session")
def vary() -> Callable[..., Manifests]:
    """Synthesize the registry with other settings, on another ``platform``, or with another ``tenancy``."""
    return synthesize_with
