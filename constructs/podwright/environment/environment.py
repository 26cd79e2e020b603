"""The environment: one place where a system is deployed."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from podwright.environment.platforms import Kubernetes, OpenShift
from podwright.errors import InvalidValueError
from podwright.vocabulary.names import LabelName, check_host_name, check_label_name
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
        platform: the cluster and its facts.
        namespace: the namespace that everything namespaced is created in; one per environment.
    """

    name: LabelName
    platform: OpenShift | Kubernetes
    namespace: Annotated[str, AfterValidator(check_own_namespace)]

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

    def openshift(self, needed_by: str, *, instead: str = "the alternative for this platform") -> OpenShift:
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
