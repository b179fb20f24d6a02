"""What every row of a case has in common: the case's bucket, the case, an id of its own; and how to find such rows."""

from collections.abc import Collection
from typing import Any, ClassVar, TypedDict, TypeVar

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, Select, SmallInteger, select
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from foundation.database import Session, bucket_of, new_id

NOWHERE = "nowhere"
"""The id of no case: what is asked about it takes as long as what is asked about one that may not be known."""


class OfCase:
    """First columns and keys of a table owned by a case: the key leads with the bucket, so a case stays together."""

    bucket: Mapped[int] = mapped_column(SmallInteger, primary_key=True, sort_order=-30)
    case_id: Mapped[str] = mapped_column(primary_key=True, sort_order=-20)
    id: Mapped[str] = mapped_column(primary_key=True, sort_order=-10)

    indexes: ClassVar[tuple[Index, ...]] = ()

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """The row's case must exist; indexes that search across cases come from `indexes`."""
        return (ForeignKeyConstraint(["bucket", "case_id"], ["case_file.bucket", "case_file.id"]), *cls.indexes)


class Key(TypedDict):
    """The first three columns of a row."""

    bucket: int
    case_id: str
    id: str


class NotInCase(LookupError):
    """The case has no such row."""

    def __init__(self, table: type[OfCase], case_id: str, id: str) -> None:
        super().__init__(f"case {case_id} has no {table.__name__.lower()} {id}")


Row = TypeVar("Row", bound=OfCase)


def key(case_id: str, id: str | None = None) -> Key:
    """The key of a new row of a case."""
    return Key(bucket=bucket_of(case_id), case_id=case_id, id=id or new_id())


def rows(table: type[Row], case_id: str) -> Select[Row]:
    """A query for a case's rows, in the order they were made."""
    return select(table).where(table.bucket == bucket_of(case_id), table.case_id == case_id).order_by(table.id)


def of_cases(
    session: Session, table: type[Row], case_ids: Collection[str], *where: ColumnElement[bool]
) -> dict[str, list[Row]]:
    """The same rows of several cases, asked at once and told apart by case; those `where` that holds, if given."""
    if not case_ids:
        return {}
    those = table.bucket.in_({bucket_of(case_id) for case_id in case_ids}), table.case_id.in_(case_ids)
    found: dict[str, list[Row]] = {case_id: [] for case_id in case_ids}
    for row in session.scalars(select(table).where(*those, *where).order_by(table.id)):
        found[row.case_id].append(row)
    return found


def get(session: Session, table: type[Row], case_id: str, id: str) -> Row:
    """One row of a case; raises NotInCase."""
    found = session.get(table, (bucket_of(case_id), case_id, id))
    if found is None:
        raise NotInCase(table, case_id, id)
    return found
