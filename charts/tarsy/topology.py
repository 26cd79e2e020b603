"""Where the llm-service runs: beside the backend, or in pods of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from charts.tarsy.drain import DrainTimes
from charts.tarsy.ports import LLM
from podwright import Container, Deployment, EnvironmentChart, Exec, Service, SidecarPod, Value


@dataclass(frozen=True, kw_only=True)
class LlmPlacement:
    """Where the llm-service is.

    Args:
        address: host and port by which the backend reaches it.
        beside: what joins the backend's pod.
        apart: the pods of its own, where it has some.
    """

    address: str
    beside: tuple[Container, ...] = ()
    apart: Deployment | None = None

    def connect(self, tarsy: SidecarPod) -> None:
        """Let the backend connect to the service, and the service to the internet, where it runs apart."""
        if self.apart:
            tarsy.connects_to(self.apart, LLM)
            # The models.
            self.apart.connects_to_internet()


class SinglePod(Value):
    """One pod with all four containers, which reach each other on localhost and are rolled out as one."""

    def place(self, chart: EnvironmentChart, llm_service: Container, *, drain: DrainTimes) -> LlmPlacement:
        """Return the place of the llm-service; emits nothing.

        Sessions that drain still need it, so it stops after the others.

        Args:
            chart: the chart.
            llm_service: its container.
            drain: how long TARSy may take to stop.
        """
        del chart, drain
        return LlmPlacement(
            address=f"localhost:{LLM.number}", beside=(llm_service.model_copy(update={"stops_last": True}),)
        )


class SeparatePods(Value):
    """The llm-service in pods of its own: it scales, is rolled out, and fails by itself.

    gRPC is not encrypted there, and asks nobody who they are: the network policy lets in the backend alone.
    A backend keeps one connection and so one pod, until that pod stops.

    Args:
        llm_replicas: pods of the llm-service; with two, one can be replaced while the other serves.
    """

    llm_replicas: Annotated[int, Field(ge=1)] = 2

    def place(self, chart: EnvironmentChart, llm_service: Container, *, drain: DrainTimes) -> LlmPlacement:
        """Emit a `Deployment` and a `Service`, and return the place of the llm-service.

        A pod that is replaced finishes the calls that it has begun; the next call goes to another pod.

        Args:
            chart: the chart.
            llm_service: its container.
            drain: how long TARSy may take to stop.
        """
        name = chart.named("llm-service")
        finish_calls = Exec(command=("sleep", str(drain.llm_call.total_seconds)))
        pods = Deployment(
            chart,
            "llm-service",
            name=name,
            component="llm-service",
            replicas=self.llm_replicas,
            containers=(llm_service.model_copy(update={"pre_stop": finish_calls}),),
            termination_grace=drain.llm_call + drain.slack,
        )
        service = Service(chart, "llm-service-service", name=name, workload=pods, ports=(LLM,))
        return LlmPlacement(address=f"{service.name}:{LLM.number}", apart=pods)


Topology = SinglePod | SeparatePods
"""Where the llm-service runs: one decision, and its alternatives."""
