"""The guide says what the manifests need: its names, keys and commands are those of the chart."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import podwright
from charts import reactbin
from charts.reactbin import secrets
from podwright import OpenShift
from tests.charts.reactbin.variations import VALUES, vary
from tests.systems import Manifests, of_kind

GUIDE = Path(reactbin.__file__).parents[2] / "docs" / "how-to" / "deploy-reactbin.md"
TEXT = GUIDE.read_text(encoding="utf-8")
NAMES: dict[str, Any] = {
    **{name: getattr(podwright, name) for name in podwright.__all__},
    **{name: getattr(reactbin, name) for name in reactbin.__all__},
    "secrets": secrets,
}


def blocks(language: str) -> list[str]:
    """Return the blocks of a language, without the indentation of a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", TEXT, re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def settings() -> list[tuple[str, Any]]:
    """Return every argument that the guide shows, evaluated."""
    found: list[tuple[str, Any]] = []
    for block in blocks("python"):
        [statement] = ast.parse(block).body
        assert isinstance(statement, ast.Expr)
        assert isinstance(statement.value, ast.Call)
        for keyword in statement.value.keywords:
            code = compile(ast.Expression(keyword.value), GUIDE.name, "eval")
            found.append((str(keyword.arg), eval(code, dict(NAMES))))
    return found


def test_each_entry_has_its_keys_its_role_and_its_account(manifests: Manifests) -> None:
    for secret in of_kind(manifests, "VaultStaticSecret"):
        name, spec = secret["metadata"]["name"], secret["spec"]
        kubernetes = manifests[f"VaultAuth/{spec['vaultAuthRef']}"]["spec"]["kubernetes"]
        [row] = [line for line in TEXT.splitlines() if line.startswith(f"| `{spec['path']}` |")]
        entry, keys, role, account = row.strip("| ").split(" | ")
        assert entry == f"`{spec['path']}`"
        assert set(re.findall("`([A-Z0-9_]+)`", keys)) == VALUES[name].keys()
        assert (role, account) == (f"`{kubernetes['role']}`", f"`{kubernetes['serviceAccount']}`")


def test_a_policy_reads_its_entry_and_nothing_else(manifests: Manifests) -> None:
    policies = dict(re.findall(r"vault policy write (\S+) - <<'HCL'\n(.*?)HCL", TEXT, re.DOTALL))
    roles = {
        manifests[f"VaultAuth/{s['spec']['vaultAuthRef']}"]["spec"]["kubernetes"]["role"]: s["spec"]
        for s in of_kind(manifests, "VaultStaticSecret")
    }
    assert policies.keys() == roles.keys()
    for role, spec in roles.items():
        granted = re.findall(r'path "([^"]+)" \{ capabilities = \["(.*)"\] \}', policies[role])
        assert granted == [
            (f"{spec['mount']}/{kind}/{spec['path']}", "read") for kind in ("data", "metadata")
        ]


def test_a_role_is_bound_to_its_account_in_the_namespace(manifests: Manifests) -> None:
    text = TEXT.replace("\\\n", " ")
    for auth in of_kind(manifests, "VaultAuth"):
        kubernetes = auth["spec"]["kubernetes"]
        [line] = re.findall(rf"vault write auth/kubernetes/role/{kubernetes['role']} (.*)", text)
        given = dict(word.split("=") for word in line.split())
        assert given == {
            "audience": kubernetes["audiences"][0],
            "token_policies": kubernetes["role"],
            "bound_service_account_namespaces": "reactbin",
            "bound_service_account_names": kubernetes["serviceAccount"],
        }


def test_files_and_objects_of_its_commands_exist(manifests: Manifests) -> None:
    files = set(re.findall(r"\b[A-Z]\w+\.[a-z0-9.-]+\.k8s\.yaml", TEXT))
    assert files == {"Namespace.reactbin.k8s.yaml", "Job.minio-buckets.k8s.yaml"}
    for file in files:
        kind, name = file.removesuffix(".k8s.yaml").split(".")
        assert f"{kind}/{name}" in manifests
    kinds = {"job": "Job", "deployment": "Deployment", "statefulset": "StatefulSet"}
    named = re.findall(rf"\b({'|'.join(kinds)})/([a-z-]+)", TEXT)
    assert len(named) >= 3
    for kind, name in named:
        assert f"{kinds[kind]}/{name}" in manifests


def test_the_issuer_is_the_one_that_the_ingress_asks(manifests: Manifests) -> None:
    [issuer] = [yaml.safe_load(block) for block in blocks("yaml")]
    [ingress] = of_kind(manifests, "Ingress")
    assert issuer["kind"] == "ClusterIssuer"
    assert ingress["metadata"]["annotations"]["cert-manager.io/cluster-issuer"] == issuer["metadata"]["name"]
    [solver] = issuer["spec"]["acme"]["solvers"]
    assert solver["http01"]["ingress"]["ingressClassName"] == ingress["spec"]["ingressClassName"]


@pytest.mark.parametrize(("argument", "value"), settings(), ids=lambda value: str(value)[:40])
def test_what_it_shows_can_be_written_as_it_is(argument: str, value: Any) -> None:
    given: dict[str, Any] = {argument: value}
    if argument == "access" and isinstance(value, podwright.Edge):
        given["platform"] = OpenShift(version="4.18", apps_domain="apps.example.com")
    if argument == "store":
        entries = {secrets.MIRROR: "reactbin/mirror/credentials"}
        given["secrets"] = podwright.VaultSecrets(
            mount="secret",
            path="reactbin",
            role="reactbin-api",
            roles={secrets.MIRROR: "reactbin-mirror"},
            entries=entries,
        )
    varied = vary(**given)
    if argument == "store":
        auth = varied["VaultAuth/reactbin-vault-mirror-credentials"]["spec"]["kubernetes"]
        assert auth["role"] == "reactbin-mirror"
        assert varied["VaultStaticSecret/mirror-credentials"]["spec"]["path"] == entries[secrets.MIRROR]


def test_what_is_assumed_is_what_is_so(manifests: Manifests) -> None:
    rows = dict(
        re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", TEXT.partition("## Assumptions")[2], re.MULTILINE)
    )
    assert rows["host"] == f"`{of_kind(manifests, 'Ingress')[0]['spec']['rules'][0]['host']}`"
    ports = {
        name: manifests[f"Service/reactbin-{name}"]["spec"]["ports"][0]["port"] for name in ("api", "ui")
    }
    assert rows["ports"] == f"API {ports['api']}, UI {ports['ui']}"
    variables = {
        *manifests["ConfigMap/api-config"]["data"],
        *VALUES["api-env"],
    } - {"DATABASE_URL", "FORWARDED_ALLOW_IPS", "PYTHONPATH"}
    assert set(re.findall("`([A-Z0-9_]+)`", rows["variables other than `DATABASE_URL`"])) == variables
    [claim] = manifests["StatefulSet/minio"]["spec"]["volumeClaimTemplates"]
    assert rows["size of the volume"] == claim["spec"]["resources"]["requests"]["storage"]
