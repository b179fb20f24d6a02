"""The cases a person may know of, filtered in the query itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, select

from cases import access
from cases.partnerships import Partnership
from cases.records import Case, CaseStatus, Reference
from foundation.database import Session
from web import clocks
from web.clocks import Clock

PAGE = 25
FIRST = 5
"""How many cases the first page shows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is asked for: part of a reference, a status, a page from 1."""

    text: str
    status: CaseStatus | None
    page: int


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the list."""

    case_id: str
    reference: str
    path: str
    status: CaseStatus
    office: str
    opened_at: datetime


def cases(session: Session, person_id: str, now: datetime, wanted: Wanted) -> list[Row]:
    """Cases, latest first: a page of them, and one more that says whether another page follows."""
    query = _visible(person_id, now)
    if wanted.text:
        query = query.where(Reference.reference.icontains(wanted.text, autoescape=True))
    if wanted.status is not None:
        query = query.where(Case.status == wanted.status)
    page = query.offset((wanted.page - 1) * PAGE).limit(PAGE + 1)
    return [Row(*found) for found in session.execute(page)]


def latest(session: Session, person_id: str, now: datetime, most: int) -> list[Row]:
    """The open cases that were opened last."""
    query = _visible(person_id, now).where(Case.status == CaseStatus.OPEN).limit(most)
    return [Row(*found) for found in session.execute(query)]


def with_clocks(session: Session, person_id: str, rows: list[Row], now: datetime) -> list[tuple[Row, Clock | None]]:
    """Each open case with the clock that ends first, where this person may see clocks."""
    running = [row.case_id for row in rows if row.status is CaseStatus.OPEN]
    return beside(rows, clocks.first_of_cases(session, person_id, running, now))


def beside(rows: list[Row], first: Mapping[str, Clock]) -> list[tuple[Row, Clock | None]]:
    """Each case beside the clock that ends first in it, if there is one."""
    return [(row, first.get(row.case_id)) for row in rows]


def _visible(person_id: str, now: datetime) -> Select[str, str, str, CaseStatus, str, datetime]:
    return (
        select(Case.id, Reference.reference, Case.path, Case.status, Partnership.name, Case.opened_at)
        .join(Case, and_(Case.bucket == Reference.bucket, Case.id == Reference.case_id))
        .join(Partnership, Partnership.id == Case.partnership_id)
        .where(Reference.ended_at.is_(None), Case.id.in_(access.visible_cases(person_id, now)))
        .order_by(Case.opened_at.desc(), Case.id)
    )
