"""Whose records fall due: what waits for people, what a legal hold keeps, what comes next; as far as one may know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from cases import access, deletions
from cases.deletions import EVERYTHING
from cases.legal_holds import LegalHold
from cases.records import Case, CaseStatus, Reference
from cases.settings.keeping import CASE, CLASSES
from casework import forgetting
from casework.office import Office
from engine.states import OPEN_TASKS, InstanceState
from engine.tables.instances import Instance, Timer, UserTask
from foundation.database import Session

PROCESS = "retention"
"""The process that waits beside a case that has ended."""

PAGE = 50


@dataclass(frozen=True, slots=True)
class Waits:
    """A case whose records somebody must look at: which step waits, and until when."""

    reference: str
    step: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """A case on legal hold: since when."""

    reference: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Coming:
    """A case that has ended, and when the next of its records fall due."""

    reference: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted of a case, by whom (person ids) and why, a code; and whether it is done."""

    what: tuple[str, ...]
    asked_by: str
    confirmed_by: str
    reason: str
    at: datetime
    done: bool


def waiting(session: Session, person_id: str, offices: Collection[str], now: datetime) -> list[Waits]:
    """What waits for somebody now, the most urgent first."""
    query = (
        select(Reference.reference, UserTask.name, UserTask.due_at)
        .join(Instance, (Instance.bucket == UserTask.bucket) & (Instance.id == UserTask.instance_id))
        .join(Reference, (Reference.bucket == UserTask.bucket) & (Reference.case_id == UserTask.case_id))
        .where(Instance.process == PROCESS, UserTask.state.in_(OPEN_TASKS), *_theirs(person_id, offices, now))
        .order_by(UserTask.due_at, Reference.reference)
    )
    return [Waits(*row) for row in session.execute(query.limit(PAGE))]


def on_hold(session: Session, person_id: str, offices: Collection[str], now: datetime) -> list[Held]:
    """The cases on legal hold, the oldest hold first."""
    query = (
        select(Reference.reference, LegalHold.placed_at)
        .join(Reference, (Reference.bucket == LegalHold.bucket) & (Reference.case_id == LegalHold.case_id))
        .where(LegalHold.lifted_at.is_(None), *_theirs(person_id, offices, now))
        .order_by(LegalHold.placed_at, Reference.reference)
    )
    return [Held(*row) for row in session.execute(query.limit(PAGE))]


def coming(session: Session, person_id: str, offices: Collection[str], now: datetime, page: int) -> list[Coming]:
    """What falls due next, the soonest first: a page from 1, and one more where another follows."""
    query = (
        select(Reference.reference, Timer.due_at)
        .join(Instance, (Instance.bucket == Timer.bucket) & (Instance.id == Timer.instance_id))
        .join(Reference, (Reference.bucket == Instance.bucket) & (Reference.case_id == Instance.case_id))
        .where(Instance.process == PROCESS, Instance.state == InstanceState.RUNNING, Timer.due_at.is_not(None))
        # Where somebody looks already, the timer is the one that reminds them.
        .where(~exists().where(UserTask.instance_id == Instance.id, UserTask.state.in_(OPEN_TASKS)))
        .where(*_theirs(person_id, offices, now))
        .order_by(Timer.due_at, Reference.reference)
    )
    found = session.execute(query.offset((page - 1) * PAGE).limit(PAGE + 1))
    return [Coming(reference, at) for reference, at in found if at]


def uncounted(session: Session, person_id: str, offices: Collection[str], now: datetime) -> list[str]:
    """Cases that ended before their records were counted, until the machine has begun to (operations.catching_up)."""
    ended = select(Case.id).where(Case.status.in_((CaseStatus.CLOSED, CaseStatus.MERGED)))
    query = (
        select(Reference.reference)
        .where(Reference.case_id.in_(ended), *_theirs(person_id, offices, now))
        .where(~exists().where(Instance.case_id == Reference.case_id, Instance.process == PROCESS))
        .order_by(Reference.reference)
    )
    return list(session.scalars(query.limit(PAGE)))


def deleted(session: Session, office: Office, case_id: str) -> list[Deleted]:
    """What the ledger of deletions says of a case, oldest first. Raises NotAsSigned."""
    rows = deletions.of_case(session, case_id)
    book = forgetting.ledger(office) if rows else None
    found = [(row, deletions.read(book, row)) for row in rows if book]
    return [
        Deleted(
            what=tuple(CLASSES[CASE if code == EVERYTHING else code] for code in entry.classes),
            asked_by=entry.asked_by,
            confirmed_by=entry.confirmed_by,
            reason=entry.reason,
            at=entry.at,
            done=row.carried_out_at is not None,
        )
        for row, entry in found
    ]


def _theirs(person_id: str, offices: Collection[str], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of these partnerships, and known to the person: whoever is shut out of a case finds it in no list."""
    its = exists().where(Case.id == Reference.case_id, Case.partnership_id.in_(offices))
    return (Reference.ended_at.is_(None), its, access.knows(person_id, Reference.case_id, now))
