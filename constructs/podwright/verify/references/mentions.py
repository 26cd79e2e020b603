"""Which names occur anywhere in the manifests, whatever the field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from podwright.verify.cluster import Cluster
from podwright.verify.manifests import Manifest

_WORD: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_LONGEST: Final = 4096


def mentions(cluster: Cluster) -> Mapping[str, int]:
    """Return how many objects hold each word: as a value, a key or a part of an argument."""
    return cluster.once(_counted)


def _counted(cluster: Cluster) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for manifest in cluster.manifests:
        counts.update(_words_of(manifest))
    return counts


def _words_of(manifest: Manifest) -> set[str]:
    words: set[str] = set()
    pending: list[object] = [manifest.root.value]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending.extend(value)
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, str):
            words.add(value)
            if len(value) <= _LONGEST:
                words.update(_WORD.findall(value))
    return words
