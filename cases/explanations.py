"""Why people did something to a thing of a case, in their own words, sealed: a task handed on, settings read again."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cases import keys, owned
from cases.owned import OfCase
from foundation.crypto import Keyring
from foundation.data_classes import OF_CASE, Data
from foundation.database import Base, Blob, Session, Utc


class Explanation(OfCase, Base):
    """What one person gave as the reason for one thing; `subject` is its id."""

    __tablename__ = "explanation"
    data_map = Data("why people did something to a thing of a case", OF_CASE, sealed="words")

    subject: Mapped[str]
    person_id: Mapped[str]
    words: Mapped[bytes] = mapped_column(Blob)
    at: Mapped[datetime] = mapped_column(Utc)


def give(
    session: Session, keyring: Keyring, case_id: str, subject: str, person_id: str, words: str, now: datetime
) -> None:
    """Keep why somebody did something."""
    row = owned.key(case_id)
    sealed = keys.cipher(session, keyring, case_id).seal(words, Explanation.__tablename__, "words", row["id"])
    session.add(Explanation(**row, subject=subject, person_id=person_id, words=sealed, at=now))
    session.flush()


def about(session: Session, case_id: str, subject: str) -> list[Explanation]:
    """What was said about one thing, oldest first."""
    return list(session.scalars(owned.rows(Explanation, case_id).where(Explanation.subject == subject)))


def words_of(session: Session, keyring: Keyring, row: Explanation) -> str:
    """What was said; nothing where it was deleted."""
    if not row.words:
        return ""
    return str(keys.cipher(session, keyring, row.case_id).open(row.words, row.__tablename__, "words", row.id))
