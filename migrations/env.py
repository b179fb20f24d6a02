"""How Alembic reaches the database: through the engine it is given, in one transaction."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from casework.schema import metadata

engine = context.config.attributes["engine"]


def plainly(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write our own column types as what the database keeps, so that a migration never depends on today's code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata(), render_item=plainly)
    if connection.dialect.name == "postgresql":
        # Changing a large table may take longer than any page or handler may.
        connection.exec_driver_sql("SET statement_timeout = 0")
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
