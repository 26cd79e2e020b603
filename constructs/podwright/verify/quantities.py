"""Quantities: amounts of CPU, memory and storage, as numbers.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from podwright.verify.nodes import Node

_SUFFIXES: Final = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "": Decimal(1),
    **{suffix: Decimal(1000) ** power for power, suffix in enumerate("kMGTPE", start=1)},
    **{f"{suffix}i": Decimal(1024) ** power for power, suffix in enumerate("KMGTPE", start=1)},
}
_QUANTITY: Final = re.compile(
    r"(?P<number>[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30}))"
    r"(?:(?P<suffix>[KMGTPE]i|[numkMGTPE])|[eE](?P<exponent>[+-]?[0-9]{1,2}))?"
)
_BINARY: Final = ("Ei", "Pi", "Ti", "Gi", "Mi", "Ki")


def quantity(node: Node) -> Decimal | None:
    """Return a quantity in base units (CPUs, bytes, pieces); none when absent or malformed.

    Args:
        node: the field: a string such as ``500m`` or ``2Gi``, or a number.
    """
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return parse_quantity(str(value))


@lru_cache(maxsize=4096)
def parse_quantity(text: str) -> Decimal | None:
    """Return what ``500m``, ``0.5`` or ``2Gi`` mean; none when the text is no quantity."""
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None
    number = Decimal(match["number"])
    if match["exponent"]:
        return number.scaleb(int(match["exponent"]))
    return number * _SUFFIXES[match["suffix"] or ""]


def show_cpu(amount: Decimal) -> str:
    """Write an amount of CPU as a person would: ``250m``, ``2``, ``1.5``."""
    return f"{_plain(amount * 1000)}m" if amount < 1 else _plain(amount)


def show_bytes(amount: Decimal) -> str:
    """Write an amount of memory or storage as a person would: ``512Mi``, ``1.5Gi``."""
    for suffix in _BINARY:
        unit = _SUFFIXES[suffix]
        if amount >= unit:
            return f"{_plain((amount / unit).quantize(Decimal('0.01')))}{suffix}"
    return _plain(amount)


def show(resource: str, amount: Decimal) -> str:
    """Write an amount of a resource.

    Args:
        resource: its name, also as in a quota: ``cpu``, ``limits.memory``, ``requests.storage``, ``pods``.
        amount: how much, in base units.
    """
    last = resource.rpartition(".")[2]
    if last == "cpu":
        return show_cpu(amount)
    return show_bytes(amount) if last in ("memory", "storage", "ephemeral-storage") else _plain(amount)


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
