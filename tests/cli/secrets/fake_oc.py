"""A stand-in for ``oc``, with a cluster that is one JSON file: it records how it is called.

It stores what the API server would: `data`, and the annotation that a client-side apply leaves behind.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.oc_process import ProcessingError, process

Fields = dict[str, Any]

COPY = "kubectl.kubernetes.io/last-applied-configuration"


def main(folder: Path) -> int:
    """Do what ``oc`` would, and return its exit code."""
    arguments = sys.argv[1:]
    with (folder / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps({"argv": arguments, "environment": dict(os.environ)}) + "\n")
    words = arguments[2:] if arguments[0] == "--context" else arguments
    state = json.loads((folder / "cluster.json").read_text())
    stdin = sys.stdin.read() if words[0] in {"process", "apply"} else ""
    step = (
        "dry-run" if "--dry-run=server" in words else " ".join(words[:2] if words[0] == "get" else words[:1])
    )
    if step in state["failing"]:
        sys.stderr.write(state["failing"][step].replace("<stdin>", stdin) + "\n")
        return 1
    try:
        answer = _get(words, state) if words[0] == "get" else _answer(words, state, stdin)
        sys.stdout.write(f"{answer}\n" if answer else "")
    except (ProcessingError, ValueError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    (folder / "cluster.json").write_text(json.dumps(state))
    return 0


def _answer(words: list[str], state: Fields, stdin: str) -> str:
    match words:
        case ["whoami"]:
            return "jane"
        case ["whoami", "--show-server"]:
            return "https://api.dev.example.com:6443"
        case ["whoami", "--show-context"]:
            return "dev"
        case ["process", "--local", "--filename=-", "--output=json"]:
            made = process(json.loads(stdin))
            if state["garbles"]:
                made[0]["stringData"] = {key: text + "x" for key, text in made[0]["stringData"].items()}
            return json.dumps({"kind": "List", "apiVersion": "v1", "items": made})
        case ["apply", *_]:
            return "\n".join(_apply(item, words, state) for item in json.loads(stdin)["items"])
        case ["annotate", "secret", *names]:
            for name in names[: names.index(f"{COPY}-")]:
                del state["secrets"][name]["metadata"]["annotations"][COPY]
            return "annotated"
    message = f"unknown command {words}"
    raise ValueError(message)


def _get(words: list[str], state: Fields) -> str:
    if words[1] == "namespace":
        return str(state["namespaces"].get(words[2], ""))
    names = words[2 : words.index("--namespace")]
    found = [state["secrets"][name] for name in names if name in state["secrets"]]
    if len(names) == 1:
        return json.dumps(found[0]) if found else ""
    return json.dumps({"kind": "List", "items": found}) if found else ""


def _apply(item: Fields, words: list[str], state: Fields) -> str:
    name, namespace = item["metadata"]["name"], item["metadata"]["namespace"]
    if namespace != words[words.index("--namespace") + 1] or namespace not in state["namespaces"]:
        message = f"namespace {namespace} does not fit"
        raise ValueError(message)
    data = item.get("data", {}) | {
        key: base64.b64encode(text.encode()).decode() for key, text in item.get("stringData", {}).items()
    }
    for text in data.values():
        base64.b64decode(text, validate=True)
    if "--dry-run=server" not in words:
        stored = state["secrets"].setdefault(
            name, {"kind": "Secret", "metadata": item["metadata"], "data": {}}
        )
        stored["data"] |= data
        if "--server-side" not in words:
            stored["metadata"].setdefault("annotations", {})[COPY] = json.dumps(item)
    return f"secret/{name} serverside-applied"
