"""CPU and memory of a container.

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from podwright.errors import InvalidValueError, Problem
from podwright.vocabulary.quantities import ByteQuantity, CpuQuantity, Quantity
from podwright.vocabulary.value import Value

_LEAST_MEMORY = "12Mi"


class Resources(Value):
    """What a container is guaranteed (request) and may use at most (limit).

    Args:
        cpu_request: guaranteed CPU, ``250m``.
        cpu_limit: CPU above which the container is throttled.
        memory_request: guaranteed memory, ``256Mi``.
        memory_limit: memory above which the container is killed, at least 12Mi: with less CRI-O, OpenShift's
            runtime, does not start a container (https://github.com/cri-o/cri-o, `container_min_memory`).

    Raises:
        InvalidValueError: a request above its limit, too little memory, or no quantity.
    """

    cpu_request: CpuQuantity
    cpu_limit: CpuQuantity
    memory_request: ByteQuantity
    memory_limit: ByteQuantity

    @model_validator(mode="after")
    def _requests_fit_limits(self) -> Self:
        problems: list[Problem] = []
        for what in ("cpu", "memory"):
            request, limit = getattr(self, f"{what}_request"), getattr(self, f"{what}_limit")
            if Quantity(request) > Quantity(limit):
                message = f"the {what} request {request} is above its limit {limit}"
                remedy = f"Raise {what}_limit or lower {what}_request"
                problems.append(Problem(field=f"{what}_request", message=message, remedy=remedy))
        if Quantity(self.memory_limit) < Quantity(_LEAST_MEMORY):
            message = f"{self.memory_limit} of memory is too little for a container to start"
            remedy = f"Write {_LEAST_MEMORY!r} or more"
            problems.append(Problem(field="memory_limit", message=message, remedy=remedy))
        if problems:
            raise InvalidValueError(*problems)
        return self
