"""Declared Secrets: what can be declared, and that a declaration never shows a value."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright import Composed, DeclaredSecret, Default, Generated, Optional, Parameter, Required
from tests.refusals import refusal_of, refusals_of

TOKEN = Parameter(name="TOKEN", description="A token.")
USER = Parameter(name="USER", description="A user.", presence=Default(value="shop"))
EXTRA = Parameter(name="EXTRA", description="More.", presence=Optional())
COOKIE = Parameter(name="COOKIE", description="Encrypts cookies.", presence=Generated())


def parameter(**fields: Any) -> Parameter:
    return Parameter(**{"name": "TOKEN", "description": "A token.", **fields})


@settings(deadline=None, max_examples=50)
@given(st.from_regex(r"[a-zA-Z0-9_]+", fullmatch=True))
def test_names_that_oc_process_reads_are_accepted(name: str) -> None:
    assert parameter(name=name).name == name


@pytest.mark.parametrize("name", ["", "GITHUB-TOKEN", "GITHUB TOKEN", "${TOKEN}", "TOKEN=x", "TÖKEN", "A\n"])
def test_other_names_are_refused(name: str) -> None:
    problem = refusal_of(lambda: parameter(name=name))
    assert problem.field == "Parameter.name"
    assert problem.message == f"{name!r} is not a parameter name"


def test_a_parameter_is_required_unless_it_says_otherwise() -> None:
    assert TOKEN.presence == Required()


@pytest.mark.parametrize("length", [8, 32, 255])
def test_a_generated_value_has_a_length_that_openshift_generates(length: int) -> None:
    assert Generated(length=length).length == length


@pytest.mark.parametrize("length", [-1, 0, 7, 256])
def test_other_lengths_are_refused(length: int) -> None:
    assert refusal_of(lambda: Generated(length=length)).field == "Generated.length"


def test_a_composed_text_names_its_parameters() -> None:
    text = "postgresql://${USER}:${TOKEN}@db/${USER}"
    assert Composed(text=text, parameters=(USER, TOKEN)).text == text


@pytest.mark.parametrize(
    ("text", "parameters", "odd"),
    [
        ("${USER}", (USER, TOKEN), "${TOKEN}"),
        ("${USER}:${TOKEN}", (USER,), "${TOKEN}"),
        ("${USER}:${TOKNE}", (USER, TOKEN), "${TOKEN}, ${TOKNE}"),
        ("${USER}:${}", (USER,), "${}"),
        ("${USER}:${USER-X}", (USER,), "${USER-X}"),
    ],
)
def test_a_composed_text_names_all_of_them_and_no_others(
    text: str, parameters: tuple[Parameter, ...], odd: str
) -> None:
    problem = refusal_of(lambda: Composed(text=text, parameters=parameters))
    assert problem.field == "Composed.text"
    assert problem.message == f"text and parameters disagree about {odd}"


def test_a_raw_reference_is_refused_because_it_would_be_no_text() -> None:
    assert refusal_of(lambda: Composed(text="${{USER}}", parameters=(USER,))).field == "Composed.text"


def test_a_text_without_parameters_would_be_a_secret_in_git() -> None:
    problem = refusal_of(lambda: Composed(text="hunter2", parameters=()))
    assert problem.field == "Composed.parameters"
    assert "hunter2" not in str(problem)


def test_a_declaration_has_keys() -> None:
    assert refusal_of(lambda: DeclaredSecret(name="shop", keys={})).field == "DeclaredSecret.keys"


@pytest.mark.parametrize("key", ["", "a b", "a/b", "..", "ä"])
def test_keys_are_file_names(key: str) -> None:
    problem = refusal_of(lambda: DeclaredSecret(name="shop", keys={key: TOKEN}))
    assert problem.field == f"DeclaredSecret.keys[{key!r}]"


@pytest.mark.parametrize("name", ["", "Shop", "shop_secret"])
def test_the_name_is_an_object_name(name: str) -> None:
    problem = refusal_of(lambda: DeclaredSecret(name=name, keys={"token": TOKEN}))
    assert problem.field == "DeclaredSecret.name"


def test_only_a_key_of_an_optional_parameter_is_optional() -> None:
    url = Composed(text="${EXTRA}", parameters=(EXTRA,))
    keys: dict[str, Parameter | Composed] = {"token": TOKEN, "user": USER, "extra": EXTRA}
    keys |= {"cookie": COOKIE, "url": url}
    secret = DeclaredSecret(name="shop", keys=keys)
    assert [key for key in keys if secret.is_optional(key)] == ["extra"]


def test_the_parameters_of_all_keys_are_listed_once_in_order() -> None:
    url = Composed(text="${USER}:${TOKEN}", parameters=(USER, TOKEN))
    secret = DeclaredSecret(name="shop", keys={"token": TOKEN, "url": url, "again": TOKEN})
    assert secret.parameters == (TOKEN, USER)


def encoded(value: Parameter | Composed) -> DeclaredSecret:
    return DeclaredSecret(name="shop", keys={"file": value}, encoding="base64")


@pytest.mark.parametrize("value", [TOKEN, EXTRA, parameter(presence=Default(value="c2hvcA=="))])
def test_encoded_files_are_given_or_have_an_encoded_default(value: Parameter) -> None:
    assert encoded(value).keys == {"file": value}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Composed(text="${TOKEN}", parameters=(TOKEN,)), "encoded values that are put together"),
        (COOKIE, "what is generated is text, not base64"),
        (USER.model_copy(update={"presence": Default(value="shop!")}), "the default is not base64"),
        (USER.model_copy(update={"presence": Default(value="shops")}), "the default is not base64"),
    ],
    ids=["composed", "generated", "other letters", "no padding"],
)
def test_what_cannot_be_decoded_is_refused(value: Parameter | Composed, message: str) -> None:
    problem = refusal_of(lambda: encoded(value))
    assert problem.field == "DeclaredSecret.keys['file']"
    assert problem.message.startswith(message)


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=100))
def test_every_file_can_be_an_encoded_default(content: bytes) -> None:
    default = Default(value=base64.b64encode(content).decode())
    assert encoded(parameter(presence=default)).encoding == "base64"


SECRET: Any = "s3cr3t-v4lue"
UNKNOWN: Any = {"value": SECRET}


@pytest.mark.parametrize(
    "make",
    [
        lambda: DeclaredSecret(name="shop", keys={"token": SECRET}),
        lambda: DeclaredSecret(name="shop", keys=SECRET),
        lambda: Parameter(name="TOKEN", description="A token.", presence=SECRET),
        lambda: Parameter(name="TOKEN", description="A token.", **UNKNOWN),
        lambda: Parameter(name="TOKEN", description="A token.", presence=Required(**UNKNOWN)),
        lambda: Generated(length=SECRET),
        lambda: Composed(text=f"postgresql://shop:{SECRET}@db", parameters=()),
        lambda: Composed(text=f"{SECRET}-${{USR}}", parameters=(USER,)),
        lambda: encoded(USER.model_copy(update={"presence": Default(value=SECRET)})),
        lambda: Default(value=f"{SECRET}\0"),
    ],
)
def test_no_value_given_in_the_wrong_place_is_repeated(make: Any) -> None:
    for problem in refusals_of(make):
        assert SECRET not in str(problem)
