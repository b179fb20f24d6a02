"""What two people have decided to delete, committed before the signed ledger of deletions learns of it.

What the ledger holds cannot be taken back: so nothing enters it whose decision might yet be lost with its transaction.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from cases import deletions
from cases.deletions import LEDGER, Deletion, Ledger
from foundation import audit
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Session, Utc, new_id


class DeletionOrder(Base):
    """A deletion that was ordered; `number` is its entry in the ledger, once it stands there."""

    __tablename__ = "deletion_order"
    data_map = Data("deletions that two people decided", MACHINE, kept="for good", codes="classes reason")

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str]
    classes: Mapped[str]
    asked_by: Mapped[str]
    confirmed_by: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Utc)
    number: Mapped[int | None] = mapped_column(index=True)


def order(session: Session, wanted: Deletion) -> None:
    """Keep that this is to be deleted; the same asked for again is one order while it is not in the ledger."""
    if wanted not in map(_wanted, left(session)):
        row = DeletionOrder(
            id=new_id(),
            case_id=wanted.case_id,
            classes=" ".join(wanted.classes),
            asked_by=wanted.asked_by,
            confirmed_by=wanted.confirmed_by,
            reason=wanted.reason,
            at=wanted.at,
        )
        session.add(row)
        session.flush()


def left(session: Session) -> list[DeletionOrder]:
    """Orders that do not stand in the ledger yet, oldest first."""
    query = select(DeletionOrder).where(DeletionOrder.number.is_(None)).order_by(DeletionOrder.id)
    return list(session.scalars(query))


def enter(session: Session, ledger: Ledger) -> None:
    """Put every order that is committed into the ledger; safe to ask for again. Raises NotAsSigned.

    To be called in a transaction in which nothing was ordered.
    """
    # Before it is looked what is left: another worker may be entering the same.
    audit.lock(session, LEDGER)
    for row in left(session):
        row.number = deletions.enter(session, ledger, _wanted(row))


def _wanted(row: DeletionOrder) -> Deletion:
    return Deletion(row.case_id, tuple(row.classes.split()), row.asked_by, row.confirmed_by, row.reason, row.at)
