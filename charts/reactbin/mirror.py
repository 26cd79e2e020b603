"""A copy of the images elsewhere, where they outlive the node and the cluster."""

from __future__ import annotations

from pathlib import Path

from constructs import Construct

from charts.reactbin import images, secrets
from podwright import (
    ConfigMap,
    ConfigMapVolume,
    Container,
    CronJob,
    Duration,
    EmptyDir,
    Mount,
    ObjectStore,
    ProvidedSecrets,
    Resources,
    Server,
    Value,
)

_SCRIPT = "mirror.sh"
_SCRIPTS = "/opt/mirror"
_KEYS = "/run/secrets/mirror"
_SCRATCH = "/tmp"


def mirror_script() -> str:
    """Return the shell script that copies."""
    return Path(__file__).with_name(_SCRIPT).read_text(encoding="utf-8")


class Mirror(Value):
    """Copies of all images in a bucket elsewhere.

    What is deleted here stays there. What is overwritten here is overwritten there too: give that bucket
    versions, so that a mistake can be undone, and rules by which old ones expire.

    Args:
        server: the store.
        bucket: the bucket there; it exists.
        schedule: when, in cron's notation and the cluster's time zone.
        deadline: how long a run may take; the first one copies everything.
    """

    server: Server
    bucket: str
    schedule: str = "30 3 * * *"
    deadline: Duration = Duration.parse("6h")


class StoreMirror(CronJob):
    """The CronJob that copies. Emits a `CronJob`, `ServiceAccount`, `NetworkPolicy` and `ConfigMap`.

    It reads with a user of its own that can change nothing, and no other pod sees the target's credentials.

    Args:
        scope: the chart.
        id: name of the construct in its scope.
        name: `metadata.name` of everything it emits.
        mirror: where to.
        store: the store.
        bucket: its bucket.
        provided: the Secrets.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        mirror: Mirror,
        store: ObjectStore,
        bucket: str,
        provided: ProvidedSecrets,
    ) -> None:
        script = f"{name}-script"
        super().__init__(
            scope,
            id,
            name=name,
            component="mirror",
            schedule=mirror.schedule,
            deadline=mirror.deadline,
            # The next try would meet the same stores; three are enough for one that restarts.
            backoff_limit=2,
            containers=(
                Container(
                    name="mc",
                    image=images.MINIO,
                    command=("sh", f"{_SCRIPTS}/{_SCRIPT}"),
                    env={
                        "MIRROR_SOURCE": store.endpoint,
                        "MIRROR_SOURCE_BUCKET": bucket,
                        "MIRROR_TARGET": mirror.server.url(),
                        "MIRROR_TARGET_BUCKET": mirror.bucket,
                        "MIRROR_KEYS": _KEYS,
                        "HOME": _SCRATCH,
                        "MC_CONFIG_DIR": f"{_SCRATCH}/mc",
                    },
                    mounts=(
                        Mount(path=_SCRIPTS, volume=ConfigMapVolume(config_map=script)),
                        provided[secrets.MIRROR].mount(_KEYS),
                        # mc writes both users' credentials there.
                        Mount(path=_SCRATCH, volume=EmptyDir(name="scratch", in_memory=True)),
                    ),
                    resources=Resources(
                        cpu_request="50m", cpu_limit="500m", memory_request="128Mi", memory_limit="512Mi"
                    ),
                ),
            ),
        )
        ConfigMap(self, "script", name=script, data={_SCRIPT: mirror_script()}, component="mirror")
        store.accept_client(self)
        mirror.server.accept_client(self)
