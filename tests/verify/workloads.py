"""Texts of workloads, Services and policies, for tests that need several of them."""

from __future__ import annotations

from textwrap import dedent, indent


def container(name: str = "web", lines: str = "") -> str:
    """Return an entry of ``containers``; further lines are indented by themselves."""
    return f"- name: {name}\n  image: registry.example.com/{name}:1.4.2\n" + indent(
        dedent(lines).strip(), "  "
    )


def workload(
    name: str = "web",
    *containers: str,
    kind: str = "Deployment",
    namespace: str = "shop",
    labels: str = "",
    pod: str = "",
    spec: str = "",
    metadata: str = "",
) -> str:
    """Return a workload whose pods have the label ``app`` with its name."""
    return "\n".join(
        [
            "apiVersion: apps/v1",
            f"kind: {kind}",
            f"metadata: {{name: {name}, namespace: {namespace}{metadata}}}",
            "spec:",
            indent(dedent(spec).strip(), "  "),
            f"  selector: {{matchLabels: {{app: {name}}}}}",
            "  template:",
            f"    metadata: {{labels: {{app: {name}{labels}}}}}",
            "    spec:",
            indent(dedent(pod).strip(), "      "),
            "      containers:",
            *(indent(one, "        ") for one in containers or (container(name),)),
            "",
        ]
    )


def service(
    name: str, *ports: str, app: str = "", namespace: str = "shop", spec: str = "", metadata: str = ""
) -> str:
    """Return a Service for the pods of a workload."""
    return "\n".join(
        [
            "apiVersion: v1",
            "kind: Service",
            f"metadata: {{name: {name}, namespace: {namespace}{metadata}}}",
            "spec:",
            indent(dedent(spec).strip(), "  "),
            f"  selector: {{app: {app or name}}}",
            "  ports:",
            *(f"    - {{{port}}}" for port in ports),
            "",
        ]
    )


def policy(name: str, app: str, rules: str, *, types: str = "", namespace: str = "shop") -> str:
    """Return a network policy for the pods of a workload, or for all pods."""
    selector = f"{{matchLabels: {{app: {app}}}}}" if app else "{}"
    return "\n".join(
        [
            "apiVersion: networking.k8s.io/v1",
            "kind: NetworkPolicy",
            f"metadata: {{name: {name}, namespace: {namespace}}}",
            "spec:",
            f"  podSelector: {selector}",
            f"  policyTypes: [{types}]" if types else "",
            indent(dedent(rules).strip(), "  "),
            "",
        ]
    )


def config_map(name: str, namespace: str = "shop", **data: str) -> str:
    """Return a ConfigMap; values are written as literal blocks."""
    lines = [f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: {namespace}}}\ndata:"]
    lines += [f"  {key.replace('__', '.')}: |-\n{indent(value, '    ')}" for key, value in data.items()]
    return "\n".join(lines)


def together(*texts: str) -> str:
    """Return several documents as one text."""
    return "\n---\n".join(texts)
