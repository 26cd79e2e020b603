"""The containers of the registry's pod."""

from __future__ import annotations

from collections.abc import Mapping

from charts.tool_registry import images, secrets
from charts.tool_registry.configuration import COLLECTOR_FILE, ToolRegistryConfiguration
from charts.tool_registry.databases import DatabaseTls
from charts.tool_registry.ports import COLLECTOR_HEALTH, HTTP, METRICS, OTLP
from charts.tool_registry.settings import OtlpCollector, ToolRegistrySettings
from podwright import (
    Container,
    Duration,
    EnvValue,
    Exec,
    HttpGet,
    Image,
    Probe,
    ProvidedSecrets,
)

# Until every ingress controller and every client has heard that the pod is leaving.
SETTLE = Duration(10)

_COLLECTOR_CONFIG = "/etc/otelcol"


def api(
    settings: ToolRegistrySettings,
    *,
    image: Image,
    configuration: ToolRegistryConfiguration,
    provided: ProvidedSecrets,
    tls: DatabaseTls,
) -> Container:
    """Return the API: FastAPI, with the admin routes and the MCP endpoints.

    Three routes tell how it is. ``/live`` always answers. ``/ready`` answers 503 without the database, which
    takes the pod out of the Service and restarts nothing. ``/health`` is asked by no probe: it has the
    embedding service compute something at every call, which is slow and may be billed, and its status is
    always 200.

    Args:
        settings: the environment's choices.
        image: the image.
        configuration: what it reads at its start.
        provided: the Secret.
        tls: how the database is verified.
    """
    live = HttpGet(port=HTTP, path="/live")
    return Container(
        name="api",
        image=image,
        # Some of the image's variants migrate and start a collector before they serve; the chart does both.
        command=("python", "-m", "uvicorn", "app.main:app", "--host=0.0.0.0", f"--port={HTTP.number}"),
        ports=(HTTP,),
        env=variables(settings, provided=provided),
        env_from=(configuration.variables.volume(),),
        mounts=tls.mounts,
        startup=Probe(check=live, period=Duration(5), timeout=Duration(3), failure_threshold=24),
        liveness=Probe(check=live, period=Duration(10), timeout=Duration(5)),
        readiness=Probe(check=HttpGet(port=HTTP, path="/ready"), period=Duration(5), timeout=Duration(3)),
        pre_stop=Exec(command=("sleep", str(SETTLE.total_seconds))),
        resources=settings.resources.api,
    )


def variables(settings: ToolRegistrySettings, *, provided: ProvidedSecrets) -> Mapping[str, EnvValue]:
    """Return the secret variables of the API, which the migrations read too.

    One by one: the Secret also has keys that are none of the API's business.

    Args:
        settings: the environment's choices.
        provided: the Secret.
    """
    names = [secrets.DATABASE_URL, secrets.API_KEY, secrets.EMBEDDING_API_KEY]
    if settings.litellm:
        names.append(secrets.LITELLM_API_KEY)
    if isinstance(settings.metrics, OtlpCollector):
        names.append(secrets.OTEL_KEY)
    return {name: provided[secrets.APPLICATION].key(name) for name in names}


def collectors(
    settings: ToolRegistrySettings, *, configuration: ToolRegistryConfiguration
) -> tuple[Container, ...]:
    """Return the collector that takes the API's metrics and shows them to Prometheus, where that scrapes.

    The API delivers its last metrics while it stops, and would wait for a collector that is gone. Before
    Kubernetes 1.29 it does: nothing can make an image without a shell stop last.

    Args:
        settings: the environment's choices.
        configuration: what it reads at its start.
    """
    if configuration.collector is None:
        return ()
    healthy = HttpGet(port=COLLECTOR_HEALTH, path="/")
    return (
        Container(
            name="collector",
            image=images.COLLECTOR,
            args=(f"--config={_COLLECTOR_CONFIG}/{COLLECTOR_FILE}",),
            ports=(OTLP, METRICS, COLLECTOR_HEALTH),
            mounts=(configuration.collector.mount(_COLLECTOR_CONFIG),),
            startup=Probe(check=healthy, period=Duration(2), failure_threshold=30),
            liveness=Probe(check=healthy, timeout=Duration(3)),
            readiness=Probe(check=healthy, timeout=Duration(3)),
            stops_last=True,
            resources=settings.resources.collector,
        ),
    )
