"""TARSy's configuration files: they parse, fit together, and hold no secret and no known defect.

The chart fills ``@{name}`` placeholders from the environment; these tests fill them with sample
values. What TARSy and oauth2-proxy check at start is checked here, before anything is deployed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.charts.tarsy.reading import Manifests

CONFIG = Path(__file__).parents[3] / "charts" / "tarsy" / "config"
TARSY = "tarsy.yaml"
PROVIDERS = "llm-providers.yaml"
PROXY = "oauth2-proxy.cfg"
SIGN_IN = "templates/sign_in.html"
ERROR = "templates/error.html"
LOGO = "templates/tarsy-logo.png"

PLACEHOLDER = re.compile(r"@\{([^}]*)\}")
SAMPLE: Mapping[str, str] = {
    "browser_host": "tarsy-development.apps.example.com",
    "browser_port": "4180",
    "backend_port": "8080",
    "trusted_proxy_cidr": "10.128.0.0/14",
    "session_timeout": "40m",
    "graceful_shutdown_timeout": "40m",
    "scoring_shutdown_timeout": "3m",
    "github_organization": "example-organization",
    "github_team": "example-team",
}

# What the pod's containers get (the chart), and which of it every environment has (the Template's
# required parameters).
PROVIDER_ENV = {
    "GOOGLE_API_KEY",
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    "XAI_API_KEY",
    "GOOGLE_CLOUD_PROJECT",
    "GOOGLE_CLOUD_LOCATION",
}
TARSY_ENV = {*PROVIDER_ENV, "GITHUB_TOKEN", "SLACK_BOT_TOKEN", "KUBECONFIG"}
REQUIRED_ENV = {"GOOGLE_API_KEY", "GITHUB_TOKEN"}

# Built into TARSy, so they may be referred to without a definition.
BUILT_IN_AGENTS = {"KubernetesAgent", "ChatAgent", "SynthesisAgent", "GeneralWorker"}
MASKING_GROUPS = {"basic", "secrets", "security", "kubernetes", "cloud", "all"}
MASKING_PATTERNS = {"api_key", "password", "certificate", "token", "email", "ssh_key", "private_key"}

SKILLS = sorted(path.relative_to(CONFIG).as_posix() for path in (CONFIG / "skills").iterdir())
FILES = sorted(path.relative_to(CONFIG).as_posix() for path in CONFIG.rglob("*") if path.is_file())
TEXT_FILES = [name for name in FILES if not name.endswith(".png")]


def filled(name: str) -> str:
    """Return the file as the chart would mount it, with the sample values."""
    return PLACEHOLDER.sub(lambda match: SAMPLE[match[1]], (CONFIG / name).read_text(encoding="utf-8"))


def tarsy() -> dict[str, Any]:
    return as_mapping(yaml.safe_load(filled(TARSY)))


def transport(manifests: Manifests) -> dict[str, Any]:
    """Return how the backend reaches the Kubernetes MCP server: what the file leaves to the environment."""
    mounted = as_mapping(yaml.safe_load(manifests["ConfigMap/tarsy-app-config"]["data"][TARSY]))
    servers = as_mapping(as_mapping(mounted["mcp_servers"])["kubernetes-server"])
    assert servers.keys() == as_mapping(tarsy()["mcp_servers"])["kubernetes-server"].keys()
    return as_mapping(servers["transport"])


def providers() -> dict[str, dict[str, Any]]:
    return as_mapping(as_mapping(yaml.safe_load(filled(PROVIDERS)))["llm_providers"])


def as_mapping(value: object) -> dict[str, Any]:
    assert isinstance(value, dict)
    return value


def values_of(value: object, key_pattern: str, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, value) of every mapping entry whose key matches the pattern, at any depth."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if re.fullmatch(key_pattern, key):
                yield f"{path}.{key}", entry
            yield from values_of(entry, key_pattern, f"{path}.{key}")
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from values_of(entry, key_pattern, f"{path}[{index}]")


def seconds(duration: str) -> float:
    """Return a Go duration such as ``40m``, ``1h30m`` or ``500ms`` in seconds."""
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h)", duration)
    assert "".join(number + unit for number, unit in parts) == duration, f"not a Go duration: {duration}"
    unit_seconds = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}
    return sum(float(number) * unit_seconds[unit] for number, unit in parts)


def skill(name: str) -> tuple[dict[str, Any], str]:
    """Split a skill as TARSy's loader does: front matter between ``---`` lines, then the body."""
    text = (CONFIG / name).read_text(encoding="utf-8")
    assert text.startswith("---\n"), f"{name}: TARSy stops at start without front matter"
    front_matter, delimiter, body = text.removeprefix("---\n").partition("\n---\n")
    assert delimiter, f"{name}: the front matter is not closed by a line of its own"
    return as_mapping(yaml.safe_load(front_matter)), body


