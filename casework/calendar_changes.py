"""A partnership's own days: a bank holiday announced late, days on which the office is shut, the group's meeting dates.

What does not count moves dates of open cases. Every one of them is listed first, and nothing moves until a person has
agreed to exactly those dates (domain rule: never silent). Dates that stand in a letter, and meetings, stay.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from cases import audit, calendar, meetings, partnerships, slots
from cases.calendar import OfficeDay
from cases.slots import GroupDate
from casework import shifts
from casework.office import Office
from casework.shifts import ChangedMeanwhile, Effect
from engine import commands, timers
from foundation.clock import london, london_date
from foundation.database import Session, bucket_of

MOVED = "calendar changed"
"""The audit's word, in each case whose dates moved and in the partnership's own stream."""

KEPT_DAYS = timedelta(days=366)
"""How far back a day may be entered that was not known: longer ago nothing is open any more that it could move."""

AHEAD_DAYS = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day put on the list of these partnerships, or taken off it, and why; the reason names nobody."""

    partnership_ids: tuple[str, ...]
    day: date
    name: str
    counts: bool
    reason: str = field(repr=False)
    removes: bool = False
    works: bool = False
    """Whether it is a bank holiday moved to another day, so that its usual day counts like any other."""


def why_not(session: Session, wanted: DayChange, now: datetime) -> str:
    """What stands in the way of putting a day on the list, in words; empty when nothing does."""
    today = london_date(now)
    if not today - KEPT_DAYS <= wanted.day <= today + AHEAD_DAYS:
        return "The day must lie within the last year or the next five years"
    usual = calendar.why_not_working(calendar.NATIONAL, wanted.day)
    if wanted.works and (usual is None or usual in calendar.WEEKEND):
        return "That day is no bank holiday from Monday to Friday, so none can have been moved away from it"
    if usual and not wanted.works:
        return f"That day does not count already: {usual}"
    for partnership_id in wanted.partnership_ids:
        listed = session.get(OfficeDay, (partnership_id, wanted.day))
        if listed is not None:
            return f"That day is on the list already: {listed.name}"
    return ""


def preview(office: Office, wanted: DayChange) -> list[Effect]:
    """Which dates of which open cases would move, tried out in a transaction that is undone."""
    return shifts.tried(office, lambda session: _carried_out(session, office, wanted, "preview"))


def carry_out(office: Office, wanted: DayChange, by: str, key: str, agreed: str) -> int:
    """Change the list and move what counts by it; gives in how many cases. Asked twice under one key, it is done once.

    `agreed` is the fingerprint of what the person saw. Raises ChangedMeanwhile.
    """
    now = office.clock.now()
    with office.database.transaction() as session:
        partnerships.lock(session, wanted.partnership_ids)

        def act() -> dict[str, int]:
            found = shifts.still(_carried_out(session, office, wanted, by), agreed)
            return {"cases": len(found)}

        answer = commands.once(session, bucket_of(wanted.partnership_ids[0]), key, by, now, act)
    return int(answer.result["cases"])


def _carried_out(session: Session, office: Office, wanted: DayChange, by: str) -> list[Effect]:
    now, cases = office.clock.now(), shifts.open_cases(session, wanted.partnership_ids)
    found = shifts.measured(session, office, cases, lambda: _listed(session, wanted, by, now))
    what = {"name": wanted.name, "reason": wanted.reason, "change": "taken off" if wanted.removes else "added"}
    for one in found:
        timers.rearm_case(session, one.case_id, now)
        audit.append(session, audit.of_case(one.case_id), by, MOVED, wanted.day.isoformat(), {**what}, now)
    for partnership_id in wanted.partnership_ids:
        stream = audit.of_partnership(partnership_id)
        audit.append(session, stream, by, MOVED, wanted.day.isoformat(), {**what, "counts": wanted.counts}, now)
    return found


def _listed(session: Session, wanted: DayChange, by: str, now: datetime) -> None:
    for partnership_id in wanted.partnership_ids:
        row = session.get(OfficeDay, (partnership_id, wanted.day))
        if wanted.removes == (row is None):
            # Somebody else has put it on the list, or taken it off, since the person looked.
            raise ChangedMeanwhile
        if row is not None:
            session.delete(row)
        else:
            made = OfficeDay(partnership_id=partnership_id, day=wanted.day, name=wanted.name, counts=wanted.counts)
            made.works, made.reason, made.added_by, made.added_at = wanted.works, wanted.reason, by, now
            session.add(made)
    session.flush()


def meetings_on(session: Session, partnership_ids: Iterable[str], day: date) -> set[str]:
    """The ids of open cases with a meeting planned for a day: none of them moves by itself."""
    cases = {case.id for case in shifts.open_cases(session, list(partnership_ids))}
    query = select(meetings.Meeting).where(
        meetings.Meeting.case_id.in_(cases),
        meetings.Meeting.starts_at >= london(day),
        meetings.Meeting.starts_at < london(day + timedelta(days=1)),
    )
    return {one.case_id for one in session.scalars(query) if one.status is meetings.MeetingStatus.PLANNED}


def add_group_dates(office: Office, partnership_id: str, kind: str, days: list[date], by: str) -> None:
    """Put dates of the Case Review Group into its calendar; meetings that are set stay where they are."""
    now = office.clock.now()
    with office.database.transaction() as session:
        slots.add_dates(session, partnership_id, kind, days)
        written = ", ".join(day.isoformat() for day in days)
        stream = audit.of_partnership(partnership_id)
        audit.append(session, stream, by, "meeting dates added", kind, {"days": written}, now)


def remove_group_date(office: Office, partnership_id: str, day: date, by: str) -> bool:
    """Take a date out of the group's calendar; False when it is not there any more."""
    with office.database.transaction() as session:
        row = session.get(GroupDate, (partnership_id, day))
        if row is None:
            return False
        session.delete(row)
        stream, now = audit.of_partnership(partnership_id), office.clock.now()
        audit.append(session, stream, by, "meeting date removed", row.kind, {"days": day.isoformat()}, now)
        return True
