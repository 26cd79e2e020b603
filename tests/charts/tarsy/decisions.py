"""TARSy's decisions, their alternatives, and the combinations that cannot work.

Of each decision the first alternative is what the base has. The base is an environment on OpenShift that
chooses nothing but what must be chosen.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from constructs import Construct

from charts import tarsy
from charts.tarsy import secrets as declared
from podwright import (
    CertManagerCertificates,
    ClusterImages,
    Edge,
    Environment,
    ExistingCertificate,
    ExistingCertificates,
    ExistingSecrets,
    External,
    ExternalSecrets,
    GivenNamespace,
    InClusterOnly,
    Issuer,
    Kubernetes,
    MigrateInInitContainer,
    MigrateInJob,
    OpenShift,
    OwnNamespace,
    Passthrough,
    Quota,
    Reencrypt,
    ReleasedImage,
    ReleasedImages,
    Resources,
    SealedSecrets,
    SecretKey,
    ServiceCaCertificates,
    SharedNamespace,
    TemplateSecrets,
    ThroughIngress,
    VaultSecrets,
)
from tests.charts.tarsy.reading import Manifests
from tests.pairwise import Refusal
from tests.secret_operators import seal
from tests.systems import without_findings

_NAMESPACE = "tarsy-test"
_ROOMY = Resources(cpu_request="1", cpu_limit="2", memory_request="1Gi", memory_limit="4Gi")
_INGRESS = ThroughIngress(ingress_class="nginx", issuer=Issuer(name="letsencrypt", solver="http01"))
_MIGRATE = ("/app/bin/tarsy", "migrate")


@cache
def sealed_folder() -> Path:
    """Return a folder with everything that must be sealed, for the names of every tenancy."""
    folder = Path(tempfile.mkdtemp(prefix="tarsy-sealed-"))
    every = declared.tarsy_secrets(database_host="tarsy-database", database_port=5432)
    for secret in every:
        if all(secret.is_optional(key) for key in secret.keys):
            continue
        values = dict.fromkeys(secret.keys, "c2VjcmV0")
        sealed = seal(values, name=secret.name, namespace=_NAMESPACE, scope="cluster-wide")
        (folder / f"{secret.name}.yaml").write_text(yaml.safe_dump(sealed))
    return folder


def _existing_keys() -> dict[str, tuple[str, ...]]:
    every = declared.tarsy_secrets(database_host="tarsy-database", database_port=5432)
    needed = {
        secret.name: tuple(key for key in secret.keys if not secret.is_optional(key)) for secret in every
    }
    return {name: keys for name, keys in needed.items() if keys}


def _existing_certificates() -> ExistingCertificates:
    certificates = []
    for prefix in ("", "test-"):
        for secret, service in (
            ("tarsy-serving-cert", "tarsy-api"),
            ("tarsy-database-serving-cert", "tarsy-database"),
        ):
            names = [f"{prefix}{service}.{_NAMESPACE}.svc", "tarsy-api-test.apps.example.com"]
            certificates.append(
                ExistingCertificate(
                    secret_name=f"{prefix}{secret}",
                    dns_names=tuple(names),
                    authority=SecretKey(secret=f"{prefix}{secret}", key="ca.crt"),
                )
            )
    return ExistingCertificates(certificates=tuple(certificates))


DECISIONS: dict[str, dict[str, dict[str, Any]]] = {
    "topology": {"one pod": {}, "separate pods": {"topology": tarsy.SeparatePods()}},
    "api": {
        "passthrough, accepted": {},
        "passthrough": {"api_access": Passthrough()},
        "reencrypt": {"api_access": Reencrypt()},
        "ingress": {"api_access": _INGRESS},
        "in cluster only": {"api_access": InClusterOnly()},
    },
    "browser": {"edge": {"browser_access": Edge()}, "ingress": {"browser_access": _INGRESS}},
    "images": {"released": {}, "of the cluster": {"images": ClusterImages(tag="dev")}},
    "secrets": {
        "Template": {"secrets": TemplateSecrets()},
        "External Secrets": {"secrets": ExternalSecrets(store="vault", path="tarsy/test")},
        "Sealed Secrets": {"secrets": SealedSecrets(folder=sealed_folder())},
        "Vault": {"secrets": VaultSecrets(mount="kv", path="tarsy/test", role="tarsy")},
        "existing": {"secrets": ExistingSecrets(keys=_existing_keys())},
    },
    "mcp": {"kubeconfig": {}, "remote": {"mcp": tarsy.RemoteMcpServer()}},
    "migrations": {
        "on start": {},
        "init container": {"migrations": MigrateInInitContainer(), "migration_command": _MIGRATE},
        "Job": {"migrations": MigrateInJob(), "migration_command": _MIGRATE},
    },
    "resources": {
        "conservative": {},
        "roomy": {"resources": tarsy.TarsyResources(tarsy=_ROOMY, llm_service=_ROOMY)},
    },
    "namespace": {
        "own": {"tenancy": OwnNamespace()},
        "given": {"tenancy": GivenNamespace()},
        "shared": {"tenancy": SharedNamespace()},
    },
    "certificates": {
        "service CA": {"certificates": ServiceCaCertificates()},
        "cert-manager": {"certificates": CertManagerCertificates(issuer=Issuer(name="company-ca"))},
        "existing": {"certificates": _existing_certificates()},
    },
    "platform": {
        "OpenShift": {},
        "OpenShift without native sidecars": {
            "platform": OpenShift(version="4.15", apps_domain="apps.example.com")
        },
        "Kubernetes": {"platform": Kubernetes(version="1.31", apps_domain="apps.example.com")},
    },
    "replicas": {"one": {}, "two": {"replicas": 2}},
    "backup": {"every night": {}, "none": {"backup": None}},
    "metrics": {
        "with alerts": {},
        "without alerts": {"metrics": tarsy.Metrics(alerts=False)},
        "none": {"metrics": None},
    },
    "priority": {
        "as everybody": {},
        "own class": {"priority": tarsy.Priority(value=1000)},
        "existing class": {"priority": External(kind="PriorityClass", name="important")},
    },
    "quota": {
        "none": {},
        "enough": {
            "quota": Quota(
                cpu_requests="16",
                cpu_limits="40",
                memory_requests="32Gi",
                memory_limits="64Gi",
                storage="50Gi",
            )
        },
    },
}

_NO_ROUTE = r"a Route needs OpenShift, .* \| Choose ThroughIngress\(.*\) or InClusterOnly\(\)"
_NOTHING_TO_ACCEPT = r"has no certificate of the service CA, .* \| Give Passthrough\(\) without"
_NO_CA = r"it knows no CA of theirs \| Give Reencrypt\(destination_ca=…\), or choose Passthrough\(\)"
_SOMEBODY_ELSE_S = r"a quota limits everybody in namespace .* \| Leave it .* \(quota=None\), or choose "
REFUSALS = (
    *(
        Refusal(when=("platform=Kubernetes", what), words=words)
        for what, words in (
            ("api=passthrough, accepted", _NO_ROUTE),
            ("api=passthrough", _NO_ROUTE),
            ("api=reencrypt", _NO_ROUTE),
            ("browser=edge", _NO_ROUTE),
            (
                "images=of the cluster",
                r"the cluster's own registry needs OpenShift, .* \| Choose ReleasedImages\(…\)",
            ),
            (
                "secrets=Template",
                r"a Template needs OpenShift, but 'test' is Kubernetes \| "
                r"Choose ExternalSecrets\(…\), VaultSecrets\(…\), SealedSecrets\(…\) or ExistingSecrets\(…\)",
            ),
            (
                "certificates=service CA",
                r"the service CA needs OpenShift, .* \| Choose CertManagerCertificates\(.* or Existing",
            ),
        )
    ),
    Refusal(
        when=("api=passthrough", "certificates=service CA"),
        words=r"clients outside cannot verify the service CA's certificate.* \| Use Reencrypt\(\), or say",
    ),
    Refusal(when=("api=passthrough, accepted", "certificates=cert-manager"), words=_NOTHING_TO_ACCEPT),
    Refusal(when=("api=passthrough, accepted", "certificates=existing"), words=_NOTHING_TO_ACCEPT),
    Refusal(when=("api=reencrypt", "certificates=cert-manager"), words=_NO_CA),
    Refusal(when=("api=reencrypt", "certificates=existing"), words=_NO_CA),
    # A Secret is sealed for one name, and a shared namespace prefixes it.
    Refusal(
        when=("namespace=shared", "secrets=Sealed Secrets"),
        words=r"is sealed for name 'tarsy-secrets', .* \| Seal it again, for .* 'test-tarsy-secrets'",
    ),
    Refusal(when=("namespace=given", "quota=enough"), words=_SOMEBODY_ELSE_S),
    Refusal(when=("namespace=shared", "quota=enough"), words=_SOMEBODY_ELSE_S),
)
"""What cannot work, the words in which it is refused, and what to write instead."""


def synthesize_with(**chosen: Any) -> Manifests:
    """Synthesize the base with other choices: settings, and ``platform`` and ``tenancy`` of the environment.

    All checks run, and even a warning fails.
    """
    place: dict[str, Any] = {
        "platform": OpenShift(version="4.18", apps_domain="apps.example.com"),
        "tenancy": OwnNamespace(),
    }
    place |= {name: chosen.pop(name) for name in place if name in chosen}
    given: dict[str, Any] = {
        "images": ReleasedImages(
            repository="quay.io/codeready-toolchain",
            versions={name: ReleasedImage(tag="c35f0f7") for name in ("tarsy", "tarsy-llm")},
        ),
        "github_organization": "example",
        "github_team": "on-call",
        **chosen,
    }

    def make_chart(app: Construct) -> tarsy.TarsyChart:
        environment = Environment(name="test", namespace=_NAMESPACE, **place)
        return tarsy.TarsyChart(app, environment=environment, settings=tarsy.TarsySettings(**given))

    return without_findings(make_chart)
