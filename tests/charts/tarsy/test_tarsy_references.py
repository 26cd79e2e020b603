"""Whatever one object says of another is true in every environment: names, keys, ports, labels, addresses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.charts.tarsy.places import BACKUP, Place, everywhere
from tests.charts.tarsy.reading import Fields, Manifests, containers, pod_spec
from tests.charts.tarsy.secret_operations import REQUIRED, made
from tests.systems import env, pod_template

pytestmark = everywhere

SERVING_CERTIFICATE = "service.beta.openshift.io/serving-cert-secret-name"
INJECT_BUNDLE = "service.beta.openshift.io/inject-cabundle"


def of_kind(manifests: Manifests, kind: str) -> dict[str, Fields]:
    """Return the objects of a kind by name."""
    return {m["metadata"]["name"]: m for m in manifests.values() if m["kind"] == kind}


@pytest.fixture
def secrets(manifests: Manifests) -> dict[str, set[str]]:
    """Every Secret that will be on the cluster, with its keys."""
    found = {name: set(data) for name, data in made(manifests, REQUIRED).items()}
    for service in of_kind(manifests, "Service").values():
        if certificate := service["metadata"].get("annotations", {}).get(SERVING_CERTIFICATE):
            assert certificate not in found
            found[certificate] = {"tls.crt", "tls.key"}
    for certificate in of_kind(manifests, "Certificate").values():
        found[certificate["spec"]["secretName"]] = {"tls.crt", "tls.key", "ca.crt"}
    for name, secret in of_kind(manifests, "Secret").items():
        assert secret["type"] == "kubernetes.io/service-account-token"
        found[name] = {"token", "ca.crt", "namespace"}
    return found


@pytest.fixture
def config_maps(manifests: Manifests) -> dict[str, set[str]]:
    """Every ConfigMap that will be in the namespace, with its keys."""
    found = {"kube-root-ca.crt": {"ca.crt"}}
    for name, config_map in of_kind(manifests, "ConfigMap").items():
        found[name] = {*config_map.get("data", {}), *config_map.get("binaryData", {})}
        if config_map["metadata"].get("annotations", {}).get(INJECT_BUNDLE) == "true":
            found[name].add("service-ca.crt")
    return found


def volumes(place: Place) -> Iterator[Fields]:
    """Yield each volume of each pod, projected ones source by source."""
    for workload in place.workloads:
        for volume in pod_spec(place.manifests, workload)["volumes"]:
            yield volume
            for source in volume.get("projected", {}).get("sources", []):
                yield {"name": volume["name"], **source}


def test_keys_in_environment_variables(
    place: Place, manifests: Manifests, secrets: dict[str, set[str]], config_maps: dict[str, set[str]]
) -> None:
    seen = 0
    for workload in place.workloads:
        for container in containers(manifests, workload).values():
            for entry in container.get("env", []):
                source = entry.get("valueFrom", {})
                for kind, known in (("secretKeyRef", secrets), ("configMapKeyRef", config_maps)):
                    if kind in source:
                        assert source[kind]["key"] in known[source[kind]["name"]]
                        seen += 1
            for source in container.get("envFrom", []):
                assert config_maps[source["configMapRef"]["name"]]
    assert seen > 15


def test_volumes(
    place: Place, manifests: Manifests, secrets: dict[str, set[str]], config_maps: dict[str, set[str]]
) -> None:
    for volume in volumes(place):
        secret = volume.get("secret")
        if secret and secret["secretName"] in place.unmade:
            assert secret["optional"] is True
        elif secret:
            assert {item["key"] for item in secret.get("items", [])} <= secrets[secret["secretName"]]
        if config_map := volume.get("configMap"):
            assert {item["key"] for item in config_map.get("items", [])} <= config_maps[config_map["name"]]
        if claim := volume.get("persistentVolumeClaim"):
            assert claim["claimName"] in of_kind(manifests, "PersistentVolumeClaim")


def test_mounts_name_a_volume_of_the_pod_and_a_key_of_it(
    place: Place, manifests: Manifests, config_maps: dict[str, set[str]]
) -> None:
    single_files = 0
    for workload in place.workloads:
        named = {volume["name"]: volume for volume in pod_spec(manifests, workload)["volumes"]}
        for container in containers(manifests, workload).values():
            for mount in container["volumeMounts"]:
                volume = named[mount["name"]]
                if "subPath" in mount:
                    assert mount["subPath"] in config_maps[volume["configMap"]["name"]]
                    single_files += 1
    assert single_files == 2


def test_service_accounts(place: Place, manifests: Manifests) -> None:
    accounts = of_kind(manifests, "ServiceAccount")
    used = {pod_spec(manifests, workload)["serviceAccountName"] for workload in place.workloads}
    # The Vault operator signs in by one that no pod has.
    used |= {
        found["spec"]["kubernetes"]["serviceAccount"] for found in of_kind(manifests, "VaultAuth").values()
    }
    bound = {
        subject["name"]
        for binding in of_kind(manifests, "ClusterRoleBinding").values()
        for subject in binding["subjects"]
    }
    assert used | bound == accounts.keys()
    for secret in of_kind(manifests, "Secret").values():
        assert secret["metadata"]["annotations"]["kubernetes.io/service-account.name"] in accounts


def test_bindings(place: Place, manifests: Manifests) -> None:
    roles, bindings = of_kind(manifests, "ClusterRole"), of_kind(manifests, "ClusterRoleBinding")
    assert {binding["roleRef"]["name"] for binding in bindings.values()} == roles.keys()
    for binding in bindings.values():
        assert binding["roleRef"]["kind"] == "ClusterRole"
        assert {subject["namespace"] for subject in binding["subjects"]} == {place.namespace}


def test_services_select_the_pods_of_one_workload_and_ports_that_these_have(
    place: Place, manifests: Manifests
) -> None:
    selected = {}
    for name, service in of_kind(manifests, "Service").items():
        (workload,) = (w for w in place.workloads if selects(service["spec"]["selector"], manifests[w]))
        names = {
            port["name"]: port["containerPort"]
            for container in containers(manifests, workload).values()
            for port in container["ports"]
        }
        for port in service["spec"]["ports"]:
            assert names[port["targetPort"]] == port["port"]
        selected[name] = workload
    remote = {"kubernetes-mcp-server": "Deployment/kubernetes-mcp-server"}
    assert selected == {
        "tarsy-web": "Deployment/tarsy",
        "tarsy-api": "Deployment/tarsy",
        "tarsy-database": "StatefulSet/tarsy-database",
        **(remote if place.remote_mcp else {}),
    }


def selects(labels: Fields, workload: Fields) -> bool:
    return bool(labels) and labels.items() <= pod_template(workload)["metadata"]["labels"].items()


def test_workloads_select_their_own_pods_and_no_others(place: Place, manifests: Manifests) -> None:
    for workload in set(place.workloads) - {BACKUP}:
        selector = manifests[workload]["spec"]["selector"]["matchLabels"]
        assert [w for w in place.workloads if selects(selector, manifests[w])] == [workload]
        for constraint in pod_spec(manifests, workload).get("topologySpreadConstraints", []):
            assert constraint["labelSelector"]["matchLabels"] == selector


def test_policies_and_budgets_select_pods_that_there_are(place: Place, manifests: Manifests) -> None:
    for kind, field in (("NetworkPolicy", "podSelector"), ("PodDisruptionBudget", "selector")):
        for name, found in of_kind(manifests, kind).items():
            labels = found["spec"][field].get("matchLabels", {})
            # cert-manager makes the pods that answer for a host.
            if name not in {"default-deny", "tarsy-http01-solver"}:
                assert [w for w in place.workloads if selects(labels, manifests[w])] != [], name


def test_the_stateful_set_has_its_service(manifests: Manifests) -> None:
    service = manifests[f"Service/{manifests['StatefulSet/tarsy-database']['spec']['serviceName']}"]
    assert service["spec"]["clusterIP"] == "None"


def test_routes_and_ingresses_lead_to_a_port_of_a_service(manifests: Manifests) -> None:
    services = of_kind(manifests, "Service")
    assert of_kind(manifests, "Route") or of_kind(manifests, "Ingress")
    for ingress in of_kind(manifests, "Ingress").values():
        for path in (path for rule in ingress["spec"]["rules"] for path in rule["http"]["paths"]):
            backend = path["backend"]["service"]
            ports = services[backend["name"]]["spec"]["ports"]
            assert backend["port"]["name"] in {port["name"] for port in ports}
    for route in of_kind(manifests, "Route").values():
        service = services[route["spec"]["to"]["name"]]
        assert route["spec"]["port"]["targetPort"] in {port["name"] for port in service["spec"]["ports"]}


def test_the_service_monitor_finds_one_service_its_port_and_what_it_needs_to_scrape(
    manifests: Manifests, secrets: dict[str, set[str]], config_maps: dict[str, set[str]]
) -> None:
    spec = manifests["ServiceMonitor/tarsy"]["spec"]
    labels = spec["selector"]["matchLabels"].items()
    (service,) = (
        service
        for service in of_kind(manifests, "Service").values()
        if labels <= service["metadata"]["labels"].items()
    )
    (endpoint,) = spec["endpoints"]
    assert endpoint["port"] in {port["name"] for port in service["spec"]["ports"]}
    token = endpoint["authorization"]["credentials"]
    assert token["key"] in secrets[token["name"]]
    ((kind, authority),) = endpoint["tlsConfig"]["ca"].items()
    known = {"configMap": config_maps, "secret": secrets}[kind]
    assert authority["key"] in known[authority["name"]]
    # The name in the certificate that is issued for this Service.
    metadata = service["metadata"]
    name = f"{metadata['name']}.{metadata['namespace']}.svc"
    assert endpoint["tlsConfig"]["serverName"] == name
    issued = [found["spec"]["dnsNames"] for found in of_kind(manifests, "Certificate").values()]
    assert SERVING_CERTIFICATE in metadata.get("annotations", {}) or any(name in names for names in issued)


def test_probes_ask_ports_of_their_own_container(place: Place, manifests: Manifests) -> None:
    for workload in place.workloads:
        for container in containers(manifests, workload).values():
            ports = container.get("ports", [])
            known = {p["name"] for p in ports} | {p["containerPort"] for p in ports}
            for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
                for check in container.get(kind, {}).values():
                    if isinstance(check, dict) and "port" in check:
                        assert check["port"] in known


class TestAddresses:
    """What configuration calls ``localhost`` is another container of the pod; other names are Services."""

    @pytest.fixture
    def listening(self, pod: dict[str, Fields]) -> dict[int, str]:
        """The container behind each port of the pod."""
        return {port["containerPort"]: name for name, found in pod.items() for port in found["ports"]}

    def test_of_the_llm_service(self, manifests: Manifests, listening: dict[int, str]) -> None:
        address = manifests["ConfigMap/tarsy-config"]["data"]["LLM_SERVICE_ADDR"]
        host, _, port = address.rpartition(":")
        assert (host, listening[int(port)]) == ("localhost", "llm-service")

    def test_of_the_backend_in_oauth2_proxy(self, manifests: Manifests, listening: dict[int, str]) -> None:
        settings = oauth2_proxy(manifests)
        (upstream,) = (urlsplit(text) for text in settings["upstreams"])
        assert (upstream.hostname, listening[upstream.port or 80]) == ("localhost", "tarsy")
        assert listening[int(settings["http_address"].rpartition(":")[2])] == "oauth2-proxy"

    def test_of_the_backend_in_kube_rbac_proxy(
        self, pod: dict[str, Fields], listening: dict[int, str]
    ) -> None:
        arguments = dict(argument.split("=", 1) for argument in pod["kube-rbac-proxy"]["args"])
        upstream = urlsplit(arguments["--upstream"])
        assert (upstream.hostname, listening[upstream.port or 80]) == ("127.0.0.1", "tarsy")
        port = int(arguments["--secure-listen-address"].rpartition(":")[2])
        assert listening[port] == "kube-rbac-proxy"

    def test_of_the_database(self, manifests: Manifests) -> None:
        variables = manifests["ConfigMap/tarsy-config"]["data"]
        service = manifests[f"Service/{variables['DB_HOST']}"]
        assert int(variables["DB_PORT"]) in {port["port"] for port in service["spec"]["ports"]}

    def test_of_the_host_that_people_open(self, place: Place, manifests: Manifests) -> None:
        host = place.host
        if "Route/tarsy" in manifests:
            assert manifests["Route/tarsy"]["spec"]["host"] == host
        else:
            assert [rule["host"] for rule in manifests["Ingress/tarsy"]["spec"]["rules"]] == [host]
        settings = oauth2_proxy(manifests)
        assert settings["redirect_url"] == f"https://{host}/oauth2/callback"
        assert settings["whitelist_domains"] == settings["cookie_domains"] == [host]
        application = manifests["ConfigMap/tarsy-app-config"]["data"]["tarsy.yaml"]
        assert f'dashboard_url: "https://{host}"' in application

    def test_files_that_the_configuration_names_are_mounted(
        self, manifests: Manifests, pod: dict[str, Fields], secrets: dict[str, set[str]]
    ) -> None:
        mounted = {mount["mountPath"]: mount["name"] for mount in pod["oauth2-proxy"]["volumeMounts"]}
        settings = oauth2_proxy(manifests)
        for field in ("client_secret_file", "cookie_secret_file"):
            folder, _, key = settings[field].rpartition("/")
            assert key in secrets[mounted[folder]]
        logo = settings["custom_sign_in_logo"].removeprefix(f"{settings['custom_templates_dir']}/")
        templates = manifests["ConfigMap/oauth2-templates"]
        assert mounted[settings["custom_templates_dir"]] == "oauth2-templates"
        assert logo in templates["binaryData"]

    def test_variables_that_the_configuration_names_are_set(
        self, place: Place, manifests: Manifests, pod: dict[str, Fields]
    ) -> None:
        files = manifests["ConfigMap/tarsy-app-config"]["data"]
        named = set(re.findall(r"(?:_env: |\{\{\.)([A-Z_]+)", "".join(files.values())))
        assert named >= {"GITHUB_TOKEN", "GOOGLE_API_KEY"}
        assert ("KUBECONFIG" in named) != place.remote_mcp
        assert named <= env(pod["tarsy"]).keys()


def oauth2_proxy(manifests: Manifests) -> dict[str, Any]:
    return tomllib.loads(manifests["ConfigMap/oauth2-config"]["data"]["oauth2-proxy.cfg"])


def test_images_of_the_cluster_s_registry_have_their_stream(
    place: Place, manifests: Manifests, pod: dict[str, Fields]
) -> None:
    registry = f"image-registry.openshift-image-registry.svc:5000/{place.namespace}/"
    used = {
        found["image"].removeprefix(registry).partition(":")[0]
        for found in pod.values()
        if found["image"].startswith(registry)
    }
    assert used == of_kind(manifests, "ImageStream").keys()
    assert used == ({"tarsy", "tarsy-llm"} if place.name == "development" else set())


def test_everything_is_in_the_environment_s_namespace(place: Place, manifests: Manifests) -> None:
    # A Template is processed in whatever namespace its user is; what it makes says its own.
    without = {"Namespace", "ClusterRole", "ClusterRoleBinding", "PriorityClass", "Template"}
    for name, found in manifests.items():
        expected = None if found["kind"] in without else place.namespace
        assert found["metadata"].get("namespace") == expected, name
    assert list(of_kind(manifests, "Namespace")) == [place.namespace]
