"""Who issues serving certificates: the alternatives of one decision, and what comes of each."""

from __future__ import annotations

from podwright.certificates.cert_manager import CertManagerCertificates, IssuedCertificate
from podwright.certificates.existing import ExistingCertificate, ExistingCertificates
from podwright.certificates.service_ca import ServiceCaCertificate, ServiceCaCertificates

ServingCertificate = ServiceCaCertificate | IssuedCertificate | ExistingCertificate
"""A certificate that a server shows to its clients: what Services and databases are given."""

CertificateSource = ServiceCaCertificates | CertManagerCertificates | ExistingCertificates
"""Who issues the serving certificates of a system; each needs something else on the cluster.

OpenShift's service CA needs nothing but OpenShift, and names Services only. cert-manager needs an issuer of
type CA or Vault, and names public hosts too. Existing certificates are somebody else's promise.
"""
