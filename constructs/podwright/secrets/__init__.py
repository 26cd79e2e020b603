"""Secrets: what is declared, and what provides it. Values never pass through podwright."""

from podwright.secrets.declarations import (
    Composed,
    DeclaredSecret,
    Default,
    Generated,
    Optional,
    Parameter,
    Required,
)
from podwright.secrets.existing import ExistingSecrets
from podwright.secrets.external import ExternalSecret, ExternalSecrets
from podwright.secrets.provided import ProvidedSecret, ProvidedSecrets
from podwright.secrets.sealed import SealedSecret, SealedSecrets
from podwright.secrets.sources import SecretSource
from podwright.secrets.template import Template, TemplateSecrets
from podwright.secrets.vault import VaultAuth, VaultConnection, VaultSecrets, VaultStaticSecret

__all__ = [
    "Composed",
    "DeclaredSecret",
    "Default",
    "ExistingSecrets",
    "ExternalSecret",
    "ExternalSecrets",
    "Generated",
    "Optional",
    "Parameter",
    "ProvidedSecret",
    "ProvidedSecrets",
    "Required",
    "SealedSecret",
    "SealedSecrets",
    "SecretSource",
    "Template",
    "TemplateSecrets",
    "VaultAuth",
    "VaultConnection",
    "VaultSecrets",
    "VaultStaticSecret",
]
