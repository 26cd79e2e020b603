"""Secrets that the Vault Secrets Operator synchronizes from HashiCorp Vault.

Source: https://developer.hashicorp.com/vault/docs/deploy/kubernetes/vso/api-reference
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

from constructs import Construct
from pydantic import AfterValidator, Field, model_validator

from podwright.chart import KIND_MAY_COME_LATER, EnvironmentConstruct, argument, chart_of
from podwright.policy import ServiceAccount
from podwright.secrets.declarations import DeclaredSecret, Default, Optional, Parameter
from podwright.secrets.entries import (
    HOUR,
    EntryPath,
    Refresh,
    check_entry_path,
    check_names,
    check_refresh,
    with_entries,
)
from podwright.secrets.go_templates import go_string, template_of
from podwright.secrets.provided import LONGEST_NAME, ProvidedSecrets, naming_in
from podwright.vocabulary import Duration, External, Labels
from podwright.vocabulary.names import ObjectName, check_object_name
from podwright.vocabulary.origins import check_origin
from podwright.vocabulary.value import Value, refuse

if TYPE_CHECKING:
    from imports.com.hashicorp.secrets import (
        VaultStaticSecretSpecRolloutRestartTargets as RolloutRestartTarget,
    )

_ROLE = re.compile(r"\w([\w.-]*\w)?", re.ASCII)
# The operator writes its own values of the others, and warns at every synchronization.
_LABELS = ("app.kubernetes.io/instance", "app.kubernetes.io/part-of")


def check_vault_address(value: str) -> str:
    """Return the URL of a Vault server.

    Raises:
        InvalidValueError: another scheme than ``https``, or more than host and port.
    """
    check_origin(value)
    if not value.startswith("https://"):
        remedy = "Write 'https://vault.vault.svc:8200'; secrets do not cross a network in plain text"
        raise refuse(f"{value!r} is not an HTTPS address of Vault", remedy)
    return value


def check_vault_role(value: str) -> str:
    """Return the name of a Vault role: letters, digits, ``_``, and ``-`` or ``.`` between them.

    Raises:
        InvalidValueError: the name has another form.
    """
    if not _ROLE.fullmatch(value):
        raise refuse(
            f"{value!r} is not the name of a Vault role", "Use letters, digits, '_', '-' and '.' between"
        )
    return value


def check_vault_path(value: str) -> str:
    """Return the path of an entry below the mount of a KV engine.

    Raises:
        InvalidValueError: no path, or one with the ``data/`` that the operator itself puts in.
    """
    check_entry_path(value)
    if value.split("/", maxsplit=1)[0] == "data":
        message = f"{value!r} is a path of Vault's API, where the operator writes 'data/' itself"
        raise refuse(message, f"Write {value.removeprefix('data').lstrip('/') or 'tarsy/staging'!r}")
    return value


VaultRole = Annotated[str, AfterValidator(check_vault_role)]
VaultPath = Annotated[str, AfterValidator(check_vault_path)]


class VaultSecrets(Value):
    """The choice of the Vault Secrets Operator as source of all Secrets.

    Each Secret is one entry of a KV version 2 engine, ``<path>/<name of the Secret>`` (as it is declared: an
    entry has no prefix, whatever the namespace), with a field for each parameter. Fields of optional
    parameters and of those with a default may be missing; without one of the others the operator reports an
    error and leaves the Secret as it is.

    An administrator binds `role` to the service account ``<system>-vault``. It reads the entries of all
    Secrets but those in `roles`: each of these has a role and a service account of its own,
    ``<system>-vault-<name of the Secret>``, so that who can use one account cannot read all entries. In a
    shared namespace the names of the accounts begin with its prefix.

    Args:
        mount: path of the KV engine, ``secret``; it is no part of `path`.
        path: where the system's entries are in the engine, ``tarsy/staging``, without ``data/``.
        role: Vault role of the Kubernetes auth method.
        roles: roles of single Secrets, by the name of the Secret.
        entries: entries with other names, in full below `mount`, by the name of the Secret.
        absent: Secrets that have no entry; all their keys are optional.
        address: URL of Vault, ``https://vault.vault.svc:8200``; the operator's default connection, which may
            be anything, where not given.
        ca_secret: Secret of the namespace with the certificate (key ``ca.crt``) that verifies the server;
            what the operator's image trusts where not given.
        vault_namespace: namespace in Vault (Enterprise, HCP), ``admin``.
        auth_mount: path of the Kubernetes auth method.
        audience: audience of the service account's token that the role demands.
        refresh: how often values are fetched again.

    Raises:
        InvalidValueError: a name, path or address that Vault does not know; `ca_secret` without `address`.
    """

    mount: EntryPath
    path: VaultPath
    role: VaultRole
    roles: Mapping[ObjectName, VaultRole] = Field(default_factory=dict)
    entries: Mapping[ObjectName, VaultPath] = Field(default_factory=dict)
    absent: tuple[ObjectName, ...] = ()
    address: Annotated[str, AfterValidator(check_vault_address)] | None = None
    ca_secret: ObjectName | None = None
    vault_namespace: EntryPath | None = None
    auth_mount: EntryPath = "kubernetes"
    audience: Annotated[str, Field(min_length=1)] = "vault"
    refresh: Refresh = HOUR

    @model_validator(mode="after")
    def _verifies_its_own_server(self) -> VaultSecrets:
        if self.ca_secret and not self.address:
            message = "the operator's default connection has a certificate of its own"
            raise refuse(message, "Give address= too, or leave ca_secret= out", field="ca_secret")
        return self

    def provide(self, scope: Construct, secrets: Sequence[DeclaredSecret]) -> ProvidedSecrets:
        """Emit the Vault resources of the declared Secrets, and return their handles.

        Emits a `VaultStaticSecret` for each Secret, a `ServiceAccount` and a `VaultAuth` for each role, and a
        `VaultConnection` if there is an address.

        Args:
            scope: the chart that uses the Secrets.
            secrets: what is declared.

        Raises:
            InvalidValueError: a Secret in `absent` has a key that is needed; `absent`, `entries` or `roles`
                names a Secret that is not declared; two declarations of one Secret.
        """
        chart, naming = chart_of(scope), naming_in(scope)
        for field, names in (("entries", self.entries), ("roles", self.roles)):
            check_names(names, secrets, field=field, prefix=chart.environment.prefix)
        held = with_entries(secrets, self.absent, prefix=chart.environment.prefix)
        connection = chart.named(f"{chart.system}-vault", longest=LONGEST_NAME)
        if self.address:
            VaultConnection(
                scope, "vault-connection", name=connection, address=self.address, ca_secret=self.ca_secret
            )
        auths: dict[str, str] = {}
        for secret in held:
            own = f"{chart.system}-vault-{secret.name}"
            name = chart.named(own, longest=LONGEST_NAME) if secret.name in self.roles else connection
            if name not in auths:
                auth = VaultAuth(
                    scope,
                    f"vault-auth-{name}",
                    name=name,
                    role=self.roles.get(secret.name, self.role),
                    connection=connection if self.address else None,
                    vault_namespace=self.vault_namespace,
                    auth_mount=self.auth_mount,
                    audience=self.audience,
                )
                auths[name] = auth.name
            VaultStaticSecret(
                scope,
                f"vault-static-secret-{secret.name}",
                secret=naming(secret),
                auth=auths[name],
                mount=self.mount,
                entry=self.entries.get(secret.name, f"{self.path}/{secret.name}"),
                vault_namespace=self.vault_namespace,
                refresh=self.refresh,
            )
        return ProvidedSecrets(secrets, naming=naming)


class VaultConnection(EnvironmentConstruct):
    """Where Vault is, and how the operator knows that it is Vault. Emits one `VaultConnection`.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
        address: URL of Vault, ``https://vault.vault.svc:8200``.
        ca_secret: Secret of the namespace with the certificate (key ``ca.crt``) that verifies the server.

    Raises:
        InvalidValueError: an illegal name, or an address without HTTPS.
    """

    def __init__(
        self, scope: Construct, id: str, *, name: str, address: str, ca_secret: str | None = None
    ) -> None:
        super().__init__(scope, id)
        from imports.com.hashicorp import secrets as bindings

        if ca_secret:
            self.chart.relies_on(External(kind="Secret", name=ca_secret, keys=("ca.crt",)))
        self.name = argument("name", check_object_name, name)
        bindings.VaultConnection(
            self,
            "connection",
            metadata=self.custom_resource_meta(
                name=name, labels=self.chart.labels_of("secrets"), annotations=KIND_MAY_COME_LATER
            ),
            spec=bindings.VaultConnectionSpec(
                address=argument("address", check_vault_address, address),
                ca_cert_secret_ref=ca_secret,
                skip_tls_verify=False,
            ),
        )


class VaultAuth(EnvironmentConstruct):
    """How the operator signs in to Vault with one role. Emits a `VaultAuth` and its `ServiceAccount`.

    No pod runs as the service account; the operator requests its tokens.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of both.
        role: Vault role of the Kubernetes auth method, bound to the service account.
        connection: name of the VaultConnection; the operator's default where not given.
        vault_namespace: namespace in Vault (Enterprise, HCP).
        auth_mount: path of the Kubernetes auth method.
        audience: audience of the tokens.

    Raises:
        InvalidValueError: an illegal name, or one that another service account has.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        role: str,
        connection: str | None = None,
        vault_namespace: str | None = None,
        auth_mount: str = "kubernetes",
        audience: str = "vault",
    ) -> None:
        super().__init__(scope, id)
        from imports.com.hashicorp import secrets as bindings

        labels = self.chart.labels_of("secrets")
        account = ServiceAccount(self, "service-account", name=name, labels=labels)
        self.name = account.name
        bindings.VaultAuth(
            self,
            "auth",
            metadata=self.custom_resource_meta(name=name, labels=labels, annotations=KIND_MAY_COME_LATER),
            spec=bindings.VaultAuthSpec(
                vault_connection_ref=connection,
                namespace=vault_namespace,
                method=bindings.VaultAuthSpecMethod.KUBERNETES,
                mount=argument("auth_mount", check_entry_path, auth_mount),
                kubernetes=bindings.VaultAuthSpecKubernetes(
                    role=argument("role", check_vault_role, role),
                    service_account=account.name,
                    audiences=[audience],
                ),
            ),
        )


