"""How the application's migrations connect: as many FastAPI applications do it, with no lock of their own."""

import os
import re

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

# The application runs on asyncpg; its migrations on a driver that waits.
url = re.sub(r"^postgres(ql)?(\+\w+)?:", "postgresql+psycopg:", os.environ["DATABASE_URL"])

with create_engine(url, poolclass=NullPool).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
