"""Where reactbin is deployed. Each environment says what differs from the defaults, and why."""

from __future__ import annotations

from constructs import Construct

from charts.reactbin import images, secrets
from charts.reactbin.chart import ReactbinChart
from charts.reactbin.settings import ReactbinSettings
from podwright import (
    Addresses,
    Environment,
    ExternalDatabase,
    Issuer,
    K3s,
    ThroughIngress,
    VaultSecrets,
)

CLUSTER = K3s(
    version="1.33",
    apps_domain="example.com",
    # The class nginx takes a controller of one's own, in this namespace, and no Traefik beside it.
    ingress_namespace_labels={"kubernetes.io/metadata.name": "ingress-nginx"},
)


def production(app: Construct) -> ReactbinChart:
    """Return reactbin for its users, on a k3s of one's own."""
    return ReactbinChart(
        app,
        environment=Environment(name="production", namespace="reactbin", platform=CLUSTER),
        settings=ReactbinSettings(
            secrets=VaultSecrets(
                address="https://vault.vault.svc:8200",
                ca_secret="vault-ca",
                # The KV engine `secret`, and below it the paths that the design assumes.
                mount="secret",
                path="reactbin",
                entries={
                    secrets.API: "reactbin/api/config",
                    secrets.MINIO: "reactbin/minio/credentials",
                },
                # A role for each entry: whoever gets hold of one account reads nothing of the other.
                role="reactbin-api",
                roles={secrets.MINIO: "reactbin-minio"},
            ),
            access=ThroughIngress(
                ingress_class="nginx",
                issuer=Issuer(name="letsencrypt-prod", solver="http01"),
                annotations={
                    # By default nginx refuses requests of more than 1 MiB, and so most images.
                    "nginx.ingress.kubernetes.io/proxy-body-size": "32m",
                    # Also where somebody switches it off for the whole controller.
                    "nginx.ingress.kubernetes.io/ssl-redirect": "true",
                },
            ),
            images=images.released("production"),
            database=ExternalDatabase(
                host="postgresql.example.com", peers=(Addresses(network="192.0.2.32/32"),)
            ),
            # The name that people know, without the environment's.
            host="reactbin.example.com",
        ),
    )
