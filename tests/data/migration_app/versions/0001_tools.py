"""Tools, and their embeddings: the environment says how long those are."""

import os

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION vector")
    op.execute("CREATE TABLE applied (revision text)")
    dimension = int(os.environ["EMBEDDING_DIMENSION"])
    op.execute(f"CREATE TABLE tools (id serial PRIMARY KEY, name text, embedding vector({dimension}))")
    op.execute("INSERT INTO applied VALUES ('0001')")
