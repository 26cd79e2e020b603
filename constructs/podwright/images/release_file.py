"""The data file with a system's released images: written by a pipeline, one line for each image.

    staging:
      tarsy: { tag: "c35f0f7" }
      tarsy-llm: { tag: "9e107d9", digest: "sha256:…" }

It is YAML, as everything else that its readers see, in a form so narrow that every line stands for itself: no
anchors, one image on one line, and text in quotes. Without them the commit ``1234567`` is a number,
``0123456`` an octal one, and ``12345e7`` one or none, depending on the version of YAML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import yaml

from podwright.errors import InvalidValueError, Problem
from podwright.images.releases import ReleasedImage
from podwright.vocabulary.images import check_image_name
from podwright.vocabulary.names import check_label_name
from podwright.vocabulary.value import did_you_mean

_TEXT: Final = "tag:yaml.org,2002:str"
_FIELDS: Final = ("tag", "digest")
_EXAMPLE: Final = '{ tag: "c35f0f7" }'
_NOT_HERE: Final = {
    yaml.AnchorToken: "an anchor (&)",
    yaml.AliasToken: "an alias (*)",
    yaml.TagToken: "a type (!)",
    yaml.DirectiveToken: "a directive (%)",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What a line says about an image.

    Attributes:
        version: the released version.
        line: number of the line, from 1.
        start: offset of the version in the text.
        end: offset behind it.
    """

    version: ReleasedImage
    line: int
    start: int
    end: int


