"""Bad input is refused where it is born: each kind of it, as a user reads of it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cdk8s_plus_27 as kplus
import pytest

from podwright import (
    ConfigMap,
    Container,
    DatabaseCredentials,
    Deployment,
    Edge,
    Environment,
    EnvironmentChart,
    Image,
    OpenShift,
    Port,
    PostgresDatabase,
    Probe,
    Quantity,
    Resources,
    Route,
    SecretKey,
    Service,
    TcpSocket,
    config_file,
    config_folder,
)
from tests.samples import HTTP, IMAGE, RESOURCES
from tests.synth.project import Build, Project, shop

FILES = Path(__file__).parent


def container(name: str = "service", **fields: Any) -> Container:
    given: dict[str, Any] = {"image": IMAGE, "resources": RESOURCES, "ports": (HTTP,), **fields}
    return Container(name=name, **given)


def pod(chart: EnvironmentChart, name: str = "shop", *containers: Container) -> Deployment:
    return Deployment(chart, name, name=name, component=name, containers=containers or (container(),))


def database(chart: EnvironmentChart, *, storage: str = "1Gi", claim: str | None = None) -> PostgresDatabase:
    credentials = DatabaseCredentials(
        **{key: SecretKey(secret="shop", key=key) for key in ("username", "password", "database")}
    )
    return PostgresDatabase(
        chart, "database", name="db", image=IMAGE, credentials=credentials, storage=storage, claim=claim
    )


def illegal_object_name(chart: EnvironmentChart) -> None:
    ConfigMap(chart, "settings", name="Shop_Settings", data={})


def illegal_namespace(chart: EnvironmentChart) -> None:
    Environment(name="test", namespace="shop.test", platform=chart.environment.platform)


def illegal_system_name(chart: EnvironmentChart) -> None:
    EnvironmentChart(chart, environment=chart.environment, system="Shop 2")


def illegal_container_name(chart: EnvironmentChart) -> None:
    container("my_service")


def illegal_key(chart: EnvironmentChart) -> None:
    ConfigMap(chart, "settings", name="settings", data={"conf.d/shop.yaml": ""})


def illegal_env_name(chart: EnvironmentChart) -> None:
    container(env={"LOG-LEVEL": "info"})


def wrong_quantity(chart: EnvironmentChart) -> None:
    Resources(cpu_request="100 m", cpu_limit="1", memory_request="64Mi", memory_limit="128Mi")


def wrong_storage(chart: EnvironmentChart) -> None:
    database(chart, storage="5GB")


def quantity_of_nothing(chart: EnvironmentChart) -> None:
    Quantity("lots")


def request_above_limit(chart: EnvironmentChart) -> None:
    Resources(cpu_request="2", cpu_limit="1", memory_request="64Mi", memory_limit="128Mi")


def duplicate_port_in_a_container(chart: EnvironmentChart) -> None:
    container(ports=(HTTP, Port(name="http-alt", number=8080)))


def duplicate_port_in_a_pod(chart: EnvironmentChart) -> None:
    pod(chart, "shop", container(), container("sidecar", ports=(Port(name="other", number=8080),)))


def long_port_name(chart: EnvironmentChart) -> None:
    Port(name="kubernetes-rbac-proxy", number=8443)


def port_number_out_of_range(chart: EnvironmentChart) -> None:
    Port(name="http", number=80800)


def port_number_as_text(chart: EnvironmentChart) -> None:
    number: Any = "8080"
    Port(name="http", number=number)


def unknown_field(chart: EnvironmentChart) -> None:
    arguments: dict[str, Any] = {"protokol": "TCP"}
    Port(name="http", number=8080, **arguments)


def unknown_argument_of_a_construct(chart: EnvironmentChart) -> None:
    arguments: dict[str, Any] = {"nam": "settings", "data": {}}
    ConfigMap(chart, "settings", **arguments)


def missing_field(chart: EnvironmentChart) -> None:
    arguments: dict[str, Any] = {"name": "http"}
    Port(**arguments)


def missing_argument_of_a_construct(chart: EnvironmentChart) -> None:
    arguments: dict[str, Any] = {"name": "settings"}
    ConfigMap(chart, "settings", **arguments)


def missing_config_file(chart: EnvironmentChart) -> None:
    config_file(FILES / "test_ap.py")


def missing_config_folder(chart: EnvironmentChart) -> None:
    config_folder(FILES / "skills")


def unfilled_placeholder(chart: EnvironmentChart) -> None:
    Path("shop.yaml").write_text("a: 1\nhost: @{browser_hots}\n")
    config_file(Path("shop.yaml"), {"browser_host": "shop.example.com"})


def host_that_is_no_dns_name(chart: EnvironmentChart) -> None:
    OpenShift(version="4.18", apps_domain="https://apps.example.com/")


def route_off_openshift(chart: EnvironmentChart) -> None:
    service = Service(chart, "web", name="shop", workload=pod(chart), ports=(HTTP,))
    Route(chart, "route", name="shop", host="shop.example.com", to=service.only_port, termination=Edge())


def image_without_version(chart: EnvironmentChart) -> None:
    Image(repository="quay.io/team/service")


def image_without_registry(chart: EnvironmentChart) -> None:
    Image(repository="nginx", tag="1.27")


def probe_of_a_foreign_port(chart: EnvironmentChart) -> None:
    container(liveness=Probe(check=TcpSocket(port=Port(name="admin", number=9000))))


def two_config_maps_of_one_name(chart: EnvironmentChart) -> None:
    ConfigMap(chart, "one", name="settings", data={})
    ConfigMap(chart, "two", name="settings", data={})


def unknown_key_of_a_config_map(chart: EnvironmentChart) -> None:
    ConfigMap(chart, "settings", name="settings", data={"shop.yaml": ""}).mount_file(
        "shop.yml", "/etc/shop.yml"
    )


def port_of_another_pod(chart: EnvironmentChart) -> None:
    Service(chart, "web", name="shop", workload=pod(chart), ports=(Port(name="https", number=8443),))


def claim_of_an_illegal_name(chart: EnvironmentChart) -> None:
    database(chart, claim="Database Data")


def two_constructs_of_one_id(chart: EnvironmentChart) -> None:
    ConfigMap(chart, "settings", name="one", data={})
    ConfigMap(chart, "settings", name="two", data={})


def two_constructs_of_cdk8s_plus_of_one_id(chart: EnvironmentChart) -> None:
    kplus.ConfigMap(chart, "settings", data={"key": "value"})
    kplus.ConfigMap(chart, "settings", data={"key": "value"})


def wrong_type_for_cdk8s_plus(chart: EnvironmentChart) -> None:
    arguments: dict[str, Any] = {"data": 5}
    kplus.ConfigMap(chart, "settings", **arguments)


def method_of_a_construct(chart: EnvironmentChart) -> None:
    pod(chart).port("htpp")


def sentence(text: str) -> str:
    """Return a pattern of a whole line, in which ``…`` stands for anything."""
    return ".*".join(map(re.escape, text.split("…")))


BAD_INPUT: list[tuple[Build, str, str, str]] = [
    (
        illegal_object_name,
        "/settings: name",
        "'Shop_Settings' is not an object name.",
        "Use 1-253 lower-case letters, digits, '-' and '.', beginning and ending alphanumeric.",
    ),
    (illegal_namespace, ": Environment.namespace", "'shop.test' is not a DNS label.", "Use 1-63 lower-case…"),
    (illegal_system_name, ": system", "'Shop 2' is not a DNS label.", "Use 1-63 lower-case…"),
    (illegal_container_name, ": Container.name", "'my_service' is not a DNS label.", "Use 1-63 lower-case…"),
    (
        illegal_key,
        "/settings: data",
        "'conf.d/shop.yaml' is not a key of a ConfigMap or Secret.",
        "Use 1-253 letters, digits, '-', '_' and '.', without folders.",
    ),
    (
        illegal_env_name,
        ": Container.env['LOG-LEVEL']",
        "'LOG-LEVEL' is not an environment variable name.",
        "…'LOG_LEVEL'.",
    ),
    (
        wrong_quantity,
        ": Resources.cpu_request",
        "'100 m' is not a quantity.",
        "Write a number and a suffix: …",
    ),
    (wrong_storage, "/database: storage", "'5GB' is not a quantity.", "…'10Gi' of memory and storage."),
    (quantity_of_nothing, "", "'lots' is not a quantity.", "Write a number and a suffix: …"),
    (request_above_limit, ": Resources.cpu_request", "…", "…"),
    (
        duplicate_port_in_a_container,
        ": Container.ports[1].number",
        "two ports listen on 8080/TCP.",
        "Give each port its own number.",
    ),
    (
        duplicate_port_in_a_pod,
        "/shop: containers[1].ports[0]",
        "port 8080/TCP of 'sidecar' is already used by 'service'.",
        "Containers of a pod share one network: give each port its own number and name.",
    ),
    (
        long_port_name,
        ": Port.name",
        "port name 'kubernetes-rbac-proxy' has 21 characters, at most 15 are allowed.",
        "Shorten it, for example to 'kubernetes-rbac'.",
    ),
    (port_number_out_of_range, ": Port.number", "80800 is too large.", "Write 65535 or less."),
    (port_number_as_text, ": Port.number", "expected int, got str.", "Write a whole number, without quotes."),
    (
        unknown_field,
        ": Port.protokol",
        "Port has no argument 'protokol' (did you mean 'protocol'?).",
        "Use one of: name, number, protocol.",
    ),
    (
        unknown_argument_of_a_construct,
        ": ConfigMap.nam",
        "ConfigMap has no argument 'nam' (did you mean 'name'?).",
        "Use one of: name, data, component, annotations.",
    ),
    (missing_field, ": Port.number", "number is missing.", "Give number=…."),
    (
        missing_argument_of_a_construct,
        ": ConfigMap",
        "ConfigMap missing 1 required keyword-only argument: 'data'.",
        "Call it as its documentation says.",
    ),
    (
        missing_config_file,
        ": path",
        "there is no configuration file 'test_ap.py' in …/tests/synth (did you mean 'test_app.py'?).",
        "Create it, or correct the name.",
    ),
    (missing_config_folder, ": path", "there is no folder …/tests/synth/skills.", "Create it, or…"),
    (
        unfilled_placeholder,
        ": values",
        "shop.yaml:2 has @{browser_hots}, which nothing fills (did you mean 'browser_host'?).",
        "Use one of: browser_host.",
    ),
    (
        host_that_is_no_dns_name,
        ": OpenShift.apps_domain",
        "'https://apps.example.com/' is not a DNS host name.",
        "Write only the host, in lower case, such as 'tarsy.apps.example.com'…",
    ),
    (
        route_off_openshift,
        "/route: platform",
        "a Route needs OpenShift, but 'test' is Kubernetes.",
        "Choose ThroughIngress(ingress_class=…, issuer=…) or InClusterOnly(), or set platform=OpenShift(…).",
    ),
    (image_without_version, ": Image", "image 'quay.io/team/service' has no version.", "Give tag=…"),
    (
        image_without_registry,
        ": Image.repository",
        "'nginx' does not name its registry.",
        "Write 'docker.io/library/nginx' or another registry.",
    ),
    (
        probe_of_a_foreign_port,
        ": Container.liveness",
        "the liveness probe asks port 'admin', which container 'service' has not.",
        "Probe one of the container's own ports=.",
    ),
    (
        two_config_maps_of_one_name,
        "/two: name",
        "ConfigMap 'settings' exists already, made at shop-test/one.",
        "Give one of them another name.",
    ),
    (
        unknown_key_of_a_config_map,
        "/settings: key",
        "ConfigMap 'settings' has no key 'shop.yml' (did you mean 'shop.yaml'?).",
        "Use one of: shop.yaml.",
    ),
    (port_of_another_pod, "/web: port", "'shop' has no port 'https'…", "Use one of: http."),
    (claim_of_an_illegal_name, "/database: claim", "'Database Data' is not an object name.", "Use 1-253…"),
    (
        two_constructs_of_one_id,
        "/settings: id",
        "there is already a construct with the id 'settings' in this scope.",
        "Give one of them another id.",
    ),
    (
        two_constructs_of_cdk8s_plus_of_one_id,
        "/settings: id",
        "there is already a construct with the id 'settings' in this scope.",
        "Give one of them another id.",
    ),
    (
        wrong_type_for_cdk8s_plus,
        "/settings: data",
        "the type of data must be one of (Mapping[str, str], NoneType); got int instead.",
        "Give a value of that type.",
    ),
    (
        method_of_a_construct,
        "/shop: port",
        "'shop' has no port 'htpp' (did you mean 'http'?).",
        "Use one of: http.",
    ),
]


@pytest.mark.parametrize(
    ("build", "place", "message", "remedy"), BAD_INPUT, ids=[case[0].__name__ for case in BAD_INPUT]
)
def test_bad_input_is_refused_with_place_reason_remedy_and_line(
    build: Build, place: str, message: str, remedy: str, project: Project
) -> None:
    done = project.synth(shop(build))
    assert done.status == 1
    assert done.said.startswith("podwright: 1 problem; dist/ is unchanged\n\nshop-test\n")
    (block,) = done.blocks
    assert block[0] == f"shop-test{place}"
    assert re.fullmatch(sentence(message), block[1])
    assert re.fullmatch(sentence(f"→ {remedy}"), block[2])
    assert location(block) in lines_of(build, container, pod, database)
    assert project.names() <= {"shop.yaml"}


def location(block: list[str]) -> tuple[str, int]:
    """Return file and line that the last line of a problem names."""
    file, _, line = block[-1].removeprefix("at ").rpartition(":")
    return file, int(line)


def lines_of(*functions: Callable[..., object]) -> set[tuple[str, int]]:
    """Return file and number of every line of some functions."""
    lines: set[tuple[str, int]] = set()
    for function in functions:
        source, first = inspect.getsourcelines(function)
        lines |= {(__file__, first + number) for number in range(len(source))}
    return lines
