"""What can provide Secrets: the alternatives of one decision."""

from __future__ import annotations

from podwright.secrets.existing import ExistingSecrets
from podwright.secrets.external import ExternalSecrets
from podwright.secrets.sealed import SealedSecrets
from podwright.secrets.template import TemplateSecrets
from podwright.secrets.vault import VaultSecrets

SecretSource = TemplateSecrets | ExternalSecrets | SealedSecrets | VaultSecrets | ExistingSecrets
"""What provides the Secrets of a system; each needs something else on the cluster and of its operators.

An OpenShift Template needs nothing but OpenShift; a person processes it. The External Secrets Operator and
the Vault Secrets Operator keep Secrets equal to a store outside the cluster. Sealed Secrets are committed,
encrypted for one cluster. Existing Secrets are somebody else's promise.
"""
