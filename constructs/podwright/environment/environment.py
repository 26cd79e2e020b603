"""The environment: one place where a system is deployed."""

from __future__ import annotations

from podwright.environment.platforms import Kubernetes, OpenShift
from podwright.vocabulary.names import LabelName, check_host_name
from podwright.vocabulary.value import Value, refuse


class Environment(Value):
    """One place where a system is deployed.

    Args:
        name: short name of the place, ``development``; part of folder names and hosts.
        platform: the cluster and its facts.
        namespace: the namespace that everything namespaced is created in; one per environment.
    """

    name: LabelName
    platform: OpenShift | Kubernetes
    namespace: LabelName

    def host(self, service: str) -> str:
        """Return the public host of a service here: ``<service>-<environment>.<apps domain>``.

        Raises:
            InvalidValueError: the result is no DNS host name.
        """
        return check_host_name(f"{service}-{self.name}.{self.platform.apps_domain}")

    def openshift(self, needed_by: str) -> OpenShift:
        """Return the platform for something that only OpenShift has.

        Args:
            needed_by: what needs it, as the subject of a sentence: ``"a Route"``.

        Raises:
            InvalidValueError: the platform is another one.
        """
        if isinstance(self.platform, OpenShift):
            return self.platform
        message = f"{needed_by} needs OpenShift, but {self.name!r} is {type(self.platform).__name__}"
        remedy = "Choose the alternative for this platform, or set platform=OpenShift(…)"
        raise refuse(message, remedy, field="platform")
