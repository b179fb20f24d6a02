"""Which buckets have work: one look into an index for each, however much waits and however much of it is due."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from foundation.database import BUCKETS, Session

_FIRST = select(literal(0).label("number")).cte("every_bucket", recursive=True)
_EVERY = _FIRST.union_all(select(_FIRST.c.number + 1).where(_FIRST.c.number < BUCKETS - 1))


def counted(session: Session, bucket: InstrumentedAttribute[int], *due: ColumnElement[bool]) -> int:
    """How many rows are due in all buckets together; its cost is that of what is due."""
    rows = select(func.count()).select_from(_EVERY).join(bucket.class_, and_(bucket == _EVERY.c.number, *due))
    return session.scalar(rows) or 0


def having(session: Session, bucket: InstrumentedAttribute[int], *due: ColumnElement[bool]) -> list[int]:
    """The buckets in which at least one row is due, asked without locks; an index led by the bucket must serve `due`.

    Asked as "the distinct buckets of what is due", SQLite goes through the whole table in the order of its buckets.
    """
    return list(session.scalars(select(_EVERY.c.number).where(exists().where(bucket == _EVERY.c.number, *due))))


def with_id(session: Session, table: type[Any], id: str) -> Any | None:
    """The row of a table led by the bucket, asked for by its id alone: one look into its key for each bucket.

    An index of its own would have to be written with every change of the table.
    """
    found = select(table).select_from(_EVERY).join(table, and_(table.bucket == _EVERY.c.number, table.id == id))
    return session.scalars(found).first()
