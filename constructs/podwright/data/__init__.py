"""Data: what must not be lost."""

from podwright.data.backup import PostgresBackup
from podwright.data.postgresql import POSTGRES_PROFILE, DatabaseCredentials, PostgresDatabase

__all__ = ["POSTGRES_PROFILE", "DatabaseCredentials", "PostgresBackup", "PostgresDatabase"]
