"""Whatever containers a chart is given: it is refused with a place and a remedy, or its pod is admitted."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from constructs import Construct
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podwright import (
    ClaimVolume,
    ConfigKey,
    ConfigMapVolume,
    Container,
    Deployment,
    Duration,
    EmptyDir,
    Environment,
    EnvironmentChart,
    EnvValue,
    Exec,
    External,
    Grpc,
    HttpGet,
    Image,
    ImageProfile,
    Kubernetes,
    Mount,
    OpenShift,
    PodField,
    Port,
    Probe,
    Resources,
    SecretKey,
    SecretVolume,
    ServiceAccountToken,
    SynthesisError,
    TcpSocket,
    Volume,
    synthesize,
)
from tests.pod_security import containers_of, restricted_v2_violations, restricted_violations
from tests.samples import container

LABELS = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?", fullmatch=True) | st.just("x" * 63)
OBJECTS = st.sampled_from(["shop", "shop.config", "shop-config", "s" * 253])
KEYS = st.sampled_from(["a", "tls.crt", "KEY", ".hidden", "a-b_c"])
PATHS = st.sampled_from(["/etc/shop", "/data", "/data/sub", "/tmp", "/var/run/x", "/keys.d"])
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
SECONDS = st.integers(1, 2**31 - 1).map(Duration)

ports = st.builds(
    Port,
    name=st.sampled_from(["http", "grpc", "metrics", "p-1", "a23456789012345"]),
    number=st.sampled_from([1, 80, 8080, 9090, 65535]),
    protocol=st.sampled_from(["TCP", "UDP", "SCTP"]),
)
images = st.builds(
    Image,
    repository=st.sampled_from(["quay.io/shop/web", "localhost:5000/a/b", "docker.io/library/x"]),
    tag=st.sampled_from(["v1", "latest", "dev", "_", "1.0-", "T" * 128]),
    digest=st.none() | st.just(f"sha256:{'0' * 64}"),
    profile=st.builds(
        ImageProfile,
        writable_paths=st.lists(PATHS, max_size=3, unique=True).map(tuple),
        user=st.integers(1, 2**31 - 1),
        group=st.integers(0, 2**31 - 1),
    ),
)
volumes: st.SearchStrategy[Volume] = st.one_of(
    st.builds(
        ConfigMapVolume,
        config_map=OBJECTS,
        keys=st.lists(KEYS, unique=True, max_size=2).map(tuple),
        optional=st.booleans(),
        mode=st.none() | st.integers(0, 0o777),
    ),
    st.builds(SecretVolume, secret=OBJECTS, optional=st.booleans(), mode=st.none() | st.just(0o400)),
    st.builds(ClaimVolume, claim=OBJECTS),
    st.builds(EmptyDir, name=LABELS, size_limit=st.none() | st.just("1Gi"), in_memory=st.booleans()),
    st.builds(ServiceAccountToken, audience=st.none() | st.just("shop")),
)
variables: st.SearchStrategy[EnvValue] = st.one_of(
    TEXT,
    st.builds(SecretKey, secret=OBJECTS, key=KEYS, optional=st.booleans()),
    st.builds(ConfigKey, config_map=OBJECTS, key=KEYS, optional=st.booleans()),
    st.just(PodField(path="status.podIP")),
)


def probes(of: list[Port]) -> st.SearchStrategy[Probe | None]:
    asked = [port for port in of if port.protocol == "TCP"]
    checks: list[st.SearchStrategy[Any]] = [
        st.builds(Exec, command=st.lists(TEXT.filter(bool), min_size=1, max_size=3).map(tuple))
    ]
    if asked:
        port = st.sampled_from(asked)
        checks += [
            st.builds(HttpGet, port=port, path=st.sampled_from(["/", "/health?full=1"])),
            st.builds(TcpSocket, port=port),
            st.builds(Grpc, port=port, service=TEXT),
        ]
    return st.none() | st.builds(
        Probe,
        check=st.one_of(checks),
        initial_delay=st.just(Duration(0)) | SECONDS,
        period=SECONDS,
        timeout=SECONDS,
        failure_threshold=st.integers(1, 2**31 - 1),
    )


@st.composite
def containers(draw: st.DrawFn) -> Container:
    own_ports = draw(
        st.lists(ports, max_size=2, unique_by=(lambda p: p.name, lambda p: (p.number, p.protocol)))
    )
    mounts = draw(
        st.lists(st.builds(Mount, path=PATHS, volume=volumes), max_size=4, unique_by=lambda m: m.path)
    )
    stops_last = draw(st.booleans())
    return Container(
        name=draw(LABELS),
        image=draw(images),
        resources=Resources(
            cpu_request="1m",
            cpu_limit="1",
            memory_request="1",
            memory_limit=draw(st.sampled_from(["12Mi", "1e9"])),
        ),
        command=tuple(draw(st.lists(TEXT, max_size=2))),
        args=tuple(draw(st.lists(TEXT, max_size=2))),
        working_dir=draw(st.none() | PATHS),
        env=draw(st.dictionaries(st.sampled_from(["A", "_B", "c.d"]), variables, max_size=3)),
        env_from=tuple(draw(st.lists(st.builds(ConfigMapVolume, config_map=OBJECTS), max_size=1))),
        ports=tuple(own_ports),
        mounts=tuple(mounts),
        startup=draw(probes(own_ports)),
        liveness=draw(probes(own_ports)),
        readiness=draw(probes(own_ports)),
        pre_stop=None if stops_last else draw(st.none() | st.just(Exec(command=("drain",)))),
        stops_last=stops_last,
    )


PODS = st.lists(containers(), max_size=3, unique_by=lambda value: value.name).map(
    lambda values: (container("first"), *values)
)


def make(environment: Environment, values: tuple[Container, ...]) -> Callable[[Construct], EnvironmentChart]:
    def make_chart(app: Construct) -> EnvironmentChart:
        chart = EnvironmentChart(app, environment=environment, system="shop")
        for name in ("shop", "shop.config", "shop-config", "s" * 253):
            chart.relies_on(
                *(External(kind=kind, name=name) for kind in ("ConfigMap", "Secret", "PersistentVolumeClaim"))
            )
        Deployment(chart, "shop", name="shop", component="web", containers=values)
        return chart

    return make_chart


ENVIRONMENTS = [
    Environment(
        name="test",
        namespace="shop-test",
        platform=platform(version=version, apps_domain="example.com"),
    )
    for platform, version in (
        (OpenShift, "4.18"),
        (OpenShift, "4.14"),
        (Kubernetes, "1.33"),
        (Kubernetes, "1.25"),
    )
]


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda e: f"{type(e.platform).__name__}")
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(values=PODS)
def test_a_pod_is_refused_or_admitted(environment: Environment, values: tuple[Container, ...]) -> None:
    try:
        manifests = synthesize(make(environment, values))
    except SynthesisError as error:
        for problem in error.problems:
            # By the construct itself, where the value is; not by the checks at the end.
            assert problem.field.startswith("containers"), problem
            assert problem.path == "shop-test/shop"
            assert problem.remedy
        return
    deployment = manifests["Deployment/shop"]
    assert restricted_violations(deployment) == []
    if environment.platform.assigns_users:
        assert restricted_v2_violations(deployment) == []
    spec = deployment["spec"]["template"]["spec"]
    names = [volume["name"] for volume in spec.get("volumes", ())]
    assert len(names) == len(set(names))
    mounted: set[str] = set()
    for _, found in containers_of(spec):
        paths = [mount["mountPath"] for mount in found.get("volumeMounts", ())]
        assert len(paths) == len(set(paths))
        mounted |= {mount["name"] for mount in found.get("volumeMounts", ())}
    assert mounted == set(names)
    assert {found["name"] for _, found in containers_of(spec)} == {value.name for value in values}
    for key, value in deployment["metadata"]["labels"].items():
        assert re.fullmatch(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?", value), key


def test_the_samples_are_not_all_refused() -> None:
    # The property above says little if nothing is ever admitted.
    kinds: set[str] = set()

    @settings(deadline=None, max_examples=40, database=None, derandomize=True)
    @given(values=PODS)
    def note(values: tuple[Container, ...]) -> None:
        with suppress(SynthesisError):
            manifests = synthesize(make(ENVIRONMENTS[0], values))
            kinds.update(manifests["Deployment/shop"]["spec"]["template"]["spec"])

    note()
    assert {"initContainers", "containers", "volumes"} <= kinds
