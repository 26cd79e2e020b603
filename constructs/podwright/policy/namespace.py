"""The namespace of an environment."""

from __future__ import annotations

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.chart import EnvironmentConstruct
from podwright.policy.network_policy import DefaultDeny
from podwright.vocabulary import External

_POD_SECURITY = "pod-security.kubernetes.io"


class Namespace(EnvironmentConstruct):
    """The environment's namespace, as its tenancy says, and a `NetworkPolicy` that refuses by default.

    `OwnNamespace`: emits a `Namespace`. It enforces, audits and warns at Pod Security level *restricted*
    (https://kubernetes.io/docs/concepts/security/pod-security-standards/): what this library writes satisfies
    it, and what somebody adds by hand must. Removing the namespace removes everything in it, the data of
    claims too: Argo CD asks before it does
    (https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#resource-deletion-with-confirmation).

    `GivenNamespace`, `SharedNamespace`: emits no `Namespace` but relies on it; its Pod Security level is its
    owner's business. The policy applies to the chart's own pods only.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
    """

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        if self.environment.owns_namespace:
            self._create()
        else:
            self.chart.relies_on(External(kind="Namespace", name=self.environment.namespace))
        DefaultDeny(self, "default-deny")

    def _create(self) -> None:
        labels = self.chart.labels_of("namespace").all
        levels = {f"{_POD_SECURITY}/{mode}": "restricted" for mode in ("audit", "enforce", "warn")}
        k8s.KubeNamespace(
            self,
            "namespace",
            metadata=k8s.ObjectMeta(
                name=self.environment.namespace,
                labels={**labels, **levels},
                annotations={"argocd.argoproj.io/sync-options": "Delete=confirm,Prune=confirm"},
            ),
        )
