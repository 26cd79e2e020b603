"""The registry's configuration: environment variables, and the collector's file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from constructs import Construct

from charts.tool_registry.databases import DatabaseTls
from charts.tool_registry.ports import COLLECTOR_HEALTH, METRICS, OTLP
from charts.tool_registry.settings import OtlpCollector, ToolRegistrySettings
from podwright import ConfigMap, EnvironmentConstruct, config_file

COLLECTOR_FILE = "config.yaml"

_FILES = Path(__file__).parent / "config"


class ToolRegistryConfiguration(EnvironmentConstruct):
    """What the containers read at their start. Emits a `ConfigMap`, and one for a collector in the pod.

    The API's settings are read by their names in upper case, and lists are JSON: ``*`` alone would be none.

    Args:
        scope: the chart.
        id: name of the construct in its scope.
        settings: the environment's choices.
        tls: how the database is verified.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        settings: ToolRegistrySettings,
        tls: DatabaseTls,
    ) -> None:
        super().__init__(scope, id)
        self.variables = ConfigMap(
            self,
            "variables",
            name=self.chart.named("tool-registry-config"),
            data={
                "APP_NAME": "tool-registry-mcp",
                "APP_VERSION": "1.0.0",
                "ENVIRONMENT": self.environment.name,
                "LOG_LEVEL": settings.log_level,
                "DEBUG": _json(settings.debug),
                "DB_POOL_SIZE": str(settings.connection_pool.size),
                "DB_MAX_OVERFLOW": str(settings.connection_pool.overflow),
                **tls.variables,
                "EMBEDDING_ENDPOINT_URL": settings.embedding.url,
                "EMBEDDING_MODEL": settings.embedding.model,
                "EMBEDDING_DIMENSION": str(settings.embedding.dimension),
                "DEFAULT_SIMILARITY_THRESHOLD": str(settings.search.similarity_threshold),
                "DEFAULT_SEARCH_LIMIT": str(settings.search.limit),
                "USE_HYBRID_SEARCH": _json(settings.search.hybrid),
                "CORS_ORIGINS": _json(settings.cors_origins),
                **_tools(settings),
                **_telemetry(settings),
                # The root filesystem is read-only: there is no place for what Python would cache.
                "PYTHONDONTWRITEBYTECODE": "1",
            },
        )
        self.collector = (
            ConfigMap(
                self,
                "collector",
                name=self.chart.named("tool-registry-collector"),
                data={COLLECTOR_FILE: config_file(_FILES / "collector.yaml", _COLLECTOR_PORTS)},
            )
            if settings.is_scraped
            else None
        )


_COLLECTOR_PORTS = {
    "otlp_port": str(OTLP.number),
    "metrics_port": str(METRICS.number),
    "health_port": str(COLLECTOR_HEALTH.number),
}


def _tools(settings: ToolRegistrySettings) -> Mapping[str, str]:
    has_litellm = settings.litellm is not None
    return {
        "MCP_SERVERS": _json([dict(server.entry) for server in settings.mcp_servers]),
        "MCP_AUTO_SYNC_ON_STARTUP": _json(bool(settings.mcp_servers)),
        # Without a server that answers, each start would wait for one that does not exist.
        "LITELLM_SYNC_ENABLED": _json(has_litellm),
        "SUMMARIZATION_ENABLED": _json(has_litellm),
        **({"LITELLM_MCP_SERVER_URL": settings.litellm.url()} if settings.litellm else {}),
    }


def _telemetry(settings: ToolRegistrySettings) -> Mapping[str, str]:
    if settings.metrics is None:
        # Otherwise it looks for a collector on localhost, and logs at every try that there is none.
        return {"OTEL_ENABLED": "false"}
    if isinstance(settings.metrics, OtlpCollector):
        endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": settings.metrics.server.url()}
    else:
        # Metrics only: Prometheus takes no traces.
        endpoint = {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": f"http://localhost:{OTLP.number}"}
    return {"OTEL_ENABLED": "true", "OTEL_SERVICE_NAME": "tool-registry", **endpoint}


def _json(value: object) -> str:
    return json.dumps(value)
