"""Where clients find the certificate of an authority that somebody else puts there."""

from __future__ import annotations

from podwright.chart import EnvironmentChart
from podwright.vocabulary import ConfigKey, External, SecretKey


def declare_authority(chart: EnvironmentChart, authority: ConfigKey | SecretKey) -> None:
    """Declare that a chart relies on a key with an authority's certificate.

    Args:
        chart: the chart.
        authority: the key, in a ConfigMap or Secret that exists.
    """
    kind, name = (
        ("ConfigMap", authority.config_map)
        if isinstance(authority, ConfigKey)
        else ("Secret", authority.secret)
    )
    chart.relies_on(External(kind=kind, name=name, keys=(authority.key,)))
