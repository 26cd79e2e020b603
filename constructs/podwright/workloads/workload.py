"""What all workloads have in common: pods with containers, an identity, and declared connections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.chart import EnvironmentConstruct
from podwright.configuration import ConfigMap
from podwright.errors import InvalidValueError, Problem
from podwright.policy import Addresses, Anywhere, NetworkPolicy, Peer, ServiceAccount
from podwright.vocabulary import Container, Duration, Exec, Labels, Port, ServiceAccountToken, Volume
from podwright.vocabulary.names import check_service_name
from podwright.vocabulary.value import did_you_mean, refuse
from podwright.workloads import pod_template
from podwright.workloads.volume_names import volume_names

_DEFAULT_GRACE = Duration(30)


class Workload(EnvironmentConstruct):
    """Pods of one kind: the base of `SidecarPod` and of databases.

    Emits a `ServiceAccount` and a `NetworkPolicy` beside what the subclass emits.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of the workload, its service account and its network policy.
        component: the recommended label `app.kubernetes.io/component`; part of the selector.
        containers: the containers; the first one gives the application's version.
        application: the recommended label `app.kubernetes.io/name`; the system's name where not given.
        termination_grace: how long the pod may take to stop.

    Raises:
        InvalidValueError: every clash between the containers: names, ports, volumes of one name.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        component: str,
        containers: Sequence[Container],
        application: str | None = None,
        termination_grace: Duration = _DEFAULT_GRACE,
    ) -> None:
        super().__init__(scope, id)
        self.name = check_service_name(name)
        self.containers = tuple(containers)
        self.termination_grace = termination_grace
        problems = [*_clashes(self.containers), *self._privileges()]
        if problems:
            raise InvalidValueError(*problems)
        first = self.containers[0].image
        self.labels: Labels = self.chart.labels_of(
            component, name=application, version=None if first.is_floating else first.tag
        )
        self.service_account = ServiceAccount(self, "service-account", name=name, labels=self.labels)
        self.network_policy = NetworkPolicy(self, "network-policy", name=name, labels=self.labels)
        if self._uses_api():
            # The API server runs on hosts whose addresses no manifest knows; policies see its own port.
            self.network_policy.allow_to(Anywhere(), (self.environment.platform.api_server_port, "TCP"))

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
            InvalidValueError: no container has that port.
        """
        if port != self.port(port.name):
            message = (
                f"port {port.name!r} is {self.port(port.name).number} in {self.name!r}, not {port.number}"
            )
            raise refuse(message, "Give the container's own Port", field="port")
        for peer in peers:
            self.network_policy.allow_from(peer, (port.number, port.protocol))

    def connects_to(self, workload: Workload, port: Port) -> None:
        """Declare that the pods connect to a port of another workload; both network policies allow it."""
        workload.accepts(port, self.network_policy.peer)
        self.network_policy.allow_to(workload.network_policy.peer, (port.number, port.protocol))

    def connects_to_internet(self, *, port: int = 443) -> None:
        """Declare that the pods connect to servers outside the cluster, but not to pods and Services in it.

        Args:
            port: the TCP port there.
        """
        platform = self.environment.platform
        outside = Addresses(network="0.0.0.0/0", excluded=(platform.pod_network, platform.service_network))
        self.network_policy.allow_to(outside, (port, "TCP"))

    def pod_template(self, *, topology_keys: Sequence[str] = ()) -> k8s.PodTemplateSpec:
        """Return the pod template; called when the whole chart stands.

        Args:
            topology_keys: node labels over whose values the pods are spread.
        """
        platform = self.environment.platform
        sidecars, mains = self._by_order()
        grace = self.termination_grace
        volumes = volume_names(self.containers)
        return k8s.PodTemplateSpec(
            metadata=k8s.ObjectMeta(labels=self.labels.all, annotations=self._checksums() or None),
            spec=k8s.PodSpec(
                service_account_name=self.service_account.name,
                automount_service_account_token=False,
                enable_service_links=False,
                termination_grace_period_seconds=None if grace == _DEFAULT_GRACE else grace.total_seconds,
                topology_spread_constraints=pod_template.spread(topology_keys, self.labels.selector),
                security_context=pod_template.pod_security(platform, self.containers),
                init_containers=[
                    pod_template.container(c, platform=platform, volumes=volumes) for c in sidecars
                ]
                or None,
                containers=[
                    pod_template.container(c, platform=platform, volumes=volumes, pre_stop=self._pre_stop(c))
                    for c in mains
                ],
                volumes=pod_template.pod_volumes(volumes),
            ),
        )

    def mark_native_sidecars(self, kind: str) -> None:
        """Make the init containers that stop last restart always; the 1.27 bindings lack the field.

        Args:
            kind: kind of the workload's object.
        """
        for index, _ in enumerate(self._by_order()[0]):
            path = f"/spec/template/spec/initContainers/{index}/restartPolicy"
            self.chart.patch({"op": "add", "path": path, "value": "Always"}, kind=kind, name=self.name)

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
        seconds = max(self.termination_grace.total_seconds - 5, 1)
        return Exec(command=("sleep", str(seconds)))

    def _checksums(self) -> dict[str, str]:
        checksums: dict[str, str] = {}
        for name, optional in sorted(pod_template.config_maps(self.containers).items()):
            config_map = self.chart.find("ConfigMap", name)
            if isinstance(config_map, ConfigMap):
                checksums[f"checksum/{name}"] = config_map.checksum
            elif not optional:
                message = f"ConfigMap {name!r} is not part of the chart"
                raise refuse(message, "Make it with ConfigMap(…), or refer to it with optional=True")
        return checksums

    def _uses_api(self) -> bool:
        return any(
            isinstance(mount.volume, ServiceAccountToken)
            for value in self.containers
            for mount in value.mounts
        )

    def _privileges(self) -> Iterator[Problem]:
        for index, value in enumerate(self.containers):
            if self.environment.platform.assigns_users and not value.image.profile.runs_as_any_user:
                image = value.image.repository
                yield Problem(
                    field=f"containers[{index}].image",
                    message=f"image {image!r} does not run as any user, which OpenShift demands",
                    remedy="Use an image whose files belong to group 0, and say so in its ImageProfile",
                )


def _clashes(containers: Sequence[Container]) -> Iterator[Problem]:
    if not containers or all(value.stops_last for value in containers):
        yield Problem(
            field="containers", message="a pod needs a container to serve", remedy="Give at least one"
        )
    names: set[str] = set()
    ports: dict[tuple[object, ...], str] = {}
    volumes: dict[str, Volume] = {}
    for index, value in enumerate(containers):
        field = f"containers[{index}]"
        if value.name in names:
            message = f"two containers are named {value.name!r}"
            yield Problem(field=f"{field}.name", message=message, remedy="Give each its own name")
        names.add(value.name)
        for number, port in enumerate(value.ports):
            for what, key in (
                (f"port {port.number}/{port.protocol}", (port.number, port.protocol)),
                (f"port name {port.name!r}", (port.name,)),
            ):
                other = ports.setdefault(key, value.name)
                if other != value.name:
                    message = f"{what} of {value.name!r} is already used by {other!r}"
                    remedy = "Containers of a pod share one network: give each port its own number and name"
                    yield Problem(field=f"{field}.ports[{number}]", message=message, remedy=remedy)
        for mount in value.all_mounts:
            if volumes.setdefault(mount.volume.name, mount.volume) != mount.volume:
                message = f"two different volumes are named {mount.volume.name!r}"
                remedy = "Share one volume object, or name them apart"
                yield Problem(field=f"{field}.mounts", message=message, remedy=remedy)
