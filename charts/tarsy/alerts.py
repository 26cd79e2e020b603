"""What somebody is told about TARSy, by the metrics that it exports.

Source: TARSy's own list of metrics (its decision record on Prometheus metrics), and `up`, which Prometheus
makes for everything that it scrapes.
"""

from __future__ import annotations

from podwright import Alert, Duration


def tarsy_alerts(*, job: str, namespace: str) -> tuple[Alert, ...]:
    """Return the alerts of one environment.

    Args:
        job: the label `job` of its metrics: the name of the Service that is scraped.
        namespace: the namespace that it runs in.
    """
    ours = f'namespace="{namespace}", job="{job}"'
    # Two environments of one cluster are two alerts only while their labels differ: Alertmanager takes alerts
    # with the same labels for one, and not every Prometheus writes the namespace of the rule into them.
    by = "by (namespace, job)"
    ended = f"tarsy_sessions_terminal_total{{{ours}}}"
    bad = f'tarsy_sessions_terminal_total{{{ours}, status=~"failed|timed_out"}}'
    return (
        Alert(
            name="TarsyIsDown",
            expression=f"absent(up{{{ours}}}) or max {by} (up{{{ours}}}) == 0",
            lasting=Duration.parse("5m"),
            severity="critical",
            summary="No pod of TARSy answers.",
            description=f"Alerts that are submitted now are lost. Look at the pods in {namespace}: their "
            "events, their last logs, and whether the database is up.",
        ),
        Alert(
            name="TarsyStandsStill",
            expression=f"max {by} (tarsy_sessions_queued{{{ours}}}) > 0 "
            f"and max {by} (tarsy_sessions_active{{{ours}}}) == 0",
            lasting=Duration.parse("10m"),
            severity="critical",
            summary="Sessions wait, and none is being worked on.",
            description="Workers are stuck, or cannot claim sessions. Look at the backend's log; restart it.",
        ),
        Alert(
            name="TarsyQueueIsLong",
            expression=f"max {by} (tarsy_sessions_queued{{{ours}}}) > 20",
            lasting=Duration.parse("30m"),
            severity="warning",
            summary="{{ $value }} sessions have been waiting for half an hour.",
            description="More alerts arrive than are analysed. Find out which alert repeats, or raise "
            "max_concurrent_sessions and worker_count in tarsy.yaml.",
        ),
        Alert(
            name="TarsySessionsFail",
            expression=f"sum {by} (increase({bad}[1h])) / sum {by} (increase({ended}[1h])) > 0.25 "
            f"and sum {by} (increase({ended}[1h])) > 4",
            lasting=Duration.parse("15m"),
            severity="warning",
            summary="{{ $value | humanizePercentage }} of the sessions of the last hour failed.",
            description="Look at the failed sessions in the dashboard. Often a model refuses calls, or an "
            "MCP server is away.",
        ),
        Alert(
            name="TarsyModelCallsFail",
            expression="sum by (namespace, job, provider) "
            f"(rate(tarsy_llm_errors_total{{{ours}}}[15m])) "
            "/ sum by (namespace, job, provider) "
            f"(rate(tarsy_llm_calls_total{{{ours}}}[15m])) > 0.5",
            lasting=Duration.parse("15m"),
            severity="warning",
            summary="More than half of the calls to {{ $labels.provider }} fail.",
            description="Look at the llm-service's log: a key that has expired, a quota that is used up, "
            "or an outage of the provider.",
        ),
        Alert(
            name="TarsyMcpServerIsAway",
            expression=f"min by (namespace, job, server) (tarsy_mcp_health_status{{{ours}}}) == 0",
            lasting=Duration.parse("30m"),
            severity="warning",
            summary="Agents work without the tools of {{ $labels.server }}.",
            description="Analyses go on, but know less. Look at the server, and at its kubeconfig or rights.",
        ),
    )
