"""Platforms: facts of a cluster that charts build on without asking which one it is."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from podwright.errors import InvalidValueError
from podwright.vocabulary.images import check_repository
from podwright.vocabulary.names import HostName, LabelKey, LabelName, LabelValue
from podwright.vocabulary.value import Value, refuse

# The first version with Pod Security admission (stable) and policy/v1 only; nothing older is maintained.
_OLDEST_MINOR = 25
# OpenShift 4.x serves Kubernetes 1.(x + 13).
_OPENSHIFT_OFFSET = 13


def check_cidr(value: str) -> str:
    """Return an IPv4 or IPv6 network in CIDR notation, in its canonical form.

    Raises:
        InvalidValueError: the text is no network, has host bits, or no prefix length.
    """
    message = f"{value!r} is not a network"
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise refuse(message, "Write it in CIDR notation, such as '10.128.0.0/14'") from None
    # Without a prefix length it would be a single address, which is hardly ever what is meant.
    if "/" not in value or str(ipaddress.ip_interface(value).ip) != str(network.network_address):
        raise refuse(message, f"Write it in CIDR notation, such as {str(network)!r}")
    return str(network)


def check_minor_version(value: str) -> str:
    """Return a version as ``major.minor``.

    Raises:
        InvalidValueError: the text has another form.
    """
    if not re.fullmatch(r"[1-9]\d?\.(0|[1-9]\d?)", value, re.ASCII):
        raise refuse(f"{value!r} is not a cluster version", "Write major.minor, such as '4.18' or '1.31'")
    return value


def check_kubernetes_version(value: str) -> str:
    """Return a version of Kubernetes, ``1.31``.

    Raises:
        InvalidValueError: another major version, or one without Pod Security admission.
    """
    major, minor = check_minor_version(value).split(".")
    if major != "1":
        raise refuse(f"there is no Kubernetes {value}", "Write the Kubernetes version, such as '1.31'")
    if int(minor) < _OLDEST_MINOR:
        raise refuse(f"Kubernetes {value} is too old", f"Write 1.{_OLDEST_MINOR} or newer")
    return value


def check_openshift_version(value: str) -> str:
    """Return a version of OpenShift, ``4.18``.

    Raises:
        InvalidValueError: another major version, or one whose Kubernetes is too old.
    """
    major, minor = check_minor_version(value).split(".")
    if major != "4":
        message = f"which Kubernetes OpenShift {value} serves is not known"
        raise refuse(message, "Write the OpenShift version, such as '4.18'")
    if int(minor) + _OPENSHIFT_OFFSET < _OLDEST_MINOR:
        raise refuse(f"OpenShift {value} is too old", f"Write 4.{_OLDEST_MINOR - _OPENSHIFT_OFFSET} or newer")
    return value


def check_registry(value: str) -> str:
    """Return the host of an image registry, with its port where it has one: ``registry.example.com:5000``.

    Raises:
        InvalidValueError: a scheme, a path, or no host.
    """
    message = f"{value!r} is not an image registry"
    remedy = "Write host and port, such as 'registry.example.com:5000'"
    try:
        check_repository(f"{value}/image")
    except InvalidValueError:
        raise refuse(message, remedy) from None
    if "/" in value:
        raise refuse(message, remedy)
    return value


Cidr = Annotated[str, AfterValidator(check_cidr)]
MinorVersion = Annotated[str, AfterValidator(check_minor_version)]
KubernetesVersion = Annotated[str, AfterValidator(check_kubernetes_version)]
OpenShiftVersion = Annotated[str, AfterValidator(check_openshift_version)]
Registry = Annotated[str, AfterValidator(check_registry)]
SelectedLabels = Mapping[LabelKey, LabelValue]
"""Labels that something must carry to be selected."""


class ClusterDns(Value):
    """Where the cluster's DNS answers, so that network policies can let queries through.

    Args:
        namespace: the namespace that it runs in.
        port: the port that its pods listen on. Policies see the pods, not the Service in front of them, so
            on OpenShift this is 5353.
    """

    namespace: LabelName
    port: Annotated[int, Field(ge=1, le=65535)]


class Monitoring(Value):
    """The Prometheus that scrapes what the ServiceMonitors of applications select.

    Args:
        namespace: the namespace that Prometheus runs in.
        service_monitor_labels: labels that it demands of a ServiceMonitor; none where it takes every one.
    """

    namespace: LabelName
    service_monitor_labels: SelectedLabels = Field(default_factory=dict)


class Platform(Value):
    """Facts of a cluster: what `OpenShift` and `Kubernetes` have in common.

    Args:
        version: the cluster's own version, ``major.minor``.
        apps_domain: the wildcard domain under which hosts are published, ``apps.example.com``.
        pod_network: the network of pod addresses, in CIDR notation.
        service_network: the network of Service addresses, in CIDR notation.
        dns: where cluster DNS answers.
        api_server_port: the port that the API server listens on; policies see it instead of the 443 of the
            Service in front of it.
        cluster_domain: the domain that the cluster's DNS completes names of Services with.
        ingress_namespace_labels: labels of the namespace that the router or ingress controller runs in.
        monitoring: the Prometheus for applications, None where there is none.
    """

    version: MinorVersion
    apps_domain: HostName
    pod_network: Cidr
    service_network: Cidr
    dns: ClusterDns
    ingress_namespace_labels: Annotated[SelectedLabels, Field(min_length=1)]
    monitoring: Monitoring | None
    api_server_port: Annotated[int, Field(ge=1, le=65535)] = 6443
    cluster_domain: HostName = "cluster.local"

    @property
    def cluster(self) -> tuple[str, str]:
        """What tells clusters apart: the kind of platform, and the apps domain, which leads to one cluster.

        Everything else may change while the cluster stays the same one, its version above all.
        """
        return type(self).__name__, self.apps_domain

    @property
    def kubernetes_version(self) -> str:
        """The version of Kubernetes that the cluster serves, ``1.31``."""
        return self.version

    @property
    def has_native_sidecars(self) -> bool:
        """Whether init containers may restart always, and so outlive the others (Kubernetes 1.29)."""
        return int(self.kubernetes_version.partition(".")[2]) >= 29

    @property
    def assigns_users(self) -> bool:
        """Whether admission chooses the user of a pod, so that manifests must not."""
        return False


class OpenShift(Platform):
    """An OpenShift 4 cluster; the defaults are those of a fresh installation with OVN-Kubernetes.

    Sources: https://docs.openshift.com/container-platform/latest/networking/ (networks, network policy)
    and https://docs.openshift.com/container-platform/latest/observability/monitoring/ (user workloads).

    Args:
        version: the OpenShift version, 4.12 or newer.
        internal_registry: host and port of the cluster's own image registry.
    """

    version: OpenShiftVersion
    pod_network: Cidr = "10.128.0.0/14"
    service_network: Cidr = "172.30.0.0/16"
    dns: ClusterDns = ClusterDns(namespace="openshift-dns", port=5353)
    ingress_namespace_labels: Annotated[SelectedLabels, Field(min_length=1)] = Field(
        default_factory=lambda: {"policy-group.network.openshift.io/ingress": ""}
    )
    monitoring: Monitoring | None = Monitoring(namespace="openshift-user-workload-monitoring")
    internal_registry: Registry = "image-registry.openshift-image-registry.svc:5000"

    @property
    def kubernetes_version(self) -> str:
        """OpenShift 4.x serves Kubernetes 1.(x + 13)."""
        return f"1.{int(self.version.partition('.')[2]) + _OPENSHIFT_OFFSET}"

    @property
    def assigns_users(self) -> bool:
        """The restricted-v2 security context constraints assign user and group from the namespace's range."""
        return True


