"""ConfigMaps whose keys are known, and whose content rolls the pods that read it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.chart import EnvironmentConstruct
from podwright.vocabulary import ConfigKey, ConfigMapVolume, Mount
from podwright.vocabulary.names import check_data_key, check_object_name
from podwright.vocabulary.value import did_you_mean, refuse

_LARGEST = 1024 * 1024


class ConfigMap(EnvironmentConstruct):
    """A ConfigMap. Emits one `ConfigMap`.

    Pods of the chart that mount it or read its keys carry a checksum of its content, so that a change rolls
    them (a running process sees no new environment variables, and files mounted by sub path never change).

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
        data: content by key; text goes to `data`, bytes to `binaryData`.
        component: the recommended label `app.kubernetes.io/component`.
        annotations: annotations of the object.

    Raises:
        InvalidValueError: an illegal name or key, or more than 1 MiB of content
            (https://kubernetes.io/docs/concepts/configuration/configmap/#motivation).
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        data: Mapping[str, str | bytes],
        component: str = "configuration",
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id)
        self.name = check_object_name(name)
        self.keys = tuple(check_data_key(key) for key in data)
        text = {key: value for key, value in data.items() if isinstance(value, str)}
        binary = {
            key: base64.b64encode(value).decode() for key, value in data.items() if isinstance(value, bytes)
        }
        size = sum(len(key) + len(value.encode()) for key, value in (text | binary).items())
        if size > _LARGEST:
            message = f"ConfigMap {name!r} holds {size} bytes, at most {_LARGEST} are allowed"
            raise refuse(message, "Split it, or mount the content from an image or a claim", field="data")
        self.checksum = hashlib.sha256(json.dumps([text, binary], sort_keys=True).encode()).hexdigest()
        self.chart.register(self, kind="ConfigMap", name=name)
        k8s.KubeConfigMap(
            self,
            "config-map",
            metadata=self.object_meta(
                name=name, labels=self.chart.labels_of(component), annotations=dict(annotations or {})
            ),
            data=text or None,
            binary_data=binary or None,
        )

    def key(self, key: str) -> ConfigKey:
        """Return a reference to one key, for an environment variable.

        Raises:
            InvalidValueError: the ConfigMap has no such key.
        """
        self._check(key)
        return ConfigKey(config_map=self.name, key=key)

    def volume(self, *, optional: bool = False) -> ConfigMapVolume:
        """Return the ConfigMap as a volume (or as environment variables, in `Container.env_from`)."""
        return ConfigMapVolume(config_map=self.name, optional=optional)

    def mount(self, path: str) -> Mount:
        """Return a mount of every key as a file in a folder of the container."""
        return Mount(path=path, volume=self.volume())

    def mount_file(self, key: str, path: str) -> Mount:
        """Return a mount of one key as one file, beside what the image has in that folder.

        Raises:
            InvalidValueError: the ConfigMap has no such key.
        """
        self._check(key)
        return Mount(path=path, volume=self.volume(), sub_path=key)

    def _check(self, key: str) -> None:
        if key not in self.keys:
            message = f"ConfigMap {self.name!r} has no key {key!r}{did_you_mean(key, list(self.keys))}"
            raise refuse(message, f"Use one of: {', '.join(self.keys)}", field="key")
