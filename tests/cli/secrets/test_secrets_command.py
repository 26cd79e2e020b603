"""``podwright secrets`` as an operator meets it, with an ``oc`` and a cluster of its own."""

from __future__ import annotations

import base64
import os
import pty
import re
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from tests.cli.secrets.fake_oc import COPY
from tests.cli.secrets.operators import ENVIRONMENT, NAMESPACE, REQUIRED, SENTINEL, Operator, make_operator


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return make_operator(tmp_path)


def private(path: Path, text: str) -> str:
    path.touch(mode=0o600)
    path.write_text(text)
    return str(path)


def test_the_secrets_are_created(operator: Operator) -> None:
    said = operator.apply(**REQUIRED)
    assert said.endswith("\n5 Secrets applied\n")
    assert sorted(operator.cluster["secrets"]) == [
        "database-secret",
        "gcp-service-account-secret",
        "mcp-kubeconfig-secret",
        "oauth2-proxy-secret",
        "tarsy-secrets",
    ]
    assert operator.stored("tarsy-secrets", "github-token") == REQUIRED["GITHUB_TOKEN"]
    assert operator.stored("tarsy-secrets", "openai-api-key") == ""
    password = operator.stored("database-secret", "password")
    assert re.fullmatch("[a-zA-Z0-9]{32}", password)
    url = f"postgresql://tarsy:{password}@tarsy-database:5432/tarsy"
    assert operator.stored("database-secret", "database-url") == url
    assert operator.stored("oauth2-proxy-secret", "cookie-secret") != password


def test_a_second_run_needs_no_values_and_changes_nothing(operator: Operator) -> None:
    operator.apply(**REQUIRED)
    before = operator.cluster["secrets"]
    said = operator.apply()
    assert operator.cluster["secrets"] == before
    assert "GITHUB_TOKEN kept" in said
    assert "DATABASE_PASSWORD kept" in said
    assert "DATABASE_USER default" in said
    assert "warning" not in said
    assert "oc rollout restart" not in said


def test_one_value_is_changed_and_all_others_stay(operator: Operator) -> None:
    operator.apply(**REQUIRED, OPENAI_API_KEY="old", SLACK_BOT_TOKEN="slack", DATABASE_USER="owner")
    before = operator.cluster["secrets"]
    said = operator.apply(OPENAI_API_KEY="new")
    assert operator.stored("tarsy-secrets", "openai-api-key") == "new"
    before["tarsy-secrets"]["data"]["openai-api-key"] = base64.b64encode(b"new").decode()
    assert operator.cluster["secrets"] == before
    assert "OPENAI_API_KEY given (environment) instead of the present one" in said
    assert "DATABASE_USER kept (the default is another one)" in said
    assert f"oc rollout restart -n {NAMESPACE} deployment" in said


def test_an_empty_value_counts_as_not_given(operator: Operator) -> None:
    operator.apply(**REQUIRED, OPENAI_API_KEY="present")
    operator.apply(OPENAI_API_KEY="", GITHUB_TOKEN="")
    assert operator.stored("tarsy-secrets", "openai-api-key") == "present"
    assert operator.stored("tarsy-secrets", "github-token") == REQUIRED["GITHUB_TOKEN"]


def test_a_present_value_is_reset_on_purpose(operator: Operator) -> None:
    operator.apply(**REQUIRED, OPENAI_API_KEY="present", DATABASE_USER="owner")
    cookie = operator.stored("oauth2-proxy-secret", "cookie-secret")
    names = ("OPENAI_API_KEY", "OAUTH2_COOKIE_SECRET", "DATABASE_USER")
    said = operator.apply(*(word for name in names for word in ("--reset", name)))
    assert operator.stored("tarsy-secrets", "openai-api-key") == ""
    assert operator.stored("oauth2-proxy-secret", "cookie-secret") != cookie
    assert operator.stored("database-secret", "username") == "tarsy"
    assert "OPENAI_API_KEY empty instead of the present one" in said
    assert "warning: OAUTH2_COOKIE_SECRET changes; " in said
    assert "warning: DATABASE_USER changes; " in said


