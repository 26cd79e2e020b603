"""Buckets of an object store, and users who may use no others.

Sources: https://min.io/docs/minio/linux/reference/minio-mc.html and
https://min.io/docs/minio/linux/administration/identity-access-management/policy-based-access-control.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from constructs import Construct
from pydantic import AfterValidator, Field

from podwright.configuration import ConfigMap
from podwright.data.object_store import ObjectStore
from podwright.data.store_credentials import ObjectStoreCredentials, credential_mounts
from podwright.errors import InvalidValueError, Problem
from podwright.vocabulary import ConfigMapVolume, Container, Duration, EmptyDir, Image, Mount, Resources
from podwright.vocabulary.names import check_label_name
from podwright.vocabulary.value import Value, did_you_mean, refuse
from podwright.workloads import ArgoHook, Job

_SCRIPT = "buckets.sh"
_PLAN = "/opt/buckets"
_SCRATCH = "/tmp"

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, which MinIO follows.
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
_ADDRESS = re.compile(r"[0-9]+(?:\.[0-9]+){3}", re.ASCII)
# MinIO has policies of its own, and making one of their names would change it for everybody who has it.
_BUILT_IN_POLICIES = frozenset({"diagnostics", "readonly", "readwrite", "writeonly"})
_MOST_TRIES = 1000
_LONGEST_PAUSE = Duration(300)

_ACTIONS_ON_BUCKETS = {
    "ReadOnly": ("s3:GetBucketLocation", "s3:ListBucket"),
    "ReadWrite": ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"),
}
_ACTIONS_ON_OBJECTS = {
    "ReadOnly": ("s3:GetObject",),
    "ReadWrite": (
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:GetObject",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
    ),
}

_DEFAULT_HOOK = ArgoHook()
_DEFAULT_RESOURCES = Resources(
    cpu_request="50m", cpu_limit="500m", memory_request="64Mi", memory_limit="256Mi"
)


@cache
def buckets_script() -> str:
    """Return the shell script that makes buckets and users."""
    return Path(__file__).with_name(_SCRIPT).read_text(encoding="utf-8")


def check_bucket(value: str) -> str:
    """Return the name of a bucket: 3-63 of lower-case letters, digits, ``-`` and ``.``, as S3 allows.

    Raises:
        InvalidValueError: the name has another form, two dots in a row, or that of an IP address.
    """
    if not _BUCKET.fullmatch(value) or ".." in value or _ADDRESS.fullmatch(value):
        message = f"{value!r} is not the name of a bucket"
        remedy = "Use 3 to 63 lower-case letters, digits and '-', beginning and ending alphanumeric"
        raise refuse(message, remedy)
    return value


def check_user(value: str) -> str:
    """Return the name that a user's policy has: a DNS label, and none of MinIO's own.

    Raises:
        InvalidValueError: the name has another form, or MinIO has a policy of that name.
    """
    check_label_name(value)
    if value in _BUILT_IN_POLICIES:
        message = f"MinIO has a policy {value!r} of its own, which would be changed"
        raise refuse(message, "Name it after the application, such as 'shop-api'")
    return value


class BucketUser(Value):
    """A user of an object store who may use some buckets and nothing else.

    Args:
        name: what the user's policy is called, and the user in the Job's log, ``shop-api``; the name that the
            application signs its requests with is in `credentials`.
        credentials: username and password. The application reads the same keys.
        buckets: the buckets that it may use.
        access: whether it may change objects: ``ReadWrite`` or ``ReadOnly``. In either case it may list
            them, and may neither make nor remove buckets.

    Raises:
        InvalidValueError: an illegal name or bucket, or no bucket.
    """

    name: Annotated[str, AfterValidator(check_user)]
    credentials: ObjectStoreCredentials
    buckets: Annotated[tuple[Annotated[str, AfterValidator(check_bucket)], ...], Field(min_length=1)]
    access: Literal["ReadWrite", "ReadOnly"] = "ReadWrite"

    @property
    def policy(self) -> str:
        """The policy document, as JSON."""
        names = sorted(set(self.buckets))
        statements = [
            _allow(_ACTIONS_ON_BUCKETS[self.access], [f"arn:aws:s3:::{name}" for name in names]),
            _allow(_ACTIONS_ON_OBJECTS[self.access], [f"arn:aws:s3:::{name}/*" for name in names]),
        ]
        return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2) + "\n"


class ArgoReplace(Value):
    """Have Argo CD delete a Job and make it again when it is synced, as an object like any other.

    The Job then counts for the health of the application and is part of its differences, which a hook is not.
    Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
    """

    @property
    def annotations(self) -> dict[str, str]:
        """What the object carries."""
        return {"argocd.argoproj.io/sync-options": "Force=true,Replace=true"}


class BucketJob(Job):
    """Makes the buckets of an object store, and users for the applications.

    Emits a `Job`, a `ConfigMap`, a `ServiceAccount` and a `NetworkPolicy`, and declares the connection to the
    store.

    It waits for the store, then makes each bucket that is not there, and gives each user its policy and its
    password again: it is safe to run at any time, and a password that was changed in its Secret holds after
    the next run. What is taken out of the chart stays in the store: nothing is ever removed, neither a bucket
    nor a user whose name was changed (``mc admin user remove``).

    Argo CD runs it at each sync, in wave 0, while the store starts: it waits for the store itself. In a later
    wave it would wait for everything of wave 0 to be healthy, also for an application that is not ready until
    its bucket exists. A Job's template is immutable: without Argo CD, apply a change with ``kubectl replace
    --force -f Job.<name>.k8s.yaml``.

    Passwords are read from files, reach ``mc`` through its standard input, and are kept in memory only: they
    are neither arguments, nor variables, nor part of the log.

    Args:
        scope: the chart, or a construct of it.
        id: name of the construct in its scope.
        name: `metadata.name` of everything it emits, ``minio-buckets``.
        store: the object store.
        image: an image with ``mc``, a POSIX shell, ``cat``, ``sleep`` and ``timeout``; MinIO's own with the
            client is one, and so is its server's. It is not maintained either: see `ObjectStore`.
        buckets: the buckets, each 3-63 lower-case letters, digits, ``-`` and ``.``.
        users: the users.
        hook: when Argo CD runs it, or `ArgoReplace` for an object like any other.
        tries: how often a pod asks the store until it answers; then it fails, and the Job makes another pod.
        pause: time between two tries.
        deadline: how long the whole Job may take, with all tries.
        resources: guaranteed and greatest CPU and memory.
        component: the recommended label `app.kubernetes.io/component`; a second such Job of the chart needs
            one of its own.

    Raises:
        InvalidValueError: a store of another chart; an illegal bucket; no buckets, or one twice; two users of
            one name or with one username; a user with the root user's credentials, or for a bucket that is
            not made; a number of tries or a pause out of range; what `Job` refuses.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        store: ObjectStore,
        image: Image,
        buckets: Sequence[str],
        users: Sequence[BucketUser] = (),
        hook: ArgoHook | ArgoReplace = _DEFAULT_HOOK,
        tries: int = 30,
        pause: Duration = Duration(5),
        deadline: Duration = Duration(1800),
        resources: Resources = _DEFAULT_RESOURCES,
        component: str = "buckets",
    ) -> None:
        problems = [
            *_bucket_problems(buckets),
            *_user_problems(users, buckets=buckets, root=store.credentials),
            *_waiting_problems(tries, pause),
        ]
        if problems:
            raise InvalidValueError(*problems)
        self.store = store
        self.buckets = tuple(buckets)
        self.users = tuple(users)
        plan = f"{name}-plan"
        environment = {
            "STORE_URL": store.endpoint,
            "STORE_USERNAME_FILE": store.credentials.username_file,
            "STORE_PASSWORD_FILE": store.credentials.password_file,
            "STORE_PLAN": _PLAN,
            "STORE_TRIES": str(tries),
            "STORE_PAUSE": str(pause.total_seconds),
            "HOME": _SCRATCH,
            "MC_CONFIG_DIR": f"{_SCRATCH}/mc",
        }
        super().__init__(
            scope,
            id,
            name=name,
            component=component,
            application="minio",
            containers=(
                Container(
                    name="mc",
                    image=image,
                    command=("sh", f"{_PLAN}/{_SCRIPT}"),
                    env=environment,
                    mounts=(
                        Mount(path=_PLAN, volume=ConfigMapVolume(config_map=plan)),
                        *credential_mounts([store.credentials, *(user.credentials for user in users)]),
                        # mc writes the root user's credentials there.
                        Mount(path=_SCRATCH, volume=EmptyDir(name="scratch", in_memory=True)),
                    ),
                    resources=resources,
                ),
            ),
            deadline=deadline,
            hook=hook if isinstance(hook, ArgoHook) else None,
        )
        if store.chart is not self.chart:
            # Its host name and its Secret mean nothing in another namespace.
            message = f"{store.path} is not part of the chart {self.chart.instance!r}"
            raise refuse(message, "Make the buckets in the store's own chart", field="store")
        ConfigMap(self, "plan", name=plan, data=_plan(self.buckets, self.users), component=component)
        if isinstance(hook, ArgoReplace):
            annotations = {"op": "add", "path": "/metadata/annotations", "value": hook.annotations}
            self.chart.patch(annotations, kind=self.kind, name=name)
        store.accept_client(self)


