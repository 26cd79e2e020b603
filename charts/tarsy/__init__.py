"""TARSy, an incident-analysis agent: one sidecar pod and its database.

`environments` is where it is deployed, `settings` what can be chosen, `chart` what it is made of.
"""

from charts.tarsy.chart import TarsyChart
from charts.tarsy.drain import DrainTimes
from charts.tarsy.environments import development, kubernetes, production, staging
from charts.tarsy.mcp import KubeconfigSecret, RemoteMcpServer
from charts.tarsy.settings import Metrics, Priority, TarsyResources, TarsySettings
from charts.tarsy.topology import SeparatePods, SinglePod

__all__ = [
    "DrainTimes",
    "KubeconfigSecret",
    "Metrics",
    "Priority",
    "RemoteMcpServer",
    "SeparatePods",
    "SinglePod",
    "TarsyChart",
    "TarsyResources",
    "TarsySettings",
    "development",
    "kubernetes",
    "production",
    "staging",
]
