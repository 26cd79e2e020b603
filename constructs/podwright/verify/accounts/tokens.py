"""Which pods hold the token of their service account.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
"""

from __future__ import annotations

from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.pods import DEFAULT_SERVICE_ACCOUNT, Container, PodTemplate

TOKEN_FOLDER: Final = "/var/run/secrets/kubernetes.io/serviceaccount"


def automounts_token(cluster: Cluster, pod: PodTemplate) -> bool | None:
    """Tell whether the kubelet mounts the service account's token into every container.

    Args:
        cluster: where the account is.
        pod: the pod.

    Returns:
        none when the account is not among the manifests, and the pod leaves it to the account.
    """
    own = pod.spec["automountServiceAccountToken"].boolean
    if own is not None:
        return own
    account = cluster.manifests.find("ServiceAccount", "", pod.namespace, pod.service_account)
    if account is None:
        return True if pod.service_account == DEFAULT_SERVICE_ACCOUNT else None
    return account.root["automountServiceAccountToken"].boolean is not False


def mounts_token_itself(container: Container) -> bool:
    """Whether a container mounts something where clients look for the token."""
    return any(
        mount.path.rstrip("/") in (TOKEN_FOLDER, TOKEN_FOLDER.removeprefix("/var"))
        for mount in container.mounts
    )
