"""Forms that were sent when their person was not signed in any more: kept sealed for a day, for that person alone."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from foundation import canonical, crypto
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import Data
from foundation.database import Base, Blob, Session, Utc, new_id

KEPT = timedelta(days=1)
MOST = 3
"""How many are kept for one person; the oldest give way."""


class LatePost(Base):
    """One form: where it was sent and, sealed under a key of its own, what it said."""

    __tablename__ = "late_post"
    data_map = Data(
        "forms that were sent after a session had run out",
        "whoever sent it",
        kept="a day",
        codes="path",
        guarded="key",
        sealed="fields",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    path: Mapped[str]
    key: Mapped[bytes] = mapped_column(Blob)
    fields: Mapped[bytes] = mapped_column(Blob)
    sent_at: Mapped[datetime] = mapped_column(Utc)


def keep(
    session: Session, keyring: Keyring, person_id: str, path: str, fields: list[tuple[str, str]], now: datetime
) -> LatePost:
    """Keep what somebody sent; `fields` are names and values in their order."""
    row_id, key = new_id(), crypto.new_key()
    content: Json = [[name, value] for name, value in fields]
    row = LatePost(
        id=row_id,
        person_id=person_id,
        path=path,
        key=keyring.wrap(key, crypto.place("late_post", "key", row_id)),
        fields=crypto.seal(key, canonical.write(content), crypto.place("late_post", "fields", row_id)),
        sent_at=now,
    )
    session.add(row)
    session.flush()
    for old in _newest_first(session, person_id)[MOST:]:
        session.delete(old)
    return row


def of_person(session: Session, person_id: str, now: datetime) -> list[LatePost]:
    """What is kept for a person, newest first."""
    return [row for row in _newest_first(session, person_id) if now - row.sent_at < KEPT]


def find(session: Session, person_id: str, row_id: str, now: datetime) -> LatePost | None:
    """One that is kept for this person; None for any other."""
    row = session.get(LatePost, row_id)
    return row if row is not None and row.person_id == person_id and now - row.sent_at < KEPT else None


def read(keyring: Keyring, row: LatePost) -> list[tuple[str, str]]:
    """What the form said."""
    key = keyring.unwrap(row.key, crypto.place("late_post", "key", row.id))
    content = canonical.read(crypto.open_sealed(key, row.fields, crypto.place("late_post", "fields", row.id)))
    return (
        [(str(pair[0]), str(pair[1])) for pair in content if isinstance(pair, list)]
        if isinstance(content, list)
        else []
    )


def drop(session: Session, row: LatePost) -> None:
    """Throw one away."""
    session.delete(row)


def forget_old(session: Session, now: datetime) -> None:
    """Throw away what nobody came back for."""
    session.execute(delete(LatePost).where(LatePost.sent_at <= now - KEPT))


def _newest_first(session: Session, person_id: str) -> list[LatePost]:
    mine = select(LatePost).where(LatePost.person_id == person_id)
    return list(session.scalars(mine.order_by(LatePost.sent_at.desc(), LatePost.id.desc())))