class Kubernetes(Platform):
    """A plain Kubernetes cluster; the defaults are those of kubeadm, ingress-nginx and kube-prometheus.

    Users and groups are written into its pods, because no admission plugin assigns them.

    Args:
        version: the Kubernetes version, 1.25 or newer.
    """

    version: KubernetesVersion
    pod_network: Cidr = "10.244.0.0/16"
    service_network: Cidr = "10.96.0.0/12"
    dns: ClusterDns = ClusterDns(namespace="kube-system", port=53)
    ingress_namespace_labels: Annotated[SelectedLabels, Field(min_length=1)] = Field(
        default_factory=lambda: {"kubernetes.io/metadata.name": "ingress-nginx"}
    )
    monitoring: Monitoring | None = Monitoring(namespace="monitoring")


class K3s(Kubernetes):
    """A k3s cluster; the defaults are those of its server as it is installed, with Traefik and no Prometheus.

    Traefik runs in ``kube-system``, and wants ports 80 and 443 of every node: for another controller start
    the server with ``--disable=traefik``, and give the labels of that controller's namespace. Network
    policies are enforced by the kube-router that it embeds.

    Sources: https://docs.k3s.io/networking/basic-network-options (networks) and
    https://docs.k3s.io/networking/networking-services (Traefik, network policies).
    """

    pod_network: Cidr = "10.42.0.0/16"
    service_network: Cidr = "10.43.0.0/16"
    ingress_namespace_labels: Annotated[SelectedLabels, Field(min_length=1)] = Field(
        default_factory=lambda: {"kubernetes.io/metadata.name": "kube-system"}
    )
    monitoring: Monitoring | None = None
