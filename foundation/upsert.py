"""INSERT … ON CONFLICT, which SQLite and PostgreSQL write alike but SQLAlchemy keeps in two dialects."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from foundation.database import Base, Session


def insert(session: Session, table: type[Base]) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT for the session's own database that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    target: Any = table.__table__
    return postgresql.insert(target) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(target)
