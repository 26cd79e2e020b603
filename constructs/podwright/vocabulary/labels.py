"""The recommended labels, and the part of them that selects.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
"""

from __future__ import annotations

from podwright.vocabulary.names import LabelValue
from podwright.vocabulary.value import Value

MANAGED_BY = "podwright"


class Labels(Value):
    """The recommended labels of an object.

    Args:
        name: the application, ``tarsy`` or ``postgresql``.
        instance: the deployment of the system, ``tarsy-development``.
        component: the part that the object plays, ``database``.
        part_of: the system, ``tarsy``.
        version: the application's version where it is known.
    """

    name: LabelValue
    instance: LabelValue
    component: LabelValue
    part_of: LabelValue
    version: LabelValue | None = None

    @property
    def without_version(self) -> Labels:
        """The same labels for objects that a new version of the application does not change."""
        return self.model_copy(update={"version": None})

    @property
    def all(self) -> dict[str, str]:
        """Every label that is known."""
        labels = {
            **self.selector,
            "app.kubernetes.io/managed-by": MANAGED_BY,
            "app.kubernetes.io/part-of": self.part_of,
        }
        if self.version:
            labels["app.kubernetes.io/version"] = self.version
        return labels

    @property
    def selector(self) -> dict[str, str]:
        """The labels that select pods: few, and never changing, because selectors are immutable."""
        return {
            "app.kubernetes.io/component": self.component,
            "app.kubernetes.io/instance": self.instance,
            "app.kubernetes.io/name": self.name,
        }

    @property
    def of_instance(self) -> dict[str, str]:
        """The label that everything of one system in one environment has, and nothing else."""
        return {"app.kubernetes.io/instance": self.instance}
