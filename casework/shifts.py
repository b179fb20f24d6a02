"""Which dates of a case move when something changes that they are counted by: measured before and after it.

Nothing is worked out twice: a preview carries the change out in a transaction that is undone, and what a person then
agrees to is carried out only when it still moves the same dates.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeAlias, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from cases import records
from cases.clocks import dates, keeping, readings, window
from cases.clocks.rules import CASE, ON_PATH, RAPID_REVIEW, RULES
from cases.records import Case, CaseStatus
from casework.office import Office
from engine import commands, definitions, instances, timers, worker
from engine.states import InstanceState
from foundation.canonical import Json, write
from foundation.clock import london
from foundation.database import Session, bucket_of

Found = TypeVar("Found")

DECIDED = "decided_at"
"""The event from which on it is of no interest any more when the meeting can be."""

MEETING_DAYS = ("First day for the meeting", "Last day for the meeting")


@dataclass(frozen=True, slots=True)
class Shift:
    """One date that moves: a clock of law, or a reminder or task of a running process (`process` is its name)."""

    title: str
    process: str
    was: datetime | None
    to: datetime | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What moves in one open case."""

    case_id: str
    reference: str
    shifts: tuple[Shift, ...]


Act: TypeAlias = Callable[[Session], list[Effect]]
"""Carries a change out and says what moves by it."""


class ChangedMeanwhile(Exception):
    """Something else would move now than what was agreed to."""


class _Undone(Exception):
    """Ends a trial, so that nothing of it is kept."""


def tried(office: Office, act: Callable[[Session], Found]) -> Found:
    """What `act` finds, in a transaction that is undone."""
    found: list[Found] = []
    try:
        with office.database.transaction() as session:
            found.append(act(session))
            raise _Undone
    except _Undone:
        return found[0]


def tried_within(session: Session, act: Callable[[], Found]) -> Found:
    """What `act` finds, undone, in the middle of a transaction that goes on."""
    point = session.begin_nested()
    try:
        return act()
    finally:
        point.rollback()


def clocks(session: Session, case_id: str, now: datetime) -> dict[str, datetime | None]:
    """When each clock of law of a case ends as things stand, until when its records are kept, when it can meet."""
    facts = readings.facts_of(session, case_id, now, {})
    running = ON_PATH.get(records.case(session, case_id).path, ON_PATH[RAPID_REVIEW])
    shown = [rule.name for rule in RULES.values() if rule.is_limit and rule.about == CASE and rule.name in running]
    shown += keeping.CLOCKS
    found = {name: dates.due(facts, name) for name in shown}
    return {name: due.at if due else None for name, due in found.items()} | _meeting_days(facts)


def _meeting_days(facts: dates.Facts) -> dict[str, datetime | None]:
    """Between which days the Rapid Review meeting can be, until it has decided; no date where there is no such day."""
    found = window.usable(facts) if facts.path == RAPID_REVIEW and ("", DECIDED) not in facts.anchors else None
    if found is None:
        return {}
    starts, last = time.fromisoformat(str(facts.settings["meeting.starts"])), min(found.last, found.latest)
    days = (found.first, last) if found.first <= last else (None, None)
    return {name: london(day, starts) if day else None for name, day in zip(MEETING_DAYS, days, strict=True)}


def since(
    session: Session, office: Office, case_id: str, before: dict[str, datetime | None], now: datetime
) -> list[Shift]:
    """What has moved in a case since its clocks were as `before`, and what moves in its processes with it."""
    after = clocks(session, case_id, now)
    moved = [
        Shift(RULES[name].title if name in RULES else name, "", before[name], after.get(name))
        for name in before
        if before[name] != after.get(name)
    ]
    return [*moved, *_of_processes(session, office, case_id, now)]


def _of_processes(session: Session, office: Office, case_id: str, now: datetime) -> Iterator[Shift]:
    for instance in instances.of_case(session, case_id):
        if instance.state is not InstanceState.RUNNING:
            continue
        try:
            for moved in timers.would_move(session, office.environment, instance, now):
                yield Shift(moved.step, moved.process, moved.was, moved.to)
        except SQLAlchemyError:
            raise
        except Exception:
            # A broken one must not keep a holiday from being entered: setting it again becomes an incident.
            name = definitions.by_id(session, instance.definition_id).name
            yield Shift("What moves here cannot be worked out: tell an administrator", name, None, None)


def open_cases(session: Session, partnership_ids: Collection[str]) -> list[Case]:
    """The open cases of these partnerships, oldest first."""
    return _in_state(session, partnership_ids, (CaseStatus.OPEN,))


def ended_cases(session: Session, partnership_ids: Collection[str]) -> list[Case]:
    """The cases of these partnerships that have ended, and whose records are kept, oldest first."""
    return _in_state(session, partnership_ids, (CaseStatus.CLOSED, CaseStatus.MERGED))


def _in_state(session: Session, partnership_ids: Collection[str], states: Collection[CaseStatus]) -> list[Case]:
    query = select(Case).where(Case.partnership_id.in_(partnership_ids), Case.status.in_(states))
    return list(session.scalars(query.order_by(Case.opened_at, Case.id)))


def measured(session: Session, office: Office, cases: list[Case], change: Callable[[], object]) -> list[Effect]:
    """Carry a change out, and say what moves by it in each of these cases; where nothing moves is left out."""
    now = office.clock.now()
    before = {case.id: clocks(session, case.id, now) for case in cases}
    change()
    references = records.references_of(session, before.keys())
    found = [
        Effect(case.id, references[case.id], tuple(since(session, office, case.id, before[case.id], now)))
        for case in cases
    ]
    return [one for one in found if one.shifts]


def still(effects: list[Effect], agreed: str) -> list[Effect]:
    """These, when they are what a person agreed to by its fingerprint. Raises ChangedMeanwhile."""
    if fingerprint(effects) != agreed:
        raise ChangedMeanwhile
    return effects


def carry_out(office: Office, case_id: str, command: tuple[str, str], agreed: str, act: Act) -> None:
    """Do in one case what a person agreed to, when it still moves the same dates. Raises ChangedMeanwhile.

    `command` is who does it, and the key under which it is done once however often it is asked.
    """
    by, key = command
    with office.database.transaction() as session:

        def once() -> dict[str, str]:
            still(act(session), agreed)
            return {}

        commands.once(session, bucket_of(case_id), key, by, office.clock.now(), once)
    worker.work_off(office.worker, case_id)


def fingerprint(effects: Iterable[Effect]) -> str:
    """The same for the same dates of the same cases."""
    rows: list[Json] = [
        [one.case_id, each.title, each.process, _text(each.was), _text(each.to)]
        for one in effects
        for each in one.shifts
    ]
    return hashlib.sha256(write(rows)).hexdigest()


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""
