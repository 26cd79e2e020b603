"""For tests of charts: what a chart synthesizes, without an output folder.

```python
def test_the_database_has_a_claim() -> None:
    manifests = synthesize(tarsy.development)
    assert "PersistentVolumeClaim/database-data" in manifests
```
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from constructs import Construct

from podwright.chart import EnvironmentChart
from podwright.synth.app import App


def synthesize(
    make_chart: Callable[[Construct], EnvironmentChart], *, select: Sequence[str] = ()
) -> dict[str, dict[str, Any]]:
    """Return the checked manifests of one chart by ``Kind/name``, ordered as they are written.

    Args:
        make_chart: called with an app, returns the chart.
        select: codes and families of the checks to run; all where not given. A chart that is only a part of
            a system has references that lead nowhere: ``("schema", "identity")`` leaves them alone.

    Raises:
        SynthesisError: all problems that were found.
    """
    app = App(output=Path("unused"), select=select)
    app.add(make_chart)
    return {
        f"{item.manifest['kind']}/{item.manifest['metadata']['name']}": item.manifest
        for item in app.synthesize()
    }
