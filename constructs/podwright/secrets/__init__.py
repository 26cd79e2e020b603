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
from podwright.secrets.provided import ProvidedSecret, ProvidedSecrets
from podwright.secrets.template import Template, TemplateSecrets

__all__ = [
    "Composed",
    "DeclaredSecret",
    "Default",
    "Generated",
    "Optional",
    "Parameter",
    "ProvidedSecret",
    "ProvidedSecrets",
    "Required",
    "Template",
    "TemplateSecrets",
]
