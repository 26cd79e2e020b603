"""The time that pods are given to stop, against what their containers take."""

from __future__ import annotations

import pytest

from tests.verify.finding import Find, Write

SPEC = "spec.template.spec"


@pytest.mark.parametrize(
    ("hook", "grace", "found"),
    [
        ("{exec: {command: [sleep, '30']}}", None, True),
        ("{exec: {command: [/bin/sleep, '29']}}", None, False),
        ("{exec: {command: [sh, -c, 'sleep 1m']}}", None, True),
        ("{exec: {command: [sh, -c, 'sleep 20 && nginx -s quit && sleep 20']}}", None, True),
        ("{exec: {command: [sh, -c, 'while busy; do sleep 60; done']}}", None, False),
        ("{exec: {command: [sh, -c, 'echo oversleep 99']}}", None, False),
        ("{sleep: {seconds: 45}}", None, True),
        ("{sleep: {seconds: 45}}", 60, False),
        ("{httpGet: {path: /stop, port: 80}}", None, False),
    ],
)
def test_hooks_that_sleep(
    find: Find, deployment: Write, hook: str, grace: int | None, *, found: bool
) -> None:
    pod = f"terminationGracePeriodSeconds: {grace}" if grace else ""
    text = deployment(pod=pod, container=f"lifecycle: {{preStop: {hook}}}")
    assert bool(find(text, select="prestop-outlasts-grace")) == found


@pytest.mark.parametrize(
    ("container", "found"),
    [
        ("env: [{name: GRACEFUL_SHUTDOWN_TIMEOUT, value: 45s}]", True),
        ("env: [{name: WORKER_SHUTDOWN_TIMEOUT, value: '30'}]", True),
        ("env: [{name: SHUTDOWN_TIMEOUT_MS, value: '5000'}]", False),
        ("env: [{name: SHUTDOWN_TIMEOUT, value: 10s}]", False),
        ("args: [--timeout-graceful-shutdown, '60']", True),
        ("args: [--shutdown-grace-period=20s]", False),
        ("env: [{name: CONNECTION_DRAIN_INTERVAL, value: 90s}]", False),
        ("env: [{name: REQUEST_TIMEOUT, value: 90s}]", False),
        (
            "env: [{name: SHUTDOWN_TIMEOUT, value: 25s}]\n"
            "lifecycle: {preStop: {exec: {command: [sleep, '10']}}}",
            True,
        ),
    ],
)
def test_programs_that_need_longer(find: Find, deployment: Write, container: str, *, found: bool) -> None:
    assert bool(find(deployment(container=container), select="drain-outlasts-grace")) == found


def test_files_that_say_how_long(find: Find, deployment: Write) -> None:
    text = deployment(
        container="volumeMounts: [{name: c, mountPath: /c}]",
        pod="volumes: [{name: c, configMap: {name: settings}}]",
    )
    for value, found in (("2m", ["data[app.yaml]"]), ("20s", [])):
        config = (
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n"
            f'  app.yaml: "queue:\\n  graceful_shutdown_timeout: {value}\\n"\n'
        )
        told = find(text + config, select="drain-outlasts-grace")
        assert [str(finding.field) for finding in told] == found


HELPER = """
        - name: model
          image: registry.example.com/model:2.0.0
          ports: [{name: grpc, containerPort: 50051}]
          lifecycle: LIFECYCLE
"""
SLEEPS = "{preStop: {exec: {command: [sleep, '%s']}}}"
CALLS = "env: [{name: MODEL, value: 'localhost:50051'}%s]"


@pytest.mark.parametrize(
    ("drain", "sleep", "grace", "found"),
    [
        (", {name: SHUTDOWN_TIMEOUT, value: 40m}", "{}", 2600, True),
        (", {name: SHUTDOWN_TIMEOUT, value: 40m}", SLEEPS % 200, 2600, True),
        (", {name: SHUTDOWN_TIMEOUT, value: 40m}", SLEEPS % 2500, 2600, False),
        ("", SLEEPS % 200, 2600, True),
        ("", SLEEPS % 10, 2600, False),
        ("", "{}", 2600, False),
        ("", "{}", 30, False),
        (", {name: SHUTDOWN_TIMEOUT, value: 10s}", "{}", 30, False),
    ],
)
def test_containers_that_others_still_need(
    find: Find, deployment: Write, drain: str, sleep: str, grace: int, *, found: bool
) -> None:
    text = deployment(pod=f"terminationGracePeriodSeconds: {grace}", container=CALLS % drain)
    text = text.rstrip() + HELPER.replace("LIFECYCLE", sleep)
    told = find(text, select="dependency-ends-first")
    assert [str(one.field) for one in told] == ([f"{SPEC}.containers[1].lifecycle"] if found else [])
