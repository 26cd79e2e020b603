"""From container values to the pod template that workloads share.

What a container is made of recurs: in its pod, in other pods, in every environment of a chart. The values are
immutable, and so is what becomes of them, so each is made once: the bindings check every field of a struct,
which for a volume takes most of a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from cdk8s_plus_27 import k8s

from podwright.bindings import int_or_string, quantity
from podwright.environment import Platform
from podwright.vocabulary import (
    ClaimVolume,
    ConfigKey,
    ConfigMapVolume,
    Container,
    EmptyDir,
    EnvValue,
    Exec,
    Grpc,
    HttpGet,
    Mount,
    PodField,
    Port,
    Probe,
    Resources,
    SecretKey,
    SecretVolume,
    ServiceAccountToken,
    TcpSocket,
    Volume,
)

SERVICE_ACCOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
"""Where programs look for their API token."""


def pod_security(platform: Platform, containers: Sequence[Container]) -> k8s.PodSecurityContext:
    """Return the pod's security context: non-root, RuntimeDefault, a group where nothing assigns one."""
    has_claim = any(isinstance(mount.volume, ClaimVolume) for value in containers for mount in value.mounts)
    return k8s.PodSecurityContext(
        run_as_non_root=True,
        fs_group=None if platform.assigns_users else containers[0].image.profile.group,
        # Otherwise every start waits until the kubelet has changed the group of every file of the claim.
        fs_group_change_policy="OnRootMismatch" if has_claim else None,
        seccomp_profile=k8s.SeccompProfile(type="RuntimeDefault"),
    )


def container(
    value: Container, *, platform: Platform, volumes: Mapping[Volume, str], pre_stop: Exec | None = None
) -> k8s.Container:
    """Return a container with its probes, mounts and a security context of Pod Security *restricted*.

    Args:
        value: the container.
        platform: the cluster; on one that assigns users the manifest names none.
        volumes: the names of the pod's volumes.
        pre_stop: what runs before the container is asked to stop.
    """
    return k8s.Container(
        name=value.name,
        image=value.image.reference,
        image_pull_policy=_pull_policy(value),
        command=list(value.command) or None,
        args=list(value.args) or None,
        working_dir=value.working_dir,
        env=[_env_var(name, what) for name, what in value.env.items()] or None,
        env_from=[_env_from(source) for source in value.env_from] or None,
        ports=[_port(port) for port in value.ports] or None,
        resources=_resources(value.resources),
        startup_probe=_probe(value.startup),
        liveness_probe=_probe(value.liveness),
        readiness_probe=_probe(value.readiness),
        lifecycle=_lifecycle(pre_stop),
        volume_mounts=[_volume_mount(mount, volumes[mount.volume]) for mount in value.all_mounts] or None,
        security_context=k8s.SecurityContext(
            allow_privilege_escalation=False,
            capabilities=k8s.Capabilities(drop=["ALL"]),
            read_only_root_filesystem=True,
            run_as_user=None if platform.assigns_users else value.image.profile.user,
            run_as_group=None if platform.assigns_users else value.image.profile.group,
        ),
    )


def pod_volumes(names: Mapping[Volume, str]) -> list[k8s.Volume] | None:
    """Return the pod's volumes.

    Args:
        names: the volumes and their names.
    """
    return [_volume(volume, name) for volume, name in names.items()] or None


def config_maps(containers: Iterable[Container]) -> dict[str, bool]:
    """Return the names of the ConfigMaps that the containers read, and whether each may be absent."""
    found: dict[str, bool] = {}

    def note(name: str, *, optional: bool) -> None:
        found[name] = found.get(name, True) and optional

    for value in containers:
        for source in value.env_from:
            if isinstance(source, ConfigMapVolume):
                note(source.config_map, optional=source.optional)
        for what in value.env.values():
            if isinstance(what, ConfigKey):
                note(what.config_map, optional=what.optional)
        for mount in value.mounts:
            if isinstance(mount.volume, ConfigMapVolume):
                note(mount.volume.config_map, optional=mount.volume.optional)
    return found