@pytest.mark.parametrize(
    ("name", "variables", "says"),
    [
        ("GITHUB_TOKEN", {}, "--reset: GITHUB_TOKEN is required, so it cannot be empty. "),
        ("GITHUB_TOKN", {}, "--reset: there is no parameter GITHUB_TOKN. Did you mean GITHUB_TOKEN?"),
        ("XAI_API_KEY", {"XAI_API_KEY": "x"}, "XAI_API_KEY is given (environment) and reset. "),
    ],
)
def test_a_reset_that_makes_no_sense(
    operator: Operator, name: str, variables: dict[str, str], says: str
) -> None:
    done = operator.run(ENVIRONMENT, "--yes", "--reset", name, **variables)
    assert done.returncode == 2
    assert says in done.stderr
    assert "apply" not in operator.verbs


def test_a_generated_value_that_is_given_replaces_the_present_one_with_a_warning(operator: Operator) -> None:
    operator.apply(**REQUIRED)
    said = operator.apply(DATABASE_PASSWORD="anotherone")
    assert operator.stored("database-secret", "password") == "anotherone"
    assert ":anotherone@" in operator.stored("database-secret", "database-url")
    assert "warning: DATABASE_PASSWORD changes; whatever was set up with the present value keeps that" in said
    assert "warning" not in operator.apply(DATABASE_PASSWORD="anotherone")


def test_all_missing_parameters_are_told_at_once_and_nothing_is_sent(operator: Operator) -> None:
    done = operator.run(ENVIRONMENT, "--yes", GITHUB_TOKEN="", OAUTH2_CLIENT_ID=SENTINEL)
    assert done.returncode == 1
    assert done.stdout.endswith(
        "3 parameters missing:\n"
        "  GOOGLE_API_KEY        API key for Gemini, the default provider.\n"
        "  GITHUB_TOKEN          GitHub token that may read the repositories with runbooks.\n"
        "  OAUTH2_CLIENT_SECRET  Client secret of the same GitHub OAuth app.\n"
        "nothing was sent\n"
    )
    assert not {"process", "apply"} & set(operator.verbs)


def test_values_are_nowhere_but_in_the_cluster(operator: Operator) -> None:
    secret = {
        "XAI_API_KEY": f"{SENTINEL}-file",
        "MCP_KUBECONFIG": base64.b64encode(SENTINEL.encode()).decode(),
    }
    file = private(
        operator.folder / "mine.params", "".join(f"{name}={text}\n" for name, text in secret.items())
    )
    everything = [operator.run(ENVIRONMENT, "--yes", "--params", file, **REQUIRED) for _ in range(2)]
    everything.append(operator.run(ENVIRONMENT, "--dry-run", "--params", file, **REQUIRED))
    everything.append(operator.run(ENVIRONMENT, "--yes", XAI_API_KEY=f"{SENTINEL}-new", MAKEFLAGS=SENTINEL))
    generated = operator.stored("database-secret", "password")
    Path(file).unlink()
    assert f"{SENTINEL}-new" in operator.stored("tarsy-secrets", "xai-api-key")
    (operator.folder / "oc/cluster.json").unlink()
    said = "".join(done.stdout + done.stderr for done in everything)
    left = "".join(path.read_text() for path in operator.folder.rglob("*") if path.is_file())
    for text in (SENTINEL, secret["MCP_KUBECONFIG"], generated):
        assert text not in said
        assert text not in left  # the calls too, with arguments and environment


def test_the_mask_does_not_tell_the_length(operator: Operator) -> None:
    lines = [operator.run(ENVIRONMENT, "--dry-run", OPENAI_API_KEY=text).stdout for text in ("a", "a" * 500)]
    assert lines[0] == lines[1]


def test_a_dry_run_asks_no_cluster(operator: Operator, snapshot: SnapshotAssertion) -> None:
    (operator.folder / "bin/oc").unlink()
    done = operator.run(ENVIRONMENT, "--dry-run", "--reset", "XAI_API_KEY", **REQUIRED)
    assert done.returncode == 0
    assert done.stdout == snapshot
    some = operator.run(ENVIRONMENT, "--dry-run", GITHUB_TOKEN="abc")
    assert some.returncode == 1
    assert "3 parameters missing where the cluster does not have them:\n" in some.stdout


def test_what_is_shown_before_sending(operator: Operator, snapshot: SnapshotAssertion) -> None:
    operator.apply(**REQUIRED, DATABASE_HOST="elsewhere")
    assert operator.apply("--context", "dev", GITHUB_TOKEN=" padded") == snapshot
    assert all(call["argv"][:2] == ["--context", "dev"] for call in operator.calls[-7:])


