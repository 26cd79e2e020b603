"""How browsers reach reactbin: one host, whose paths go to the API and to the UI."""

from __future__ import annotations

from constructs import Construct

from charts.reactbin.settings import Access
from podwright import (
    EnvironmentConstruct,
    External,
    InClusterOnly,
    Ingress,
    IngressPath,
    Route,
    ServicePort,
    ThroughIngress,
)

_API_PATH = "/api"


class PublicHost(EnvironmentConstruct):
    """One host for API and UI: ``/api`` and what is below goes to the API, everything else to the UI.

    The longest prefix wins with every controller, whatever the order; nothing is rewritten, because the API
    serves whole paths (``/api/v1/…``). Emits one `Ingress`, a `Route` for each path, or nothing.

    Args:
        scope: the chart.
        id: name of the construct in its scope.
        name: `metadata.name` of the Ingress, or of the UI's Route; the API's has ``-api`` behind it.
        host: the host name.
        api: the port of the API's Service.
        ui: the port of the UI's Service.
        by: the way.

    Raises:
        InvalidValueError: what `Ingress` and `Route` refuse: Routes elsewhere than on OpenShift.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        host: str,
        api: ServicePort,
        ui: ServicePort,
        by: Access,
    ) -> None:
        super().__init__(scope, id)
        match by:
            case InClusterOnly():
                pass
            case ThroughIngress():
                if by.tls_secret:
                    self.chart.relies_on(
                        External(kind="Secret", name=by.tls_secret, keys=("tls.crt", "tls.key"))
                    )
                Ingress(
                    self,
                    "ingress",
                    name=name,
                    host=host,
                    paths=(IngressPath(prefix=f"{_API_PATH}/", to=api), IngressPath(prefix="/", to=ui)),
                    ingress_class=by.ingress_class,
                    issuer=by.issuer,
                    tls_secret=by.tls_secret,
                    annotations=by.annotations,
                )
            case _:
                Route(self, "api", name=f"{name}-api", host=host, path=_API_PATH, to=api, termination=by)
                Route(self, "ui", name=name, host=host, to=ui, termination=by)
