"""Certificates: who vouches for a server's name."""

from podwright.certificates.service_ca import ServiceCaBundle, ServiceCaCertificate

__all__ = ["ServiceCaBundle", "ServiceCaCertificate"]
