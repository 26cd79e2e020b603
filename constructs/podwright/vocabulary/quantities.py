"""Quantities: amounts of CPU, memory and storage.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from podwright.vocabulary.value import refuse

_SUFFIXES = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "": Decimal(1),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "P": Decimal(10**15),
    "E": Decimal(10**18),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
    "Pi": Decimal(2**50),
    "Ei": Decimal(2**60),
}
_QUANTITY = re.compile(
    r"\+?(?P<number>\d+(?:\.\d*)?|\.\d+)(?:(?P<suffix>[KMGTPE]i|[numkMGTPE])|[eE](?P<exponent>[+-]?\d{1,2}))?",
    re.ASCII,
)
_LARGEST = Decimal(2**63 - 1)


@functools.total_ordering
@dataclass(frozen=True, slots=True)
class Quantity:
    """A non-negative amount, as Kubernetes writes it: ``500m``, ``0.5``, ``512Mi``, ``1e3``.

    Two quantities are equal when their amounts are: ``Quantity("1000m") == Quantity("1")``.

    Args:
        text: the amount with its suffix; kept as it was written.

    Raises:
        InvalidValueError: the text is no quantity, negative, or above 2^63-1.
    """

    text: str

    def __post_init__(self) -> None:
        if not isinstance(self.text, str) or not _QUANTITY.fullmatch(self.text):
            message = f"{self.text!r} is not a quantity"
            remedy = (
                "Write a number and a suffix: '500m' or '2' of CPU, '512Mi' or '10Gi' of memory and storage"
            )
            raise refuse(message, remedy)
        if self.amount > _LARGEST:
            raise refuse(f"{self.text!r} is larger than Kubernetes can hold", "Write at most '7Ei'")

    @property
    def amount(self) -> Decimal:
        """The amount in base units: CPUs, or bytes."""
        match = _QUANTITY.fullmatch(self.text)
        if not match:  # pragma: no cover - refused at construction
            raise ValueError(self.text)
        number = Decimal(match["number"])
        if match["exponent"]:
            return number.scaleb(int(match["exponent"]))
        return number * _SUFFIXES[match["suffix"] or ""]

    def __eq__(self, other: object) -> bool:
        return self.amount == other.amount if isinstance(other, Quantity) else NotImplemented

    def __lt__(self, other: Quantity) -> bool:
        return self.amount < other.amount if isinstance(other, Quantity) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.amount)

    def __str__(self) -> str:
        return self.text


def check_cpu(value: str) -> str:
    """Return an amount of CPU, at least one thousandth: ``250m``, ``1``, ``0.5``.

    Raises:
        InvalidValueError: no quantity, zero, finer than one milli-CPU, or a memory unit.
    """
    quantity = Quantity(value)
    if value.endswith("i"):
        raise refuse(f"{value!r} is an amount of memory, not of CPU", "Write CPUs, such as '500m' or '2'")
    if quantity.amount < Decimal("0.001") or quantity.amount % Decimal("0.001"):
        raise refuse(f"{value!r} is not a whole number of milli-CPUs", "Write at least '1m', such as '250m'")
    return value


def check_bytes(value: str) -> str:
    """Return an amount of memory or storage in whole bytes: ``512Mi``, ``10Gi``.

    Raises:
        InvalidValueError: no quantity, zero, or not whole (``512m`` means half a byte, a common slip).
    """
    quantity = Quantity(value)
    if quantity.amount < 1 or quantity.amount % 1:
        suggestion = value.rstrip("m") + "Mi" if value.endswith("m") else "512Mi"
        message = f"{value!r} is not a whole number of bytes"
        raise refuse(message, f"Use a suffix of memory and storage, such as {suggestion!r}")
    return value


CpuQuantity = Annotated[str, AfterValidator(check_cpu)]
ByteQuantity = Annotated[str, AfterValidator(check_bytes)]
