"""Certificates: who vouches for a server's name."""

from podwright.certificates.cert_manager import Certificate, CertManagerCertificates, IssuedCertificate
from podwright.certificates.existing import ExistingCertificate, ExistingCertificates
from podwright.certificates.issuer import Http01Solver, Issuer
from podwright.certificates.service_ca import ServiceCaBundle, ServiceCaCertificate, ServiceCaCertificates
from podwright.certificates.sources import CertificateSource, ServingCertificate

__all__ = [
    "CertManagerCertificates",
    "Certificate",
    "CertificateSource",
    "ExistingCertificate",
    "ExistingCertificates",
    "Http01Solver",
    "IssuedCertificate",
    "Issuer",
    "ServiceCaBundle",
    "ServiceCaCertificate",
    "ServiceCaCertificates",
    "ServingCertificate",
]
