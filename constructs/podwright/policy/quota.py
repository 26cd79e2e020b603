"""The quota: what a whole namespace may take.

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from typing import Annotated, Self

from cdk8s_plus_27 import k8s
from constructs import Construct
from pydantic import Field, model_validator

from podwright.bindings import quantity
from podwright.chart import EnvironmentConstruct, argument
from podwright.errors import InvalidValueError, Problem
from podwright.vocabulary.names import check_object_name
from podwright.vocabulary.quantities import ByteQuantity, CpuQuantity, Quantity
from podwright.vocabulary.value import Value, refuse


class Quota(Value):
    """What all pods of a namespace may take together.

    Leave room for a rollout, when the new pods start before the old ones stop, and for Jobs. With a quota
    the API server refuses pods whose containers do not name these requests and limits; podwright's all do.

    Args:
        cpu_requests: sum of guaranteed CPU.
        cpu_limits: sum of greatest CPU.
        memory_requests: sum of guaranteed memory.
        memory_limits: sum of greatest memory.
        storage: sum of all claims.
        pods: number of pods that have not ended.

    Raises:
        InvalidValueError: more requests than limits, which no pods can use; no pods; no quantity.
    """

    cpu_requests: CpuQuantity
    cpu_limits: CpuQuantity
    memory_requests: ByteQuantity
    memory_limits: ByteQuantity
    storage: ByteQuantity | None = None
    pods: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _requests_fit_limits(self) -> Self:
        problems = [
            Problem(
                field=f"{what}_requests",
                message=f"{requests} of {what} requests can never be used with {limits} of limits",
                remedy=f"Raise {what}_limits or lower {what}_requests",
            )
            for what, requests, limits in (
                ("cpu", self.cpu_requests, self.cpu_limits),
                ("memory", self.memory_requests, self.memory_limits),
            )
            if Quantity(requests) > Quantity(limits)
        ]
        if problems:
            raise InvalidValueError(*problems)
        return self


class ResourceQuota(EnvironmentConstruct):
    """The quota of the environment's own namespace. Emits one `ResourceQuota`.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
        quota: the limits.

    Raises:
        InvalidValueError: the namespace is somebody else's; an illegal name, or one that another quota of
            the chart has.
    """

    def __init__(self, scope: Construct, id: str, *, name: str, quota: Quota) -> None:
        super().__init__(scope, id)
        if not self.environment.owns_namespace:
            namespace = self.environment.namespace
            message = f"a quota limits everybody in namespace {namespace!r}, which is not created here"
            remedy = "Leave it to the namespace's owner (quota=None), or choose tenancy=OwnNamespace()"
            raise refuse(message, remedy, field="quota")
        argument("name", check_object_name, name)
        self.chart.register(self, kind="ResourceQuota", name=name)
        hard = {
            "requests.cpu": quota.cpu_requests,
            "limits.cpu": quota.cpu_limits,
            "requests.memory": quota.memory_requests,
            "limits.memory": quota.memory_limits,
            "requests.storage": quota.storage,
            "pods": str(quota.pods) if quota.pods else None,
        }
        k8s.KubeResourceQuota(
            self,
            "resource-quota",
            metadata=self.object_meta(name=name, labels=self.chart.labels_of("resource-quota")),
            spec=k8s.ResourceQuotaSpec(hard={what: quantity(most) for what, most in hard.items() if most}),
        )
