"""That this database was brought back from a backup: what followed from it, and whether e-mails may go again.

What the outbox holds may have gone out before the disaster, so nothing goes until somebody has looked.
"""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from cases.correspondence.outbox import AT_ONCE, Mail, MailState
from foundation import audit
from foundation.canonical import Json
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Session, Utc

WAITING = (MailState.READY, MailState.LEASED)
STREAM = audit.stream_of("restores", "all")
HELD = "Held after a restore: it may have gone out before. Look into the mail server's log, then send it again."


class Restore(Base):
    """One restore. `anchor` is the number of the signed statement about it; `released_at` when e-mails went again."""

    __tablename__ = "restore"
    data_map = Data("that the database was brought back from a backup", MACHINE, kept="for good")

    id: Mapped[str] = mapped_column(primary_key=True)
    backup_id: Mapped[str]
    taken_at: Mapped[datetime] = mapped_column(Utc)
    restored_at: Mapped[datetime] = mapped_column(Utc)
    anchor: Mapped[int | None]
    released_at: Mapped[datetime | None] = mapped_column(Utc)


def holding(session: Session, *, locked: bool = False) -> Restore | None:
    """The restore since which e-mails are held, when they are; `locked` keeps others from letting them go meanwhile."""
    held = select(Restore).where(Restore.released_at.is_(None)).order_by(Restore.restored_at.desc())
    return session.scalars(held.with_for_update() if locked else held).first()


def unsettled(session: Session) -> list[Restore]:
    """Restores of which the anchors do not tell yet."""
    return list(session.scalars(select(Restore).where(Restore.anchor.is_(None)).order_by(Restore.restored_at)))


def waiting(session: Session) -> list[tuple[str, int]]:
    """How many e-mails of which kind would go out."""
    found = select(Mail.kind, func.count()).where(Mail.state.in_(WAITING)).group_by(Mail.kind).order_by(Mail.kind)
    return [(kind, number) for kind, number in session.execute(found)]


def release(session: Session, by: str, now: datetime, *, one_by_one: bool) -> None:
    """Let e-mails go again; those that wait already, all at once or each when somebody says so."""
    holding(session, locked=True)
    number = sum(each for _, each in waiting(session))
    freed = {"state": MailState.HELD, "reply": HELD} if one_by_one else {"state": MailState.READY}
    session.execute(update(Mail).where(Mail.state.in_(WAITING)).values(**freed, try_after=AT_ONCE))
    held = session.scalars(select(Restore.id).where(Restore.released_at.is_(None))).all()
    session.execute(update(Restore).where(Restore.released_at.is_(None)).values(released_at=now))
    for restore_id in held:
        detail: dict[str, Json] = {"e-mails": number, "one by one": one_by_one}
        audit.append(session, STREAM, by, "held e-mails let go", restore_id, detail, now)
