"""Priority: who goes first when there is too little for everybody.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
"""

from __future__ import annotations

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.chart import EnvironmentConstruct, argument
from podwright.vocabulary.names import check_object_name
from podwright.vocabulary.texts import check_text
from podwright.vocabulary.value import refuse

# What is above belongs to Kubernetes itself.
_HIGHEST = 1_000_000_000
_LOWEST = -(2**31)
_RESERVED = "system-"


class PriorityClass(EnvironmentConstruct):
    """How important pods are. Emits one `PriorityClass`; give it to `Workload.prioritize`.

    Cluster-scoped names are shared by all environments of a cluster, so the instance is put before the name:
    ``tarsy-production-critical``. Only an administrator may create one; where they exist already, give
    `Workload.prioritize` an ``External(kind="PriorityClass", name=…)``.

    The value never changes: the API server refuses that, so make another class instead.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: what it is for, ``critical``.
        value: pods of a higher value are scheduled first, -2147483648 to 1000000000; 0 is what others have.
        description: when to use it, for whoever reads it on the cluster.
        preempts: whether running pods of lower values are evicted to make room.

    Raises:
        InvalidValueError: a value out of range; an illegal name, one that is reserved, or one that another
            class of the chart has.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        value: int,
        description: str,
        preempts: bool = True,
    ) -> None:
        super().__init__(scope, id)
        self.name = f"{self.chart.instance}-{argument('name', check_object_name, name)}"
        if self.name.startswith(_RESERVED):
            message = f"{self.name!r} is not to be used: Kubernetes reserves what begins with {_RESERVED!r}"
            raise refuse(message, "Give the system another name", field="name")
        argument("name", check_object_name, self.name)
        argument("description", check_text, description)
        if not _LOWEST <= value <= _HIGHEST:
            message = f"{value} is no priority of applications"
            raise refuse(message, f"Write a number from {_LOWEST} to {_HIGHEST}", field="value")
        self.chart.register(self, kind="PriorityClass", name=self.name)
        k8s.KubePriorityClass(
            self,
            "priority-class",
            metadata=self.object_meta(
                name=self.name, labels=self.chart.labels_of("priority-class"), cluster_scoped=True
            ),
            value=value,
            description=description,
            preemption_policy=None if preempts else "Never",
        )
