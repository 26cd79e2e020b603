"""TARSy's configuration: environment variables, and the files under `config/`."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

from constructs import Construct

from charts.tarsy.mcp import McpAccess
from charts.tarsy.ports import BACKEND, BROWSER
from charts.tarsy.settings import TarsySettings
from podwright import ConfigMap, EnvironmentConstruct, PostgresDatabase, config_file, config_folder

CONFIG_DIR = "/app/config"

_FILES = Path(__file__).parent / "config"


class TarsyConfiguration(EnvironmentConstruct):
    """What the containers read at their start. Emits five `ConfigMap`s.

    Args:
        scope: the chart.
        id: name of the construct in its scope.
        settings: the environment's choices.
        database: the database that TARSy connects to.
        browser_host: the host that people open.
        llm_address: host and port of the llm-service.
        mcp: how agents look at clusters.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        settings: TarsySettings,
        database: PostgresDatabase,
        browser_host: str,
        llm_address: str,
        mcp: McpAccess,
    ) -> None:
        super().__init__(scope, id)
        values = {
            "backend_port": str(BACKEND.number),
            "browser_host": browser_host,
            "browser_port": str(BROWSER.number),
            "github_organization": settings.github_organization,
            "github_team": settings.github_team,
            "graceful_shutdown_timeout": str(settings.drain.session),
            "scoring_shutdown_timeout": str(settings.drain.scoring),
            "session_timeout": str(settings.drain.session),
            "trusted_proxy_cidr": self.environment.platform.pod_network,
        }
        self.variables = ConfigMap(
            self,
            "variables",
            name=self.chart.named("tarsy-config"),
            data={
                "CONFIG_DIR": CONFIG_DIR,
                "DASHBOARD_DIR": "/app/dashboard",
                "DB_HOST": database.host,
                "DB_PORT": str(database.server_port.number),
                "DB_SSLMODE": database.ssl_mode,
                "HTTP_PORT": str(BACKEND.number),
                "LLM_SERVICE_ADDR": llm_address,
                "LOG_FORMAT": "json",
                "LOG_LEVEL": settings.log_level,
            },
        )
        self.application = ConfigMap(
            self,
            "application",
            name=self.chart.named("tarsy-app-config"),
            data={
                "tarsy.yaml": _with_transport(config_file(_FILES / "tarsy.yaml", values), mcp),
                "llm-providers.yaml": config_file(_FILES / "llm-providers.yaml", values),
            },
        )
        self.skills = ConfigMap(
            self, "skills", name=self.chart.named("tarsy-skills"), data=config_folder(_FILES / "skills")
        )
        self.oauth2_proxy = ConfigMap(
            self,
            "oauth2-proxy",
            name=self.chart.named("oauth2-config"),
            data={"oauth2-proxy.cfg": config_file(_FILES / "oauth2-proxy.cfg", values)},
        )
        self.sign_in_pages = ConfigMap(
            self,
            "sign-in-pages",
            name=self.chart.named("oauth2-templates"),
            data=config_folder(_FILES / "templates"),
        )


def _with_transport(text: str | bytes, mcp: McpAccess) -> str:
    # The file ends where the transport of the MCP server begins.
    return f"{text if isinstance(text, str) else text.decode()}{indent(mcp.transport, ' ' * 6)}"
