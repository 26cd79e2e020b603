"""Agent, ModelConfig, RemoteMCPServer and MCPServer: what kagent takes, and what it doesn't."""

from collections.abc import Mapping

import pytest

from tests.crds.schemas import GONE, but, refused

AGENT = """
apiVersion: kagent.dev/v1alpha2
kind: Agent
metadata: {name: investigator}
spec:
  type: Declarative
  description: Investigates alerts
  declarative:
    runtime: python
    modelConfig: gemini
    systemMessage: You investigate alerts.
    stream: true
    tools:
      - type: McpServer
        mcpServer:
          name: kubernetes
          kind: MCPServer
          apiGroup: kagent.dev
          toolNames: [get_pods, delete_pod]
          requireApproval: [delete_pod]
        headersFrom:
          - {name: Authorization, valueFrom: {type: Secret, name: tokens, key: header}}
      - type: Agent
        agent: {name: helper}
    a2aConfig: {skills: [{id: investigate, name: Investigate, tags: [alerts]}]}
    deployment:
      replicas: 2
      env: [{name: LOG_LEVEL, value: info}]
      resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 1Gi}}
  skills: {refs: [quay.io/example/skills:v1]}
  allowedNamespaces: {from: Selector, selector: {matchLabels: {team: sre}}}
"""

BYO = """
apiVersion: kagent.dev/v1alpha2
kind: Agent
metadata: {name: own}
spec:
  type: BYO
  byo:
    deployment:
      image: quay.io/example/agent:v1
      cmd: agent
      args: [--verbose]
      serviceAccountName: agent
"""

MODEL = """
apiVersion: kagent.dev/v1alpha2
kind: ModelConfig
metadata: {name: claude}
spec:
  provider: Anthropic
  model: claude-sonnet
  apiKeySecret: model-keys
  apiKeySecretKey: ANTHROPIC_API_KEY
  anthropic: {maxTokens: 4096, temperature: "0.2"}
  tls: {caCertSecretRef: ca, caCertSecretKey: ca.crt}
"""

REMOTE = """
apiVersion: kagent.dev/v1alpha2
kind: RemoteMCPServer
metadata: {name: docs}
spec:
  description: Documentation
  url: https://mcp.example.com/mcp
  protocol: STREAMABLE_HTTP
  headersFrom: [{name: X-Team, value: sre}]
  timeout: 30s
  terminateOnClose: true
  tls: {disableVerify: false}
  allowedNamespaces: {from: All}
"""

SERVER = """
apiVersion: kagent.dev/v1alpha1
kind: MCPServer
metadata: {name: kubernetes}
spec:
  transportType: stdio
  stdioTransport: {}
  deployment:
    image: quay.io/example/kubernetes-mcp:v1
    port: 3000
    cmd: kubernetes-mcp
    args: [--read-only]
    env: {LOG_LEVEL: "2"}
    secretRefs: [{name: tokens}]
    serviceAccountName: reader
"""


@pytest.mark.parametrize("manifest", [AGENT, BYO, MODEL, REMOTE, SERVER])
def test_an_object(manifest: str) -> None:
    assert refused(manifest) == []


