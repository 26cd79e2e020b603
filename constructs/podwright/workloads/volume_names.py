"""Names for the volumes of a pod: as short as the pod allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from podwright.vocabulary import ClaimVolume, ConfigMapVolume, Container, EmptyDir, SecretVolume, Volume
from podwright.vocabulary.names import label_name


def volume_names(containers: Iterable[Container]) -> dict[Volume, str]:
    """Return the volumes that the containers mount, each once and with its name, by their first mount.

    A volume is called after what it holds (``tarsy-config``). Where that is taken, because two volumes hold
    different keys of one Secret, or a ConfigMap and a Secret share a name, it bears its full name, and where
    even that is taken a number. An empty directory always has the name that it was given.
    """
    volumes = dict.fromkeys(mount.volume for value in containers for mount in value.all_mounts)
    taken = {volume.name for volume in volumes if isinstance(volume, EmptyDir)}
    names: dict[Volume, str] = {}
    for volume in volumes:
        if isinstance(volume, EmptyDir):
            names[volume] = volume.name
        else:
            names[volume] = next(name for name in _candidates(volume) if name not in taken)
            taken.add(names[volume])
    return names


def _candidates(volume: Volume) -> Iterator[str]:
    match volume:
        case ConfigMapVolume():
            yield label_name(volume.config_map)
        case SecretVolume():
            yield label_name(volume.secret)
        case ClaimVolume():
            yield label_name(volume.claim)
    yield volume.name
    for number in count(2):
        yield label_name(volume.name, str(number))
