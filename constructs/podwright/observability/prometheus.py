"""What every way to Prometheus asks of the platform, and of what is scraped."""

from __future__ import annotations

from podwright.environment import Environment
from podwright.environment.platforms import Monitoring
from podwright.vocabulary import Duration
from podwright.vocabulary.probes import check_url_path
from podwright.vocabulary.value import refuse


def monitoring_of(environment: Environment, *, what: str) -> Monitoring:
    """Return the Prometheus for applications of a place.

    Args:
        environment: the place.
        what: what needs it, as the object of a sentence: ``"the ServiceMonitor"``.

    Raises:
        InvalidValueError: the platform has none.
    """
    monitoring = environment.platform.monitoring
    if monitoring is None:
        message = f"{environment.name!r} has no Prometheus for applications"
        raise refuse(message, f"Set monitoring= of the platform, or drop {what}", field="platform")
    return monitoring


def check_metrics_path(value: str) -> str:
    """Return the URL path of metrics, without a query.

    Raises:
        InvalidValueError: no URL path, or one with a query.
    """
    check_url_path(value)
    if "?" in value:
        # Prometheus would ask for a path that holds a literal '?'.
        raise refuse(f"{value!r} has a query", f"Write the path alone: {value.partition('?')[0]!r}")
    return value


def check_interval(value: Duration, *, field: str = "") -> Duration:
    """Return the time between two scrapes.

    Args:
        value: the time.
        field: the argument that it comes from.

    Raises:
        InvalidValueError: no time at all, which Prometheus takes for its own default.
    """
    if not value.total_seconds:
        message = "Prometheus takes an interval of 0 for its own default"
        raise refuse(message, "Write interval=Duration(30)", field=field)
    return value
