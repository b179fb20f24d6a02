"""What every row of a case has in common: the case's bucket, the case, an id of its own."""

from typing import Any, ClassVar

from sqlalchemy import ForeignKeyConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, declared_attr, mapped_column


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
