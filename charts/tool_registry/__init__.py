"""The tool registry: an API that finds tools by their meaning, for agents that speak MCP.

`environments` is where it is deployed, `settings` what can be chosen, `chart` what it is made of.
"""

from charts.tool_registry.chart import ToolRegistryChart
from charts.tool_registry.databases import ConnectionPool, ForeignDatabase, OwnDatabase
from charts.tool_registry.environments import development, production
from charts.tool_registry.settings import (
    Embedding,
    McpServer,
    OtlpCollector,
    Search,
    ToolRegistryResources,
    ToolRegistrySettings,
)

__all__ = [
    "ConnectionPool",
    "Embedding",
    "ForeignDatabase",
    "McpServer",
    "OtlpCollector",
    "OwnDatabase",
    "Search",
    "ToolRegistryChart",
    "ToolRegistryResources",
    "ToolRegistrySettings",
    "development",
    "production",
]
