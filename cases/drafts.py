"""What a person has begun to write in a task's form: theirs alone, sealed, and kept until sent or thrown away."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, mapped_column

from cases import keys, owned
from cases.owned import OfCase
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import Data
from foundation.database import Base, Blob, Session, Utc, bucket_of


class DraftRow(OfCase, Base):
    """One person's draft for one task; the id is both."""

    __tablename__ = "draft"
    data_map = Data(
        "what somebody has begun to write", "whoever writes it", codes="form_version part", sealed="answers"
    )

    task_id: Mapped[str]
    person_id: Mapped[str]
    form_version: Mapped[str]
    answers: Mapped[bytes] = mapped_column(Blob)
    saved_at: Mapped[datetime] = mapped_column(Utc)
    part: Mapped[str] = mapped_column(server_default="")


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers so far, under the version of the form they were written in; `part` is the one the form belongs to."""

    answers: dict[str, Json] = field(repr=False)
    form_version: str
    saved_at: datetime
    part: str = keys.CASE


@dataclass(frozen=True, slots=True)
class Place:
    """Whose draft, for which task, in which case."""

    case_id: str
    task_id: str
    person_id: str

    @property
    def row(self) -> str:
        """The id of the draft's row."""
        return f"{self.task_id}:{self.person_id}"


def save(session: Session, keyring: Keyring, place: Place, draft: Draft) -> None:
    """Keep a draft in place of the person's earlier one for this task."""
    cipher = keys.cipher(session, keyring, place.case_id, draft.part)
    session.merge(
        DraftRow(
            **owned.key(place.case_id, place.row),
            task_id=place.task_id,
            person_id=place.person_id,
            form_version=draft.form_version,
            answers=cipher.seal(draft.answers, "draft", "answers", place.row),
            saved_at=draft.saved_at,
            part=draft.part,
        )
    )


def load(session: Session, keyring: Keyring, place: Place) -> Draft | None:
    """The person's own draft for the task, or None."""
    row = session.get(DraftRow, (bucket_of(place.case_id), place.case_id, place.row))
    if row is None:
        return None
    answers = keys.cipher(session, keyring, place.case_id).open(row.answers, "draft", "answers", place.row)
    return Draft(answers if isinstance(answers, dict) else {}, row.form_version, row.saved_at, row.part)


def discard(session: Session, place: Place) -> None:
    """Throw the person's draft away, once sent or no longer wanted."""
    session.execute(
        delete(DraftRow).where(
            DraftRow.bucket == bucket_of(place.case_id), DraftRow.case_id == place.case_id, DraftRow.id == place.row
        )
    )
