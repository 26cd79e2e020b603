"""Where TARSy is deployed. Each environment says what differs from the defaults, and why."""

from __future__ import annotations

from constructs import Construct

from charts.tarsy import images, secrets
from charts.tarsy.chart import TarsyChart
from charts.tarsy.mcp import RemoteMcpServer
from charts.tarsy.settings import Priority, TarsyResources, TarsySettings
from podwright import (
    Backup,
    CertManagerCertificates,
    ClusterImages,
    Environment,
    ExternalSecrets,
    InClusterOnly,
    Issuer,
    Kubernetes,
    OpenShift,
    Quota,
    Reencrypt,
    Resources,
    ThroughIngress,
    VaultSecrets,
)

_ORGANIZATION = "codeready-toolchain"
# Nobody uses Vertex AI. A store without the entry would be reported as degraded for ever.
_UNUSED_SECRETS = (secrets.GCP_SERVICE_ACCOUNT,)

# More than one environment may live on a cluster.
_DEVELOPMENT = OpenShift(version="4.18", apps_domain="apps.dev.example.com")
_STAGING = OpenShift(version="4.18", apps_domain="apps.staging.example.com")
# Clusters are upgraded one after the other, this one last.
_PRODUCTION = OpenShift(version="4.17", apps_domain="apps.example.com")
_KUBERNETES = Kubernetes(version="1.31", apps_domain="k8s.example.com")


def development(app: Construct) -> TarsyChart:
    """Return TARSy where its developers try out what they have just built."""
    return TarsyChart(
        app,
        environment=Environment(name="development", namespace="tarsy-dev", platform=_DEVELOPMENT),
        settings=TarsySettings(
            # Developers push to the cluster's registry and need not wait for a release.
            images=ClusterImages(tag="dev"),
            github_organization=_ORGANIZATION,
            github_team="tarsy-developers",
            log_level="DEBUG",
        ),
    )


def staging(app: Construct) -> TarsyChart:
    """Return TARSy where a release is tried out: as production has it, but small."""
    return TarsyChart(
        app,
        environment=Environment(name="staging", namespace="tarsy-staging", platform=_STAGING),
        settings=TarsySettings(
            images=images.released("staging"),
            # What only goes wrong between two pods must go wrong here.
            replicas=2,
            # The same source as in production, with entries and rights of its own.
            secrets=ExternalSecrets(store="vault-staging", path="tarsy/staging", absent=_UNUSED_SECRETS),
            api_access=Reencrypt(),
            mcp=RemoteMcpServer(),
            github_organization=_ORGANIZATION,
            github_team="tarsy-testers",
            database_storage="10Gi",
        ),
    )


def production(app: Construct) -> TarsyChart:
    """Return TARSy where the alerts of all teams are analysed."""
    return TarsyChart(
        app,
        environment=Environment(name="production", namespace="tarsy", platform=_PRODUCTION),
        settings=TarsySettings(
            images=images.released("production"),
            # A node may be drained while an incident is on.
            replicas=2,
            # Nobody holds production's values in a shell; the store rotates them and says who read them.
            secrets=ExternalSecrets(
                store="vault-production", path="tarsy/production", absent=_UNUSED_SECRETS
            ),
            # Other teams' alerting calls the API; it should not need the service CA of our cluster.
            api_access=Reencrypt(),
            # The rights of a service account of this cluster, not of a person's kubeconfig.
            mcp=RemoteMcpServer(replicas=2),
            github_organization=_ORGANIZATION,
            github_team="tarsy-operators",
            resources=TarsyResources(
                tarsy=Resources(cpu_request="1", cpu_limit="2", memory_request="1Gi", memory_limit="2Gi"),
                llm_service=Resources(
                    cpu_request="1", cpu_limit="2", memory_request="1Gi", memory_limit="4Gi"
                ),
                database=Resources(cpu_request="1", cpu_limit="2", memory_request="2Gi", memory_limit="4Gi"),
            ),
            # A year of sessions, on block storage: PostgreSQL must not lie on a network file system.
            database_storage="50Gi",
            database_storage_class="ocs-storagecluster-ceph-rbd",
            # A month of nights: a mistake may be found late.
            backup=Backup(keep=30, storage="100Gi", storage_class="ocs-storagecluster-ceph-rbd"),
            # It has to run when everything else has trouble, but nobody is evicted for it.
            priority=Priority(value=100_000, preempts=False),
            # Two rollouts' worth of all pods; what is beyond that is a mistake.
            quota=Quota(
                cpu_requests="16",
                cpu_limits="40",
                memory_requests="24Gi",
                memory_limits="64Gi",
                storage="200Gi",
                pods=30,
            ),
        ),
    )


def kubernetes(app: Construct) -> TarsyChart:
    """Return TARSy on plain Kubernetes: what OpenShift brings comes from elsewhere, by arguments only."""
    return TarsyChart(
        app,
        environment=Environment(name="kubernetes", namespace="tarsy", platform=_KUBERNETES),
        settings=TarsySettings(
            images=images.released("kubernetes"),
            # No Routes: the browser comes through ingress-nginx, with a certificate of Let's Encrypt.
            browser_access=ThroughIngress(
                ingress_class="nginx",
                issuer=Issuer(name="letsencrypt-production", solver="http01"),
                annotations={
                    # TARSy takes alerts of 2 MB; nginx would stop at one.
                    "nginx.ingress.kubernetes.io/proxy-body-size": "2m",
                    # The dashboard's WebSocket may be silent for longer than nginx's minute.
                    "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600",
                },
            ),
            # Nobody outside this cluster submits alerts.
            api_access=InClusterOnly(),
            # No service CA: cert-manager has a CA of the company, which signs names of Services.
            certificates=CertManagerCertificates(issuer=Issuer(name="company-ca")),
            # No Template: the Vault Secrets Operator keeps the Secrets equal to Vault.
            secrets=VaultSecrets(mount="kv", path="tarsy/kubernetes", role="tarsy", absent=_UNUSED_SECRETS),
            mcp=RemoteMcpServer(),
            replicas=2,
            github_organization=_ORGANIZATION,
            github_team="tarsy-developers",
        ),
    )
