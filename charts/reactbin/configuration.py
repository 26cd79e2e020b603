"""reactbin's configuration that is no secret: it follows from the chart, so nobody can write it wrongly."""

from __future__ import annotations

from constructs import Construct

from charts.reactbin.stores import Store
from podwright import ConfigMap, EnvironmentConstruct

WORKING_DIR = "/app"


class ReactbinConfiguration(EnvironmentConstruct):
    """What the API reads at its start beside its Secret. Emits one `ConfigMap`.

    The names are assumed, as those of the Secret's keys are.

    Args:
        scope: the chart.
        id: name of the construct in its scope.
        store: the object store.
    """

    def __init__(self, scope: Construct, id: str, *, store: Store) -> None:
        super().__init__(scope, id)
        self.variables = ConfigMap(
            self,
            "variables",
            name=self.chart.named("api-config"),
            data={
                "S3_ENDPOINT_URL": store.endpoint,
                "S3_BUCKET": store.bucket,
                "S3_REGION": store.region,
                # Whom uvicorn believes what the request was before the ingress controller: its scheme, and
                # whose it is. Policies let in the controller alone.
                "FORWARDED_ALLOW_IPS": self.environment.platform.pod_network,
                # Alembic is a script of its own, and finds the application's models from here.
                "PYTHONPATH": WORKING_DIR,
            },
        )
