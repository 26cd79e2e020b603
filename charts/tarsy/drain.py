"""How long TARSy may take to stop: typed once, and everything else follows."""

from __future__ import annotations

from podwright import Duration, Value


class DrainTimes(Value):
    """How long TARSy may take to stop, step after step.

    Args:
        session: until running sessions must have ended.
        scoring: until scorings of finished sessions must have ended, after the sessions.
        http: until open requests must have ended, after the scorings.
        llm_call: the longest call to a language model: what a llm-service in pods of its own still finishes.
        slack: for what lies between the steps, so that the kubelet never kills a step that keeps its time.
    """

    session: Duration = Duration.parse("40m")
    scoring: Duration = Duration.parse("3m")
    http: Duration = Duration.parse("20s")
    llm_call: Duration = Duration.parse("200s")
    slack: Duration = Duration.parse("1m")

    @property
    def termination_grace(self) -> Duration:
        """What the backend's pod is given: sessions, scorings, requests, and the slack."""
        return self.session + self.scoring + self.http + self.slack
