"""The bindings in `imports/` are what the pinned CLI makes of the schemas in `crds/`."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from cdk8s import App, Chart

from imports.com.coreos import monitoring
from imports.io.openshift import image, route, template
from tests.crds.schemas import FILES, ROOT, definitions, refused_fields
from tools import import_bindings

IMPORTS = ROOT / "imports"
MANIFEST: dict[str, Any] = json.loads((IMPORTS / import_bindings.MANIFEST).read_text("utf-8"))
AGAIN = "Run `make imports` and commit crds/ and imports/ together."


def test_the_bindings_are_of_these_schemas() -> None:
    """The record is written by a complete run only, which reads the schemas and writes the bindings.

    So if neither side changed since, and the CLI is the same (see the next tests), another run would write
    what is there: this takes no Node. `test_the_bindings_are_what_the_cli_makes` tries it on one group.
    """
    assert MANIFEST["schemas"] == {file.name: import_bindings.digest(file) for file in FILES}, AGAIN


def test_the_bindings_are_as_they_were_generated() -> None:
    found = {
        file.relative_to(IMPORTS).as_posix(): import_bindings.digest(file)
        for file in import_bindings.generated_files(IMPORTS)
    }
    assert MANIFEST["bindings"] == found, AGAIN


def test_the_bindings_are_of_the_pinned_cli() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert MANIFEST["cdk8s-cli"] == packages["node_modules/cdk8s-cli"]["version"], AGAIN


def test_the_bindings_are_what_the_cli_makes(tmp_path: Path) -> None:
    """For the smallest group, which takes a few seconds."""
    smallest = min(FILES, key=lambda file: file.stat().st_size)
    import_bindings.generate(import_bindings.find_cli(), smallest, tmp_path)
    generated = import_bindings.generated_files(tmp_path)
    assert len(generated) == 4
    for file in generated:
        assert file.read_bytes() == (IMPORTS / file.relative_to(tmp_path)).read_bytes(), AGAIN


def test_plain_cdk8s_import_reads_the_same_schemas() -> None:
    settings = yaml.safe_load((ROOT / "cdk8s.yaml").read_text("utf-8"))
    assert settings["imports"] == [f"crds/{file.name}" for file in FILES]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_binding_has_a_class_for_each_kind(file: Path) -> None:
    module = importlib.import_module(f"imports.{import_bindings.module_name(file.stem)}")
    # cdk8s spells acronyms like words: MCPServer becomes McpServer.
    classes = {name.lower(): getattr(module, name) for name in module.__all__}
    described = {
        (kind, f"{file.stem}/{version['name']}")
        for kind, definition in definitions().items()
        for version in definition["spec"]["versions"]
        if definition["spec"]["group"] == file.stem
    }
    bound = {(kind, classes[kind.lower()].GVK.api_version) for kind, _version in described}
    assert bound == described


def a_route(chart: Chart) -> None:
    route.Route(
        chart,
        "object",
        spec=route.RouteSpec(
            host="tarsy.apps.example.com",
            to=route.RouteSpecTo(kind=route.RouteSpecToKind.SERVICE, name="tarsy", weight=100),
            port=route.RouteSpecPort(target_port=route.RouteSpecPortTargetPort.from_string("https")),
            tls=route.RouteSpecTls(
                termination=route.RouteSpecTlsTermination.REENCRYPT,
                insecure_edge_termination_policy=route.RouteSpecTlsInsecureEdgeTerminationPolicy.REDIRECT,
            ),
        ),
    )


def a_template(chart: Chart) -> None:
    template.Template(
        chart,
        "object",
        objects=[{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "${NAME}"}}],
        parameters=[
            template.TemplateParameters(name="NAME", required=True),
            template.TemplateParameters(
                name="KEY", generate=template.TemplateParametersGenerate.EXPRESSION, from_="[a-z]{8}"
            ),
        ],
        labels={"app.kubernetes.io/part-of": "tarsy"},
        message="Done.",
    )


def an_image_stream(chart: Chart) -> None:
    image.ImageStream(
        chart,
        "object",
        spec=image.ImageStreamSpec(
            lookup_policy=image.ImageStreamSpecLookupPolicy(local=True),
            tags=[
                image.ImageStreamSpecTags(
                    name="v1",
                    from_=image.ImageStreamSpecTagsFrom(
                        kind=image.ImageStreamSpecTagsFromKind.DOCKER_IMAGE, name="quay.io/example/tarsy:v1"
                    ),
                )
            ],
        ),
    )


def a_service_monitor(chart: Chart) -> None:
    monitoring.ServiceMonitor(
        chart,
        "object",
        spec=monitoring.ServiceMonitorSpec(
            selector=monitoring.ServiceMonitorSpecSelector(match_labels={"app": "tarsy"}),
            endpoints=[
                monitoring.ServiceMonitorSpecEndpoints(
                    port="https",
                    scheme=monitoring.ServiceMonitorSpecEndpointsScheme.HTTPS,
                    tls_config=monitoring.ServiceMonitorSpecEndpointsTlsConfig(
                        ca=monitoring.ServiceMonitorSpecEndpointsTlsConfigCa(
                            config_map=monitoring.ServiceMonitorSpecEndpointsTlsConfigCaConfigMap(
                                name="service-ca", key="service-ca.crt"
                            )
                        ),
                        server_name="tarsy.tarsy-dev.svc",
                    ),
                )
            ],
        ),
    )


@pytest.mark.parametrize("build", [a_route, a_template, an_image_stream, a_service_monitor])
def test_what_a_binding_makes_is_accepted(build: Callable[[Chart], None]) -> None:
    chart = Chart(App(), "chart")
    build(chart)
    (document,) = chart.to_json()
    assert refused_fields(document) == []
