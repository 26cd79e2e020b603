"""The ports of TARSy's pod; its containers share one network, so each has its own."""

from __future__ import annotations

from podwright import Port

BACKEND = Port(name="http", number=8080)
LLM = Port(name="grpc", number=50051)
BROWSER = Port(name="oauth2-proxy", number=4180)
API = Port(name="kube-rbac-proxy", number=8443)