def secrets(containers: Iterable[Container]) -> list[str]:
    """Return the names of the Secrets that the containers read, each once."""
    found: dict[str, None] = {}
    for value in containers:
        found |= {source.secret: None for source in value.env_from if isinstance(source, SecretVolume)}
        found |= {what.secret: None for what in value.env.values() if isinstance(what, SecretKey)}
        found |= {m.volume.secret: None for m in value.mounts if isinstance(m.volume, SecretVolume)}
    return list(found)


def claims(containers: Iterable[Container]) -> list[str]:
    """Return the names of the claims that the containers mount, each once."""
    volumes = (mount.volume for value in containers for mount in value.mounts)
    return list(dict.fromkeys(volume.claim for volume in volumes if isinstance(volume, ClaimVolume)))


def serves(platform: Platform, minor: int) -> bool:
    """Return whether a cluster serves Kubernetes 1.<minor> or newer."""
    return int(platform.kubernetes_version.partition(".")[2]) >= minor


def spread(
    topology_keys: Sequence[str], selector: Mapping[str, str], *, platform: Platform
) -> list[k8s.TopologySpreadConstraint] | None:
    """Return constraints that spread pods over nodes, zones, … as evenly as the scheduler can.

    Pods of an older version do not count, where the cluster can tell them apart: they are about to leave.
    """
    return [
        k8s.TopologySpreadConstraint(
            max_skew=1,
            topology_key=key,
            when_unsatisfiable="ScheduleAnyway",
            label_selector=k8s.LabelSelector(match_labels=dict(selector)),
            match_label_keys=["pod-template-hash"] if serves(platform, 27) else None,
        )
        for key in topology_keys
    ] or None


def _pull_policy(value: Container) -> str | None:
    # The API server defaults to Always for `latest` and to IfNotPresent for everything else.
    default = "Always" if value.image.tag == "latest" and not value.image.digest else "IfNotPresent"
    return None if value.image.pull_policy == default else value.image.pull_policy


@cache
def _env_from(source: ConfigMapVolume | SecretVolume) -> k8s.EnvFromSource:
    optional = source.optional or None
    if isinstance(source, SecretVolume):
        secret = k8s.SecretEnvSource(name=source.secret, optional=optional)
        return k8s.EnvFromSource(secret_ref=secret)
    config_map = k8s.ConfigMapEnvSource(name=source.config_map, optional=optional)
    return k8s.EnvFromSource(config_map_ref=config_map)


@cache
def _env_var(name: str, value: EnvValue) -> k8s.EnvVar:
    match value:
        case str():
            return k8s.EnvVar(name=name, value=value)
        case SecretKey():
            source = k8s.EnvVarSource(
                secret_key_ref=k8s.SecretKeySelector(
                    name=value.secret, key=value.key, optional=value.optional or None
                )
            )
        case ConfigKey():
            source = k8s.EnvVarSource(
                config_map_key_ref=k8s.ConfigMapKeySelector(
                    name=value.config_map, key=value.key, optional=value.optional or None
                )
            )
        case PodField():
            source = k8s.EnvVarSource(field_ref=k8s.ObjectFieldSelector(field_path=value.path))
    return k8s.EnvVar(name=name, value_from=source)


@cache
def _port(port: Port) -> k8s.ContainerPort:
    protocol = None if port.protocol == "TCP" else port.protocol
    return k8s.ContainerPort(name=port.name, container_port=port.number, protocol=protocol)


@cache
def _resources(resources: Resources) -> k8s.ResourceRequirements:
    return k8s.ResourceRequirements(
        requests={"cpu": quantity(resources.cpu_request), "memory": quantity(resources.memory_request)},
        limits={"cpu": quantity(resources.cpu_limit), "memory": quantity(resources.memory_limit)},
    )