class ReleaseFile:
    """The released images of a system, by environment.

    Args:
        text: what the file holds.
        name: what errors call it, ``charts/tarsy/images.yaml``.

    Raises:
        InvalidValueError: the text is no YAML, or its environments are not what they should be; every problem
            says on which line.
    """

    def __init__(self, text: str, *, name: str) -> None:
        self.text = text
        self.name = name
        self._environments: dict[str, tuple[int, yaml.MappingNode]] = {}
        problems = list(self._read())
        if problems:
            raise InvalidValueError(*problems)

    @classmethod
    def read(cls, path: Path, *, name: str) -> ReleaseFile:
        """Return what a file holds.

        Raises:
            InvalidValueError: there is no such file, it is not encoded in UTF-8, or what the class refuses.
        """
        try:
            return cls(path.read_bytes().decode("utf-8"), name=name)
        except OSError as error:
            message = f"cannot read it: {(error.strerror or str(error)).lower()}"
            remedy = f'Make the file, with lines such as "tarsy: {_EXAMPLE}" below each environment'
            raise InvalidValueError(Problem(message=message, remedy=remedy, location=name)) from None
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            message, remedy = "this is not UTF-8", "Save the file in UTF-8"
            raise InvalidValueError(
                Problem(message=message, remedy=remedy, location=f"{name}:{line}")
            ) from None

    @property
    def environments(self) -> tuple[str, ...]:
        """The environments, in the order of the file."""
        return tuple(self._environments)

    def line_of(self, environment: str) -> int:
        """Return the line that an environment begins on.

        Raises:
            InvalidValueError: there is no such environment.
        """
        return self._environment(environment)[0]

    def entries(self, environment: str) -> Mapping[str, Entry]:
        """Return the images of an environment by name, in the order of the file.

        Raises:
            InvalidValueError: there is no such environment, or its lines are wrong: one problem for each.
        """
        _, node = self._environment(environment)
        entries: dict[str, Entry] = {}
        problems = list(self._read_images(environment, node, entries))
        if problems:
            raise InvalidValueError(*problems)
        return entries

    def entry(self, environment: str, image: str) -> Entry:
        """Return what the file says about an image.

        Raises:
            InvalidValueError: the environment has no such image, or what `entries` refuses.
        """
        entries = self.entries(environment)
        if image not in entries:
            message = f"there is no image {image!r}{did_you_mean(image, list(entries))}"
            remedy = f"Use one of: {', '.join(entries)}; or add a line by hand: {image}: {_EXAMPLE}"
            raise InvalidValueError(
                self._problem(self.line_of(environment), message, remedy, field=environment)
            )
        return entries[image]

    def with_version(self, environment: str, image: str, version: ReleasedImage) -> str:
        """Return the text with another version of an image; everything around the version stays as it is.

        Raises:
            InvalidValueError: what `entry` refuses.
        """
        entry = self.entry(environment, image)
        given = ((field, getattr(version, field)) for field in _FIELDS)
        # Tags and digests hold nothing that YAML would want escaped.
        fields = ", ".join(f'{field}: "{value}"' for field, value in given if value is not None)
        return f"{self.text[: entry.start]}{{ {fields} }}{self.text[entry.end :]}"

    def _environment(self, environment: str) -> tuple[int, yaml.MappingNode]:
        if environment not in self._environments:
            message = (
                f"there is no environment {environment!r}{did_you_mean(environment, [*self.environments])}"
            )
            remedy = f"Use one of: {', '.join(self.environments)}; or add it to the file"
            raise InvalidValueError(Problem(message=message, remedy=remedy, location=self.name))
        return self._environments[environment]

    def _read(self) -> Iterator[Problem]:
        try:
            for token in yaml.scan(self.text, Loader=yaml.SafeLoader):
                if type(token) in _NOT_HERE:
                    message = f"{_NOT_HERE[type(token)]} has no place here: a line stands for itself"
                    yield self._problem(token.start_mark.line + 1, message, "Write every line out")
                    return
            root = yaml.compose(self.text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            yield self._unreadable(error)
            return
        if not isinstance(root, yaml.MappingNode) or root.flow_style or not root.value:
            line = root.start_mark.line + 1 if root else 1
            remedy = f'Write each environment as "staging:", and below it lines as "  tarsy: {_EXAMPLE}"'
            yield self._problem(line, "these are no environments", remedy)
            return
        seen: dict[str, int] = {}
        for name, line, value in self._named(root, seen):
            if isinstance(name, Problem):
                yield name
                continue
            wrong = _refusal_of(check_label_name, name)
            if wrong:
                yield replace(wrong, field="environment", location=f"{self.name}:{line}")
            elif not isinstance(value, yaml.MappingNode) or value.flow_style or not value.value:
                message = "an environment has lines with images"
                remedy = f'Write "{name}:", and below it lines as "  tarsy: {_EXAMPLE}"'
                yield self._problem(line, message, remedy, field=name)
            else:
                self._environments[name] = (line, value)

    def _read_images(
        self, environment: str, node: yaml.MappingNode, entries: dict[str, Entry]
    ) -> Iterator[Problem]:
        for name, line, value in self._named(node, {}, field=environment):
            if isinstance(name, Problem):
                yield name
                continue
            field = f"{environment}.{name}"
            wrong = _refusal_of(check_image_name, name)
            if wrong:
                yield replace(wrong, field=environment, location=f"{self.name}:{line}")
            elif not isinstance(value, yaml.MappingNode) or not value.flow_style or _last_line(value) != line:
                message = "an image and its version stand on one line"
                yield self._problem(line, message, f"Write {name}: {_EXAMPLE}", field=field)
            else:
                problems: list[Problem] = []
                version = self._version(value, field, problems)
                yield from problems
                if version:
                    start, end = value.start_mark.index, value.end_mark.index
                    entries[name] = Entry(version=version, line=line, start=start, end=end)

    def _version(self, node: yaml.MappingNode, field: str, problems: list[Problem]) -> ReleasedImage | None:
        given: dict[str, str] = {}
        for name, line, value in self._named(node, {}, field=field):
            if isinstance(name, Problem):
                problems.append(name)
            elif name not in _FIELDS:
                message = f"there is no field {name!r}{did_you_mean(name, [*_FIELDS])}"
                problems.append(self._problem(line, message, "Use tag and digest", field=field))
            elif not isinstance(value, yaml.ScalarNode) or not value.style:
                message = f"the {name} is not in quotes, without which YAML takes some for numbers"
                written = value.value if isinstance(value, yaml.ScalarNode) and value.value else "c35f0f7"
                remedy = f'Write {name}: "{written}"'
                problems.append(self._problem(line, message, remedy, field=f"{field}.{name}"))
            else:
                given[name] = value.value
        if problems:
            return None
        try:
            return ReleasedImage(**given)
        except InvalidValueError as error:
            location = f"{self.name}:{node.start_mark.line + 1}"
            problems += [
                replace(wrong, field=wrong.field.replace("ReleasedImage", field, 1), location=location)
                for wrong in error.problems
            ]
            return None

    def _named(
        self, node: yaml.MappingNode, seen: dict[str, int], *, field: str = ""
    ) -> Iterator[tuple[str | Problem, int, yaml.Node]]:
        """Yield each key or what is wrong with it, its line, and its value."""
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag != _TEXT:
                what = repr(key.value) if isinstance(key, yaml.ScalarNode) else "this"
                remedy = "Write a name, in quotes where YAML takes it for something else"
                yield self._problem(line, f"{what} is no text to YAML", remedy, field=field), line, value
            elif key.value in seen:
                message = f"{key.value!r} is there twice, first on line {seen[key.value]}"
                yield self._problem(line, message, "Drop one", field=field), line, value
            else:
                seen[key.value] = line
                yield key.value, line, value

    def _unreadable(self, error: yaml.YAMLError) -> Problem:
        mark = getattr(error, "problem_mark", None)
        position = getattr(error, "position", 0)
        line = mark.line + 1 if mark else self.text[:position].count("\n") + 1
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        if conflict := re.search(r"^<{7} .*$", self.text, re.MULTILINE):
            line = self.text[: conflict.start()].count("\n") + 1
            remedy = (
                "Keep one of the versions below it, and remove the lines with <<<<<<<, ======= and >>>>>>>"
            )
            return self._problem(line, "git could not merge what follows", remedy)
        remedy = f'Write lines as "  tarsy: {_EXAMPLE}"'
        return self._problem(line, f"this is no YAML: {reason}", remedy)

    def _problem(self, line: int, message: str, remedy: str, *, field: str = "") -> Problem:
        return Problem(message=message, remedy=remedy, field=field, location=f"{self.name}:{line}")


def _last_line(node: yaml.Node) -> int:
    return int(node.end_mark.line) + 1


def _refusal_of(check: Callable[[str], str], value: str) -> Problem | None:
    try:
        check(value)
    except InvalidValueError as error:
        return error.problems[0]
    return None
