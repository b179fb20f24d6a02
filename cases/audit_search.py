"""Looking into the audit: each entry to those who may see it, by one condition in SQL.

Of a case it is for auditors put on it, the chair, and the manager of its office; of a partnership for its managers;
administrators see what was done to people, diagrams and settings and who searched, but no case.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select

from cases import access, assignments, audit, sight
from cases.assignments import Assignment
from cases.audit import AuditEntry
from cases.people import Membership
from cases.records import Case
from cases.roles import ADMIN
from foundation.clock import london_date
from foundation.database import Session

AUDITOR, MANAGER, CHAIR = "auditor", "bo_manager", "crg_chair"
SEEN_BY = frozenset({AUDITOR, MANAGER, CHAIR, ADMIN})
"""Roles that may look into the audit at all."""

READS = "reads:"
SEARCHES = "searches:"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; None or empty is anything. `subject` is an id, or the token of words searched for."""

    case_id: str | None = None
    person_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    subject: str = ""
    only_reading: bool = False


def find(session: Session, person_id: str, now: datetime, wanted: Wanted, page: tuple[int, int]) -> list[AuditEntry]:
    """The entries that a person may see and looks for, latest first; `page` is how many to leave out and to give."""
    query = select(AuditEntry).where(_visible(person_id, now), *_wanted(wanted))
    latest = query.order_by(AuditEntry.recorded_at.desc(), AuditEntry.stream, AuditEntry.number.desc())
    return list(session.scalars(latest.offset(page[0]).limit(page[1])))


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.case_id is not None:
        found.append(AuditEntry.stream.in_([one(wanted.case_id).name for one in (audit.of_case, audit.of_reads)]))
    if wanted.person_id is not None:
        found.append(AuditEntry.actor == wanted.person_id)
    if wanted.since is not None:
        found.append(AuditEntry.recorded_at >= wanted.since)
    if wanted.until is not None:
        found.append(AuditEntry.recorded_at < wanted.until)
    if wanted.subject:
        found.append(AuditEntry.subject == wanted.subject)
    if wanted.only_reading:
        found.append(or_(AuditEntry.stream.startswith(READS), AuditEntry.stream.startswith(SEARCHES)))
    return found


def _visible(person_id: str, now: datetime) -> ColumnElement[bool]:
    today = london_date(now)
    held = sight.acts_under(person_id, today)
    runs = exists(
        select(Membership.id).where(
            held, Membership.role.in_((MANAGER, CHAIR)), Membership.partnership_id == Case.partnership_id
        )
    )
    audits = exists(
        select(Assignment.id).where(
            Assignment.case_id == Case.id,
            Assignment.person_id == person_id,
            Assignment.role == AUDITOR,
            assignments.in_force(today),
        )
    )
    mine = and_(Case.id.in_(access.visible_cases(person_id, now)), or_(runs, audits))
    cases = [select(literal(prefix) + Case.id).where(mine) for prefix in ("case:", READS)]
    manages = select(Membership.partnership_id).where(held, Membership.role == MANAGER)
    colleagues = select(literal(SEARCHES) + Membership.person_id).where(Membership.partnership_id.in_(manages))
    # The offices' own streams tell of cases that were handed over: not to whoever is shut out of one.
    told = AuditEntry.subject.not_in(assignments.shut_out_of(person_id))
    return told & or_(
        *(AuditEntry.stream.in_(each) for each in cases),
        AuditEntry.stream.in_(_prefixed("partnership:", manages)),
        AuditEntry.stream.in_(colleagues),
        and_(_is_admin(person_id, today), ~or_(*map(AuditEntry.stream.startswith, ("case:", READS)))),
    )


def _prefixed(prefix: str, ids: Select[str | None]) -> Select[str]:
    found = ids.subquery()
    return select(literal(prefix) + found.c[0])


def _is_admin(person_id: str, today: date) -> ColumnElement[bool]:
    return exists(select(Membership.id).where(sight.acts_under(person_id, today), Membership.role == ADMIN))
