"""Manifests as text, for tests that only care about a few of their fields."""

from __future__ import annotations


def joined(*documents: str) -> str:
    """Return documents as one text."""
    return "\n---\n".join(documents)


def obj(api_version: str, kind: str, name: str, rest: str = "", *, metadata: str = "") -> str:
    """Return an object; the rest is in flow style, such as ``spec: {…}``."""
    return f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: {name}{metadata}}}\n{rest}"


def workload(
    *,
    name: str = "web",
    kind: str = "Deployment",
    spec: str = "",
    selector: str = "{matchLabels: {app: web}}",
    labels: str = "{app: web}",
    pod: str = "",
    container: str = "",
    annotations: str = "",
    metadata: str = "",
) -> str:
    """Return a workload; what is given is in flow style and starts with a comma where it is inserted."""
    containers = f"[{{name: {name}, image: registry.example.com/{name}:1.4.2{container}}}]"
    template = f"{{metadata: {{labels: {labels}{annotations}}}, spec: {{containers: {containers}{pod}}}}}"
    rest = f"spec: {{selector: {selector}, template: {template}{spec}}}"
    return obj("apps/v1", kind, name, rest, metadata=metadata)


def config_map(name: str = "settings", data: str = "{key: value}", *, metadata: str = "") -> str:
    """Return a ConfigMap."""
    return obj("v1", "ConfigMap", name, f"data: {data}", metadata=metadata)


def secret(name: str = "credentials", data: str = "{password: eA==}", *, metadata: str = "") -> str:
    """Return a Secret."""
    return obj("v1", "Secret", name, f"data: {data}", metadata=metadata)


def service(
    name: str = "web",
    *,
    selector: str = "{app: web}",
    ports: str = "[{name: http, port: 80, targetPort: http}]",
    spec: str = "",
    metadata: str = "",
) -> str:
    """Return a Service."""
    return obj(
        "v1", "Service", name, f"spec: {{selector: {selector}, ports: {ports}{spec}}}", metadata=metadata
    )


RBAC = "rbac.authorization.k8s.io"


def binding(
    role: str,
    *,
    kind: str = "RoleBinding",
    role_kind: str = "Role",
    subjects: str = "[{kind: ServiceAccount, name: web, namespace: default}]",
    name: str = "web",
    metadata: str = "",
    group: str = RBAC,
) -> str:
    """Return a RoleBinding or ClusterRoleBinding."""
    rest = f"roleRef: {{apiGroup: {group}, kind: {role_kind}, name: {role}}}\nsubjects: {subjects}"
    return obj(f"{RBAC}/v1", kind, name, rest, metadata=metadata)
