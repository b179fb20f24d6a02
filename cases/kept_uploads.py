"""Files chosen for a form that begins a case and is shown again: kept sealed for a day, for whoever chose them alone.

There is no case yet to keep them in. They may not have been looked at yet, so nobody is given them: they go into the
case with its form, or are thrown away.
"""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import file_types
from cases.file_types import FileRefused
from foundation import crypto
from foundation.crypto import Keyring
from foundation.data_classes import Data
from foundation.database import Base, Blob, Session, Utc, new_id

KEPT = timedelta(days=1)
MOST = 20
"""How many are kept for one person, whichever forms they are for; the oldest give way."""

MOST_BYTES = 100_000_000
"""How large they may be together."""


class KeptUpload(Base):
    """One file. `page` is the key of the page that it was chosen on; name and content are sealed with its own key."""

    __tablename__ = "kept_upload"
    data_map = Data(
        "files chosen for a form that begins a case, until it is right",
        "whoever chose it",
        kept="a day",
        codes="page",
        guarded="key",
        sealed="name content",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    page: Mapped[str]
    key: Mapped[bytes] = mapped_column(Blob)
    name: Mapped[bytes] = mapped_column(Blob)
    content: Mapped[bytes] = mapped_column(Blob)
    size: Mapped[int]
    kept_at: Mapped[datetime] = mapped_column(Utc)


def keep(
    session: Session, keyring: Keyring, by: tuple[str, str], name: str, content: bytes, now: datetime
) -> KeptUpload:
    """Keep a file; `by` is person and page. Raises FileRefused for more than may be kept for one page."""
    row_id, key = new_id(), crypto.new_key()
    row = KeptUpload(
        id=row_id,
        person_id=by[0],
        page=by[1],
        key=keyring.wrap(key, _place("key", row_id)),
        name=crypto.seal(key, file_types.cleaned(name).encode(), _place("name", row_id)),
        content=crypto.seal(key, content, _place("content", row_id)),
        size=len(content),
        kept_at=now,
    )
    session.add(row)
    session.flush()
    _make_room(session, by)
    return row


def find(session: Session, by: tuple[str, str], row_id: str, now: datetime) -> KeptUpload | None:
    """One that this person chose on this page; None for any other."""
    row = session.get(KeptUpload, row_id)
    return row if row is not None and (row.person_id, row.page) == by and now - row.kept_at < KEPT else None


def read(keyring: Keyring, row: KeptUpload) -> tuple[str, bytes]:
    """Its name and content. Raises CannotOpen."""
    key = keyring.unwrap(row.key, _place("key", row.id))
    name = crypto.open_sealed(key, row.name, _place("name", row.id)).decode()
    return name, crypto.open_sealed(key, row.content, _place("content", row.id))


def drop(session: Session, by: tuple[str, str], *ids: str) -> None:
    """Throw away what a person chose on a page: these, or all."""
    theirs = delete(KeptUpload).where(KeptUpload.person_id == by[0], KeptUpload.page == by[1])
    session.execute(theirs.where(KeptUpload.id.in_(ids)) if ids else theirs)


def forget_old(session: Session, now: datetime) -> None:
    """Throw away what nobody came back for."""
    session.execute(delete(KeptUpload).where(KeptUpload.kept_at <= now - KEPT))


def _make_room(session: Session, by: tuple[str, str]) -> None:
    """Older files of other pages give way; those of this page are never lost without a word."""
    theirs = select(KeptUpload.id, KeptUpload.page, KeptUpload.size).where(KeptUpload.person_id == by[0])
    found = list(session.execute(theirs.order_by(KeptUpload.kept_at.desc(), KeptUpload.id.desc())))
    count = size = 0
    for row_id, page, each in sorted(found, key=lambda one: one[1] != by[1]):
        count, size = count + 1, size + each
        if count <= MOST and size <= MOST_BYTES:
            continue
        if page == by[1]:
            most = f"{MOST} files of {MOST_BYTES // 1_000_000} MB together"
            raise FileRefused(f"No more than {most} can wait for one form: send the others later, from the case")
        session.execute(delete(KeptUpload).where(KeptUpload.id == row_id))


def _place(column: str, row_id: str) -> bytes:
    return crypto.place(KeptUpload.__tablename__, column, row_id)
