from __future__ import annotations

import pytest

from charts import reactbin
from podwright import synthesize
from tests.charts.reactbin.variations import Manifests


@pytest.fixture(scope="session")
def manifests() -> Manifests:
    """reactbin's production environment, as it is synthesized now."""
    return synthesize(reactbin.production)
