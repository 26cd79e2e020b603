"""Secrets from an OpenShift Template, which a person processes with values that never reach git.

Source: https://docs.openshift.com/container-platform/latest/openshift_images/using-templates.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cdk8s
from constructs import Construct

from imports.io.openshift.template import Template as TemplateBinding
from imports.io.openshift.template import TemplateParameters, TemplateParametersGenerate
from podwright.chart import EnvironmentConstruct, argument, chart_of
from podwright.secrets.declarations import (
    DeclaredSecret,
    Default,
    Generated,
    Optional,
    Parameter,
    Required,
)
from podwright.secrets.provided import LONGEST_NAME, ProvidedSecrets, naming_in
from podwright.vocabulary.names import ObjectName, check_object_name
from podwright.vocabulary.value import Value, refuse

FOLDER = "secrets"
# They carry the label by which Argo CD 2 knows its own, and are not in the folder that it applies: without
# these it would call the application out of sync for good, and a sync that prunes would delete them.
# https://argo-cd.readthedocs.io/en/stable/user-guide/compare-options/#ignoring-resources-that-are-extraneous
_LEFT_ALONE = {
    "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
    "argocd.argoproj.io/sync-options": "Prune=false",
}
_NAMESPACE = "NAMESPACE"


class TemplateSecrets(Value):
    """The choice of an OpenShift Template as source of all Secrets.

    Args:
        name: `metadata.name` of the Template; ``<system>-secrets`` where not given, with the prefix of a
            shared namespace.
    """

    name: ObjectName | None = None

    def provide(self, scope: Construct, secrets: Sequence[DeclaredSecret]) -> ProvidedSecrets:
        """Emit a `Template` that creates the declared Secrets, and return their handles.

        Args:
            scope: the chart that uses the Secrets.
            secrets: what is declared.

        Raises:
            InvalidValueError: the platform is not OpenShift; two declarations of one Secret or parameter.
        """
        chart, naming = chart_of(scope), naming_in(scope)
        name = self.name or chart.named(f"{chart.system}-secrets", longest=LONGEST_NAME)
        Template(scope, "secrets-template", name=name, secrets=[naming(secret) for secret in secrets])
        return ProvidedSecrets(secrets, naming=naming)


class Template(EnvironmentConstruct):
    """An OpenShift Template of Secrets. Emits one `Template`, in the subfolder ``secrets/``.

    It is not applied but processed: ``oc process -f <file> -p GITHUB_TOKEN=… | oc apply -f -``. Argo CD reads
    no subfolders of a directory application, so it leaves the file alone. The Template itself names no
    namespace: `oc process` sends it to the current one, and the API server refuses it where the two differ.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
        secrets: the Secrets that it creates.

    Raises:
        InvalidValueError: the platform is not OpenShift; an illegal name; no Secrets; two declarations of one
            Secret, or of one parameter that differ; a parameter ``NAMESPACE``, which the Template has.
    """

    def __init__(self, scope: Construct, id: str, *, name: str, secrets: Sequence[DeclaredSecret]) -> None:
        super().__init__(scope, id, folder=FOLDER)
        self.environment.openshift(
            "a Template",
            instead="ExternalSecrets(…), VaultSecrets(…), SealedSecrets(…) or ExistingSecrets(…)",
        )
        argument("name", check_object_name, name)
        if not secrets:
            message = f"Template {name!r} creates nothing"
            raise refuse(message, "Declare the Secrets, or make no Template", field="secrets")
        self.labels = self.chart.labels_of("secrets")
        namespace = Parameter(
            name=_NAMESPACE,
            description="The namespace that the Secrets are created in.",
            presence=Default(value=self.environment.namespace),
        )
        parameters = [namespace, *_merged([p for secret in secrets for p in secret.parameters])]
        self.chart.register(self, kind="Template", name=name)
        for secret in secrets:
            self.chart.register(self, kind="Secret", name=secret.name)
        TemplateBinding(
            self,
            "template",
            metadata=cdk8s.ApiObjectMetadata(
                name=name,
                labels=self.labels.all,
                annotations={"description": _description(self.chart.instance, parameters)},
            ),
            message=f"The Secrets of {self.chart.instance} are in namespace ${{{_NAMESPACE}}}.",
            parameters=[_parameter(parameter) for parameter in parameters],
            objects=[self._secret(secret) for secret in secrets],
        )

    def _secret(self, secret: DeclaredSecret) -> dict[str, Any]:
        values = {key: secret.text_of(key, reference=lambda p: f"${{{p.name}}}") for key in secret.keys}
        return {
            "apiVersion": "v1",
            "kind": "Secret",
            # A literal namespace is stripped when the Template is processed; a parameter stays.
            "metadata": {
                "name": secret.name,
                "namespace": f"${{{_NAMESPACE}}}",
                "labels": self.labels.all,
                "annotations": _LEFT_ALONE,
            },
            "data" if secret.encoding == "base64" else "stringData": values,
        }


def _description(instance: str, parameters: Sequence[Parameter]) -> str:
    generates = any(isinstance(parameter.presence, Generated) for parameter in parameters)
    warning = " Generated values change with every run unless the present ones are given."
    return f"The Secrets of {instance}.{warning if generates else ''}"


def _merged(parameters: Sequence[Parameter]) -> list[Parameter]:
    merged: dict[str, Parameter] = {}
    for parameter in parameters:
        if parameter.name == _NAMESPACE:
            message = f"every Template has a parameter {_NAMESPACE!r}: where its Secrets are created"
            raise refuse(message, "Give yours another name", field="secrets")
        if merged.setdefault(parameter.name, parameter) != parameter:
            message = f"parameter {parameter.name!r} is declared twice, differently"
            raise refuse(message, "Declare it once and use the same Parameter for each key", field="secrets")
    return list(merged.values())


def _parameter(parameter: Parameter) -> TemplateParameters:
    match parameter.presence:
        case Required():
            return TemplateParameters(name=parameter.name, description=parameter.description, required=True)
        case Optional():
            return TemplateParameters(name=parameter.name, description=parameter.description)
        case Default(value=value):
            return TemplateParameters(
                name=parameter.name, description=parameter.description, value=value or None
            )
        case Generated(length=length):
            return TemplateParameters(
                name=parameter.name,
                description=parameter.description,
                generate=TemplateParametersGenerate.EXPRESSION,
                from_=f"[a-zA-Z0-9]{{{length}}}",
            )