@cache
def _probe(probe: Probe | None) -> k8s.Probe | None:
    if probe is None:
        return None
    check = probe.check
    default = Probe(check=check)
    return k8s.Probe(
        http_get=_http_get(check) if isinstance(check, HttpGet) else None,
        tcp_socket=k8s.TcpSocketAction(port=int_or_string(check.port.name))
        if isinstance(check, TcpSocket)
        else None,
        # The gRPC probe takes a number only: the API has no named port there.
        grpc=k8s.GrpcAction(port=check.port.number, service=check.service or None)
        if isinstance(check, Grpc)
        else None,
        exec=k8s.ExecAction(command=list(check.command)) if isinstance(check, Exec) else None,
        initial_delay_seconds=probe.initial_delay.total_seconds or None,
        period_seconds=_unless(probe.period.total_seconds, default.period.total_seconds),
        timeout_seconds=_unless(probe.timeout.total_seconds, default.timeout.total_seconds),
        failure_threshold=_unless(probe.failure_threshold, default.failure_threshold),
    )


def _http_get(check: HttpGet) -> k8s.HttpGetAction:
    scheme = None if check.scheme == "HTTP" else check.scheme
    return k8s.HttpGetAction(path=check.path, port=int_or_string(check.port.name), scheme=scheme)


def _unless(value: int, default: int) -> int | None:
    return None if value == default else value


def _lifecycle(pre_stop: Exec | None) -> k8s.Lifecycle | None:
    if pre_stop is None:
        return None
    return k8s.Lifecycle(pre_stop=k8s.LifecycleHandler(exec=k8s.ExecAction(command=list(pre_stop.command))))


@cache
def _volume_mount(mount: Mount, name: str) -> k8s.VolumeMount:
    return k8s.VolumeMount(
        name=name,
        mount_path=mount.path,
        sub_path=mount.sub_path,
        read_only=mount.is_read_only or None,
    )


@cache
def _volume(volume: Volume, name: str) -> k8s.Volume:
    match volume:
        case EmptyDir():
            limit = quantity(volume.size_limit) if volume.size_limit else None
            medium = "Memory" if volume.in_memory else None
            return k8s.Volume(name=name, empty_dir=k8s.EmptyDirVolumeSource(size_limit=limit, medium=medium))
        case ConfigMapVolume():
            return k8s.Volume(
                name=name,
                config_map=k8s.ConfigMapVolumeSource(
                    name=volume.config_map,
                    items=_items(volume.keys),
                    optional=volume.optional or None,
                    default_mode=volume.mode,
                ),
            )
        case SecretVolume():
            return k8s.Volume(
                name=name,
                secret=k8s.SecretVolumeSource(
                    secret_name=volume.secret,
                    items=_items(volume.keys),
                    optional=volume.optional or None,
                    default_mode=volume.mode,
                ),
            )
        case ClaimVolume():
            claim = k8s.PersistentVolumeClaimVolumeSource(claim_name=volume.claim)
            return k8s.Volume(name=name, persistent_volume_claim=claim)
        case ServiceAccountToken():
            return k8s.Volume(name=name, projected=_service_account_token(volume))


def _items(keys: Sequence[str]) -> list[k8s.KeyToPath] | None:
    return [k8s.KeyToPath(key=key, path=key) for key in keys] or None


def _service_account_token(volume: ServiceAccountToken) -> k8s.ProjectedVolumeSource:
    # What the kubelet's own automount would project:
    # https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume
    token = k8s.ServiceAccountTokenProjection(
        path="token",
        expiration_seconds=_unless(
            volume.expiration.total_seconds, ServiceAccountToken().expiration.total_seconds
        ),
        audience=volume.audience,
    )
    authority = k8s.ConfigMapProjection(
        name="kube-root-ca.crt", items=[k8s.KeyToPath(key="ca.crt", path="ca.crt")]
    )
    namespace = k8s.DownwardApiVolumeFile(
        path="namespace", field_ref=k8s.ObjectFieldSelector(field_path="metadata.namespace")
    )
    return k8s.ProjectedVolumeSource(
        sources=[
            k8s.VolumeProjection(service_account_token=token),
            k8s.VolumeProjection(config_map=authority),
            k8s.VolumeProjection(downward_api=k8s.DownwardApiProjection(items=[namespace])),
        ]
    )
