"""The reader of guides notices what is not as it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.guide import Reader, blocks_of

GUIDE = """
`folder/a.txt`:

```text
one
two
```

From `folder/a.txt`:

```text
two
```

In `folder/a.txt`:

```diff
 one
-two
+three
```

```console
$ cat folder/a.txt
…
three
$ true
```

```console
$ cat folder/a.txt; false
one
two
```
"""


def follow(folder: Path, text: str) -> Reader:
    reader = Reader(folder, {"PATH": "/usr/bin:/bin"})
    for block in blocks_of(text):
        reader.follow(block)
    return reader


def test_it_does_what_is_printed_and_undoes_its_changes(tmp_path: Path) -> None:
    assert [(block.kind, block.line) for block in blocks_of(GUIDE)] == [
        ("file", 2),
        ("excerpt", 9),
        ("change", 15),
        ("console", 23),
        ("console", 30),
    ]
    ran = follow(tmp_path, GUIDE).ran
    assert [(command, done.status) for command, done in ran] == [
        ("cat folder/a.txt", 0),
        ("true", 0),
        ("cat folder/a.txt; false", 1),
    ]


@pytest.mark.parametrize(
    ("printed", "instead", "message"),
    [
        ("```text\ntwo\n```", "```text\ntw\n```", "line 9: this is no part of folder/a.txt"),
        ("```text\ntwo\n```", "```text\nwo\n```", "line 9: this is no part of folder/a.txt"),
        ("-two", "-four", "line 15: folder/a.txt does not have these lines once"),
        ("…\nthree", "three", "line 23: 'cat folder/a.txt' prints\none\nthree"),
        ("…\nthree", "…\nthre", "line 23: 'cat folder/a.txt' prints\none\nthree"),
        ("$ true", "$ echo said", "line 23: 'echo said' prints\nsaid"),
        ("$ cat folder/a.txt; false\none\n", "$ cat folder/a.txt; false\n", "line 30: "),
        ("$ cat folder/a.txt; false\n", "", "line 30: no command begins the block"),
    ],
)
def test_what_is_not_as_printed_is_noticed(printed: str, instead: str, message: str, tmp_path: Path) -> None:
    assert GUIDE.count(printed) == 1
    with pytest.raises(AssertionError) as noticed:
        follow(tmp_path, GUIDE.replace(printed, instead))
    assert message in str(noticed.value)


def test_a_block_that_nobody_follows_is_known_as_such() -> None:
    [block] = blocks_of("Write:\n\n```python\nx = 1\n```\n")
    assert (block.kind, block.text) == ("prose", "x = 1\n")
