"""Names for the volumes of a pod: as short as the pod allows."""

from __future__ import annotations

from collections.abc import Iterable

from podwright.vocabulary import ClaimVolume, ConfigMapVolume, Container, SecretVolume, Volume
from podwright.vocabulary.names import label_name


def volume_names(containers: Iterable[Container]) -> dict[Volume, str]:
    """Return the volumes that the containers mount, each once and with its name, by their first mount.

    A volume is called after what it holds (``tarsy-config``). Where that is taken, because two volumes hold
    different keys of one Secret, or a ConfigMap and a Secret share a name, it bears its full name.
    """
    names: dict[Volume, str] = {}
    volumes = dict.fromkeys(mount.volume for value in containers for mount in value.all_mounts)
    for volume in volumes:
        name = _short_name(volume)
        names[volume] = volume.name if name in names.values() else name
    return names


def _short_name(volume: Volume) -> str:
    match volume:
        case ConfigMapVolume():
            return label_name(volume.config_map)
        case SecretVolume():
            return label_name(volume.secret)
        case ClaimVolume():
            return label_name(volume.claim)
        case _:
            return volume.name
