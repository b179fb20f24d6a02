"""An earlier date than was written down, confirmed by a second person, who sees first what it would move (F40)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases import clocks, overrides, records, submissions
from cases.clocks import anchors as dates
from cases.submissions import Submission
from casework import anchors, shifts
from casework.office import Office
from casework.projections import reading
from casework.shifts import Effect
from engine import instances
from foundation.canonical import Json
from foundation.database import Session
from foundation.written_times import written_moment

NO_DATE = "no date"
"""What is shown where a clock had no date, or has none any more."""

OWN_FORM = "true_date_form"
"""The variable that says with which form the date of a process was entered."""


@dataclass(frozen=True, slots=True)
class TrueDate:
    """When an event of a case really was, who entered it, and why it could not be entered then."""

    case_id: str
    event: str
    at: datetime
    by: str
    reason: str = field(repr=False)


def form_of(session: Session, case_id: str, variables: Mapping[str, Any], form_id: str) -> Submission | None:
    """The form with which the date was entered: several dates may wait for a second person at one time."""
    own = variables.get(OWN_FORM)
    if isinstance(own, str):
        return submissions.get(session, case_id, own)
    # Before there could be several, it was the last one of its kind.
    return submissions.latest(session, case_id, form_id)


def entered(
    session: Session, office: Office, case_id: str, variables: Mapping[str, Any], form_id: str
) -> TrueDate | None:
    """What was entered with this form."""
    made = form_of(session, case_id, variables, form_id)
    said = submissions.read(session, office.keys, made) if made else {}
    at, event = reading.instant(said, "true_at"), reading.words(said, "event")
    if made is None or at is None:
        return None
    return TrueDate(case_id, event, at, made.person_id or instances.SYSTEM, reading.words(said, "reason"))


def would_move(session: Session, office: Office, wanted: TrueDate, now: datetime) -> list[Effect]:
    """What would move, tried out and undone."""
    return shifts.tried_within(session, lambda: _moved(session, office, wanted, now))


def carry_out(session: Session, office: Office, wanted: TrueDate, agreed: str, now: datetime) -> None:
    """Set the date, with who entered it and why. Raises ChangedMeanwhile when it would move something else now."""
    shifts.still(would_move(session, office, wanted, now), agreed)
    known = dates.of_case(session, wanted.case_id).get(("", wanted.event))
    rule = (f"date of {wanted.event}", known.isoformat() if known else "when entered", wanted.at.isoformat())
    overrides.set_aside(session, office.keys, wanted.case_id, rule, wanted.by, wanted.reason, now)
    _set(session, wanted, now)


def rows(effects: list[Effect]) -> list[Json]:
    """What would move, in words: the name of the clock or step, its date now, and the one it would have."""
    return [
        {"what": f"{one.title} ({one.process})" if one.process else one.title, "was": _day(one.was), "to": _day(one.to)}
        for effect in effects
        for one in effect.shifts
    ]


def _moved(session: Session, office: Office, wanted: TrueDate, now: datetime) -> list[Effect]:
    case = records.case(session, wanted.case_id)
    return shifts.measured(session, office, [case], lambda: _set(session, wanted, now))


def _set(session: Session, wanted: TrueDate, now: datetime) -> None:
    kept = clocks.Anchor(wanted.event, wanted.at, reason=clocks.Why.CONFIRMED)
    anchors.set_anchor(session, wanted.case_id, kept, wanted.by, now)


def _day(at: datetime | None) -> str:
    return written_moment(at, weekday=True) if at else NO_DATE
