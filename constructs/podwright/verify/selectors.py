"""Label selectors, evaluated as the API server evaluates them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from podwright.verify.nodes import Node


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition on the labels of an object.

    Attributes:
        key: the label.
        operator: ``In``, ``NotIn``, ``Exists`` or ``DoesNotExist``.
        values: the values for ``In`` and ``NotIn``.
    """

    key: str
    operator: str
    values: frozenset[str] = frozenset()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether labels meet the condition; one with an unknown operator is met by none."""
        present = self.key in labels
        match self.operator:
            case "In":
                return present and labels[self.key] in self.values
            case "NotIn":
                return not present or labels[self.key] not in self.values
            case "Exists":
                return present
            case "DoesNotExist":
                return not present
            case _:
                return False

    def __str__(self) -> str:
        match self.operator:
            case "In" if len(self.values) == 1:
                return f"{self.key}={next(iter(self.values))}"
            case "Exists":
                return self.key
            case "DoesNotExist":
                return f"!{self.key}"
            case _:
                return f"{self.key} {self.operator} ({', '.join(sorted(self.values))})"


@dataclass(frozen=True, slots=True)
class LabelSelector:
    """A conjunction of requirements; one without requirements selects everything.

    Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
    """

    requirements: tuple[Requirement, ...] = ()

    @classmethod
    def of(cls, node: Node) -> LabelSelector:
        """Read a ``LabelSelector`` (``matchLabels`` and ``matchExpressions``)."""
        expressions = tuple(
            Requirement(
                expression["key"].text,
                expression["operator"].text,
                frozenset(expression["values"].strings),
            )
            for expression in node["matchExpressions"]
        )
        return cls(cls.of_map(node["matchLabels"]).requirements + expressions)

    @classmethod
    def of_map(cls, node: Node) -> LabelSelector:
        """Read a plain map of labels, as a Service or a ReplicationController has it."""
        return cls(
            tuple(
                Requirement(key, "In", frozenset({value})) for key, value in sorted(node.string_map.items())
            )
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is no requirement at all."""
        return not self.requirements

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether an object with these labels is selected."""
        return all(requirement.matches(labels) for requirement in self.requirements)

    def __str__(self) -> str:
        return ", ".join(str(requirement) for requirement in self.requirements) or "everything"
