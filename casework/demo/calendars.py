"""The demo's Case Review Group dates, invented: one monthly and one interim date a month (domain.md §7.3)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from cases import slots
from casework.demo.cast import COUNTIES, LEICESTER
from foundation.clock import london_date
from foundation.database import Session

TUESDAY, WEDNESDAY = 1, 2

RULES: Mapping[str, Mapping[str, tuple[int, int]]] = {
    LEICESTER: {slots.MONTHLY: (TUESDAY, 2), slots.INTERIM: (TUESDAY, 4)},
    COUNTIES: {slots.MONTHLY: (WEDNESDAY, 3), slots.INTERIM: (WEDNESDAY, 1)},
}
"""Weekday, and which of the month."""

MONTHS = 24


def load(session: Session, partnership_ids: Mapping[str, str], now: datetime) -> None:
    """Fill both groups' calendars for two years from the beginning of the month before."""
    for code, kinds in RULES.items():
        for kind, (weekday, which) in kinds.items():
            days = [nth(month, weekday, which) for month in _months(london_date(now))]
            slots.add_dates(session, partnership_ids[code], kind, days)


def nth(month: date, weekday: int, which: int) -> date:
    """The second Tuesday, or whichever, of a month."""
    first = month.replace(day=1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def _months(today: date) -> list[date]:
    start = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    numbers = range(start.month - 1, start.month - 1 + MONTHS)
    return [date(start.year + number // 12, number % 12 + 1, 1) for number in numbers]
