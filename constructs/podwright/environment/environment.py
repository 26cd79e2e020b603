"""The environment: one place where a system is deployed."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from podwright.environment.platforms import Kubernetes, OpenShift
from podwright.environment.tenancy import GivenNamespace, OwnNamespace, SharedNamespace
from podwright.errors import InvalidValueError
from podwright.vocabulary.names import (
    LONGEST_CONTROLLER_NAME,
    LabelName,
    check_host_name,
    check_label_name,
    check_service_name,
)
from podwright.vocabulary.value import Value, refuse


def check_own_namespace(value: str) -> str:
    """Return the name of a namespace that applications may have to themselves.

    Names beginning with ``kube-`` belong to Kubernetes, those with ``openshift-`` to OpenShift, and in
    ``default`` OpenShift's security context constraints do not apply
    (https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html).

    Raises:
        InvalidValueError: no DNS label, or the namespace belongs to the cluster.
    """
    check_label_name(value)
    if value in {"default", "openshift"} or value.startswith(("kube-", "openshift-")):
        message = f"namespace {value!r} belongs to the cluster"
        raise refuse(message, "Give the environment a namespace of its own, such as 'tarsy-dev'")
    return value


class Environment(Value):
    """One place where a system is deployed.

    Args:
        name: short name of the place, ``development``; part of folder names and hosts.
        platform: the cluster and its facts. Environments of one kind of platform with the same apps domain
            are on one cluster: an `App` checks that they do not get in each other's way there, and warns
            where they differ about its facts.
        namespace: the namespace that everything namespaced is created in.
        tenancy: whose namespace it is: created for this environment alone, given by somebody else, or given
            and shared with systems that have the same names.

    Raises:
        InvalidValueError: an illegal name; a namespace of the cluster's own; a shared namespace without
            prefix where the environment's name cannot be one.
    """

    name: LabelName
    platform: OpenShift | Kubernetes
    namespace: Annotated[str, AfterValidator(check_own_namespace)]
    tenancy: OwnNamespace | GivenNamespace | SharedNamespace = OwnNamespace()

    @model_validator(mode="after")
    def _can_prefix(self) -> Self:
        try:
            if self.prefix:
                check_service_name(self.prefix)
        except InvalidValueError:
            message = f"no name of a Service begins with {self.name!r}, the environment's name"
            remedy = "Give another prefix, which begins with a letter: tenancy=SharedNamespace(prefix=…)"
            raise refuse(message, remedy, field="tenancy") from None
        return self

    @property
    def owns_namespace(self) -> bool:
        """Whether the namespace is created with the system, which then decides about all of it."""
        return isinstance(self.tenancy, OwnNamespace)

    @property
    def prefix(self) -> str:
        """What namespaced names begin with, before a dash; empty where nobody else has the same names."""
        match self.tenancy:
            case SharedNamespace(prefix=prefix):
                return prefix or self.name
            case _:
                return ""

    def named(self, name: str, *, longest: int = LONGEST_CONTROLLER_NAME) -> str:
        """Return the name that a namespaced object has here: prefixed where the namespace is shared.

        Args:
            name: its name where nobody else has the same, ``tarsy-database``.
            longest: greatest length of a prefixed name: by default 52 characters, which every kind takes.

        Raises:
            InvalidValueError: the prefixed name is too long.
        """
        if not self.prefix:
            return name
        prefixed = f"{self.prefix}-{name}"
        if len(prefixed) > longest:
            message = f"{prefixed!r} has {len(prefixed)} characters, at most {longest} are allowed"
            remedy = (
                f"Give a prefix that is shorter than {self.prefix!r}, tenancy=SharedNamespace(prefix=…), "
                "or shorten the name"
            )
            raise refuse(message, remedy, field="name")
        return prefixed

    def unprefixed(self, name: str) -> str:
        """Return what `named` was given for a name: for what carries the instance, and needs no prefix.

        Args:
            name: the name of a namespaced object here.
        """
        return name.removeprefix(f"{self.prefix}-") if self.prefix else name

    def host(self, service: str) -> str:
        """Return the public host of a service here: ``<service>-<environment>.<apps domain>``.

        Args:
            service: what is published, ``tarsy-api``; one label, because the wildcard certificate of the apps
                domain covers one.

        Raises:
            InvalidValueError: the result is no DNS host name.
        """
        label = f"{service}-{self.name}"
        try:
            check_label_name(label)
        except InvalidValueError:
            message = f"{label!r} is not one label of a host name"
            remedy = "Name the service with letters, digits and '-', with the environment at most 63 of them"
            raise refuse(message, remedy, field="service") from None
        return check_host_name(f"{label}.{self.platform.apps_domain}")

    def openshift(self, needed_by: str, *, instead: str) -> OpenShift:
        """Return the platform for something that only OpenShift has.

        Args:
            needed_by: what needs it, as the subject of a sentence: ``"a Route"``.
            instead: what does the same elsewhere, as the object of a sentence: ``"ReleasedImages(…)"``.

        Raises:
            InvalidValueError: the platform is another one.
        """
        if isinstance(self.platform, OpenShift):
            return self.platform
        message = f"{needed_by} needs OpenShift, but {self.name!r} is {type(self.platform).__name__}"
        raise refuse(message, f"Choose {instead}, or set platform=OpenShift(…)", field="platform")