def test_a_value_that_was_only_part_of_another_one_is_not_lost_in_silence(operator: Operator) -> None:
    operator.apply(**REQUIRED, DATABASE_HOST="elsewhere")
    warning = "warning: database-secret/database-url changes: what was given before for DATABASE_HOST, "
    assert warning in operator.apply()
    assert "warning" not in operator.apply(DATABASE_HOST="elsewhere").replace(warning, "")


def test_the_server_applies_and_keeps_no_copy(operator: Operator) -> None:
    operator.apply(**REQUIRED)
    found = operator.cluster["secrets"]
    found["tarsy-secrets"]["metadata"]["annotations"] = {COPY: "{}"}
    operator.change(secrets=found)
    said = operator.apply()
    assert "warning: a copy of the values is removed from an annotation of tarsy-secrets" in said
    assert not any(
        COPY in item["metadata"].get("annotations", {}) for item in operator.cluster["secrets"].values()
    )


def test_the_environment_decides_the_namespace(operator: Operator) -> None:
    operator.apply(**REQUIRED, NAMESPACE="default")
    file = private(operator.folder / "a.params", "NAMESPACE=default\n")
    done = operator.run(ENVIRONMENT, "--yes", "--params", file)
    assert done.returncode == 2
    assert f"the Secrets of {ENVIRONMENT} go to namespace {NAMESPACE}. Remove NAMESPACE" in done.stderr


def test_a_file_counts_before_the_environment(operator: Operator) -> None:
    text = "\n".join(f"{name}='{text}'" for name, text in REQUIRED.items())
    file = private(operator.folder / "a.params", f"# mine\n{text}\n")
    said = operator.apply("--params", file, GITHUB_TOKEN="ambient", XAI_API_KEY="x")
    assert operator.stored("tarsy-secrets", "github-token") == REQUIRED["GITHUB_TOKEN"]
    assert f"GITHUB_TOKEN given ({file})" in said
    assert "XAI_API_KEY given (environment)" in said


def test_standard_input_is_a_file_too(operator: Operator) -> None:
    text = "".join(f"{name}={text}\n" for name, text in REQUIRED.items())
    assert "there is no terminal to ask at" in operator.run(ENVIRONMENT, "--params", "-", stdin=text).stderr
    done = operator.run(ENVIRONMENT, "--yes", "--params", "-", stdin=text)
    assert done.returncode == 0
    assert operator.stored("tarsy-secrets", "github-token") == REQUIRED["GITHUB_TOKEN"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["tarsy-develop", "--yes"],
            "dist has no environment 'tarsy-develop'. Did you mean tarsy-development?",
        ),
        (["", "--yes"], "ENVIRONMENT: no environment is named. Use one of: bare, strange, tarsy-development"),
        (["../dist/bare"], "dist has no environment '../dist/bare'"),
        (["bare"], "bare has no Template: its Secrets come from elsewhere"),
        (["strange"], "Template.a.k8s.yaml is no Template of Secrets as podwright writes them"),
        (["bare", "--dist", "none"], "--dist: there is no folder none. Synthesize first"),
        ([ENVIRONMENT, "--params", "none"], "--params: none cannot be read: no such file or directory"),
    ],
)
def test_what_cannot_run_is_exit_code_2_with_one_line(
    operator: Operator, arguments: list[str], says: str
) -> None:
    for name in ("bare", "strange/secrets"):
        (operator.folder / "dist" / name).mkdir(parents=True)
    (operator.folder / "dist/strange/secrets/Template.a.k8s.yaml").write_text("objects: [{kind: Pod}]\n")
    done = operator.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not operator.calls


def test_without_oc_it_says_where_to_get_it(operator: Operator) -> None:
    (operator.folder / "bin/oc").unlink()
    done = operator.run(ENVIRONMENT, "--yes", **REQUIRED)
    assert done.returncode == 2
    assert "oc is not installed, and kubectl cannot process Templates. Get it from " in done.stderr


@pytest.mark.parametrize(
    ("phase", "says"),
    [
        (
            None,
            f"there is no namespace {NAMESPACE}. Apply dist/{ENVIRONMENT}/Namespace.",
        ),
        ("Terminating", f"namespace {NAMESPACE} is Terminating. Wait"),
    ],
)
def test_without_a_namespace_it_says_what_to_apply_first(
    operator: Operator, phase: str | None, says: str
) -> None:
    operator.change(namespaces={NAMESPACE: phase} if phase else {})
    done = operator.run(ENVIRONMENT, "--yes", **REQUIRED)
    assert done.returncode == 2
    assert says in done.stderr
    assert operator.verbs[-1] == "get"


