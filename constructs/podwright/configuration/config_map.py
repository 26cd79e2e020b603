"""ConfigMaps whose keys are known, and whose content rolls the pods that read it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.chart import EnvironmentConstruct, argument
from podwright.vocabulary import ConfigKey, ConfigMapVolume, Mount
from podwright.vocabulary.names import check_data_key, check_object_name
from podwright.vocabulary.value import did_you_mean, refuse

_LARGEST = 1024 * 1024
# `kubectl apply` and Argo CD write the whole object into an annotation, and all annotations together may have
# 256 KiB; some of it is left for the metadata.
_LARGEST_TO_APPLY = 250 * 1024
_SYNC_OPTIONS = "argocd.argoproj.io/sync-options"


class ConfigMap(EnvironmentConstruct):
    """A ConfigMap. Emits one `ConfigMap`.

    Pods of the chart that mount it or read its keys carry a checksum of its content, so that a change rolls
    them (a running process sees no new environment variables, and files mounted by sub path never change).

    A large one (250 KiB) asks Argo CD to apply it on the server's side, because the client's needs room for a
    second copy in an annotation; by hand, apply it with ``oc apply --server-side``.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name`.
        data: content by key; text goes to `data`, bytes to `binaryData`.
        component: the recommended label `app.kubernetes.io/component`.
        annotations: annotations of the object.

    Raises:
        InvalidValueError: an illegal name or key, content that is neither text nor bytes, or more than 1 MiB
            of it (https://kubernetes.io/docs/concepts/configuration/configmap/#motivation).
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
        self.name = argument("name", check_object_name, name)
        self.keys = tuple(argument("data", check_data_key, key) for key in data)
        _check_content(name, data)
        text = {key: value for key, value in data.items() if isinstance(value, str)}
        binary = {
            key: base64.b64encode(value).decode() for key, value in data.items() if isinstance(value, bytes)
        }
        content = json.dumps([text, binary], sort_keys=True)
        self.checksum = hashlib.sha256(content.encode()).hexdigest()
        self.chart.register(self, kind="ConfigMap", name=name)
        self.annotations = dict(annotations or {})
        given = dict(self.annotations)
        # The copy is Go's JSON, which writes each of these three with six characters.
        if len(content) + 5 * sum(map(content.count, "<>&")) > _LARGEST_TO_APPLY:
            options = [given[_SYNC_OPTIONS]] if _SYNC_OPTIONS in given else []
            given[_SYNC_OPTIONS] = ",".join([*options, "ServerSideApply=true"])
        k8s.KubeConfigMap(
            self,
            "config-map",
            metadata=self.object_meta(name=name, labels=self.chart.labels_of(component), annotations=given),
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


def _check_content(name: str, data: Mapping[str, object]) -> None:
    size = 0
    for key, value in data.items():
        if isinstance(value, str):
            try:
                size += len(value.encode())
            except UnicodeEncodeError:
                message = "the text is not valid UTF-8"
                raise refuse(message, "Give it as bytes", field=f"data[{key!r}]") from None
        elif isinstance(value, bytes):
            size += len(value)
        else:
            message = f"a ConfigMap holds text or bytes, not {type(value).__name__}"
            raise refuse(message, "Write it as text, in quotes", field=f"data[{key!r}]")
    if size > _LARGEST:
        message = f"ConfigMap {name!r} holds {size} bytes, at most {_LARGEST} are allowed"
        raise refuse(message, "Split it, or mount the content from an image or a claim", field="data")
