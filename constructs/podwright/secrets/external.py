"""Secrets that the External Secrets Operator fetches from a store outside the cluster.

Source: https://external-secrets.io/latest/api/externalsecret/ (v1, the only version still served).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from constructs import Construct
from pydantic import Field

from podwright.chart import KIND_MAY_COME_LATER, EnvironmentConstruct, argument, chart_of
from podwright.secrets.declarations import DeclaredSecret, Default, Optional, Parameter
from podwright.secrets.entries import HOUR, EntryPath, Refresh, check_names, check_refresh, with_entries
from podwright.secrets.go_templates import go_string, template_of
from podwright.secrets.provided import ProvidedSecrets, naming_in
from podwright.vocabulary import Duration, External
from podwright.vocabulary.names import ObjectName, check_object_name
from podwright.vocabulary.value import Value

StoreKind = Literal["ClusterSecretStore", "SecretStore"]


class ExternalSecrets(Value):
    """The choice of the External Secrets Operator as source of all Secrets.

    Each Secret is one entry of the store, ``<path>/<name of the Secret>`` (as it is declared: an entry has no
    prefix, whatever the namespace), with a property for each parameter. Properties of optional parameters
    and of those with a default may be missing; without one of the others the operator reports an error and
    leaves the Secret as it is.

    Args:
        store: name of the SecretStore or ClusterSecretStore, which exists on the cluster.
        path: where the system's entries are in the store, ``tarsy/staging``.
        store_kind: ``ClusterSecretStore``, or a ``SecretStore`` of the same namespace.
        separator: what stands between path and name: ``-`` where the names of a store hold no slash, as in
            Azure Key Vault and Google Secret Manager.
        entries: entries with other names, in full, by the name of the Secret.
        absent: Secrets that have no entry; all their keys are optional.
        refresh: how often values are fetched again.
    """

    store: ObjectName
    path: EntryPath
    store_kind: StoreKind = "ClusterSecretStore"
    separator: Literal["/", "-", "_"] = "/"
    entries: Mapping[ObjectName, EntryPath] = Field(default_factory=dict)
    absent: tuple[ObjectName, ...] = ()
    refresh: Refresh = HOUR

    def provide(self, scope: Construct, secrets: Sequence[DeclaredSecret]) -> ProvidedSecrets:
        """Emit an `ExternalSecret` for each declared Secret, and return their handles.

        Args:
            scope: the chart that uses the Secrets.
            secrets: what is declared.

        Raises:
            InvalidValueError: a Secret in `absent` has a key that is needed; `absent` or `entries` names a
                Secret that is not declared; two declarations of one Secret.
        """
        chart, naming = chart_of(scope), naming_in(scope)
        check_names(self.entries, secrets, field="entries", prefix=chart.environment.prefix)
        held = with_entries(secrets, self.absent, prefix=chart.environment.prefix)
        chart.relies_on(External(kind=self.store_kind, name=self.store))
        for secret in held:
            ExternalSecret(
                scope,
                f"external-secret-{secret.name}",
                secret=naming(secret),
                store=self.store,
                store_kind=self.store_kind,
                entry=self.entries.get(secret.name, f"{self.path}{self.separator}{secret.name}"),
                refresh=self.refresh,
            )
        return ProvidedSecrets(secrets, naming=naming)


class ExternalSecret(EnvironmentConstruct):
    """A Secret that the operator creates from one entry of a store. Emits one `ExternalSecret`.

    The Secret has exactly the declared keys. It goes when the `ExternalSecret` goes, and stays when the entry
    does: pods outlive a slip in the store.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        secret: the Secret.
        store: name of the SecretStore or ClusterSecretStore.
        entry: name of the entry in the store, ``tarsy/staging/database-secret``.
        store_kind: ``ClusterSecretStore``, or a ``SecretStore`` of the same namespace.
        refresh: how often values are fetched again, more than 0 s.

    Raises:
        InvalidValueError: an illegal name, no time between two refreshes, or a Secret that the chart has
            already.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        secret: DeclaredSecret,
        store: str,
        entry: str,
        store_kind: StoreKind = "ClusterSecretStore",
        refresh: Duration = HOUR,
    ) -> None:
        super().__init__(scope, id)
        # The bindings are large, and only environments that choose this source should pay for them.
        from imports.io import external_secrets as bindings

        labels = self.chart.labels_of("secrets")
        kinds = bindings.ExternalSecretSpecSecretStoreRefKind
        decoding = bindings.ExternalSecretSpecDataFromExtractDecodingStrategy
        self.chart.register(self, kind="Secret", name=secret.name, field="secret")
        bindings.ExternalSecret(
            self,
            "external-secret",
            metadata=self.custom_resource_meta(
                name=secret.name,
                labels=labels,
                annotations=KIND_MAY_COME_LATER,
            ),
            spec=bindings.ExternalSecretSpec(
                refresh_interval=_go_duration(check_refresh(refresh, field="refresh")),
                secret_store_ref=bindings.ExternalSecretSpecSecretStoreRef(
                    kind=kinds.SECRET_STORE if store_kind == "SecretStore" else kinds.CLUSTER_SECRET_STORE,
                    name=argument("store", check_object_name, store),
                ),
                target=bindings.ExternalSecretSpecTarget(
                    name=secret.name,
                    # Defaults, but what an operator looks for first.
                    creation_policy=bindings.ExternalSecretSpecTargetCreationPolicy.OWNER,
                    deletion_policy=bindings.ExternalSecretSpecTargetDeletionPolicy.RETAIN,
                    template=bindings.ExternalSecretSpecTargetTemplate(
                        metadata=bindings.ExternalSecretSpecTargetTemplateMetadata(labels=labels.all),
                        data={
                            key: template_of(
                                secret, key, action=lambda p: _action(p, encoded=secret.encoding == "base64")
                            )
                            for key in secret.keys
                        },
                    ),
                ),
                # All at once: a single property that is missing would be an error, optional or not.
                data_from=[
                    bindings.ExternalSecretSpecDataFrom(
                        extract=bindings.ExternalSecretSpecDataFromExtract(
                            key=entry,
                            # The API server fills these three in; without them Argo CD would report the
                            # difference for ever.
                            conversion_strategy=bindings.ExternalSecretSpecDataFromExtractConversionStrategy.DEFAULT,
                            # Unlike `b64dec` in a template, it reports what is not base64.
                            decoding_strategy=decoding.BASE64
                            if secret.encoding == "base64"
                            else decoding.NONE,
                            metadata_policy=bindings.ExternalSecretSpecDataFromExtractMetadataPolicy.NONE,
                        )
                    )
                ],
            ),
        )


def _action(parameter: Parameter, *, encoded: bool) -> str:
    # `.NAME` is an error where the entry has no such property, `index` an empty text.
    value = f'index . "{parameter.name}"'
    if isinstance(parameter.presence, Default | Optional):
        default = parameter.presence.value if isinstance(parameter.presence, Default) else ""
        text = f"({go_string(default)} | b64dec)" if encoded else go_string(default)
        return f"{{{{ {value} | default {text} }}}}" if default else f"{{{{ {value} }}}}"
    missing = go_string(f"the entry has no {parameter.name}")
    return f"{{{{ with {value} }}}}{{{{ . }}}}{{{{ else }}}}{{{{ fail {missing} }}}}{{{{ end }}}}"


def _go_duration(duration: Duration) -> str:
    # As Go writes it: the operator's webhooks may read an object and write it back.
    hours, rest = divmod(duration.total_seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}h{minutes}m{seconds}s" if hours else f"{minutes}m{seconds}s" if minutes else f"{seconds}s"
