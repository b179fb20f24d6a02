"""The cases a person may know of, filtered in the query itself."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select

from cases import access
from cases.partnerships import Partnership
from cases.records import Case, CaseStatus, Reference
from foundation.database import Session

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for: part of a reference, a status, a page from 1."""

    text: str
    status: CaseStatus | None
    page: int


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the list."""

    reference: str
    path: str
    status: CaseStatus
    office: str
    opened_at: datetime


def cases(session: Session, person_id: str, today: date, wanted: Wanted) -> list[Row]:
    """Cases, latest first: a page of them, and one more that says whether another page follows."""
    query = (
        select(Reference.reference, Case.path, Case.status, Partnership.name, Case.opened_at)
        .join(Case, and_(Case.bucket == Reference.bucket, Case.id == Reference.case_id))
        .join(Partnership, Partnership.id == Case.partnership_id)
        .where(Reference.ended_at.is_(None), Case.id.in_(access.visible_cases(person_id, today)))
    )
    if wanted.text:
        query = query.where(Reference.reference.icontains(wanted.text, autoescape=True))
    if wanted.status is not None:
        query = query.where(Case.status == wanted.status)
    page = query.order_by(Case.opened_at.desc(), Case.id).offset((wanted.page - 1) * PAGE).limit(PAGE + 1)
    return [Row(*found) for found in session.execute(page)]