def _plan(buckets: Sequence[str], users: Sequence[BucketUser]) -> dict[str, str]:
    files = {f"{user.name}.json": user.policy for user in users}
    lines = [
        f"{user.name} {user.credentials.username_file} {user.credentials.password_file}\n" for user in users
    ]
    return {
        _SCRIPT: buckets_script(),
        "buckets": "".join(f"{bucket}\n" for bucket in buckets),
        "users": "".join(lines),
        **files,
    }


def _allow(actions: Sequence[str], resources: Sequence[str]) -> dict[str, object]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}


def _bucket_problems(buckets: Sequence[str]) -> Iterator[Problem]:
    if not buckets:
        message = "there is nothing to make"
        yield Problem(field="buckets", message=message, remedy="Give at least one bucket, or drop the Job")
    for index, bucket in enumerate(buckets):
        field = f"buckets[{index}]"
        try:
            check_bucket(bucket)
        except InvalidValueError as error:
            [problem] = error.problems
            yield Problem(field=field, message=problem.message, remedy=problem.remedy)
        if bucket in buckets[:index]:
            yield Problem(field=field, message=f"{bucket!r} is there twice", remedy="Drop one")


def _user_problems(
    users: Sequence[BucketUser], *, buckets: Sequence[str], root: ObjectStoreCredentials
) -> Iterator[Problem]:
    for index, user in enumerate(users):
        field = f"users[{index}]"
        others = users[:index]
        if user.name in {other.name for other in others}:
            message = f"two users are named {user.name!r}, and would share a policy"
            yield Problem(field=f"{field}.name", message=message, remedy="Give each its own name")
        if user.credentials.username in {other.credentials.username for other in others}:
            message = "another user signs with the same name, and would get both policies"
            remedy = "Give each user a key of its own, or make them one user"
            yield Problem(field=f"{field}.credentials.username", message=message, remedy=remedy)
        for part in ("username", "password"):
            if getattr(user.credentials, part) == getattr(root, part):
                message = f"this is the root user's {part}, who may do everything"
                remedy = "Give the user a key of its own, in a Secret of the application"
                yield Problem(field=f"{field}.credentials.{part}", message=message, remedy=remedy)
        for number, bucket in enumerate(user.buckets):
            if bucket not in buckets:
                message = f"nobody makes bucket {bucket!r}{did_you_mean(bucket, list(buckets))}"
                remedy = "Name it in buckets= as well"
                yield Problem(field=f"{field}.buckets[{number}]", message=message, remedy=remedy)


def _waiting_problems(tries: int, pause: Duration) -> Iterator[Problem]:
    if not 1 <= tries <= _MOST_TRIES:
        message = f"{tries} is no number of tries"
        yield Problem(field="tries", message=message, remedy=f"Write a number from 1 to {_MOST_TRIES}")
    if not Duration(1) <= pause <= _LONGEST_PAUSE:
        message = f"a pause of {pause} is too short or too long"
        remedy = f"Write Duration(1) to Duration({_LONGEST_PAUSE.total_seconds})"
        yield Problem(field="pause", message=message, remedy=remedy)
