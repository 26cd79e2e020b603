"""An object store beside the application: MinIO, which speaks S3.

Sources: https://min.io/docs/minio/linux/reference/minio-server/settings.html and
https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates
"""

from __future__ import annotations

from cdk8s_plus_27 import k8s
from constructs import Construct

from podwright.access import Service
from podwright.bindings import quantity
from podwright.chart import argument
from podwright.data.store_credentials import ObjectStoreCredentials, credential_mounts
from podwright.vocabulary import (
    ClaimVolume,
    Container,
    Duration,
    HttpGet,
    Image,
    ImageProfile,
    Mount,
    Port,
    Probe,
    Resources,
)
from podwright.vocabulary.names import check_object_name, check_stateful_set_name
from podwright.vocabulary.quantities import check_bytes
from podwright.vocabulary.value import refuse
from podwright.workloads import Workload, pod_template

_FOLDER = "/data"
_TEMPLATE = "data"
_API = Port(name="s3", number=9000)
_CONSOLE = Port(name="console", number=9001)

MINIO_PROFILE = ImageProfile(writable_paths=("/tmp",), user=10001, group=10001)
"""What MinIO's image writes to beside its data, and a user: it has none of its own, and no node has this."""

_DEFAULT_RESOURCES = Resources(cpu_request="250m", cpu_limit="1", memory_request="512Mi", memory_limit="1Gi")


class ObjectStore(Workload):
    """A single MinIO server with its storage.

    Emits a `StatefulSet` of one replica with a template for its claim, a headless `Service`, a
    `ServiceAccount` and a `NetworkPolicy`.

    **The image is a risk of the supply chain.** MinIO's repository is no longer maintained (since February
    2026) and has released sources only since RELEASE.2025-10-15T17-29-55Z; the last release with public
    images is RELEASE.2025-09-07T16-13-09Z. Nobody repairs them: pin one by digest in a registry of your own,
    or build your own, and scan it. Clients know nothing but S3 and `endpoint`, so another store can take its
    place.

    The claim is ``data-<name>-0``; Kubernetes makes it from the template, and it outlives the StatefulSet.
    Templates are immutable. To grow the volume, where its class allows that (k3s's ``local-path`` does not,
    and does not enforce the size either): patch the claim's ``spec.resources.requests.storage``; write the
    same size in `storage`; delete the StatefulSet with ``--cascade=orphan``, which leaves the pod running;
    apply the chart.

    The root credentials are for the server and for what sets it up (`BucketJob`). Applications get users of
    their own. MinIO reads them from files when it starts; where a file is empty it would fall back to
    credentials that everybody knows, so it is made to stop instead.

    The server speaks plain HTTP: the network policy admits declared clients only, and requests are signed,
    but what they carry is not encrypted. Publish it by an `Ingress` or a `Route` with TLS, if at all.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` and host name, ``minio``.
        image: an image whose entry point runs MinIO with the arguments ``server <folder>``.
        credentials: the root user, who may do everything.
        storage: size of the claim, ``20Gi``.
        storage_class: class of the claim; the cluster's default where not given.
        console: whether the web console is served on port 9001. Nobody reaches it until somebody is declared
            to (`accepts`, an `Ingress`, …).
        resources: guaranteed and greatest CPU and memory.
        component: the recommended label `app.kubernetes.io/component`; a second store of the chart needs one
            of its own.

    Raises:
        InvalidValueError: an illegal name, or one of more than 52 characters; an illegal size; a claim that
            something else of the chart has; what `Workload` refuses.
    """

    kind = "StatefulSet"

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        image: Image,
        credentials: ObjectStoreCredentials,
        storage: str,
        storage_class: str | None = None,
        console: bool = False,
        resources: Resources = _DEFAULT_RESOURCES,
        component: str = "object-store",
    ) -> None:
        argument("name", check_stateful_set_name, name)
        self._storage = argument("storage", check_bytes, storage)
        if storage_class is not None:
            argument("storage_class", check_object_name, storage_class)
        self._storage_class = storage_class
        self.credentials = credentials
        ports = (_API, _CONSOLE) if console else (_API,)
        super().__init__(
            scope,
            id,
            name=name,
            component=component,
            application="minio",
            # Uploads that have begun may end.
            termination_grace=Duration(60),
            containers=(_container(image, credentials, ports=ports, resources=resources),),
        )
        self.claim = f"{_TEMPLATE}-{name}-0"
        self.chart.register(self, kind="PersistentVolumeClaim", name=self.claim)
        self.service = Service(self, "service", name=name, workload=self, ports=ports, headless=True)
        self.finish_late(self._emit)

    @property
    def host(self) -> str:
        """The host name for clients of the same namespace."""
        return self.service.name

    @property
    def api_port(self) -> Port:
        """The port that speaks S3."""
        return _API

    @property
    def console_port(self) -> Port:
        """The port of the web console.

        Raises:
            InvalidValueError: it is not served.
        """
        if _CONSOLE not in self.containers[0].ports:
            message = f"the console of {self.name!r} is off"
            raise refuse(message, "Give console=True to the ObjectStore", field="console_port")
        return _CONSOLE

    @property
    def endpoint(self) -> str:
        """The S3 endpoint for clients of the same namespace: ``http://minio:9000``.

        Clients must address buckets by path (``http://minio:9000/bucket``): there is no host name for each.
        """
        return f"http://{self.host}:{_API.number}"

    def accept_client(self, workload: Workload) -> None:
        """Declare that a workload connects to the store; both network policies allow it."""
        workload.connects_to(self, self.api_port)

    def _emit(self) -> None:
        keeps_claims = pod_template.serves(self.environment.platform, 27)
        retain = k8s.StatefulSetPersistentVolumeClaimRetentionPolicy(
            when_deleted="Retain", when_scaled="Retain"
        )
        k8s.KubeStatefulSet(
            self,
            "stateful-set",
            metadata=self.object_meta(name=self.name, labels=self.labels),
            spec=k8s.StatefulSetSpec(
                service_name=self.service.name,
                replicas=1,
                # There is no order to keep with one pod, and with the default a pod that never becomes ready
                # is not replaced when its template is corrected
                # (https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback).
                pod_management_policy="Parallel",
                persistent_volume_claim_retention_policy=retain if keeps_claims else None,
                selector=k8s.LabelSelector(match_labels=self.labels.selector),
                template=self.pod_template(),
                volume_claim_templates=[self._claim_template()],
            ),
        )
        claim = "/spec/volumeClaimTemplates/0"
        self.chart.patch(
            # The mount means the claim of the template, for which the controller of StatefulSets adds the
            # volume. The first mount's is the first one.
            {"op": "test", "path": "/spec/template/spec/volumes/0/name", "value": _TEMPLATE},
            {"op": "remove", "path": "/spec/template/spec/volumes/0"},
            # The API server fills both in, and Argo CD would see a difference for ever.
            {"op": "add", "path": f"{claim}/apiVersion", "value": "v1"},
            {"op": "add", "path": f"{claim}/kind", "value": "PersistentVolumeClaim"},
            kind=self.kind,
            name=self.name,
        )

    def _claim_template(self) -> k8s.KubePersistentVolumeClaimProps:
        return k8s.KubePersistentVolumeClaimProps(
            metadata=k8s.ObjectMeta(
                name=_TEMPLATE,
                # Without the version: a template with another one would be refused.
                labels=self.labels.without_version.all,
                # Claims carry the labels and annotations of their template. Where Argo CD tells its objects
                # by the label for the instance, it takes the claim for one that was dropped, and prunes it.
                annotations={"argocd.argoproj.io/sync-options": "Delete=confirm,Prune=confirm"},
            ),
            spec=k8s.PersistentVolumeClaimSpec(
                access_modes=["ReadWriteOnce"],
                storage_class_name=self._storage_class,
                resources=k8s.ResourceRequirements(requests={"storage": quantity(self._storage)}),
            ),
        )


