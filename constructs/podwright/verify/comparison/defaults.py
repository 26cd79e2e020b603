"""Values that mean the same: quantities, what is absent, and what the API server fills in.

Source: https://kubernetes.io/docs/reference/kubernetes-api/ (the defaults of each field)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from podwright.verify.paths import Segment
from podwright.verify.quantities import parse_quantity

_QUANTITIES: Final = frozenset({"capacity", "default", "defaultRequest", "hard", "limits", "requests"})
_SINGLE_QUANTITIES: Final = frozenset({"averageValue", "divisor", "sizeLimit"})

_EMPTY_IS_ABSENT: Final = frozenset(
    {
        "annotations",
        "args",
        "binaryData",
        "command",
        "data",
        "env",
        "envFrom",
        "imagePullSecrets",
        "initContainers",
        "labels",
        "limits",
        "nodeSelector",
        "ports",
        "requests",
        "resources",
        "securityContext",
        "stringData",
        "tolerations",
        "volumeMounts",
        "volumes",
    }
)
"""Maps and lists of built-in objects that mean the same when they are empty and when they are absent."""

_DEFAULTS: Final[Mapping[str, object]] = {
    "concurrencyPolicy": "Allow",
    "defaultMode": 420,
    "dnsPolicy": "ClusterFirst",
    "enableServiceLinks": True,
    "failureThreshold": 3,
    "internalTrafficPolicy": "Cluster",
    "minReadySeconds": 0,
    "periodSeconds": 10,
    "podManagementPolicy": "OrderedReady",
    "progressDeadlineSeconds": 600,
    "protocol": "TCP",
    "revisionHistoryLimit": 10,
    "schedulerName": "default-scheduler",
    "scheme": "HTTP",
    "sessionAffinity": "None",
    "successThreshold": 1,
    "terminationGracePeriodSeconds": 30,
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
    "timeoutSeconds": 1,
    "volumeMode": "Filesystem",
}
"""By the name of the field, inside objects that Kubernetes itself defines."""

_DEFAULTS_BY_WAY: Final[Mapping[tuple[str, ...], object]] = {
    ("hostIPC",): False,
    ("hostNetwork",): False,
    ("hostPID",): False,
    ("initialDelaySeconds",): 0,
    ("optional",): False,
    ("readOnly",): False,
    ("spec", "replicas"): 1,
    ("spec", "suspend"): False,
    ("stdin",): False,
    ("tty",): False,
}


def means_the_same(before: object, after: object, way: tuple[Segment, ...], *, is_built_in: bool) -> bool:
    """Whether two values of a field differ in writing only.

    Args:
        before: the one value; none when it is absent.
        after: the other value; none when it is absent.
        way: the field's path.
        is_built_in: whether Kubernetes itself defines the object, so that its defaults are known.
    """
    if before == after and isinstance(before, bool) == isinstance(after, bool):
        return True
    if before is None or after is None:
        present = after if before is None else before
        return is_built_in and _is_default(present, way)
    return _is_quantity(way) and _amount(before) is not None and _amount(before) == _amount(after)


def _is_default(value: object, way: tuple[Segment, ...]) -> bool:
    if isinstance(value, dict | list):
        return not value and bool(way) and way[-1] in _EMPTY_IS_ABSENT
    if not way:
        return False
    names = tuple(segment for segment in way if isinstance(segment, str))
    last = names[-1] if names else ""
    if last in _DEFAULTS and "data" not in names[:1]:
        return value == _DEFAULTS[last] and isinstance(value, bool) == isinstance(_DEFAULTS[last], bool)
    return any(
        names[-len(ending) :] == ending
        and value == default
        and isinstance(value, bool) == isinstance(default, bool)
        for ending, default in _DEFAULTS_BY_WAY.items()
    )


def _is_quantity(way: tuple[Segment, ...]) -> bool:
    if not way:
        return False
    parent = way[-2] if len(way) > 1 else ""
    return parent in _QUANTITIES or way[-1] in _SINGLE_QUANTITIES


def _amount(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return parse_quantity(str(value))
