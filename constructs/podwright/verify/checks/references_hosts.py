"""References: the certificates behind hosts carry their names, and their paths lead to the backend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from podwright.verify.certificates import CERTIFICATE, is_covered, names_in, served_at
from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest
from podwright.verify.nodes import Node
from podwright.verify.provided import SECRET
from podwright.verify.publications import publications_of
from podwright.verify.references.known_names import listed
from podwright.verify.rules import Family, Flaw, Severity, check
from podwright.verify.templates import has_parameter

_NGINX: Final = "nginx.ingress.kubernetes.io/"
_REWRITE: Final = f"{_NGINX}rewrite-target"
_GROUP: Final = re.compile(r"\$[1-9]")


@check(
    "certificate-without-host",
    family=Family.REFERENCES,
    severity=Severity.ERROR,
    summary="A host is served with a certificate that does not carry its name.",
    source="https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",
)
def certificate_without_host(cluster: Cluster) -> Iterator[Flaw]:
    """Find hosts of Ingresses, Routes and Gateways that their Certificate does not name.

    A passthrough Route has its pods' Certificate; an Ingress that verifies its pods expects a name in theirs.
    """
    for manifest, host, secret in _served_hosts(cluster):
        certificate = _certificate_of(manifest, secret, cluster)
        if certificate is not None:
            yield from _uncovered(manifest, host, (certificate,), names_in(certificate))
    for publication in cluster.once(publications_of):
        expected = _expected_of_pods(publication.manifest)
        served = served_at(publication, cluster) if expected is not None else None
        if expected is not None and served is not None and served.certificates:
            yield from _uncovered(publication.manifest, expected, served.certificates, served.names)


def _uncovered(
    manifest: Manifest, host: Node, certificates: Sequence[Manifest], names: Sequence[str]
) -> Iterator[Flaw]:
    if not host.text or has_parameter(host.text) or not names or is_covered(host.text, names):
        return
    message = f"{certificates[0]} names {listed(names)}, not {host.text}"
    yield Flaw(manifest, host, message, f"Add {host.text} to its dnsNames")


def _expected_of_pods(manifest: Manifest) -> Node | None:
    """Return the name that is expected in the certificate of the pods behind; none when none is."""
    if manifest.kind == "Route" and manifest.spec.at("tls", "termination").text == "passthrough":
        return manifest.spec["host"]
    annotations = manifest.metadata["annotations"]
    if manifest.kind == "Ingress" and annotations[f"{_NGINX}proxy-ssl-verify"].text == "on":
        return annotations[f"{_NGINX}proxy-ssl-name"]
    return None


def _served_hosts(cluster: Cluster) -> Iterator[tuple[Manifest, Node, str]]:
    for ingress in cluster.manifests.of_kind("Ingress", "networking.k8s.io"):
        for entry in ingress.spec["tls"]:
            for host in entry["hosts"]:
                yield ingress, host, entry["secretName"].text
    for route in cluster.manifests.of_kind("Route", "route.openshift.io"):
        yield route, route.spec["host"], route.spec.at("tls", "externalCertificate", "name").text
    for gateway in cluster.manifests.of_kind("Gateway", "gateway.networking.k8s.io"):
        for listener in gateway.spec["listeners"]:
            references = list(listener.at("tls", "certificateRefs"))
            if len(references) == 1 and not references[0]["namespace"].text:
                yield gateway, listener["hostname"], references[0]["name"].text


def _certificate_of(manifest: Manifest, secret: str, cluster: Cluster) -> Manifest | None:
    """Return the Certificate that alone makes a Secret, none when it is made otherwise."""
    makers: Sequence[Manifest] = [
        provision.provider
        for provision in (cluster.provisions_of(SECRET, manifest.namespace, secret) if secret else ())
        # An Ingress with the annotation of cert-manager asks for it, too.
        if provision.provider is not manifest
    ]
    if len(makers) == 1 and makers[0].group_kind == CERTIFICATE:
        return makers[0]
    return None


@check(
    "rewritten-to-one-path",
    family=Family.REFERENCES,
    severity=Severity.WARNING,
    summary="An Ingress rewrites every path below a prefix to one and the same.",
    source="https://kubernetes.github.io/ingress-nginx/examples/rewrite/",
)
def rewritten_to_one_path(cluster: Cluster) -> Iterator[Flaw]:
    """Find rewrite targets without a captured group: ``/api/users`` arrives as ``/``."""
    for ingress in cluster.manifests.of_kind("Ingress", "networking.k8s.io"):
        target = ingress.metadata["annotations"][_REWRITE]
        if not target.text or _GROUP.search(target.text) or has_parameter(target.text):
            continue
        paths = [path for rule in ingress.spec["rules"] for path in rule["http"]["paths"]]
        wide = [path["path"].text or "/" for path in paths if path["pathType"].text != "Exact"]
        if wide:
            shown = listed(sorted(set(wide))[:3])
            message = f"every request below {shown} arrives as {target.text}"
            remedy = "Remove it, or capture the rest of the path: path /api(/|$)(.*), target /$2"
            yield Flaw(ingress, target, message, remedy)