class TestEveryFile:
    def test_the_folder_holds_exactly_what_the_chart_mounts(self) -> None:
        # Every file in skills/ is parsed as a skill, and every file here becomes a ConfigMap key.
        assert set(FILES) == {TARSY, PROVIDERS, PROXY, SIGN_IN, ERROR, LOGO, *SKILLS}

    @pytest.mark.parametrize("name", FILES)
    def test_is_small(self, name: str) -> None:
        assert 0 < (CONFIG / name).stat().st_size < 100 * 1024

    @pytest.mark.parametrize("name", TEXT_FILES)
    def test_is_plain_text_that_survives_yaml_as_a_literal_block(self, name: str) -> None:
        content = (CONFIG / name).read_bytes()
        assert content.isascii()
        text = content.decode("ascii")
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert re.findall(r"[^\n\x20-\x7e]", text) == []
        assert [line for line in text.splitlines() if line != line.rstrip()] == []

    @pytest.mark.parametrize("name", TEXT_FILES)
    def test_has_only_known_placeholders(self, name: str) -> None:
        assert set(PLACEHOLDER.findall((CONFIG / name).read_text(encoding="utf-8"))) <= set(SAMPLE)
        assert "@{" not in filled(name)

    def test_every_known_placeholder_is_used(self) -> None:
        text = "".join((CONFIG / name).read_text(encoding="utf-8") for name in TEXT_FILES)
        assert set(PLACEHOLDER.findall(text)) == set(SAMPLE)

    @pytest.mark.parametrize(
        "pattern",
        [
            pytest.param(r"-----BEGIN", id="PEM block"),
            pytest.param(r"\bgh[pousr]_\w{20,}|github_pat_\w+", id="GitHub token"),
            pytest.param(r"\bxox[abprs]-[\w-]{10,}", id="Slack token"),
            pytest.param(r"\bsk-[\w-]{16,}", id="OpenAI or Anthropic key"),
            pytest.param(r"\bAIza[\w-]{20,}", id="Google key"),
            pytest.param(r"\bxai-\w{16,}", id="xAI key"),
            pytest.param(r"\bA[KS]IA[A-Z0-9]{16}\b", id="AWS key"),
            pytest.param(r"\beyJ[\w-]+\.[\w-]+\.", id="JSON web token"),
            pytest.param(r"//[^/\s:@]+:[^/\s@]+@", id="password in a URL"),
            pytest.param(r"(?=[\w+/-]*\d)(?=[\w+/-]*[A-Z])[\w+/-]{28,}={0,2}", id="random string"),
            pytest.param(
                r"(?im)^\s*[\w-]*(?:secret|password|passwd|token|api_key|bearer_token)\s*[:=]\s*[\"']?\w",
                id="assignment of a credential",
            ),
        ],
    )
    def test_no_file_holds_a_credential(self, pattern: str) -> None:
        found = {name: re.findall(pattern, filled(name)) for name in TEXT_FILES}
        assert {name: hits for name, hits in found.items() if hits} == {}