class VaultStaticSecret(EnvironmentConstruct):
    """A Secret that the operator creates from one entry of Vault. Emits one `VaultStaticSecret`.

    The Secret has exactly the declared keys. Pods read it at their start only, so the operator restarts every
    workload of the chart that reads it when its values change.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        secret: the Secret.
        auth: name of the VaultAuth.
        mount: path of the KV version 2 engine.
        entry: the entry below it, ``tarsy/staging/database-secret``.
        vault_namespace: namespace in Vault (Enterprise, HCP).
        refresh: how often values are fetched again, more than 0 s.

    Raises:
        InvalidValueError: an illegal path, no time between two refreshes, or a Secret that the chart has
            already.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        secret: DeclaredSecret,
        auth: str,
        mount: str,
        entry: str,
        vault_namespace: str | None = None,
        refresh: Duration = HOUR,
    ) -> None:
        super().__init__(scope, id)
        self.secret = secret
        self._auth = auth
        self._mount = argument("mount", check_entry_path, mount)
        self._entry = argument("entry", check_vault_path, entry)
        self._vault_namespace = vault_namespace
        self._refresh = check_refresh(refresh, field="refresh")
        self.chart.register(self, kind="Secret", name=secret.name, field="secret")
        # Who reads the Secret is known when the whole chart stands.
        self.finish_late(self._emit)

    def _emit(self) -> None:
        # The bindings are large, and only environments that choose this source should pay for them.
        from imports.com.hashicorp import secrets as bindings

        labels = self.chart.labels_of("secrets")
        text = bindings.VaultStaticSecretSpecDestinationTransformationTemplates
        bindings.VaultStaticSecret(
            self,
            "vault-static-secret",
            metadata=self.custom_resource_meta(
                name=self.secret.name, labels=labels, annotations=KIND_MAY_COME_LATER
            ),
            spec=bindings.VaultStaticSecretSpec(
                vault_auth_ref=self._auth,
                namespace=self._vault_namespace,
                type=bindings.VaultStaticSecretSpecType.KV_HYPHEN_V2,
                mount=self._mount,
                path=self._entry,
                refresh_after=_in_one_unit(self._refresh),
                destination=bindings.VaultStaticSecretSpecDestination(
                    name=self.secret.name,
                    create=True,
                    labels=_labels_of_the_secret(labels),
                    transformation=bindings.VaultStaticSecretSpecDestinationTransformation(
                        # Without these the Secret would also hold all of the entry's fields, and `_raw`,
                        # everything at once.
                        exclude_raw=True,
                        excludes=[".*"],
                        templates={
                            key: text(text=template_of(self.secret, key, action=self._action))
                            for key in self.secret.keys
                        },
                    ),
                ),
                rollout_restart_targets=self._readers() or None,
            ),
        )

    def _readers(self) -> list[RolloutRestartTarget]:
        from imports.com.hashicorp import secrets as bindings

        kind = bindings.VaultStaticSecretSpecRolloutRestartTargetsKind
        # Jobs read it when they run; there is nothing to restart.
        kinds = {
            "DaemonSet": kind.DAEMON_SET,
            "Deployment": kind.DEPLOYMENT,
            "StatefulSet": kind.STATEFUL_SET,
        }
        return [
            bindings.VaultStaticSecretSpecRolloutRestartTargets(kind=kinds[reader], name=name)
            for reader, name in sorted(self.chart.readers_of(self.secret.name))
            if reader in kinds
        ]

    def _action(self, parameter: Parameter) -> str:
        # `.Secrets.NAME` yields "<no value>" where the entry has no such field, `get` an empty text.
        value = f'get .Secrets "{parameter.name}"'
        encoded = self.secret.encoding == "base64"
        if isinstance(parameter.presence, Default | Optional):
            default = parameter.presence.value if isinstance(parameter.presence, Default) else ""
            value = f"{value} | default {go_string(default)}"
            if not encoded:
                return f"{{{{ {value} }}}}"
            otherwise = ""
        else:
            otherwise = f"{{{{ else }}}}{{{{ fail {go_string(f'the entry has no {parameter.name}')} }}}}"
        shown = _decoded(parameter) if encoded else "{{ . }}"
        return f"{{{{ with {value} }}}}{shown}{otherwise}{{{{ end }}}}"


def _decoded(parameter: Parameter) -> str:
    # Where a text is not base64, `b64dec` yields the error's words as if they were the value.
    wrong = go_string(f"{parameter.name} is not base64")
    check = "{{ if ne (. | b64dec | b64enc) (. | nospace) }}"
    return f"{check}{{{{ fail {wrong} }}}}{{{{ end }}}}{{{{ . | b64dec }}}}"


def _labels_of_the_secret(labels: Labels) -> dict[str, str]:
    return {name: value for name, value in labels.all.items() if name in _LABELS}


def _in_one_unit(duration: Duration) -> str:
    """Return a duration as the operator reads it, with a single unit: ``1h``, ``90m``, ``45s``."""
    for seconds, unit in ((3600, "h"), (60, "m")):
        if duration.total_seconds % seconds == 0:
            return f"{duration.total_seconds // seconds}{unit}"
    return f"{duration.total_seconds}s"
