"""A date corrected: what would move is worked out and shown first, and nothing moves until a person has agreed to it.

Meetings are moved with their own form and reply dates by an agreement with the agency; here are events that have
happened, whose dates were written down wrongly (design: two kinds of change).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cases import clocks
from cases.clocks import anchors as events
from cases.clocks import dates, readings
from cases.clocks.rules import CASE, ON_PATH, RULES
from cases.records import case as case_of
from casework import anchors
from casework.office import Office
from engine import commands, instances, timers, worker
from engine.states import InstanceState
from foundation.canonical import Json, write
from foundation.database import Session, bucket_of

CORRECTABLE = (
    "aware_at",
    "notified_at",
    "received_at",
    "missing_facts_asked_at",
    "advice_asked_at",
    "summary_sent_at",
)
"""Events of a case that have happened, in the order in which they do."""


@dataclass(frozen=True, slots=True)
class Correction:
    """When an event really was, and why that was not known; the reason is kept and names nobody."""

    case_id: str
    anchor: str
    at: datetime
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shift:
    """One date that moves: a clock of law, or a reminder or task of a running process (`process` is its name)."""

    title: str
    process: str
    was: datetime | None
    to: datetime | None


class NotCorrectable(Exception):
    """There is no such event in this case yet, or it is not one whose date is corrected here."""


class ChangedMeanwhile(Exception):
    """Other dates would move now than those that were agreed to; carries what would."""

    def __init__(self, shifts: list[Shift]) -> None:
        super().__init__()
        self.shifts = shifts


class _Undone(Exception):
    """Ends a trial, so that nothing of it is kept."""


def known(session: Session, case_id: str) -> dict[str, datetime]:
    """The events of a case whose dates may be corrected, in their usual order."""
    found = events.of_case(session, case_id)
    return {name: found["", name] for name in CORRECTABLE if ("", name) in found}


def preview(office: Office, wanted: Correction) -> list[Shift]:
    """What would move, tried out in a transaction that is undone. Raises NotCorrectable."""
    found: list[Shift] = []
    try:
        with office.database.transaction() as session:
            found = _carried_out(session, office, wanted, "preview")
            raise _Undone
    except _Undone:
        return found


def correct(office: Office, wanted: Correction, by: str, key: str, agreed: str) -> None:
    """Correct the date and have all that counts from it move; asked twice under one key, it is done once.

    `agreed` is the fingerprint of what the person saw and agreed to. Raises NotCorrectable, ChangedMeanwhile.
    """
    now = office.clock.now()
    with office.database.transaction() as session:

        def act() -> dict[str, str]:
            shifts = _carried_out(session, office, wanted, by)
            if fingerprint(shifts) != agreed:
                raise ChangedMeanwhile(shifts)
            return {}

        commands.once(session, bucket_of(wanted.case_id), key, by, now, act)
    worker.work_off(office.worker, wanted.case_id)


def fingerprint(shifts: list[Shift]) -> str:
    """The same for the same dates."""
    rows: list[Json] = [[one.title, one.process, _text(one.was), _text(one.to)] for one in shifts]
    return hashlib.sha256(write(rows)).hexdigest()


def _carried_out(session: Session, office: Office, wanted: Correction, by: str) -> list[Shift]:
    if wanted.anchor not in known(session, wanted.case_id):
        raise NotCorrectable
    now = office.clock.now()
    before = _clocks(session, wanted.case_id, now)
    named = clocks.Anchor(wanted.anchor, wanted.at, reason=wanted.reason)
    anchors.set_anchor(session, wanted.case_id, named, by, now)
    after = _clocks(session, wanted.case_id, now)
    shifts = [Shift(RULES[name].title, "", before[name], after[name]) for name in before if before[name] != after[name]]
    return [*shifts, *_of_processes(session, office, wanted.case_id, now)]


def _clocks(session: Session, case_id: str, now: datetime) -> dict[str, datetime | None]:
    facts = readings.facts_of(session, case_id, now, {})
    running = ON_PATH.get(case_of(session, case_id).path, ON_PATH["rapid_review"])
    shown = [rule.name for rule in RULES.values() if rule.is_limit and rule.about == CASE and rule.name in running]
    found = {name: dates.due(facts, name) for name in shown}
    return {name: due.at if due else None for name, due in found.items()}


def _of_processes(session: Session, office: Office, case_id: str, now: datetime) -> Iterator[Shift]:
    for instance in instances.of_case(session, case_id):
        if instance.state is InstanceState.RUNNING:
            for moved in timers.would_move(session, office.environment, instance, now):
                yield Shift(moved.step, moved.process, moved.was, moved.to)


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""