class TestYaml:
    @pytest.mark.parametrize("name", [TARSY, PROVIDERS])
    def test_parses_before_placeholders_are_filled_too(self, name: str) -> None:
        # So that editors and linters understand the files as they are.
        raw = as_mapping(yaml.safe_load((CONFIG / name).read_text(encoding="utf-8")))
        assert raw.keys() == as_mapping(yaml.safe_load(filled(name))).keys()

    @pytest.mark.parametrize("name", [TARSY, PROVIDERS])
    def test_interpolates_only_variables_of_the_container(self, name: str) -> None:
        # One malformed action, even in a comment, makes TARSy skip the interpolation of the file.
        text = filled(name)
        actions = re.findall(r"\{\{\.([A-Z][A-Z0-9_]*)\}\}", text)
        assert text.count("{{") == text.count("}}") == len(actions)
        assert set(actions) <= TARSY_ENV

    @pytest.mark.parametrize("name", [TARSY, PROVIDERS])
    def test_every_named_variable_is_one_that_the_containers_get(self, name: str) -> None:
        named = dict(values_of(yaml.safe_load(filled(name)), r".*_env"))
        assert named
        assert set(named.values()) <= TARSY_ENV


class TestTarsy:
    def test_sections(self) -> None:
        assert list(tarsy()) == ["system", "defaults", "queue", "agents", "agent_chains", "mcp_servers"]

    def test_system(self) -> None:
        assert tarsy()["system"] == {
            "dashboard_url": "https://tarsy-development.apps.example.com",
            "allowed_ws_origins": [],
            "github": {"token_env": "GITHUB_TOKEN"},
            "runbooks": {
                "cache_ttl": "1m",
                "allowed_domains": ["github.com", "raw.githubusercontent.com"],
            },
            "slack": {"enabled": False, "token_env": "SLACK_BOT_TOKEN", "channel": ""},
            "cost_estimation": {"enabled": True},
            "retention": {"session_retention_days": 365, "event_ttl": "1h", "cleanup_interval": "12h"},
        }

    def test_defaults(self) -> None:
        defaults = tarsy()["defaults"]
        assert isinstance(defaults.pop("runbook"), str)
        assert defaults == {
            "llm_provider": "google-default",
            "llm_backend": "langchain",
            "max_iterations": 20,
            "success_policy": "any",
            "alert_type": "kubernetes",
            "alert_masking": {"enabled": True, "pattern_group": "security"},
            "scoring": {"enabled": True},
            "memory": {"enabled": False},
        }

    def test_queue(self) -> None:
        assert tarsy()["queue"] == {
            "worker_count": 5,
            "max_concurrent_sessions": 5,
            "poll_interval": "1s",
            "poll_interval_jitter": "500ms",
            "session_timeout": SAMPLE["session_timeout"],
            "graceful_shutdown_timeout": SAMPLE["graceful_shutdown_timeout"],
            "scoring_shutdown_timeout": SAMPLE["scoring_shutdown_timeout"],
            "orphan_detection_interval": "5m",
            "orphan_threshold": "5m",
            "heartbeat_interval": "30s",
        }

    def test_durations_obey_the_validator(self) -> None:
        queue = {key: seconds(value) for key, value in tarsy()["queue"].items() if isinstance(value, str)}
        assert min(queue.values()) > 0
        assert queue["poll_interval_jitter"] < queue["poll_interval"]
        assert queue["heartbeat_interval"] < queue["orphan_threshold"]

    def test_timeouts_do_not_depend_on_each_other_in_the_file(self) -> None:
        # Three placeholders, three fields: a mix-up would shorten the drain unnoticed.
        raw = yaml.safe_load((CONFIG / TARSY).read_text(encoding="utf-8"))["queue"]
        for field in ("session_timeout", "graceful_shutdown_timeout", "scoring_shutdown_timeout"):
            assert raw[field] == "@{" + field + "}"

    def test_kubernetes_server_reads_the_mounted_kubeconfig_over_stdio_and_cannot_write(
        self, manifests: Manifests
    ) -> None:
        stdio = transport(manifests)
        assert stdio["type"] == "stdio"
        # No package is downloaded at start.
        assert stdio["command"] == "kubernetes-mcp-server"
        assert stdio["args"] == [
            "--read-only",
            "--disable-destructive",
            "--kubeconfig",
            "{{.KUBECONFIG}}",
        ]

    def test_tool_results_are_masked_with_patterns_that_exist(self) -> None:
        for name, server in tarsy()["mcp_servers"].items():
            masking = server["data_masking"]
            assert masking["enabled"] is True, name
            assert set(masking["pattern_groups"]) <= MASKING_GROUPS, name
            assert set(masking["patterns"]) <= MASKING_PATTERNS, name
            assert server["summarization"]["size_threshold_tokens"] >= 100, name
            assert server["summarization"]["summary_max_token_limit"] >= 50, name
        assert tarsy()["defaults"]["alert_masking"]["pattern_group"] in MASKING_GROUPS

    def test_agents_refer_to_servers_and_skills_that_exist(self) -> None:
        skills = {skill(name)[0]["name"] for name in SKILLS}
        for name, agent in tarsy()["agents"].items():
            assert set(agent["mcp_servers"]) <= set(tarsy()["mcp_servers"]), name
            assert {*agent.get("skills", []), *agent.get("required_skills", [])} <= skills, name

    def test_chains_refer_to_agents_that_exist(self) -> None:
        known = {*BUILT_IN_AGENTS, *tarsy()["agents"]}
        for name, chain in tarsy()["agent_chains"].items():
            assert chain["stages"], name
            for stage in chain["stages"]:
                assert stage["name"], name
                assert stage["agents"], name
                assert {agent["name"] for agent in stage["agents"]} <= known, name
            assert chain["chat"]["agent"] in known, name

    def test_an_alert_type_belongs_to_one_chain(self) -> None:
        chains = tarsy()["agent_chains"]
        types = [alert_type for chain in chains.values() for alert_type in chain["alert_types"]]
        assert sorted(types) == sorted(set(types))
        assert tarsy()["defaults"]["alert_type"] in types
        # The built-in chain of this ID claims the type "kubernetes" unless ours replaces it.
        assert "kubernetes" in chains


