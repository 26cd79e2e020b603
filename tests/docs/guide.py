"""A guide whose blocks are followed as they are printed.

What a block is stands in the line above it, or in its language:

- "`charts/shop/chart.py`:" is a file, whole;
- "From `dist/…`:" is a part of a file that was written;
- "In `charts/…`:" is a change (``diff``) that lasts for the commands below it and is then undone;
- ``console`` is commands, each behind ``$``, and what they print; ``…`` alone stands for lines left out.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_FENCED = re.compile(
    r"^(?:(?P<how>From|In)? ?`(?P<path>[^`\n]+)`:\n\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_KINDS = {None: "file", "From": "excerpt", "In": "change"}


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block.

    Attributes:
        kind: ``file``, ``excerpt``, ``change``, ``console``, or ``prose`` for one that nobody follows.
        path: the file that it is about, empty for commands.
        text: what is in it, with the last line's end.
        line: the line of the guide that it begins on.
    """

    kind: str
    path: str
    text: str
    line: int

    @property
    def commands(self) -> Iterator[tuple[str, str]]:
        """Each command, and what it prints."""
        lines = self.text.splitlines(keepends=True)
        starts = [index for index, line in enumerate(lines) if line.startswith("$ ")]
        assert starts[:1] == [0], f"line {self.line}: no command begins the block"
        for start, end in pairwise([*starts, len(lines)]):
            yield lines[start].removeprefix("$ ").rstrip("\n"), "".join(lines[start + 1 : end])


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a guide, in order."""
    found = []
    for match in _FENCED.finditer(text):
        kind = _KINDS[match["how"]] if match["path"] else "prose"
        if match["language"] == "console":
            kind = "console"
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(kind=kind, path=match["path"] or "", text=match["text"], line=line))
    return found


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a command did.

    Attributes:
        status: its exit status.
        output: what it wrote, standard error too.
    """

    status: int
    output: str


class Reader:
    """Somebody who follows a guide, and believes nothing.

    Args:
        folder: the project.
        variables: the environment of commands.
    """

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self.folder = folder
        self.ran: list[tuple[str, Ran]] = []
        self._variables = variables
        self._undo: dict[Path, str] = {}

    def run(self, command: str) -> Ran:
        """Run a command in the project's folder."""
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=dict(self._variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Ran(status=done.returncode, output=done.stdout)

    def follow(self, block: Block) -> None:
        """Do what a block says, and compare what it shows."""
        file = self.folder / block.path
        match block.kind:
            case "file":
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(block.text, "utf-8")
            case "excerpt":
                lines = f"\n{file.read_text('utf-8')}"
                assert f"\n{block.text}" in lines, f"line {block.line}: this is no part of {block.path}"
            case "change":
                self._change(block, file)
            case "console":
                for command, shown in block.commands:
                    ran = self.run(command)
                    self.ran.append((command, ran))
                    assert _pattern(shown).fullmatch(ran.output), (
                        f"line {block.line}: {command!r} prints\n{ran.output}"
                    )
                self._undo_changes()

    def _change(self, block: Block, file: Path) -> None:
        text = file.read_text("utf-8")
        before, after = (
            "".join(line[1:] for line in block.text.splitlines(keepends=True) if line[0] in signs)
            for signs in ("- ", "+ ")
        )
        assert text.count(before) == 1, f"line {block.line}: {block.path} does not have these lines once"
        self._undo.setdefault(file, text)
        file.write_text(text.replace(before, after), "utf-8")

    def _undo_changes(self) -> None:
        for file, text in self._undo.items():
            file.write_text(text, "utf-8")
        self._undo.clear()


def _pattern(shown: str) -> re.Pattern[str]:
    lines = shown.splitlines(keepends=True)
    return re.compile("".join(r"(?:.*\n)*?" if line == "…\n" else re.escape(line) for line in lines))
