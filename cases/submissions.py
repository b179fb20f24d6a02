"""What was written in forms: immutable, numbered, and sealed with a key of the case with who, where and for whom.

Answers are never changed. A correction is a further submission with the next version number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, event, func, or_, select, true
from sqlalchemy.orm import Mapped, mapped_column

from cases import keys, owned, reads
from cases.owned import OfCase
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import Data
from foundation.database import Base, Blob, Session, Utc, bucket_of

ADVICE_FORM = "f14_advice"
"""The Independent Advisor's form, whose reading is told apart in the read log."""

DECLARING = ("f11_declaration", "f11_ruling")
"""The forms in which interests are declared and ruled on."""

PAPERS_FORM = "f09_papers"
"""The form that releases papers: files that come with it are papers."""


class Submission(OfCase, Base):
    """One completed form. `visibility` lists the codes of domain.md §3.1 that may read it, space-separated.

    `request_id` is the information request that it is about; forms that are older than this know their agency only.
    """

    __tablename__ = "submission"
    data_map = Data(
        "every form that was sent, every version",
        "by the codes of the form and of each answer",
        codes="form_id form_version element_id visibility",
        sealed="answers",
    )
    indexes = (Index("submission_by_person", "person_id"),)

    form_id: Mapped[str]
    form_version: Mapped[str]
    version: Mapped[int]
    task_id: Mapped[str | None]
    element_id: Mapped[str | None]
    person_id: Mapped[str | None]
    agency_id: Mapped[str | None]
    request_id: Mapped[str | None]
    visibility: Mapped[str]
    answers: Mapped[bytes] = mapped_column(Blob)
    made_at: Mapped[datetime] = mapped_column(Utc)


class Unchangeable(Exception):
    """Somebody tried to change or delete a submission; a further version must be made instead."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A form as it came in: which one, for which task, by whom, for which agency, and who may read it."""

    case_id: str
    form_id: str
    form_version: str
    visibility: str
    answers: dict[str, Json] = field(repr=False)
    task_id: str | None = None
    element_id: str | None = None
    person_id: str | None = None
    agency_id: str | None = None
    request_id: str | None = None


def record(session: Session, keyring: Keyring, entry: Entry, now: datetime) -> Submission:
    """Keep a completed form; its version counts this form within the case and agency, from 1."""
    like_it = _like(entry.case_id, entry.form_id, entry.agency_id)
    earlier = session.execute(select(func.max(Submission.version)).where(*like_it)).scalar_one()
    submission = Submission(
        **owned.key(entry.case_id),
        form_id=entry.form_id,
        form_version=entry.form_version,
        version=(earlier or 0) + 1,
        task_id=entry.task_id,
        element_id=entry.element_id,
        person_id=entry.person_id,
        agency_id=entry.agency_id,
        request_id=entry.request_id,
        visibility=entry.visibility,
        made_at=now,
    )
    cipher = keys.cipher(session, keyring, entry.case_id, part_of(entry.form_id, entry.agency_id))
    submission.answers = cipher.seal(entry.answers, "submission", "answers", bound(submission))
    session.add(submission)
    session.flush()
    return submission


def part_of(form_id: str, agency_id: str | None) -> str:
    """With which part of its case a form is kept and deleted (cases.keys)."""
    if form_id in DECLARING:
        return keys.DECLARATIONS
    if form_id == ADVICE_FORM:
        return keys.ADVICE
    return keys.REPLIES if agency_id is not None else keys.CASE


def part_of_files(form_id: str, agency_id: str | None) -> str:
    """The same of the files that come with a form."""
    return keys.PAPERS if form_id == PAPERS_FORM else part_of(form_id, agency_id)


def read(session: Session, keyring: Keyring, submission: Submission) -> dict[str, Json]:
    """The answers; raises crypto.CannotOpen when the row is not as it was written, its visibility included."""
    what = reads.ADVICE if submission.form_id == ADVICE_FORM else reads.REPLY if submission.agency_id else reads.FORM
    reads.opened(session, submission.case_id, what, submission.id)
    cipher = keys.cipher(session, keyring, submission.case_id, part_of(submission.form_id, submission.agency_id))
    answers = cipher.open(submission.answers, "submission", "answers", bound(submission))
    assert isinstance(answers, dict)  # noqa: S101 - `record` seals nothing else
    return answers


def get(session: Session, case_id: str, submission_id: str) -> Submission:
    """One submission of a case; raises owned.NotInCase."""
    return owned.get(session, Submission, case_id, submission_id)


def latest(
    session: Session, case_id: str, form_id: str, agency_id: str | None = None, request_id: str | None = None
) -> Submission | None:
    """The last submission of a form in a case: an agency's, or with no agency named the office's own.

    With a request named, the last that is about it and not about another request to the same agency.
    """
    like_it = select(Submission).where(*_like(case_id, form_id, agency_id), _about(request_id))
    return session.scalars(like_it.order_by(Submission.version.desc()).limit(1)).first()


def about_request(
    session: Session, case_id: str, form_id: str, agency_id: str, request_id: str | None
) -> list[Submission]:
    """Every submission of a form that is about one request to an agency, in order."""
    found = owned.rows(Submission, case_id).where(*_like(case_id, form_id, agency_id), _about(request_id))
    return list(session.scalars(found))


def latest_of(session: Session, case_id: str, form_ids: Iterable[str]) -> Submission | None:
    """The office's last submission of any of these forms."""
    found = [latest(session, case_id, form_id) for form_id in form_ids]
    return max((made for made in found if made), key=lambda made: made.made_at, default=None)


def of_task(session: Session, case_id: str, task_id: str) -> Submission | None:
    """The submission that completed a task."""
    return session.scalars(owned.rows(Submission, case_id).where(Submission.task_id == task_id)).first()


def of_case(session: Session, case_id: str, form_id: str | None = None) -> list[Submission]:
    """Every submission of a case in order, or those of one form."""
    found = owned.rows(Submission, case_id)
    return list(session.scalars(found if form_id is None else found.where(Submission.form_id == form_id)))


def _like(case_id: str, form_id: str, agency_id: str | None) -> tuple[ColumnElement[bool], ...]:
    return (
        Submission.bucket == bucket_of(case_id),
        Submission.case_id == case_id,
        Submission.form_id == form_id,
        Submission.agency_id.is_not_distinct_from(agency_id),
    )


def _about(request_id: str | None) -> ColumnElement[bool]:
    """About this request, or about the agency alone; anything where no request is named."""
    if request_id is None:
        return true()
    return or_(Submission.request_id.is_(None), Submission.request_id == request_id)


def bound(row: Submission) -> str:
    """What the seal covers besides the answers, so that none of it can be changed unnoticed."""
    facts = (row.id, row.form_id, row.form_version, row.version, row.task_id, row.element_id, row.person_id)
    about = () if row.request_id is None else (row.request_id,)
    return "|".join(str(fact) for fact in (*facts, row.agency_id, row.visibility, *about))


@event.listens_for(Submission, "before_update")
@event.listens_for(Submission, "before_delete")
def _refuse(_mapper: Any, _connection: Any, submission: Submission) -> None:
    raise Unchangeable(f"submission {submission.id} stays as it was written; make a further version")
