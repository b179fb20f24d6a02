"""When a case meeting can be held: the group's monthly and interim dates, else an extraordinary one (4.4.1, 4.4.2)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import calendar, meetings, records
from cases.clocks import dates, readings, window
from cases.clocks.rules import AGENCY_REFERRAL
from cases.meetings import MeetingStatus
from foundation.clock import london, london_date
from foundation.data_classes import OF_SETTINGS, Data
from foundation.database import Base, Session

MONTHLY, INTERIM, EXTRAORDINARY = "monthly", "interim", "extraordinary"
PREFERENCE = (MONTHLY, INTERIM, EXTRAORDINARY)
"""Guidance 4.4.1: the monthly meeting, else the date kept between, else one of its own."""

REVIEW, FIRST, DECISION = "rapid_review", "agency_referral_first", "agency_referral_decision"
"""The meetings that the guidance gives a time for (cases.meetings.KINDS)."""

LOOK_AHEAD = timedelta(days=45)
MOST_DAYS = 15
"""How many days of its own a meeting is offered beside the group's dates."""


class GroupDate(Base):
    """A date in the Case Review Group's own calendar."""

    __tablename__ = "group_date"
    data_map = Data("dates of the group's meetings", OF_SETTINGS, kept="for good", codes="kind")

    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]


def dates_of(session: Session, partnership_id: str, first: date) -> list[GroupDate]:
    """A group's dates from a day on, in order."""
    mine = select(GroupDate).where(GroupDate.partnership_id == partnership_id, GroupDate.day >= first)
    return list(session.scalars(mine.order_by(GroupDate.day)))


@dataclass(frozen=True, slots=True)
class Slot:
    """One possible meeting. `why_not` says in words why it is outside the rules, and is empty when it is not."""

    kind: str
    start: datetime
    working_day: int
    why_not: str

    @property
    def is_usable(self) -> bool:
        """Whether it lies in the window, leaves time before the due date, and can still be called."""
        return not self.why_not


def add_dates(session: Session, partnership_id: str, kind: str, days: list[date]) -> None:
    """Put dates into a group's calendar."""
    for day in days:
        session.merge(GroupDate(partnership_id=partnership_id, day=day, kind=kind))


def kind_of_next(session: Session, case_id: str) -> str:
    """What kind of meeting is coming or to be set, as far as the case itself tells: a diagram may say otherwise."""
    coming = meetings.planned(session, case_id)
    if coming is not None:
        return coming.kind
    if records.case(session, case_id).path != AGENCY_REFERRAL:
        return REVIEW
    held = {each.kind for each in meetings.of_case(session, case_id) if each.status is MeetingStatus.HELD}
    return DECISION if FIRST in held else FIRST


def proposals(session: Session, case_id: str, now: datetime, kind: str | None = None) -> list[Slot]:
    """Every slot to choose from: usable ones first in order of preference, then those outside the rules with why."""
    facts = readings.facts_of(session, case_id, now, {})
    found = window.of_kind(facts, kind or kind_of_next(session, case_id))
    if found is None:
        return []
    today = london_date(now)
    query = select(GroupDate).where(
        GroupDate.partnership_id == records.partnership_of(session, case_id),
        GroupDate.day > today,
        GroupDate.day <= max(today + LOOK_AHEAD, found.last),
    )
    diary = [_slot(facts, found, one.kind, one.day) for one in session.scalars(query.order_by(GroupDate.day))]
    taken = {london_date(slot.start) for slot in diary}
    free = [day for day in found.days if day not in taken and day > today]
    # A window of weeks is not listed day by day where the group meets in it anyway.
    if len(free) > MOST_DAYS and any(slot.is_usable for slot in diary):
        free = []
    own = [_slot(facts, found, EXTRAORDINARY, day) for day in free]
    return sorted([*diary, *own], key=lambda slot: (not slot.is_usable, PREFERENCE.index(slot.kind), slot.start))


def examined(session: Session, case_id: str, start: datetime, now: datetime, kind: str | None = None) -> Slot | None:
    """What the rules say of a date that somebody chose; None before the case's window is known."""
    facts = readings.facts_of(session, case_id, now, {})
    found = window.of_kind(facts, kind or kind_of_next(session, case_id))
    return None if found is None else _slot(facts, found, EXTRAORDINARY, london_date(start))


def proposed(session: Session, case_id: str, now: datetime, kind: str | None = None) -> Slot | None:
    """The slot the guidance prefers: monthly, else interim, else the middle one of the extraordinary days."""
    usable = [slot for slot in proposals(session, case_id, now, kind) if slot.is_usable]
    if not usable:
        return None
    same = [slot for slot in usable if slot.kind == usable[0].kind]
    return same[len(same) // 2] if same[0].kind == EXTRAORDINARY else same[0]


def for_referral(session: Session, case_id: str, now: datetime) -> tuple[Slot | None, Slot | None]:
    """The group's monthly meetings at which a referral can be discussed and decided in time, as far as there are any.

    Between the two lies the time that agencies have to reply, and to put their replies together (guidance 4.9).
    """
    first = next((slot for slot in proposals(session, case_id, now, FIRST) if _is_regular(slot)), None)
    if first is None:
        return None, None
    facts = readings.facts_of(session, case_id, now, {})
    given = int(facts.settings["ar.reply_days"]) + int(facts.settings["ar.reply_before_days"])
    earliest = calendar.add_working_days(facts.calendar, london_date(first.start), given)
    later = (slot for slot in proposals(session, case_id, now, DECISION) if _is_regular(slot))
    return first, next((slot for slot in later if london_date(slot.start) >= earliest), None)


def _is_regular(slot: Slot) -> bool:
    return slot.is_usable and slot.kind == MONTHLY


def _slot(facts: dates.Facts, found: window.Window, kind: str, day: date) -> Slot:
    number = calendar.working_days_between(facts.calendar, found.start, day)
    start = london(day, time.fromisoformat(str(facts.settings["meeting.starts"])))
    return Slot(kind, start, number, _why_not(facts, found, day, number))


def _why_not(facts: dates.Facts, found: window.Window, day: date, number: int) -> str:
    if not calendar.is_working_day(facts.calendar, day):
        return f"not a working day: {calendar.why_not_working(facts.calendar, day)}"
    if day in facts.calendar.shut:
        return f"the office is closed: {facts.calendar.shut[day]}"
    if day < found.first:
        first = calendar.working_days_between(facts.calendar, found.start, found.first)
        return f"too early: working day {number}, before day {first}"
    if day > found.last:
        last = calendar.working_days_between(facts.calendar, found.start, found.last)
        return f"too late: working day {number}, after day {last}"
    if day > found.latest:
        return "leaves too little time before the Rapid Review is due"
    notice = int(facts.settings["meeting.notice_days"])
    if day < calendar.add_working_days(facts.calendar, london_date(facts.now), notice):
        return f"less than {notice} working days' notice"
    return ""
