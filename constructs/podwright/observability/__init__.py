"""Observability: what is measured, and by whom."""

from podwright.observability.service_monitor import ScrapeTls, ScrapeToken, ServiceMonitor

__all__ = ["ScrapeTls", "ScrapeToken", "ServiceMonitor"]
