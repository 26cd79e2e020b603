"""Data: what must not be lost."""

from podwright.data.backup import Backup, PostgresBackup
from podwright.data.bucket_job import ArgoReplace, BucketJob, BucketUser
from podwright.data.external import (
    ConnectedDatabase,
    DatabaseAddress,
    DatabaseChoice,
    DatabaseInChart,
    DatabaseUrl,
    ExternalDatabase,
    SslMode,
)
from podwright.data.migrations import (
    MigrateInInitContainer,
    MigrateInJob,
    MigrateOnStart,
    MigrationForm,
    Migrations,
)
from podwright.data.object_store import MINIO_PROFILE, ObjectStore
from podwright.data.postgresql import POSTGRES_PROFILE, DatabaseCredentials, PostgresDatabase
from podwright.data.store_credentials import ObjectStoreCredentials

__all__ = [
    "MINIO_PROFILE",
    "POSTGRES_PROFILE",
    "ArgoReplace",
    "Backup",
    "BucketJob",
    "BucketUser",
    "ConnectedDatabase",
    "DatabaseAddress",
    "DatabaseChoice",
    "DatabaseCredentials",
    "DatabaseInChart",
    "DatabaseUrl",
    "ExternalDatabase",
    "MigrateInInitContainer",
    "MigrateInJob",
    "MigrateOnStart",
    "MigrationForm",
    "Migrations",
    "ObjectStore",
    "ObjectStoreCredentials",
    "PostgresBackup",
    "PostgresDatabase",
    "SslMode",
]
