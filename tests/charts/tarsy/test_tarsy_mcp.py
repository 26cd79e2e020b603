"""How agents look at clusters: a program beside the backend, or a server with pods and rights of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from charts import tarsy
from tests.charts.tarsy.connections import into, possible
from tests.charts.tarsy.places import PLACES, Place
from tests.charts.tarsy.reading import Manifests, containers, mounts, pod_spec
from tests.charts.tarsy.secret_operations import references
from tests.pod_security import restricted_v2_violations, restricted_violations
from tests.systems import env

SERVER = "Deployment/kubernetes-mcp-server"
READING = {"get", "list", "watch"}
# What holds credentials, lets one run something, or lets one become somebody else.
DANGEROUS = {
    "secrets",
    "pods/exec",
    "pods/attach",
    "pods/portforward",
    "pods/proxy",
    "services/proxy",
    "nodes/proxy",
    "serviceaccounts/token",
    "users",
    "groups",
    "externalsecrets",
    "vaultstaticsecrets",
}
REMOTE = [place for place in PLACES.values() if place.remote_mcp]


def transport(manifests: Manifests) -> dict[str, Any]:
    """Return how TARSy reaches its only MCP server."""
    text = manifests["ConfigMap/tarsy-app-config"]["data"]["tarsy.yaml"]
    ((name, server),) = yaml.safe_load(text)["mcp_servers"].items()
    assert name == "kubernetes-server"
    found: dict[str, Any] = server["transport"]
    return found


def test_there_are_environments_of_both_kinds() -> None:
    assert [place.name for place in REMOTE] == ["staging", "production", "kubernetes"]
    assert [transport(place.manifests)["type"] for place in PLACES.values()] == ["stdio", *["http"] * 3]


@pytest.mark.parametrize("place", REMOTE, ids=lambda place: place.name)
class TestRemote:
    def test_the_configuration_names_its_service_and_port(self, place: Place) -> None:
        manifests = place.manifests
        found = urlsplit(transport(manifests)["url"])
        service = manifests[f"Service/{found.hostname}"]
        assert (found.scheme, found.path) == ("http", "/mcp")
        assert found.port in {port["port"] for port in service["spec"]["ports"]}
        labels = manifests[SERVER]["spec"]["template"]["metadata"]["labels"]
        assert service["spec"]["selector"].items() <= labels.items()

    def test_it_listens_where_it_is_called(self, place: Place) -> None:
        (container,) = containers(place.manifests, SERVER).values()
        port = urlsplit(transport(place.manifests)["url"]).port
        assert f"--port={port}" in container["args"]
        assert [found["containerPort"] for found in container["ports"]] == [port]

    def test_it_may_read_and_nothing_else(self, place: Place) -> None:
        role = f"tarsy-{place.name}-mcp-server"
        rules = place.manifests[f"ClusterRole/{role}"]["rules"]
        assert rules
        for rule in rules:
            assert set(rule) == {"apiGroups", "resources", "verbs"}
            assert set(rule["verbs"]) == READING
            assert not {"*"} & {*rule["apiGroups"], *rule["resources"]}
        readable = {name for rule in rules for name in rule["resources"]}
        assert {"pods", "pods/log", "events", "nodes"} <= readable
        assert not readable & DANGEROUS
        # Of a part of an object, only what it has logged.
        assert {name for name in readable if "/" in name} == {"pods/log"}

    def test_nobody_else_has_its_rights_and_it_has_no_others(self, place: Place) -> None:
        account = pod_spec(place.manifests, SERVER)["serviceAccountName"]
        bound = [
            (found["roleRef"]["name"], [subject["name"] for subject in found["subjects"]])
            for found in place.manifests.values()
            if found["kind"] in {"ClusterRoleBinding", "RoleBinding"}
        ]
        own = f"tarsy-{place.name}-mcp-server"
        about = [(role, names) for role, names in bound if account in names or role == own]
        assert about == [(own, [account])]

    def test_it_is_told_to_change_nothing_and_to_remember_nothing(self, place: Place) -> None:
        (container,) = containers(place.manifests, SERVER).values()
        # A session in the memory of one pod is unknown to the next, which a Service may choose.
        assert {"--read-only", "--disable-destructive", "--stateless"} <= set(container["args"])

    def test_its_token_is_in_its_only_container_and_no_secret_is(self, place: Place) -> None:
        manifests = place.manifests
        spec = pod_spec(manifests, SERVER)
        assert spec["automountServiceAccountToken"] is False
        (container,) = containers(manifests, SERVER).values()
        assert set(mounts(manifests, container, SERVER)) == {
            "/tmp",
            "/var/run/secrets/kubernetes.io/serviceaccount",
        }
        assert not env(container)
        assert not list(references(manifests, SERVER))

    def test_it_is_as_restricted_as_everything_else(self, place: Place) -> None:
        assert not restricted_violations(place.manifests[SERVER])
        assert not place.assigns_users or not restricted_v2_violations(place.manifests[SERVER])
        (container,) = containers(place.manifests, SERVER).values()
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["resources"].keys() == {"requests", "limits"}

    def test_only_tarsy_connects_to_it_because_it_asks_nobody(self, place: Place) -> None:
        assert into(place, place.manifests, "mcp-server") == {("tarsy", 8080)}

    def test_it_reaches_the_api_server_and_not_the_internet(self, place: Place) -> None:
        ports = {port for source, _, port in possible(place, place.manifests) if source == "mcp-server"}
        assert ports == {place.dns[1], 6443}

    def test_no_kubeconfig_is_left_in_the_backend(self, place: Place) -> None:
        backend = containers(place.manifests)["tarsy"]
        assert "KUBECONFIG" not in env(backend)
        assert "/app/kubeconfig" not in mounts(place.manifests, backend)
        assert "mcp-kubeconfig-secret" not in str(list(place.manifests.values()))

    def test_it_is_as_important_as_those_who_need_it(self, place: Place) -> None:
        classes = {
            pod_spec(place.manifests, name).get("priorityClassName") for name in (SERVER, "Deployment/tarsy")
        }
        assert len(classes) == 1

    def test_a_change_of_it_rolls_the_backend_only_where_it_is_named(self, place: Place) -> None:
        changed = place.varied(mcp=tarsy.RemoteMcpServer(replicas=3))
        assert changed["Deployment/tarsy"] == place.manifests["Deployment/tarsy"]
        assert changed[SERVER]["spec"]["replicas"] == 3


class TestKubeconfig:
    def test_nothing_remote_is_there(self, manifests: Manifests) -> None:
        assert not [name for name in manifests if "mcp-server" in name]

    def test_the_program_is_given_the_file_that_is_mounted(self, manifests: Manifests) -> None:
        backend = containers(manifests)["tarsy"]
        given = transport(manifests)
        assert given["args"][-2:] == ["--kubeconfig", "{{.KUBECONFIG}}"]
        folder, _, key = env(backend)["KUBECONFIG"].rpartition("/")
        assert mounts(manifests, backend)[folder] == "secret mcp-kubeconfig-secret or nothing"
        (secret,) = (
            item
            for item in manifests["Template/tarsy-secrets"]["objects"]
            if item["metadata"]["name"] == "mcp-kubeconfig-secret"
        )
        assert list(secret["data"]) == [key]
