"""A node reads as empty whatever the shape of the data, and knows its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from podwright.verify.nodes import Node

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=5), children, max_size=4)
    ),
    max_leaves=20,
)

POD = {"spec": {"containers": [{"name": "a", "ports": [{"containerPort": 80}, {"containerPort": True}]}]}}


def test_a_node_leads_to_what_is_there() -> None:
    port = Node(POD).at("spec", "containers", 0, "ports", 0, "containerPort")
    assert port.integer == 80
    assert str(port.path) == "spec.containers[0].ports[0].containerPort"
    assert port.key == "containerPort"


def test_what_is_absent_is_empty_and_has_a_place() -> None:
    absent = Node(POD).at("spec", "containers", 3, "image")
    assert not absent
    assert not absent.present
    assert (absent.value, absent.text, absent.integer, list(absent), list(absent.items())) == (
        None,
        "",
        None,
        [],
        [],
    )
    assert str(absent.path) == "spec.containers[3].image"


def test_null_is_present_and_false_and_zero_are_something() -> None:
    node = Node({"a": None, "b": 0, "c": False, "d": "", "e": {}})
    assert node["a"].present
    assert [bool(node[key]) for key in "abcdef"] == [False, True, True, True, True, False]


def test_a_boolean_is_no_integer() -> None:
    assert Node(POD).at("spec", "containers", 0, "ports", 1, "containerPort").integer is None


def test_only_pairs_of_text_are_labels() -> None:
    assert Node({"a": "b", "c": 1, 2: "d", "e": None}).string_map == {"a": "b"}


def test_a_walk_meets_every_scalar_in_order() -> None:
    node = Node({"a": [1, {"b": "x"}], "c": None, "d": {"e": False}})
    assert [(str(leaf.path), leaf.value) for leaf in node.walk()] == [
        ("a[0]", 1),
        ("a[1].b", "x"),
        ("d.e", False),
    ]


@given(JSON, st.lists(st.text(max_size=5) | st.integers(-2, 5), max_size=4))
def test_no_way_through_any_data_raises(data: object, way: list[str | int]) -> None:
    node = Node(data).at(*way)
    assert isinstance(node.text, str)
    assert isinstance(node.strings, tuple)
    assert isinstance(node.string_map, dict)
    assert all(child.path.segments[:-1] == node.path.segments for child in node)
    assert all(isinstance(key, str) for key, _ in node.items())
    assert node.boolean in (None, True, False)
    assert node.integer is None or isinstance(node.integer, int)
    assert list(node.walk()) is not None


@given(JSON)
def test_every_place_can_be_followed_again(data: object) -> None:
    root = Node(data)
    for leaf in root.walk():
        assert root.follow(leaf.path).value is leaf.value
