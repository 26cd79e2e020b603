"""The boundary to jsii: values that exist only there, made once.

Every call across it costs about a tenth of a millisecond, and a chart needs the same few values often.
"""

from __future__ import annotations

from functools import cache

from cdk8s_plus_27 import k8s


@cache
def int_or_string(value: int | str) -> k8s.IntOrString:
    """Return a port number or name as the bindings want it."""
    return (
        k8s.IntOrString.from_number(value) if isinstance(value, int) else k8s.IntOrString.from_string(value)
    )


@cache
def quantity(text: str) -> k8s.Quantity:
    """Return an amount of CPU, memory or storage as the bindings want it."""
    return k8s.Quantity.from_string(text)
