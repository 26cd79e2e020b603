"""References to single keys of Secrets and ConfigMaps, and to fields of the pod.

Charts do not write these; they ask the object that provides the Secret or ConfigMap for one of its keys.
"""

from __future__ import annotations

from typing import Literal

from podwright.vocabulary.names import DataKey, ObjectName
from podwright.vocabulary.texts import Text
from podwright.vocabulary.value import Value


class SecretKey(Value):
    """One key of a Secret.

    Args:
        secret: name of the Secret, in the namespace of whoever refers to it.
        key: the key.
        optional: whether a pod may start when the Secret or the key is absent.
    """

    secret: ObjectName
    key: DataKey
    optional: bool = False


class ConfigKey(Value):
    """One key of a ConfigMap.

    Args:
        config_map: name of the ConfigMap, in the namespace of whoever refers to it.
        key: the key.
        optional: whether a pod may start when the ConfigMap or the key is absent.
    """

    config_map: ObjectName
    key: DataKey
    optional: bool = False


class PodField(Value):
    """A field of the pod that a container reads from its environment (the downward API).

    Args:
        path: the field, as the downward API names it.
    """

    path: Literal[
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
        "spec.nodeName",
        "spec.serviceAccountName",
        "status.hostIP",
        "status.podIP",
        "status.podIPs",
    ]


EnvValue = Text | SecretKey | ConfigKey | PodField
"""What an environment variable may be: text, a key of a Secret or ConfigMap, or a field of the pod."""
