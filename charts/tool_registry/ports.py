"""The ports of the registry's pod; its containers share one network, so each has its own."""

from __future__ import annotations

from podwright import Port

HTTP = Port(name="http", number=8000)

# The collector's: what the API sends metrics to, what Prometheus scrapes, what the kubelet asks.
OTLP = Port(name="otlp-grpc", number=4317)
METRICS = Port(name="metrics", number=8889)
COLLECTOR_HEALTH = Port(name="health", number=13133)
