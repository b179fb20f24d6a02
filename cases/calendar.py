"""Which days are working days, and the day so many of them after another (domain rules: guidance 3.1.2, 4.2–4.4).

A working day is Monday to Friday except bank and public holidays in England and Wales. The day of the event is day 0,
whatever day of the week it is; day 1 is the next working day. Dates are calendar dates in London.
"""

import calendar as gregorian
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import records
from foundation.data_classes import OF_SETTINGS, Data
from foundation.database import Base, Session, Utc

ONE_DAY = timedelta(days=1)
WEEKEND = ("Saturday", "Sunday")


class OfficeDay(Base):
    """A day a partnership put on its own list. Unless `counts` is false it still counts: national deadlines run on.

    One that `works` is a bank holiday that was moved away from its usual day: that day is a working day like others.
    """

    __tablename__ = "office_day"
    data_map = Data("days on which an office is closed", OF_SETTINGS, kept="for good", codes="name", words="reason")

    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    counts: Mapped[bool] = mapped_column(default=True)
    works: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    added_by: Mapped[str] = mapped_column(default="system")
    added_at: Mapped[datetime | None] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Bank holidays plus the days an office took out itself. `deemed` moves a receipt at a weekend to the Monday.

    `shut` are days that count although the office is closed: no meeting is proposed for them. `working` are usual bank
    holidays that were moved to another day.
    """

    closed: Mapping[date, str] = field(default_factory=dict)
    deemed: bool = False
    clear_days: bool = False
    shut: Mapping[date, str] = field(default_factory=dict)
    working: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """One day of a count: its number when it counts, and why not when it does not."""

    day: date
    number: int | None
    reason: str


NATIONAL = Calendar()
"""Bank holidays alone, strict rule."""


@lru_cache(maxsize=400)
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank and public holidays of a year in England and Wales, substitutes included."""
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB"))


def of_partnership(session: Session, partnership_id: str, *, deemed: bool = False, clear: bool = False) -> Calendar:
    """The calendar of one office."""
    return calendar_with(office_days(session, partnership_id), deemed=deemed, clear=clear)


def calendar_with(listed: Collection[OfficeDay], *, deemed: bool = False, clear: bool = False) -> Calendar:
    """The calendar of an office that has these days on its own list."""
    working = {one.day: one.name for one in listed if one.works}
    closed, shut = (
        {one.day: one.name for one in listed if one.counts is counts and not one.works} for counts in (False, True)
    )
    return Calendar(closed, deemed, clear, shut, working)


def office_days(session: Session, partnership_id: str) -> list[OfficeDay]:
    """The days on an office's own list, the first one first."""
    return listed_by(session, [partnership_id])[partnership_id]


def listed_by(session: Session, partnership_ids: Collection[str]) -> dict[str, list[OfficeDay]]:
    """The same of several offices, asked at once."""
    if not partnership_ids:
        return {}
    theirs = select(OfficeDay).where(OfficeDay.partnership_id.in_(partnership_ids)).order_by(OfficeDay.day)
    found: dict[str, list[OfficeDay]] = {partnership_id: [] for partnership_id in partnership_ids}
    for one in session.scalars(theirs):
        found[one.partnership_id].append(one)
    return found


def of_case(session: Session, case_id: str) -> Calendar:
    """The calendar of the office that holds the case, by the national rules."""
    return of_partnership(session, records.partnership_of(session, case_id))


def why_not_working(calendar: Calendar, day: date) -> str | None:
    """The reason why a day does not count, or None when it is a working day."""
    if day.weekday() >= gregorian.SATURDAY:
        return WEEKEND[day.weekday() - gregorian.SATURDAY]
    usual = None if day in calendar.working else bank_holidays(day.year).get(day)
    return usual or calendar.closed.get(day)


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether a day counts."""
    return why_not_working(calendar, day) is None


def count(calendar: Calendar, start: date, days: int) -> list[Counted]:
    """Every day from the one after `start` to the result, each with its number or why it is skipped.

    Negative `days` count backwards from an event whose own day does not count.
    """
    if calendar.deemed and days > 0:
        start = working_day_on_or_after(calendar, start)
    if calendar.clear_days and days < 0:
        days -= 1
    step = ONE_DAY if days > 0 else -ONE_DAY
    listed: list[Counted] = []
    day, number = start, 0
    while number < abs(days):
        day += step
        reason = why_not_working(calendar, day)
        number += reason is None
        listed.append(Counted(day, number if reason is None else None, reason or ""))
    return listed


def add_working_days(calendar: Calendar, start: date, days: int) -> date:
    """The working day so many after `start` (before it, when negative); `start` itself is day 0."""
    listed = count(calendar, start, days)
    return listed[-1].day if listed else start


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """How many working days after `start` the day `end` is; negative when it lies before."""
    if end < start:
        return -working_days_between(calendar, end, start)
    days = (start + ONE_DAY * number for number in range(1, (end - start).days + 1))
    return sum(is_working_day(calendar, day) for day in days)


def add_months(start: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, gregorian.monthrange(year, month + 1)[1]))


def working_day_on_or_before(calendar: Calendar, day: date) -> date:
    """The day itself when it is a working day, else the last one before it: shown where the legal date is none."""
    while not is_working_day(calendar, day):
        day -= ONE_DAY
    return day


def working_day_on_or_after(calendar: Calendar, day: date) -> date:
    """The day itself when it is a working day, else the next one."""
    while not is_working_day(calendar, day):
        day += ONE_DAY
    return day