def _container(
    image: Image, credentials: ObjectStoreCredentials, *, ports: tuple[Port, ...], resources: Resources
) -> Container:
    has_console = _CONSOLE in ports
    # On a single node both answer 200 as soon as the server listens, to everybody.
    lives = HttpGet(port=_API, path="/minio/health/live")
    is_ready = HttpGet(port=_API, path="/minio/health/ready")
    return Container(
        name="minio",
        image=image,
        args=(
            *("server", _FOLDER),
            *("--address", f":{_API.number}"),
            *(("--console-address", f":{_CONSOLE.number}") if has_console else ()),
        ),
        ports=ports,
        env={
            # It makes ~/.minio and folders in it, and stops where it cannot (minio/minio#14763).
            "HOME": "/tmp",
            # The files set both variables. Where they are empty, this one alone is left, and is too short.
            "MINIO_ROOT_USER": "-",
            "MINIO_ROOT_USER_FILE": credentials.username_file,
            "MINIO_ROOT_PASSWORD_FILE": credentials.password_file,
            # It would look for a newer release on the internet, and replace its own program on demand.
            "MINIO_UPDATE": "off",
            **({} if has_console else {"MINIO_BROWSER": "off"}),
        },
        mounts=(
            Mount(path=_FOLDER, volume=ClaimVolume(claim=_TEMPLATE)),
            *credential_mounts([credentials]),
        ),
        startup=Probe(check=lives, period=Duration(5), timeout=Duration(5), failure_threshold=60),
        liveness=Probe(check=lives, period=Duration(30), timeout=Duration(5)),
        readiness=Probe(check=is_ready, timeout=Duration(5)),
        resources=resources,
    )
