"""The running number of a reference: one row for each partnership and year, counted up by the database itself."""

from sqlalchemy import ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from foundation import upsert
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Session


class ReferenceCounter(Base):
    """The last number given by a partnership in a year."""

    __tablename__ = "reference_counter"
    data_map = Data("the last reference given in a year", MACHINE, kept="for good")

    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    last: Mapped[int]


def next_number(session: Session, partnership_id: str, year: int) -> int:
    """The next number of a partnership in a year; whoever asks at the same time waits."""
    counted = (
        upsert.insert(session, ReferenceCounter)
        .values(partnership_id=partnership_id, year=year, last=1)
        .on_conflict_do_update(
            index_elements=["partnership_id", "year"], set_={"last": ReferenceCounter.__table__.c.last + 1}
        )
        .returning(ReferenceCounter.__table__.c.last)
    )
    return int(session.execute(counted).scalar_one())