class TestProviders:
    def test_one_of_each_vendor(self) -> None:
        assert {name: entry["type"] for name, entry in providers().items()} == {
            "google-default": "google",
            "openai-default": "openai",
            "anthropic-default": "anthropic",
            "xai-default": "xai",
            "vertexai-default": "vertexai",
        }

    def test_credentials_are_names_of_variables_that_both_containers_get(self) -> None:
        named = {
            name: {key: value for key, value in entry.items() if key.endswith("_env")}
            for name, entry in providers().items()
        }
        assert named == {
            "google-default": {"api_key_env": "GOOGLE_API_KEY"},
            "openai-default": {"api_key_env": "OPENAI_API_KEY"},
            "anthropic-default": {"api_key_env": "ANTHROPIC_API_KEY"},
            "xai-default": {"api_key_env": "XAI_API_KEY"},
            "vertexai-default": {
                "project_env": "GOOGLE_CLOUD_PROJECT",
                "location_env": "GOOGLE_CLOUD_LOCATION",
            },
        }
        assert {value for entry in named.values() for value in entry.values()} == PROVIDER_ENV

    def test_every_entry_is_complete_for_every_release_of_tarsy(self) -> None:
        for name, entry in providers().items():
            assert entry["model"], name
            assert entry["max_tool_result_tokens"] >= 1000, name

    def test_tarsy_starts_with_the_required_secrets_alone(self) -> None:
        # Defect B8: the validator demands the variables of every provider that is referred to.
        referenced = {name for _, name in values_of(tarsy(), r".*(llm_provider|_provider)|provider")}
        assert referenced == {"google-default"}
        for name in referenced:
            needed = {value for key, value in providers()[name].items() if key.endswith("_env")}
            assert needed <= REQUIRED_ENV, name