@pytest.mark.parametrize(
    ("step", "says", "sent"),
    [
        ("whoami", "you are not logged in: oc whoami: no. Log in with: oc login", False),
        ("get namespace", f"namespace {NAMESPACE} cannot be looked at: oc get: no. Apply", False),
        ("get secret", "cannot be read, so nothing could be kept: oc get: no. Ask for the right", False),
        ("process", "oc process did not process Template tarsy-secrets: oc process: no. ", False),
        ("dry-run", "the cluster would not take the Secrets: oc apply: no. Nothing was sent", False),
        ("apply", "not all Secrets were applied: oc apply: no. Secrets are applied one after", False),
        ("annotate", "the Secrets are applied, but copies of values stay in the annotation", True),
    ],
)
def test_a_failing_oc_is_explained(operator: Operator, step: str, says: str, sent: bool) -> None:
    operator.apply(**REQUIRED)
    found = operator.cluster["secrets"]
    found["tarsy-secrets"]["metadata"]["annotations"] = {COPY: "{}"}
    operator.change(failing={step: "no"}, secrets=found)
    done = operator.run(ENVIRONMENT, "--yes", XAI_API_KEY="xai")
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert bool(operator.stored("tarsy-secrets", "xai-api-key")) is sent


@pytest.mark.parametrize("step", ["process", "dry-run", "apply"])
def test_an_oc_that_repeats_values_is_silenced(operator: Operator, step: str) -> None:
    operator.change(failing={step: "first\nbad input: <stdin>\nlast"})
    done = operator.run(ENVIRONMENT, "--yes", **REQUIRED)
    assert done.returncode == 2
    assert SENTINEL not in done.stdout + done.stderr
    assert base64.b64encode(REQUIRED["GITHUB_TOKEN"].encode()).decode() not in done.stderr
    assert "first\n(a line that may hold a value is not shown)\nlast" in done.stderr


def test_a_value_inside_of_another_one_is_not_told_either(operator: Operator) -> None:
    # The connection string holds the password; in base64 it looks nothing like the password alone.
    operator.apply(**REQUIRED, DATABASE_PASSWORD="correcthorsebattery")
    content = operator.cluster["secrets"]["database-secret"]["data"]["database-url"]
    operator.change(failing={"apply": f"cannot take\n{content[20:60]}\nlast"})
    done = operator.run(ENVIRONMENT, "--yes")
    assert "cannot take\n(a line that may hold a value is not shown)\nlast" in done.stderr
    operator.change(failing={"apply": 'service "tarsy-database" is not the reason'})
    assert 'service "tarsy-database" is not the reason' in operator.run(ENVIRONMENT, "--yes").stderr


def test_values_go_to_the_cluster_that_was_shown(operator: Operator) -> None:
    # Meanwhile somebody may log in elsewhere, and so change the current context.
    operator.apply(**REQUIRED)
    asked = [call["argv"] for call in operator.calls]
    assert asked[0] == ["whoami", "--show-context"]
    assert [words[:2] for words in asked[1:]] == [["--context", "dev"]] * 7


@pytest.mark.parametrize(
    "text",
    [
        "kind: Template\nmetadata: {name: a}\nparameters: []\nobjects: []\n",
        "",
        "kind: Template\nmetadata: {name: a}\nparameters: [{name: NS, value: a}]\n"
        "objects: [{kind: Secret, metadata: {name: a, namespace: '${NS}'}, stringData: {port: 5432}}]\n",
        "kind: Template\nmetadata: {name: a}\nparameters: [{name: NS, value: a}]\n"
        "objects: [{kind: Secret, metadata: {name: a, namespace: '${NS}'}, stringData: {host: '${NS}'}}]\n",
        None,
    ],
)
def test_a_template_that_others_wrote_is_refused_without_a_stack_trace(
    operator: Operator, text: str | None
) -> None:
    file = operator.folder / "dist" / ENVIRONMENT / "secrets/Template.a.k8s.yaml"
    file.mkdir() if text is None else file.write_text(text)
    done = operator.run(ENVIRONMENT, "--dry-run")
    assert done.returncode == 2
    assert "Template.a.k8s.yaml is no Template of Secrets as podwright writes them" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_oc_that_names_a_secret_is_not_silenced(operator: Operator) -> None:
    said = 'Error from server (Forbidden): secrets "oauth2-proxy-secret" is forbidden: you may not'
    operator.change(failing={"dry-run": said})
    done = operator.run(ENVIRONMENT, "--yes", **REQUIRED)
    assert said in done.stderr


