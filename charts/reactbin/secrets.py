"""What reactbin keeps secret. Declarations only: no value is ever written here.

A Secret for each owner. The API reads all of `API`, and never sees `MINIO`, whose keys may do everything in
the object store, nor `MIRROR`, which is there only where the images are copied elsewhere.
"""

from __future__ import annotations

from podwright import DeclaredSecret, Generated, Parameter

API = "api-env"
MINIO = "minio-credentials"
MIRROR = "mirror-credentials"

# Keys of `API` are the names of the API's variables. The design gives DATABASE_URL; the others are assumed.
DATABASE_URL = "DATABASE_URL"
JWT_SECRET_KEY = "JWT_SECRET_KEY"
S3_ACCESS_KEY = "S3_ACCESS_KEY"
S3_SECRET_KEY = "S3_SECRET_KEY"
# MinIO's own names, though it reads files.
ROOT_USER = "MINIO_ROOT_USER"
ROOT_PASSWORD = "MINIO_ROOT_PASSWORD"
SOURCE_ACCESS_KEY = "SOURCE_ACCESS_KEY"
SOURCE_SECRET_KEY = "SOURCE_SECRET_KEY"
TARGET_ACCESS_KEY = "TARGET_ACCESS_KEY"
TARGET_SECRET_KEY = "TARGET_SECRET_KEY"

API_SECRET = DeclaredSecret(
    name=API,
    keys={
        DATABASE_URL: Parameter(
            name=DATABASE_URL,
            description="postgresql://user:password@host:5432/name?sslmode=require, with the driver that the "
            "API wants behind the first word; what means something in a URL is percent-encoded.",
        ),
        JWT_SECRET_KEY: Parameter(
            name=JWT_SECRET_KEY,
            description="Signs the API's tokens. A new one signs everybody out.",
            presence=Generated(length=64),
        ),
        S3_ACCESS_KEY: Parameter(
            name=S3_ACCESS_KEY,
            description="The API's own user of the object store, 3 characters or more; not the root user.",
        ),
        S3_SECRET_KEY: Parameter(
            name=S3_SECRET_KEY, description="That user's password, 8 characters or more."
        ),
    },
)

MINIO_SECRET = DeclaredSecret(
    name=MINIO,
    keys={
        ROOT_USER: Parameter(name=ROOT_USER, description="MinIO's root user, 3 characters or more."),
        ROOT_PASSWORD: Parameter(
            name=ROOT_PASSWORD,
            description="Its password, 8 characters or more.",
            presence=Generated(length=40),
        ),
    },
)

MIRROR_SECRET = DeclaredSecret(
    name=MIRROR,
    keys={
        SOURCE_ACCESS_KEY: Parameter(
            name=SOURCE_ACCESS_KEY,
            description="The user that reads images to copy them, 3 characters or more; it changes nothing.",
        ),
        SOURCE_SECRET_KEY: Parameter(
            name=SOURCE_SECRET_KEY, description="Its password, 8 characters or more."
        ),
        TARGET_ACCESS_KEY: Parameter(
            name=TARGET_ACCESS_KEY,
            description="The user of the store elsewhere; it may list and write that bucket, no more.",
        ),
        TARGET_SECRET_KEY: Parameter(name=TARGET_SECRET_KEY, description="Its password."),
    },
)
