"""How TARSy's agents look at clusters: Model Context Protocol servers, as alternatives of one decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from charts.tarsy import images, secrets
from podwright import (
    SERVICE_ACCOUNT_PATH,
    ClusterRole,
    Container,
    DeclaredSecret,
    Deployment,
    Duration,
    EnvironmentChart,
    HttpGet,
    Image,
    Mount,
    Port,
    Probe,
    ProvidedSecrets,
    ResourceRule,
    Resources,
    Service,
    ServiceAccountToken,
    SidecarPod,
    Value,
)

_KUBECONFIG = "/app/kubeconfig"
_PROGRAM = "kubernetes-mcp-server"
_HTTP = Port(name="http", number=8080)

_STDIO = f"""\
type: stdio
command: {_PROGRAM}
args:
  - --read-only
  - --disable-destructive
  - --kubeconfig
  - "{{{{.KUBECONFIG}}}}"
"""

# An agent may look at everything that explains an alert, and change nothing. Secrets are not among it.
_READ = ("get", "list", "watch")
_READABLE = {
    "": (
        "configmaps",
        "endpoints",
        "events",
        "limitranges",
        "namespaces",
        "nodes",
        "persistentvolumeclaims",
        "persistentvolumes",
        "pods",
        "pods/log",
        "replicationcontrollers",
        "resourcequotas",
        "serviceaccounts",
        "services",
    ),
    "apps": ("daemonsets", "deployments", "replicasets", "statefulsets"),
    "autoscaling": ("horizontalpodautoscalers",),
    "batch": ("cronjobs", "jobs"),
    "discovery.k8s.io": ("endpointslices",),
    "events.k8s.io": ("events",),
    "metrics.k8s.io": ("nodes", "pods"),
    "networking.k8s.io": ("ingressclasses", "ingresses", "networkpolicies"),
    "policy": ("poddisruptionbudgets",),
    "route.openshift.io": ("routes",),
    "storage.k8s.io": ("storageclasses", "volumeattachments"),
}


@dataclass(frozen=True, kw_only=True)
class McpAccess:
    """What the choice means for the backend.

    Args:
        transport: the `transport` of the server in TARSy's configuration, as YAML.
        env: environment variables of the backend.
        mounts: what the backend mounts.
        server: the server, where it has pods of its own.
    """

    transport: str
    env: Mapping[str, str] = field(default_factory=dict)
    mounts: tuple[Mount, ...] = ()
    server: Deployment | None = None

    def connect(self, tarsy: SidecarPod) -> None:
        """Let the backend connect to the server, where that takes the network."""
        if self.server:
            tarsy.connects_to(self.server, _HTTP)


class KubeconfigSecret(Value):
    """A kubeconfig in a Secret; TARSy runs the server as a child process.

    The Secret is optional, and so is the program in TARSy's image: without one of them agents work without
    these tools, and the dashboard says so. It reaches every cluster that the kubeconfig names.
    """

    @property
    def secrets(self) -> tuple[DeclaredSecret, ...]:
        """The Secrets that it needs."""
        return (secrets.mcp_kubeconfig(),)

    def provide(self, chart: EnvironmentChart, provided: ProvidedSecrets) -> McpAccess:
        """Return what the backend needs; emits nothing.

        Args:
            chart: the chart.
            provided: the Secrets.
        """
        del chart
        return McpAccess(
            transport=_STDIO,
            env={"KUBECONFIG": f"{_KUBECONFIG}/config"},
            mounts=(provided[secrets.MCP_KUBECONFIG].mount(_KUBECONFIG),),
        )


class RemoteMcpServer(Value):
    """A server with pods of its own, which TARSy reaches by HTTP inside the namespace.

    It reads its own cluster with the rights of its service account: everything that explains an alert, no
    Secrets, and nothing that changes anything. Only TARSy's pods may connect to it, because it asks nobody
    who they are. Creating its cluster role takes an administrator.

    Source: https://github.com/containers/kubernetes-mcp-server

    Args:
        image: the server's image.
        replicas: number of pods. They keep no sessions, so each request may go to any of them.
        resources: CPU and memory.
    """

    image: Image = images.KUBERNETES_MCP_SERVER
    replicas: int = 1
    resources: Resources = Resources(
        cpu_request="50m", cpu_limit="500m", memory_request="64Mi", memory_limit="256Mi"
    )

    @property
    def secrets(self) -> tuple[DeclaredSecret, ...]:
        """The Secrets that it needs: none."""
        return ()

    def provide(self, chart: EnvironmentChart, provided: ProvidedSecrets) -> McpAccess:
        """Emit the server, and return what the backend needs.

        Args:
            chart: the chart.
            provided: the Secrets; it reads none.
        """
        del provided
        name = chart.named(_PROGRAM)
        healthz = HttpGet(port=_HTTP, path="/healthz")
        server = Deployment(
            chart,
            "mcp-server",
            name=name,
            application=_PROGRAM,
            component="mcp-server",
            replicas=self.replicas,
            containers=(
                Container(
                    name=_PROGRAM,
                    image=self.image,
                    # A session in the memory of one pod would be unknown to the other, and lost in a rollout.
                    args=(f"--port={_HTTP.number}", "--stateless", "--read-only", "--disable-destructive"),
                    ports=(_HTTP,),
                    mounts=(Mount(path=SERVICE_ACCOUNT_PATH, volume=ServiceAccountToken()),),
                    startup=Probe(check=healthz, period=Duration(2), failure_threshold=30),
                    liveness=Probe(check=healthz, timeout=Duration(5)),
                    readiness=Probe(check=healthz, timeout=Duration(5)),
                    resources=self.resources,
                ),
            ),
        )
        ClusterRole(
            chart,
            "mcp-server-role",
            name="mcp-server",
            rules=tuple(
                ResourceRule(groups=(group,), resources=resources, verbs=_READ)
                for group, resources in _READABLE.items()
            ),
            subjects=(server.service_account.subject,),
            component="mcp-server",
        )
        service = Service(chart, "mcp-server-service", name=name, workload=server, ports=(_HTTP,))
        return McpAccess(
            transport=f"type: http\nurl: http://{service.name}:{_HTTP.number}/mcp\ntimeout: 30\n",
            server=server,
        )


McpServers = KubeconfigSecret | RemoteMcpServer
"""How agents look at clusters: one decision, and its alternatives."""
