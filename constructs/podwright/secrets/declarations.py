"""What a system keeps secret, declared once: the Secrets, their keys, and where each value comes from.

Declarations hold no values. A source (an OpenShift Template, for one) provides the declared Secrets or fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from podwright.vocabulary.names import DataKey, ObjectName
from podwright.vocabulary.texts import Text, is_base64
from podwright.vocabulary.value import Value, refuse

_REFERENCE = re.compile(r"\$\{(?P<name>[^}]*)\}")


def check_parameter_name(value: str) -> str:
    """Return the name of a parameter: letters, digits and ``_``, as `oc process` accepts it.

    Raises:
        InvalidValueError: the name has other characters.
    """
    if not re.fullmatch(r"[a-zA-Z0-9_]+", value):
        raise refuse(
            f"{value!r} is not a parameter name", "Use letters, digits and '_', such as 'GITHUB_TOKEN'"
        )
    return value


class Required(Value):
    """The value must be given; without it nothing is created."""


class Optional(Value):
    """The value may be left out and is empty then; pods start without it."""


class Default(Value):
    """The value may be left out.

    Args:
        value: what it is then. It is written into `dist/`, so it is no secret.
    """

    value: Text


class Generated(Value):
    """A random value is made where none is given.

    Args:
        length: number of letters and digits.
    """

    length: Annotated[int, Field(ge=8, le=255)] = 32


class Parameter(Value):
    """One value that a person or a vault supplies.

    Args:
        name: its name, ``GITHUB_TOKEN``.
        description: what it is, and where to get it.
        presence: what happens when nobody gives it.
    """

    name: Annotated[str, AfterValidator(check_parameter_name)]
    description: Text
    presence: Required | Optional | Default | Generated = Required()


class Composed(Value):
    """A value put together from several parameters, such as a connection string.

    Values are put in as they are: what goes into a URL must not hold characters that mean something there.

    Args:
        text: the text, with ``${NAME}`` for each parameter. It is written into `dist/`, so it is no secret.
        parameters: the parameters that the text names, no more and no fewer; at least one.

    Raises:
        InvalidValueError: text and parameters disagree, or there are none.
    """

    text: Text
    parameters: tuple[Parameter, ...]

    @model_validator(mode="after")
    def _names_its_parameters(self) -> Self:
        if not self.parameters:
            message = "a text without parameters is the same everywhere, and no secret"
            raise refuse(message, "Name a Parameter as ${NAME}", field="parameters")
        named = {match["name"] for match in _REFERENCE.finditer(self.text)}
        given = {parameter.name for parameter in self.parameters}
        if named != given:
            odd = ", ".join(f"${{{name}}}" for name in sorted(named ^ given))
            message = f"text and parameters disagree about {odd}"
            raise refuse(message, "Name each of parameters= as ${NAME} in text=, and no others", field="text")
        return self


class DeclaredSecret(Value):
    """A Secret that containers read.

    Args:
        name: `metadata.name` of the Secret.
        keys: where the value of each key comes from.
        encoding: ``text`` for values as people know them; ``base64`` for files that are given encoded,
            because they may be binary or hold line breaks that a shell would lose.

    Raises:
        InvalidValueError: an illegal name or key, no keys, or a value that cannot be decoded.
    """

    name: ObjectName
    keys: Annotated[Mapping[DataKey, Parameter | Composed], Field(min_length=1)]
    encoding: Literal["text", "base64"] = "text"

    @model_validator(mode="after")
    def _encodes_whole_values(self) -> Self:
        remedy = "Use encoding='text' for it, in a Secret of its own"
        for key, value in self.keys.items() if self.encoding == "base64" else ():
            field = f"keys[{key!r}]"
            if isinstance(value, Composed):
                raise refuse("encoded values that are put together decode to nonsense", remedy, field=field)
            if isinstance(value.presence, Generated):
                # The API server refuses data that is not base64, and such a text may or may not be.
                raise refuse("what is generated is text, not base64", remedy, field=field)
            if isinstance(value.presence, Default) and not is_base64(value.presence.value):
                raise refuse("the default is not base64", "Encode it, or use encoding='text'", field=field)
        return self

    def called(self, name: str) -> DeclaredSecret:
        """Return the same declaration for a Secret of another name."""
        return self if name == self.name else self.model_copy(update={"name": name})

    def is_optional(self, key: str) -> bool:
        """Return whether pods may start without a key."""
        value = self.keys[key]
        return isinstance(value, Parameter) and isinstance(value.presence, Optional)

    def text_of(self, key: str, *, reference: Callable[[Parameter], str]) -> str:
        """Return the value of a key as a text that refers to its parameters.

        Args:
            key: the key.
            reference: how a parameter is referred to, ``${GITHUB_TOKEN}`` in a Template.
        """
        value = self.keys[key]
        if isinstance(value, Parameter):
            return reference(value)
        by_name = {parameter.name: parameter for parameter in value.parameters}
        return _REFERENCE.sub(lambda match: reference(by_name[match["name"]]), value.text)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of all keys, each once, in order."""
        found: dict[Parameter, None] = {}
        for value in self.keys.values():
            for parameter in (value,) if isinstance(value, Parameter) else value.parameters:
                found[parameter] = None
        return tuple(found)