def test_what_oc_makes_is_compared_with_what_was_meant(operator: Operator) -> None:
    operator.change(garbles=True)
    done = operator.run(ENVIRONMENT, "--yes", **REQUIRED)
    assert done.returncode == 2
    assert "oc process made something else of Template tarsy-secrets than was meant" in done.stderr
    assert "apply" not in operator.verbs


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MCP_KUBECONFIG", f"{SENTINEL}!", "is not base64, which mcp-kubeconfig-secret/config takes"),
        ("DATABASE_PASSWORD", f"{SENTINEL}@", "mean something in the URL of database-secret/database-url"),
        ("GITHUB_TOKEN", f"{SENTINEL}\udcff", "is not UTF-8"),
    ],
)
def test_values_that_a_secret_cannot_hold(operator: Operator, name: str, value: str, says: str) -> None:
    done = operator.run(ENVIRONMENT, "--yes", **{**REQUIRED, name: value})
    assert done.returncode == 2
    assert f"{name}: the value (environment) " in done.stderr
    assert says in done.stderr
    assert SENTINEL not in done.stderr + done.stdout
    assert "apply" not in operator.verbs


def test_present_values_that_contradict_each_other_are_not_guessed(operator: Operator) -> None:
    file = operator.folder / "dist" / ENVIRONMENT / "secrets/Template.tarsy-secrets.k8s.yaml"
    file.write_text(file.read_text().replace("${OPENAI_API_KEY}", "${XAI_API_KEY}"))
    operator.apply(**REQUIRED, XAI_API_KEY="one")
    found = operator.cluster["secrets"]
    found["tarsy-secrets"]["data"] |= {"xai-api-key": "dHdv", "slack-bot-token": "/w=="}
    operator.change(secrets=found)
    done = operator.run(ENVIRONMENT, "--yes")
    assert done.returncode == 1
    assert "tarsy-secrets/openai-api-key and tarsy-secrets/xai-api-key hold different values" in done.stdout
    assert "tarsy-secrets/slack-bot-token holds bytes that are no text" in done.stdout
    operator.apply("--reset", "SLACK_BOT_TOKEN", XAI_API_KEY="three")
    assert operator.stored("tarsy-secrets", "slack-bot-token") == ""


def test_several_templates_are_sent_together(operator: Operator) -> None:
    folder = operator.folder / "dist" / ENVIRONMENT / "secrets"
    (folder / "Template.more.k8s.yaml").write_text(
        "kind: Template\nmetadata: {name: more}\nparameters:\n  - {name: NS, value: tarsy-dev}\n"
        "  - {name: MORE, required: true}\n"
        "objects:\n  - kind: Secret\n    metadata: {name: more, namespace: '${NS}'}\n"
        "    stringData: {more: '${MORE}'}\n"
    )
    operator.apply(**REQUIRED, MORE="much")
    assert operator.stored("more", "more") == "much"
    assert operator.verbs.count("process") == 2


def test_what_oc_itself_reads_from_the_environment_is_no_value(operator: Operator) -> None:
    file = operator.folder / "dist" / ENVIRONMENT / "secrets/Template.tarsy-secrets.k8s.yaml"
    file.write_text(file.read_text().replace("XAI_API_KEY", "KUBECONFIG"))
    operator.apply(**REQUIRED, KUBECONFIG="/home/jane/.kube/config")
    assert operator.stored("tarsy-secrets", "xai-api-key") == ""
    assert operator.calls[0]["environment"]["KUBECONFIG"] == "/home/jane/.kube/config"


def test_an_expression_that_is_not_understood_asks_for_the_value(operator: Operator) -> None:
    file = operator.folder / "dist" / ENVIRONMENT / "secrets/Template.tarsy-secrets.k8s.yaml"
    file.write_text(file.read_text().replace("[a-zA-Z0-9]{32}", r"[\\w]{32}"))
    done = operator.run(ENVIRONMENT, "--yes", **REQUIRED)
    assert done.returncode == 2
    assert "DATABASE_PASSWORD is generated by an expression that is not understood here. " in done.stderr
    operator.apply(**REQUIRED, DATABASE_PASSWORD="given", OAUTH2_COOKIE_SECRET="given")


