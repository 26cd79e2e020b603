"""What all workloads have in common: pods with containers, an identity, and declared connections."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.chart import EnvironmentConstruct, argument
from podwright.configuration import ConfigMap
from podwright.errors import InvalidValueError, Problem
from podwright.policy import (
    Addresses,
    Anywhere,
    NamespacePods,
    NetworkPolicy,
    Peer,
    PriorityClass,
    ServiceAccount,
)
from podwright.vocabulary import (
    ConfigMapVolume,
    Container,
    Duration,
    Exec,
    External,
    Image,
    Labels,
    Port,
    ServiceAccountToken,
)
from podwright.vocabulary.names import (
    check_env_name,
    check_label_key,
    check_label_value,
    check_service_name,
    label_name,
)
from podwright.vocabulary.ports import Protocol
from podwright.vocabulary.value import did_you_mean, refuse
from podwright.workloads import pod_template
from podwright.workloads.pod_problems import placed, problems_of_pod
from podwright.workloads.volume_names import volume_names

_DEFAULT_GRACE = Duration(30)

# Nothing outside the cluster has such an address, but clouds answer there with the node's own credentials.
_LINK_LOCAL = {4: "169.254.0.0/16", 6: "fe80::/10"}
_EVERYTHING = {4: "0.0.0.0/0", 6: "::/0"}


class Workload(EnvironmentConstruct):
    """Pods of one kind: the base of `Deployment`, `Job` and of databases.

    Emits a `ServiceAccount` and a `NetworkPolicy` beside what the subclass emits.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of the workload, its service account and its network policy.
        component: the recommended label `app.kubernetes.io/component`; part of the selector, so each workload
            has its own.
        containers: the containers; the first one gives the application's version.
        application: the recommended label `app.kubernetes.io/name`; the system's name where not given.
        init_containers: containers that run one after the other, each to its end, before all others start.
        termination_grace: how long the pod may take to stop, at least 1 s.

    Raises:
        InvalidValueError: every clash between the containers: names, ports, volumes of one name; an init
            container that serves, or is to stop last; an image that does not run as any user where the
            platform assigns one; pods that another workload of the chart selects too; no time to stop.
    """

    kind: ClassVar[str]
    """Kind of the object that a subclass emits for its pods."""

    template_path: ClassVar[str] = "/spec/template"
    """Where that object keeps the template of its pods."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        component: str,
        containers: Sequence[Container],
        application: str | None = None,
        init_containers: Sequence[Container] = (),
        termination_grace: Duration = _DEFAULT_GRACE,
    ) -> None:
        super().__init__(scope, id)
        self.name = argument("name", check_service_name, name)
        self.containers = tuple(containers)
        self.init_containers = tuple(init_containers)
        self.termination_grace = termination_grace
        self._priority_class: str | None = None
        self._pod_annotations: dict[str, str] = {}
        problems = list(self._problems())
        if problems:
            raise InvalidValueError(*problems)
        self.labels: Labels = self.chart.labels_of(
            component, name=application, version=_version(self.containers[0].image)
        )
        self._claim_selector()
        for secret in pod_template.secrets(self.all_containers):
            self.chart.note_reader(secret=secret, kind=self.kind, name=name)
        self.service_account = ServiceAccount(self, "service-account", name=name, labels=self.labels)
        self.network_policy = NetworkPolicy(self, "network-policy", name=name, labels=self.labels)
        if self._uses_api():
            # The API server runs on hosts whose addresses no manifest knows; policies see its own port.
            self.connects_to_peers(Anywhere(), port=self.environment.platform.api_server_port)

    @property
    def all_containers(self) -> tuple[Container, ...]:
        """The init containers, then the others."""
        return (*self.init_containers, *self.containers)

    def port(self, name: str) -> Port:
        """Return a port of one of the containers by its name.

        Raises:
            InvalidValueError: no container has a port of that name.
        """
        ports = {port.name: port for value in self.containers for port in value.ports}
        if name not in ports:
            message = f"{self.name!r} has no port {name!r}{did_you_mean(name, list(ports))}"
            raise refuse(
                message, f"Use one of: {', '.join(ports) or 'its containers declare none'}", field="port"
            )
        return ports[name]

    def accepts(self, port: Port, *peers: Peer) -> None:
        """Declare that peers connect to one of the ports; the network policy lets them in.

        Raises:
            InvalidValueError: no container has that port, or nobody is named.
        """
        if not peers:
            message = f"nobody is named who connects to port {port.name!r}"
            raise refuse(message, "Give the peers, or Anywhere() for everybody", field="peers")
        if port != self.port(port.name):
            message = (
                f"port {port.name!r} is {self.port(port.name).number} in {self.name!r}, not {port.number}"
            )
            raise refuse(message, "Give the container's own Port", field="port")
        for peer in peers:
            self.network_policy.allow_from(peer, (port.number, port.protocol))

    def connects_to(self, workload: Workload, port: Port) -> None:
        """Declare that the pods connect to a port of another workload; both network policies allow it."""
        workload.accepts(port, _peer(self, seen_from=workload))
        self.network_policy.allow_to(_peer(workload, seen_from=self), (port.number, port.protocol))

    def connects_to_peers(self, *peers: Peer, port: int, protocol: Protocol = "TCP") -> None:
        """Declare that the pods connect to others than the chart's; their network policy lets them out.

        Whether the others let them in is theirs to say. `ClusterService` and `OutsideServer` declare it of
        servers that have a URL.

        Args:
            peers: who it is: pods of other namespaces, or addresses.
            port: the port there, 1-65535; of pods the one that they listen on, not their Service's.
            protocol: ``TCP``, ``UDP`` or ``SCTP``.

        Raises:
            InvalidValueError: nobody is named, or the port is none.
        """
        if not peers:
            message = f"nobody is named whom {self.name!r} connects to"
            raise refuse(message, "Give the peers, or Anywhere() for everybody", field="peers")
        if not 1 <= port <= 65535:
            raise refuse(f"{port} is not a port number", "Write a number from 1 to 65535", field="port")
        for peer in peers:
            self.network_policy.allow_to(peer, (port, protocol))

    def connects_to_internet(self, *, port: int = 443) -> None:
        """Declare that the pods connect to servers outside the cluster.

        Pods and Services of the cluster are not meant, nor link-local addresses, where clouds serve a node's
        metadata. The addresses are of the same family (IPv4 or IPv6) as the pods'.

        Args:
            port: the TCP port there, 1-65535.

        Raises:
            InvalidValueError: the port is none.
        """
        platform = self.environment.platform
        family = ipaddress.ip_network(platform.pod_network).version
        inside = [platform.pod_network, platform.service_network]
        # The API server refuses an exception that is not part of the network.
        excluded = [network for network in inside if ipaddress.ip_network(network).version == family]
        outside = Addresses(network=_EVERYTHING[family], excluded=(*excluded, _LINK_LOCAL[family]))
        self.connects_to_peers(outside, port=port)

    def prioritize(self, priority: PriorityClass | External) -> None:
        """Declare how important the pods are.

        Args:
            priority: a class of the chart, or ``External(kind="PriorityClass", name=…)`` for one that exists
                on the cluster; the chart then relies on it.

        Raises:
            InvalidValueError: the external object is of another kind; the pods have a priority already.
        """
        if isinstance(priority, External):
            if priority.kind != "PriorityClass":
                message = f"{priority.kind} {priority.name!r} is no PriorityClass"
                raise refuse(message, "Give External(kind='PriorityClass', name=…)", field="priority")
            self.chart.relies_on(priority)
        if self._priority_class not in {None, priority.name}:
            message = f"{self.name!r} has priority {self._priority_class!r} already"
            raise refuse(message, "Give it one priority", field="priority")
        self._priority_class = priority.name

    def annotate_pods(self, annotations: Mapping[str, str]) -> None:
        """Have the pods carry annotations, for what looks for them on pods.

        Args:
            annotations: their values by key, ``prometheus.io/port``.

        Raises:
            InvalidValueError: an illegal key, or another value for one that the pods carry already.
        """
        for key, value in annotations.items():
            argument("annotations", check_label_key, key)
            if self._pod_annotations.setdefault(key, value) != value:
                message = f"the pods of {self.name!r} carry {key}: {self._pod_annotations[key]!r} already"
                raise refuse(message, "Give each annotation one value", field="annotations")

    def pod_template(
        self, *, topology_keys: Sequence[str] = (), restart_policy: str | None = None
    ) -> k8s.PodTemplateSpec:
        """Return the pod template; called when the whole chart stands.

        Args:
            topology_keys: node labels over whose values the pods are spread.
            restart_policy: what happens when a container ends; they restart always where not given.

        Raises:
            InvalidValueError: a ConfigMap that neither the chart has nor `relies_on` names, and that is not
                optional; keys in `env_from` that are no environment variables.
        """
        problems = [*self._missing_config_maps(), *self._unusable_variables()]
        if problems:
            raise InvalidValueError(*problems)
        platform = self.environment.platform
        sidecars, mains = self._by_order()
        grace = self.termination_grace
        volumes = volume_names(self.all_containers)
        return k8s.PodTemplateSpec(
            metadata=k8s.ObjectMeta(
                labels=self.labels.all, annotations={**self._checksums(), **self._pod_annotations} or None
            ),
            spec=k8s.PodSpec(
                service_account_name=self.service_account.name,
                automount_service_account_token=False,
                enable_service_links=False,
                restart_policy=restart_policy,
                priority_class_name=self._priority_class,
                termination_grace_period_seconds=None if grace == _DEFAULT_GRACE else grace.total_seconds,
                topology_spread_constraints=pod_template.spread(
                    topology_keys, self.labels.selector, platform=platform
                ),
                security_context=pod_template.pod_security(
                    platform, (*self.containers, *self.init_containers)
                ),
                init_containers=[
                    pod_template.container(c, platform=platform, volumes=volumes)
                    for c in (*self.init_containers, *sidecars)
                ]
                or None,
                containers=[
                    pod_template.container(c, platform=platform, volumes=volumes, pre_stop=self._pre_stop(c))
                    for c in mains
                ],
                volumes=pod_template.pod_volumes(volumes),
            ),
        )

    def mark_native_sidecars(self) -> None:
        """Make the init containers that stop last restart always; the 1.27 bindings lack the field."""
        for index, _ in enumerate(self._by_order()[0], start=len(self.init_containers)):
            path = f"{self.template_path}/spec/initContainers/{index}/restartPolicy"
            self.chart.patch({"op": "add", "path": path, "value": "Always"}, kind=self.kind, name=self.name)

    def _by_order(self) -> tuple[list[Container], list[Container]]:
        if not self.environment.platform.has_native_sidecars:
            return [], list(self.containers)
        sidecars = [value for value in self.containers if value.stops_last]
        return sidecars, [value for value in self.containers if not value.stops_last]

    def _pre_stop(self, value: Container) -> Exec | None:
        if not value.stops_last:
            return value.pre_stop
        # Without native sidecars all containers are asked to stop at once: hold this one back until shortly
        # before the kubelet kills what is left.
        grace = self.termination_grace.total_seconds
        return Exec(command=("sleep", str(max(grace - 5, grace // 2))))

    def _checksums(self) -> dict[str, str]:
        checksums: dict[str, str] = {}
        for name in sorted(pod_template.config_maps(self.all_containers)):
            config_map = self._config_map(name)
            if config_map:
                # The part of an annotation's key that a ConfigMap's name goes to is shorter than such a name.
                key = name if len(name) <= 63 else label_name(name)
                checksums[f"checksum/{key}"] = config_map.checksum
        return checksums

    def _config_map(self, name: str) -> ConfigMap | None:
        found = self.chart.find("ConfigMap", name)
        return found if isinstance(found, ConfigMap) else None

    def _missing_config_maps(self) -> Iterator[Problem]:
        for name, optional in pod_template.config_maps(self.all_containers).items():
            if not (optional or self._config_map(name) or self._is_external("ConfigMap", name)):
                message = f"ConfigMap {name!r} is not part of the chart"
                remedy = "Make it with ConfigMap(…), name it in relies_on(External(…)), or give optional=True"
                yield Problem(field="containers", message=message, remedy=remedy)

    def _unusable_variables(self) -> Iterator[Problem]:
        # The kubelet leaves them out, and says so only in an event.
        for place, value in placed(self.containers, self.init_containers):
            for number, source in enumerate(value.env_from):
                if not isinstance(source, ConfigMapVolume):
                    continue
                config_map = self._config_map(source.config_map)
                for key in config_map.keys if config_map else ():
                    if not _is_env_name(key):
                        message = f"key {key!r} of ConfigMap {source.config_map!r} is no environment variable"
                        remedy = "Mount the ConfigMap as files, or rename the key"
                        field = f"{place}.env_from[{number}]"
                        yield Problem(field=field, message=message, remedy=remedy)

    def _is_external(self, kind: str, name: str) -> bool:
        namespace = self.environment.namespace
        return any(
            (external.kind, external.name, external.namespace or namespace) == (kind, name, namespace)
            for external in self.chart.externals
        )

    def _claim_selector(self) -> None:
        # Two workloads with one selector would share Services, disruption budgets and network policies.
        selected = "/".join(self.labels.selector.values())
        other = self.chart.find("Pod", selected)
        if other:
            message = f"{other.path} selects the same pods, with component {self.labels.component!r}"
            raise refuse(message, "Give each workload its own component=", field="component")
        self.chart.register(self, kind="Pod", name=selected)

    def _uses_api(self) -> bool:
        # A token for another audience goes somewhere else.
        return any(
            isinstance(mount.volume, ServiceAccountToken) and mount.volume.audience is None
            for value in self.all_containers
            for mount in value.mounts
        )

    def _problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the arguments; a subclass adds its own."""
        yield from problems_of_pod(
            self.containers,
            self.init_containers,
            platform=self.environment.platform,
            termination_grace=self.termination_grace,
        )


def _version(image: Image) -> str | None:
    if image.is_floating or image.set_by_pipeline or image.tag is None:
        return None
    try:
        return check_label_value(image.tag)
    except InvalidValueError:
        # A tag may be longer than a label's value, and may end in a dash or dot.
        return None


def _is_env_name(key: str) -> bool:
    try:
        check_env_name(key)
    except InvalidValueError:
        return False
    return True


def _peer(workload: Workload, *, seen_from: Workload) -> Peer:
    namespace = workload.environment.namespace
    if namespace == seen_from.environment.namespace:
        return workload.network_policy.peer
    return NamespacePods(
        namespace_labels={"kubernetes.io/metadata.name": namespace}, labels=workload.labels.selector
    )
