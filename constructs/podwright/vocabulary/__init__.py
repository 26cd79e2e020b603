"""Floor 1: the words that charts are written in. Immutable, validated on construction, pure Python."""

from podwright.vocabulary.containers import Container
from podwright.vocabulary.durations import Duration
from podwright.vocabulary.images import Image, ImageProfile
from podwright.vocabulary.keys import ConfigKey, EnvValue, PodField, SecretKey
from podwright.vocabulary.labels import Labels
from podwright.vocabulary.mounts import (
    ClaimVolume,
    ConfigMapVolume,
    EmptyDir,
    Mount,
    SecretVolume,
    ServiceAccountToken,
    Volume,
)
from podwright.vocabulary.ports import Port
from podwright.vocabulary.probes import Exec, Grpc, HttpGet, Probe, TcpSocket
from podwright.vocabulary.quantities import Quantity
from podwright.vocabulary.resources import Resources
from podwright.vocabulary.waivers import External, Waiver

__all__ = [
    "ClaimVolume",
    "ConfigKey",
    "ConfigMapVolume",
    "Container",
    "Duration",
    "EmptyDir",
    "EnvValue",
    "Exec",
    "External",
    "Grpc",
    "HttpGet",
    "Image",
    "ImageProfile",
    "Labels",
    "Mount",
    "PodField",
    "Port",
    "Probe",
    "Quantity",
    "Resources",
    "SecretKey",
    "SecretVolume",
    "ServiceAccountToken",
    "TcpSocket",
    "Volume",
    "Waiver",
]
