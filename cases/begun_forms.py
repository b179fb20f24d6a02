"""Forms that begin a case, as far as somebody has written them: kept sealed for a day, for that person alone.

There is no case yet whose draft they could be, see cases.drafts. Their files wait in cases.kept_uploads.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from foundation import canonical, crypto
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import Data
from foundation.database import Base, Blob, Session, Utc

KEPT = timedelta(days=1)
MOST = 5
"""How many are kept for one person; the oldest give way."""


class BegunForm(Base):
    """One form: what it begins and, sealed under a key of its own, what was answered. The id is page and person."""

    __tablename__ = "begun_form"
    data_map = Data(
        "what somebody has begun to write in a form that begins a case",
        "whoever writes it",
        kept="a day",
        codes="page process event form_version partnership_id",
        guarded="key",
        sealed="answers",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    page: Mapped[str]
    process: Mapped[str]
    event: Mapped[str]
    form_version: Mapped[str]
    partnership_id: Mapped[str]
    key: Mapped[bytes] = mapped_column(Blob)
    answers: Mapped[bytes] = mapped_column(Blob)
    saved_at: Mapped[datetime] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Begun:
    """What was answered on a page; `partnership_id` is empty until the partnership is chosen."""

    process: str
    event: str
    form_version: str
    partnership_id: str
    answers: dict[str, Json] = field(repr=False)


def save(session: Session, keyring: Keyring, by: tuple[str, str], begun: Begun, now: datetime) -> None:
    """Keep what was answered in place of what the page had before; `by` is person and page."""
    row_id, key = _row(by), crypto.new_key()
    session.merge(
        BegunForm(
            id=row_id,
            person_id=by[0],
            page=by[1],
            process=begun.process,
            event=begun.event,
            form_version=begun.form_version,
            partnership_id=begun.partnership_id,
            key=keyring.wrap(key, _place("key", row_id)),
            answers=crypto.seal(key, canonical.write(begun.answers), _place("answers", row_id)),
            saved_at=now,
        )
    )
    session.flush()
    for old in _newest_first(session, by[0])[MOST:]:
        session.delete(old)


def find(session: Session, by: tuple[str, str], now: datetime) -> BegunForm | None:
    """What this person answered on this page; None for anybody else, and after a day."""
    row = session.get(BegunForm, _row(by))
    return row if row is not None and now - row.saved_at < KEPT else None


def of_person(session: Session, person_id: str, now: datetime) -> list[BegunForm]:
    """What a person has begun and not sent, newest first."""
    return [row for row in _newest_first(session, person_id) if now - row.saved_at < KEPT]


def read(keyring: Keyring, row: BegunForm) -> dict[str, Json]:
    """The answers. Raises CannotOpen."""
    key = keyring.unwrap(row.key, _place("key", row.id))
    answers = canonical.read(crypto.open_sealed(key, row.answers, _place("answers", row.id)))
    return answers if isinstance(answers, dict) else {}


def drop(session: Session, by: tuple[str, str]) -> None:
    """Throw it away, once it is sent or no longer wanted."""
    session.execute(delete(BegunForm).where(BegunForm.id == _row(by)))


def forget_old(session: Session, now: datetime) -> None:
    """Throw away what nobody came back for."""
    session.execute(delete(BegunForm).where(BegunForm.saved_at <= now - KEPT))


def _newest_first(session: Session, person_id: str) -> list[BegunForm]:
    mine = select(BegunForm).where(BegunForm.person_id == person_id)
    return list(session.scalars(mine.order_by(BegunForm.saved_at.desc(), BegunForm.id.desc())))


def _row(by: tuple[str, str]) -> str:
    return f"{by[1]}:{by[0]}"


def _place(column: str, row_id: str) -> bytes:
    return crypto.place(BegunForm.__tablename__, column, row_id)
