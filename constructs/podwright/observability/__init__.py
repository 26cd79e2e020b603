"""Observability: what is measured, by whom, and what somebody is woken up for."""

from podwright.observability.alerts import Alert, AlertRules
from podwright.observability.database_alerts import database_alerts
from podwright.observability.pod_monitor import (
    PodMonitor,
    PodMonitoring,
    PodScraping,
    ScrapeAnnotations,
    Scraping,
)
from podwright.observability.service_monitor import ScrapeTls, ScrapeToken, ServiceMonitor

__all__ = [
    "Alert",
    "AlertRules",
    "PodMonitor",
    "PodMonitoring",
    "PodScraping",
    "ScrapeAnnotations",
    "ScrapeTls",
    "ScrapeToken",
    "Scraping",
    "ServiceMonitor",
    "database_alerts",
]
