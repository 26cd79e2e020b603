from __future__ import annotations

import pytest

from charts import reactbin
from tests.systems import Manifests, without_findings


@pytest.fixture(scope="session")
def manifests() -> Manifests:
    """reactbin's production environment, as it is synthesized now."""
    return without_findings(reactbin.production)