class TestOauth2Proxy:
    def test_settings(self) -> None:
        host = SAMPLE["browser_host"]
        assert tomllib.loads(filled(PROXY)) == {
            "provider": "github",
            "github_org": "example-organization",
            "github_team": "example-team",
            "scope": "user:email read:org",
            "email_domains": ["*"],
            "client_secret_file": "/secrets/client-secret",
            "cookie_secret_file": "/secrets/cookie-secret",
            "http_address": "0.0.0.0:4180",
            "upstreams": ["http://localhost:8080/"],
            "proxy_prefix": "/oauth2",
            "redirect_url": f"https://{host}/oauth2/callback",
            "whitelist_domains": [host],
            "reverse_proxy": True,
            "trusted_proxy_ips": ["10.128.0.0/14"],
            "real_client_ip_header": "X-Forwarded-For",
            "skip_auth_preflight": True,
            "skip_auth_strip_headers": True,
            "api_routes": ["^/api/"],
            "pass_user_headers": True,
            "pass_host_header": True,
            "set_xauthrequest": True,
            "set_authorization_header": True,
            "prefer_email_to_user": False,
            "cookie_name": "_tarsy_oauth2",
            "cookie_domains": [host],
            "cookie_secure": True,
            "cookie_httponly": True,
            "cookie_samesite": "lax",
            "cookie_expire": "168h",
            "cookie_refresh": "0s",
            "session_cookie_minimal": False,
            "custom_templates_dir": "/templates",
            "custom_sign_in_logo": "/templates/tarsy-logo.png",
            "standard_logging": True,
            "auth_logging": True,
            "request_logging": True,
            "silence_ping_logging": True,
        }

    def test_secrets_come_from_files_and_the_client_id_from_the_environment(self) -> None:
        # A dummy value here would be used, silently, when the environment forgets the real one.
        assert {"client_id", "client_secret", "cookie_secret"}.isdisjoint(tomllib.loads(filled(PROXY)))

    def test_nothing_is_open_without_a_session_behind_a_reverse_proxy(self) -> None:
        # Open routes are matched against X-Forwarded-Uri, which a router passes on from the client.
        settings = tomllib.loads(filled(PROXY))
        assert settings["reverse_proxy"] is True
        assert settings["trusted_proxy_ips"] not in ([], ["0.0.0.0/0"])
        assert {"skip_auth_routes", "skip_auth_regex", "trusted_ips"}.isdisjoint(settings)

    def test_the_logo_is_in_the_folder_of_templates(self) -> None:
        settings = tomllib.loads(filled(PROXY))
        folder, _, logo = settings["custom_sign_in_logo"].rpartition("/")
        assert folder == settings["custom_templates_dir"]
        assert (CONFIG / "templates" / logo).is_file()

    def test_parses_before_placeholders_are_filled_too(self) -> None:
        raw = tomllib.loads((CONFIG / PROXY).read_text(encoding="utf-8"))
        assert raw.keys() == tomllib.loads(filled(PROXY)).keys()


class TestSkills:
    def test_there_are_some(self) -> None:
        assert SKILLS == ["skills/incident-summary.md", "skills/investigate-crash-loop.md"]

    @pytest.mark.parametrize("name", SKILLS)
    def test_key_is_legal_and_kebab_case(self, name: str) -> None:
        key = name.removeprefix("skills/")
        assert re.fullmatch(r"[-._A-Za-z0-9]+", key)
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*\.md", key)

    @pytest.mark.parametrize("name", SKILLS)
    def test_front_matter_is_what_tarsy_reads(self, name: str) -> None:
        front_matter, body = skill(name)
        assert front_matter.keys() == {"name", "description"}
        assert front_matter["name"] == Path(name).stem
        assert 0 < len(front_matter["description"]) < 300
        assert body.lstrip().startswith("# ")

    def test_names_are_unique(self) -> None:
        names = [skill(name)[0]["name"] for name in SKILLS]
        assert sorted(names) == sorted(set(names))