@pytest.mark.parametrize(
    ("manifest", "changes"),
    [
        (AGENT, {"spec.type": GONE}),
        (AGENT, {"spec.declarative.tools": []}),
        (MODEL, {"spec": {"model": "gpt", "openAI": {"reasoningEffort": "low"}}}),
        (MODEL, {"spec": {"model": "m", "provider": "Bedrock", "bedrock": {"region": "eu-west-1"}}}),
        (MODEL, {"spec": {"model": "m", "apiKeyPassthrough": True}}),
        (REMOTE, {"spec.tls": GONE, "spec.url": "http://mcp.tools.svc:8080"}),
        (SERVER, {"spec.transportType": "http", "spec.httpTransport": {"targetPort": 8080, "path": "/mcp"}}),
    ],
)
def test_what_else_an_object_may_say(manifest: str, changes: Mapping[str, object]) -> None:
    assert refused(manifest, changes) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.type": "Inline"}),
        but({"spec.declarative": GONE}, "spec"),
        but({"spec.type": "BYO"}, "spec"),
        but({"spec.modelConfig": "gemini"}),
        but({"spec.declarative.runtime": "java"}),
        but(
            {"spec.declarative.systemMessageFrom": {"type": "Secret", "name": "a", "key": "b"}},
            "spec.declarative",
        ),
        but({"spec.declarative.tools[2]": {"type": "MCPServer"}}, "spec.declarative.tools[2].type"),
        but({"spec.declarative.tools[2]": {}}, "spec.declarative.tools[2].type"),
        but({"spec.declarative.tools[0].mcpServer": GONE}, "spec.declarative.tools[0]"),
        but({"spec.declarative.tools[0].mcpServer.name": GONE}),
        but({"spec.declarative.tools[0].mcpServer.tools": []}),
        but({"spec.declarative.tools[1].agent": GONE}, "spec.declarative.tools[1]"),
        but({"spec.declarative.tools[1].mcpServer": {"name": "a"}}, "spec.declarative.tools[1]"),
        but({"spec.declarative.tools[0].agent": {"name": "a"}}, "spec.declarative.tools[0]"),
        but(
            {"spec.declarative.tools[0].headersFrom[0].value": "a"},
            "spec.declarative.tools[0].headersFrom[0]",
        ),
        but({"spec.declarative.tools[0].headersFrom[0].valueFrom.type": "secret"}),
        but({"spec.declarative.a2aConfig.skills": []}),
        but({"spec.declarative.a2aConfig.skills[0].tags": GONE}),
        but({"spec.declarative.deployment.replicas": "2"}),
        but({"spec.declarative.deployment.image": "quay.io/example/agent:v1"}),
        but({"spec.declarative.deployment.resources.limits.memory": "1GB"}),
        but({"spec.skills.refs": []}),
        but({"spec.allowedNamespaces.from": "Any"}),
        but({"spec.allowedNamespaces.selector": GONE}, "spec.allowedNamespaces"),
    ],
)
def test_an_agent_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(AGENT, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.byo": GONE}, "spec"),
        but({"spec.byo.deployment.image": ""}),
        but({"spec.byo.deployment.cmd": ["agent"]}),
        but({"spec.byo.deployment.serviceAccountConfig": {}}, "spec.byo.deployment"),
        but({"spec.byo.image": "quay.io/example/agent:v1"}),
    ],
)
def test_an_own_agent_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(BYO, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.model": GONE}),
        but({"spec": {"model": "claude-sonnet", "provider": "Claude"}}, "spec.provider"),
        but({"spec.anthropic.temperature": 0.2}),
        but({"spec.anthropic.max_tokens": 1}),
        but({"spec.provider": "Gemini"}, "spec"),
        but({"spec.provider": GONE}, "spec"),
        *(but({f"spec.{settings}": {}}, "spec") for settings in ("openAI", "ollama", "gemini")),
        but({"spec.azureOpenAI": {"azureEndpoint": "https://a", "apiVersion": "1"}}, "spec"),
        but({"spec.geminiVertexAI": {"projectID": "tarsy", "location": "eu"}}, "spec"),
        but({"spec.anthropicVertexAI": {"projectID": "tarsy", "location": "eu"}}, "spec"),
        but({"spec.bedrock": {"region": "eu-west-1"}}, "spec"),
        but({"spec.sapAICore": {"baseUrl": "https://a"}}, "spec"),
        but({"spec.apiKeySecret": GONE}, "spec"),
        but({"spec.apiKeySecretKey": GONE}, "spec"),
        but({"spec.apiKeyPassthrough": True}, "spec"),
    ],
)
def test_a_model_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(MODEL, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.description": GONE}),
        but({"spec.url": GONE}),
        but({"spec.protocol": "HTTP"}),
        but({"spec.headersFrom[0].value": GONE}, "spec.headersFrom[0]"),
        but({"spec.headersFrom[0].values": []}),
        but({"spec.timeout": "30"}),
        but({"spec.sseReadTimeout": "1d"}),
        but({"spec.allowedNamespaces.from": "Selector"}, "spec.allowedNamespaces"),
        but({"spec.url": "http://mcp.example.com"}, "spec"),
    ],
)
def test_a_remote_server_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(REMOTE, changes) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        but({"spec.deployment": GONE}),
        but({"spec.transportType": "sse"}),
        but({"spec.stdioTransport.path": "/"}),
        but({"spec.deployment.port": 65536}),
        but({"spec.deployment.env": [{"name": "LOG_LEVEL", "value": "2"}]}),
        but({"spec.deployment.imagePullPolicy": "Missing"}),
        but({"spec.deployment.command": ["kubernetes-mcp"]}),
        but({"spec.deployment.serviceAccount": {}}, "spec.deployment"),
        but({"apiVersion": "kagent.dev/v1alpha2"}),
    ],
)
def test_a_server_that_is_refused(changes: Mapping[str, object], field: str) -> None:
    assert refused(SERVER, changes) == [field]
