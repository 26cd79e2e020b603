"""The page: for each system, its environments side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tools.document_environments.capacity import Capacity, Pods, capacity_of
from tools.document_environments.choices import Row, choices, facts
from tools.document_environments.collection import Deployed
from tools.document_environments.wording import NOTHING

_INTRODUCTION = f"""\
# Environments

Every system's environments side by side: what differs, what they take of their clusters, and what they are
made of. `make docs` generates this page from `main.py`, and `make check` says when it is stale.

- *Settings* are called as in the code, where each environment also says why it differs. A setting that is a
  class (`Reencrypt()`) is the alternative that is chosen; its arguments are left out where they are as by
  default. `{NOTHING}` stands for none.
- *CPU and memory* are each written from what is requested to the limit: `500m-1, 512Mi-1Gi`. The
  *total of a pod* is what the scheduler looks for on a node: all containers that run together, or the largest
  init container where it needs more.
- *Tags of released images* stand in each system's `images.yaml`, which a pipeline writes.
"""


def page_of(deployed: Sequence[Deployed]) -> str:
    """Return the page in Markdown.

    Args:
        deployed: every environment, in the order of main.py.
    """
    systems: dict[str, list[Deployed]] = {}
    for one in deployed:
        systems.setdefault(one.system, []).append(one)
    contents = " · ".join(f"[{system}](#{system})" for system in systems)
    sections = ("\n".join(_system(of_one)) for of_one in systems.values())
    return "\n".join([f"{_INTRODUCTION}\n{contents}\n", *sections])


def _system(deployed: Sequence[Deployed]) -> Iterator[str]:
    first = deployed[0]
    yield f"## {first.system}\n"
    if first.package:
        written = f"[{first.package}/environments.py](../{first.package}/environments.py)"
        yield f"In code: {written}, and what can be chosen in `{first.package}/settings.py`.\n"
    settings = [one.settings for one in deployed if one.settings is not None]
    if len(settings) < len(deployed):
        yield "Its settings are not shown: the chart does not keep them (`self.settings = settings`).\n"
        settings = []
    rows = [*facts(deployed), *choices(settings)]
    if len(deployed) == 1:
        yield f"### The only environment of {first.system}\n"
        yield from _table(deployed, [_cells(row) for row in rows])
    else:
        yield f"### What differs between environments of {first.system}\n"
        yield from _table(deployed, [_cells(row) for row in rows if row.differs])
        yield f"### What is the same in every environment of {first.system}\n"
        yield "| | everywhere |\n|---|---|"
        yield from (f"| {_label(row)} | {row.cells[0]} |" for row in rows if not row.differs)
        yield ""
    yield f"### What {first.system} takes\n"
    yield from _table(deployed, list(_needs([capacity_of(one) for one in deployed])))
    yield f"### Objects of {first.system}\n"
    yield from _objects(deployed)


def _label(row: Row) -> str:
    name = f"`{row.name}`" if row.is_choice else row.name
    return f"{name}: {row.about}" if row.about else name


def _cells(row: Row) -> tuple[str, ...]:
    return (_label(row), *row.cells)


def _table(deployed: Sequence[Deployed], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    names = (f"[{one.environment.name}](../dist/{one.folder})" for one in deployed)
    yield f"| | {' | '.join(names)} |"
    yield "|---|" + "---|" * len(deployed)
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _needs(taken: Sequence[Capacity]) -> Iterator[tuple[str, ...]]:
    for title in dict.fromkeys(pods.title for one in taken for pods in one.pods):
        found = [next((pods for pods in one.pods if pods.title == title), None) for one in taken]
        yield from _pods(title, found)
    yield ("**all pods**, at most", *(one.running for one in taken))
    more = "… while all of them are rolled out (one pod more of each Deployment), and Jobs run"
    yield (more, *(one.rolled_out for one in taken))
    for name in dict.fromkeys(name for one in taken for name in one.claims):
        yield (f"claim {name}", *(one.claim(name) for one in taken))
    yield ("**all claims**", *(one.storage for one in taken))


def _pods(title: str, found: Sequence[Pods | None]) -> Iterator[tuple[str, ...]]:
    yield (f"**{title}**", *(pods.number if pods else NOTHING for pods in found))
    names = list(dict.fromkeys(name for pods in found if pods for name in pods.containers))
    for name in names:
        yield (
            name,
            *(str(pods.containers[name]) if pods and name in pods.containers else NOTHING for pods in found),
        )
    if len(names) > 1:
        yield ("*total of a pod*", *(str(pods.total) if pods else NOTHING for pods in found))


def _objects(deployed: Sequence[Deployed]) -> Iterator[str]:
    counts = [Counter(one.kinds) for one in deployed]
    kinds = sorted({kind for count in counts for kind in count})
    different = [kind for kind in kinds if len({count[kind] for count in counts}) > 1]
    rows = [(kind, *(str(count[kind] or NOTHING) for count in counts)) for kind in different]
    yield from _table(deployed, [*rows, ("**all**", *(str(count.total()) for count in counts))])
    same = [f"{counts[0][kind]} {kind}" for kind in kinds if kind not in different]
    if same:
        yield f"{'In each: ' if len(deployed) > 1 else ''}{', '.join(same)}.\n"
