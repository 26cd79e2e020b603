"""What a chart tells the checks: findings to live with, and what lives outside the chart."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from podwright.vocabulary.names import DataKey, LabelName, RbacName
from podwright.vocabulary.ports import PortNumber
from podwright.vocabulary.texts import Text
from podwright.vocabulary.value import Value, refuse


def check_reason(value: str) -> str:
    """Return the reason of a decision.

    Raises:
        InvalidValueError: the reason is empty.
    """
    if not value.strip():
        raise refuse("a decision without a reason helps nobody", "Say why it is right here")
    return value


class Waiver(Value):
    """A decision to live with a finding of a check, by name and with a reason.

    It is written onto the object as annotations, by which other tools honour it too. A waiver that nothing
    needs any more is itself a finding.

    Args:
        code: code of the check, as the finding names it.
        kind: kind of the object concerned.
        name: its `metadata.name`.
        reason: why it is right here.
        field: the field concerned, with everything below it; the whole object where not given. An entry of
            a list may be given by its name: ``spec.template.spec.containers[tarsy]``.
    """

    code: Text
    kind: Text
    name: RbacName
    reason: Annotated[Text, AfterValidator(check_reason)]
    field: Text = ""


class External(Value):
    """An object that exists on the cluster without being part of the chart.

    Args:
        kind: ``Secret``, ``ConfigMap``, ``ServiceAccount``, ``Service``, ``ClusterIssuer``, …
        name: its `metadata.name`.
        namespace: its namespace; the chart's where not given.
        keys: the keys that it has (Secret, ConfigMap); none means that they are not known.
        ports: the ports that it serves (Service), by number or name; none means that they are not known.
    """

    kind: Text
    name: RbacName
    namespace: LabelName | None = None
    keys: tuple[DataKey, ...] = ()
    ports: tuple[PortNumber | LabelName, ...] = ()
