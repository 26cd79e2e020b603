"""reactbin's production environment with other choices, and how tests read its manifests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from constructs import Construct

from charts import reactbin
from charts.reactbin import images
from charts.reactbin.environments import CLUSTER
from podwright import (
    Addresses,
    Environment,
    ExistingSecrets,
    ExternalDatabase,
    ExternalSecrets,
    Issuer,
    OpenShift,
    OutsideServer,
    OwnNamespace,
    Platform,
    SealedSecrets,
    Tenancy,
    ThroughIngress,
    VaultSecrets,
)
from tests.secret_operators import seal
from tests.systems import Fields, Manifests, containers, pod_spec, without_findings

OWN_NAMESPACE = OwnNamespace()
OPENSHIFT = OpenShift(version="4.18", apps_domain="apps.example.com")
VALUES = {
    "api-env": {
        "DATABASE_URL": "postgresql://reactbin:pw-s3cr3t@postgresql.example.com/reactbin?sslmode=require",
        "JWT_SECRET_KEY": "jwt-s3cr3t",
        "S3_ACCESS_KEY": "api-s3cr3t",
        "S3_SECRET_KEY": "store-s3cr3t",
    },
    "minio-credentials": {"MINIO_ROOT_USER": "root-s3cr3t", "MINIO_ROOT_PASSWORD": "rootpw-s3cr3t"},
}
MIRROR_VALUES = {
    "SOURCE_ACCESS_KEY": "reader-s3cr3t",
    "SOURCE_SECRET_KEY": "readerpw-s3cr3t",
    "TARGET_ACCESS_KEY": "elsewhere-s3cr3t",
    "TARGET_SECRET_KEY": "elsewherepw-s3cr3t",
}
"""What is in the Secrets when a source has done its work."""

VAULT = VaultSecrets(
    address="https://vault.vault.svc:8200",
    ca_secret="vault-ca",
    mount="secret",
    path="reactbin",
    entries={"api-env": "reactbin/api/config", "minio-credentials": "reactbin/minio/credentials"},
    role="reactbin-api",
    roles={"minio-credentials": "reactbin-minio"},
)
VAULT_FOR_THE_API_ALONE = VaultSecrets(
    address="https://vault.vault.svc:8200",
    mount="secret",
    path="reactbin",
    entries={"api-env": "reactbin/api/config"},
    role="reactbin-api",
)
EXTERNAL_SECRETS = ExternalSecrets(store="vault", path="reactbin")
EXISTING_SECRETS = ExistingSecrets(keys={name: tuple(keys) for name, keys in VALUES.items()})
NGINX = ThroughIngress(
    ingress_class="nginx",
    issuer=Issuer(name="letsencrypt-prod", solver="http01"),
    annotations={
        "nginx.ingress.kubernetes.io/proxy-body-size": "32m",
        "nginx.ingress.kubernetes.io/ssl-redirect": "true",
    },
)
AMAZON = OutsideServer(origin="https://s3.eu-central-1.amazonaws.com")
EXTERNAL_STORE = reactbin.ExternalStore(server=AMAZON, region="eu-central-1", bucket="reactbin-images")
MIRRORED: Fields = {
    "store": reactbin.MinioInChart(mirror=reactbin.Mirror(server=AMAZON, bucket="reactbin-copies")),
    "secrets": VaultSecrets(
        address="https://vault.vault.svc:8200",
        ca_secret="vault-ca",
        mount="secret",
        path="reactbin",
        entries={
            "api-env": "reactbin/api/config",
            "minio-credentials": "reactbin/minio/credentials",
            "mirror-credentials": "reactbin/mirror/credentials",
        },
        role="reactbin-api",
        roles={"minio-credentials": "reactbin-minio", "mirror-credentials": "reactbin-mirror"},
    ),
}
"""The choices by which the images are copied elsewhere."""


def vary(*, platform: Platform = CLUSTER, tenancy: Tenancy = OWN_NAMESPACE, **settings: Any) -> Manifests:
    """Return the production environment with other choices, checked."""
    chosen: Fields = {
        "secrets": VAULT,
        "access": NGINX,
        "images": images.released("production"),
        "database": ExternalDatabase(
            host="postgresql.example.com", peers=(Addresses(network="192.0.2.32/32"),)
        ),
        "host": "reactbin.example.com",
        **settings,
    }

    def make_chart(app: Construct) -> reactbin.ReactbinChart:
        environment = Environment.model_validate(
            {"name": "production", "namespace": "reactbin", "platform": platform, "tenancy": tenancy}
        )
        return reactbin.ReactbinChart(
            app, environment=environment, settings=reactbin.ReactbinSettings(**chosen)
        )

    return without_findings(make_chart)


def sealed_secrets(folder: Path, *, prefix: str = "") -> SealedSecrets:
    """Return Secrets that are sealed into the files of a folder.

    Args:
        folder: an empty folder.
        prefix: what their names begin with on the cluster, the dash included.
    """
    for name, values in {**VALUES, "mirror-credentials": MIRROR_VALUES}.items():
        sealed = seal(values, name=f"{prefix}{name}", namespace="reactbin")
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(sealed), encoding="utf-8")
    return SealedSecrets(folder=folder)


def changes(before: Manifests, after: Manifests) -> Manifests:
    """Return what is new or different, and what is gone as an object without fields."""
    changed = {name: manifest for name, manifest in after.items() if before.get(name) != manifest}
    gone = {name: {"kind": name.partition("/")[0], "gone": name} for name in before if name not in after}
    return {**changed, **gone}


def shown(manifests: Manifests) -> Manifests:
    """Return manifests without the library's scripts, whose words are no business of snapshots here."""
    return {name: _without_scripts(manifest) for name, manifest in manifests.items()}


def _without_scripts(fields: Any) -> Any:
    if isinstance(fields, dict):
        return {
            key: "…"
            if key.endswith((".sh", ".py")) or key.startswith("checksum/")
            else _without_scripts(value)
            for key, value in fields.items()
        }
    return [_without_scripts(value) for value in fields] if isinstance(fields, list) else fields


def secret_keys(manifests: Manifests, workload: str) -> dict[str, set[str]]:
    """Return the keys of Secrets that a workload's pods see, by Secret; ``*`` where all are."""
    spec = pod_spec(manifests, workload)
    seen: dict[str, set[str]] = {}
    for volume in spec.get("volumes", []):
        if "secret" in volume:
            items = volume["secret"].get("items", [{"key": "*"}])
            seen.setdefault(volume["secret"]["secretName"], set()).update(item["key"] for item in items)
    for value in containers(manifests, workload).values():
        for source in value.get("envFrom", []):
            if "secretRef" in source:
                seen.setdefault(source["secretRef"]["name"], set()).add("*")
        for entry in value.get("env", []):
            reference = entry.get("valueFrom", {}).get("secretKeyRef")
            if reference:
                seen.setdefault(reference["name"], set()).add(reference["key"])
    return seen
