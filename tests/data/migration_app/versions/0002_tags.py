"""Tags of tools, found by an index that is built while others write."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE tools ADD COLUMN tags text[] NOT NULL DEFAULT '{}'")
    op.execute("INSERT INTO applied VALUES ('0002')")
    # This waits for every older snapshot of the database, so nobody may wait for the lock with one.
    with op.get_context().autocommit_block():
        op.execute("CREATE INDEX CONCURRENTLY tools_tags ON tools USING gin (tags)")
