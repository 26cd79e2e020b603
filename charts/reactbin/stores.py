"""Where reactbin keeps its images: the alternatives of one decision, and what each gives the API."""

from __future__ import annotations

from dataclasses import dataclass

from charts.reactbin import images, secrets
from charts.reactbin.mirror import Mirror, StoreMirror
from podwright import (
    ArgoHook,
    ArgoReplace,
    BucketJob,
    BucketUser,
    DeclaredSecret,
    EnvironmentChart,
    ObjectStore,
    ObjectStoreCredentials,
    ProvidedSecrets,
    Resources,
    Server,
    Value,
)


@dataclass(frozen=True, kw_only=True)
class Store:
    """The store as the API sees it.

    Args:
        endpoint: where it answers.
        bucket: the bucket.
        region: the region that requests are signed for.
        server: the server, to be connected to.
    """

    endpoint: str
    bucket: str
    region: str
    server: ObjectStore | Server


class MinioInChart(Value):
    """MinIO beside the API, on a claim of its own, with a Job that makes the bucket and the API's user.

    One pod on one volume, of an image that nobody maintains: for a cluster of one's own.

    Args:
        storage: size of the claim. k3s's ``local-path`` neither enforces it nor lets it grow.
        storage_class: class of the claim; the cluster's default where not given.
        bucket: the bucket that the images are in.
        bucket_job: when Argo CD runs the Job, or `ArgoReplace` for an object like any other.
        mirror: where the images are copied to, None for no copy: then they are lost with the volume.
        resources: CPU and memory of MinIO.
    """

    storage: str = "20Gi"
    storage_class: str | None = None
    bucket: str = "reactbin"
    bucket_job: ArgoHook | ArgoReplace = ArgoHook()
    mirror: Mirror | None = None
    resources: Resources = Resources(
        cpu_request="250m", cpu_limit="1", memory_request="512Mi", memory_limit="1Gi"
    )

    @property
    def secrets(self) -> tuple[DeclaredSecret, ...]:
        """What it keeps secret beside the API's own credentials."""
        return (secrets.MINIO_SECRET, *((secrets.MIRROR_SECRET,) if self.mirror else ()))

    def provide(self, chart: EnvironmentChart, provided: ProvidedSecrets) -> Store:
        """Make the store, its bucket, and the user that the API is.

        Args:
            chart: the chart.
            provided: the Secrets.
        """
        root = provided[secrets.MINIO]
        minio = ObjectStore(
            chart,
            "minio",
            name=chart.named("minio"),
            image=images.MINIO,
            credentials=ObjectStoreCredentials(
                username=root.key(secrets.ROOT_USER), password=root.key(secrets.ROOT_PASSWORD)
            ),
            storage=self.storage,
            storage_class=self.storage_class,
            resources=self.resources,
        )
        BucketJob(
            chart,
            "minio-buckets",
            name=chart.named("minio-buckets"),
            store=minio,
            image=images.MINIO,
            buckets=(self.bucket,),
            users=self._users(provided),
            hook=self.bucket_job,
        )
        if self.mirror:
            StoreMirror(
                chart,
                "minio-mirror",
                name=chart.named("minio-mirror"),
                mirror=self.mirror,
                store=minio,
                bucket=self.bucket,
                provided=provided,
            )
        return Store(
            endpoint=minio.endpoint,
            bucket=self.bucket,
            # What MinIO calls itself where nobody says otherwise.
            region="us-east-1",
            server=minio,
        )

    def _users(self, provided: ProvidedSecrets) -> tuple[BucketUser, ...]:
        api = BucketUser(
            name="reactbin-api",
            credentials=ObjectStoreCredentials(
                username=provided[secrets.API].key(secrets.S3_ACCESS_KEY),
                password=provided[secrets.API].key(secrets.S3_SECRET_KEY),
            ),
            buckets=(self.bucket,),
        )
        if not self.mirror:
            return (api,)
        mirror = BucketUser(
            name="reactbin-mirror",
            credentials=ObjectStoreCredentials(
                username=provided[secrets.MIRROR].key(secrets.SOURCE_ACCESS_KEY),
                password=provided[secrets.MIRROR].key(secrets.SOURCE_SECRET_KEY),
            ),
            buckets=(self.bucket,),
            access="ReadOnly",
        )
        return api, mirror


class ExternalStore(Value):
    """A store that somebody else runs, with a bucket and a user that exist.

    Args:
        server: where it answers, ``OutsideServer(origin="https://s3.eu-central-1.amazonaws.com")``.
        region: the region that requests are signed for, ``eu-central-1``.
        bucket: the bucket.
    """

    server: Server
    region: str
    bucket: str

    @property
    def secrets(self) -> tuple[DeclaredSecret, ...]:
        """Nothing beside the API's own credentials."""
        return ()

    def provide(self, chart: EnvironmentChart, provided: ProvidedSecrets) -> Store:
        """Return the store; emits nothing.

        Args:
            chart: the chart.
            provided: the Secrets.
        """
        del chart, provided
        return Store(endpoint=self.server.url(), bucket=self.bucket, region=self.region, server=self.server)


StoreChoice = MinioInChart | ExternalStore
"""Where the images are: one decision, and its alternatives."""