def test_an_argument_of_make_is_no_safe_place(operator: Operator) -> None:
    said = operator.apply(**REQUIRED, MAKEFLAGS=f" -- GITHUB_TOKEN={SENTINEL} ENVIRONMENT=a")
    assert "warning: GITHUB_TOKEN is an argument of make, which everybody on this machine can see" in said


def at_a_terminal(operator: Operator, answer: bytes, *, wait_for: bytes) -> tuple[int, str]:
    """Run it at a terminal, answer once something is shown, and return exit code and output."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(operator.folder)
        os.execve(sys.executable, operator.command(ENVIRONMENT), operator.environment | REQUIRED)
    said = b""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        # A terminal may drop what is typed while its mode changes: whoever sees nothing happen types again.
        if wait_for in said and not select.select([terminal], [], [], 0.5)[0]:
            os.write(terminal, answer)
        try:
            said += os.read(terminal, 4096) if select.select([terminal], [], [], 0.5)[0] else b""
        except OSError:  # the other end is closed
            break
    else:
        os.kill(child, signal.SIGKILL)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.decode().replace("\r\n", "\n")


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 2), (b"\n", 2), (b"\x03", 2)])
def test_at_a_terminal_it_asks(operator: Operator, answer: bytes, code: int) -> None:
    question = f"Apply to namespace {NAMESPACE} at https://api.dev.example.com:6443? [y/N]: "
    left, said = at_a_terminal(operator, answer, wait_for=question.encode())
    assert left == code
    assert question in said
    assert ("nothing was sent" in said) is (code != 0)
    assert bool(operator.cluster["secrets"]) is (code == 0)


def test_a_crash_leaves_no_image_of_the_memory(operator: Operator) -> None:
    # Values are in the memory of the command and of oc; Ctrl-\\ would write it to disk.
    program = operator.folder / "bin/oc"
    program.write_text(f"#!/bin/sh\nulimit -Sc >{operator.folder}/limit\nexit 1\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    try:
        assert operator.run(ENVIRONMENT, "--yes").returncode == 2
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    assert (operator.folder / "limit").read_text() == "0\n"


def test_without_a_terminal_it_does_not_guess(operator: Operator) -> None:
    done = operator.run(ENVIRONMENT, **REQUIRED)
    assert done.returncode == 2
    assert "there is no terminal to ask at, and nothing was sent. Add --yes" in done.stderr
    assert not operator.cluster["secrets"]


def test_an_interruption_while_applying_is_told(operator: Operator) -> None:
    program = operator.folder / "bin/oc"
    real = program.rename(program.with_name("real"))
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *--dry-run*) ;; *" apply "*) touch {operator.folder}/applying; '
        "exec sleep 60;; esac\n"
        f'exec {real} "$@"\n'
    )
    program.chmod(0o755)
    with subprocess.Popen(
        operator.command(ENVIRONMENT, "--yes"),
        cwd=operator.folder,
        env=operator.environment | REQUIRED,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        deadline = time.monotonic() + 30
        while not (operator.folder / "applying").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "interrupted while applying: some Secrets may be new. " in said
    assert "it is safe to run it again" in said
    assert SENTINEL not in said


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Operator:
    return make_operator(tmp_path_factory.mktemp("operator"))


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


MORE = st.sampled_from(["", '"', "'", "\n", "=", "#", " #", "\\n", "${XAI_API_KEY}", "$(id)", "%s"])
# Several texts at once: each run starts the command.
FIELDS = ("openai-api-key", "anthropic-api-key", "slack-bot-token")


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(st.tuples(TEXTS, MORE), min_size=len(FIELDS), max_size=len(FIELDS)))
def test_any_text_arrives_as_it_is(shared: Operator, texts: list[tuple[str, str]]) -> None:
    values = {field: text + more + text for field, (text, more) in zip(FIELDS, texts, strict=True)}
    shared.apply(**REQUIRED | {field.upper().replace("-", "_"): value for field, value in values.items()})
    assert {field: shared.stored("tarsy-secrets", field) for field in FIELDS} == values
    shared.apply()
    assert {field: shared.stored("tarsy-secrets", field) for field in FIELDS} == values
