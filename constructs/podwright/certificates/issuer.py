"""Issuers of cert-manager, and the pods by which an ACME issuer has a host proved."""

from __future__ import annotations

from typing import Literal

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.bindings import int_or_string
from podwright.chart import EnvironmentChart, EnvironmentConstruct
from podwright.vocabulary import External
from podwright.vocabulary.names import ObjectName
from podwright.vocabulary.value import Value

_ISSUER_ANNOTATIONS = {"ClusterIssuer": "cert-manager.io/cluster-issuer", "Issuer": "cert-manager.io/issuer"}
_SOLVER = {"acme.cert-manager.io/http01-solver": "true"}
_SOLVER_PORT = 8089


class Issuer(Value):
    """A cert-manager issuer that exists on the cluster.

    Source: https://cert-manager.io/docs/usage/ingress/

    Args:
        name: its name, ``letsencrypt-production``.
        kind: ``ClusterIssuer``, or an ``Issuer`` of the same namespace.
        solver: how an ACME issuer has somebody prove that a host is theirs: pods answer (``http01``), or a
            DNS record does (``dns01``). Where not given, the issuer may be of any type.
    """

    name: ObjectName
    kind: Literal["ClusterIssuer", "Issuer"] = "ClusterIssuer"
    solver: Literal["http01", "dns01"] | None = None

    @property
    def ingress_annotations(self) -> dict[str, str]:
        """The annotation by which an Ingress asks it for a certificate."""
        return {_ISSUER_ANNOTATIONS[self.kind]: self.name}

    @property
    def may_start_solvers(self) -> bool:
        """Whether pods may have to answer for a host; they do unless DNS is known to."""
        return self.solver != "dns01"

    def declare(self, chart: EnvironmentChart) -> None:
        """Declare that a chart relies on it."""
        chart.relies_on(External(kind=self.kind, name=self.name))


class Http01Solver(EnvironmentConstruct):
    """Lets the ingress controller reach the pods that answer ACME challenges. Emits one `NetworkPolicy`.

    cert-manager starts them in the namespace of the Ingress, listening on port 8089, and removes them when
    the host is proved. Where everything is refused by default nobody could reach them, so that no certificate
    would ever be issued. Where the issuer is none of ACME's, the policy selects no pod.

    Source: https://cert-manager.io/docs/installation/best-practice/#network-requirements-and-network-policy

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
    """

    def __init__(self, scope: Construct, id: str, *, name: str) -> None:
        super().__init__(scope, id)
        self.chart.register(self, kind="NetworkPolicy", name=name)
        controller = k8s.LabelSelector(match_labels=dict(self.environment.platform.ingress_namespace_labels))
        k8s.KubeNetworkPolicy(
            self,
            "network-policy",
            metadata=self.object_meta(name=name, labels=self.chart.labels_of("certificates")),
            spec=k8s.NetworkPolicySpec(
                pod_selector=k8s.LabelSelector(match_labels=_SOLVER),
                policy_types=["Ingress", "Egress"],
                ingress=[
                    k8s.NetworkPolicyIngressRule(
                        from_=[k8s.NetworkPolicyPeer(namespace_selector=controller)],
                        ports=[k8s.NetworkPolicyPort(port=int_or_string(_SOLVER_PORT))],
                    )
                ],
            ),
        )


def admit_solvers(scope: EnvironmentConstruct, issuer: Issuer) -> None:
    """Emit the policy for the issuer's solvers, unless it starts none or the chart has it already.

    Args:
        scope: what asks the issuer for a certificate.
        issuer: the issuer.
    """
    name = scope.chart.named(f"{scope.chart.system}-http01-solver")
    if issuer.may_start_solvers and not scope.chart.find("NetworkPolicy", name):
        Http01Solver(scope, "http01-solver", name=name)
