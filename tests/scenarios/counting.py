"""The dates of a scenario, counted from what its steps say by other means than ours.

Days are counted one by one over the government's own list of bank holidays. What is told is in told.py; what
counts from it, and how long it takes, is in counted_rules.py once more in plain words (guidance 3.1.2, 4.1 to 4.9), so
that neither our clocks nor our settings can make both sides wrong.
"""

import calendar
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from govuk_bank_holidays.bank_holidays import BankHolidays

from casework.rehearsal import moments

HOLIDAYS = {one["date"] for one in BankHolidays(use_cached_holidays=True).get_holidays("england-and-wales")}
NINE, NOON, FIVE = time(9), time(12), time(17)


def works(day: date) -> bool:
    """Whether people work on a day."""
    return day.weekday() < 5 and day not in HOLIDAYS


def worked(day: date) -> date:
    """The day, or the last working day before it."""
    while not works(day):
        day -= timedelta(days=1)
    return day


def counted(start: date, days: int) -> date:
    """So many working days after a day, or before it when negative: before a day off, from the last day of work."""
    step, found = timedelta(days=1 if days > 0 else -1), worked(start) if days < 0 else start
    while days:
        found += step
        if works(found):
            days += -1 if days > 0 else 1
    return found


def between(start: date, end: date) -> int:
    """Which working day after the start a day is."""
    return sum(works(start + timedelta(days=number + 1)) for number in range((end - start).days))


def months(start: date, number: int) -> date:
    """The same day some months later, or the last of that month."""
    years, month = divmod(start.month - 1 + number, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def said(text: Any, today: date) -> datetime:
    """A day or moment as an answer gives it."""
    match = re.fullmatch(r"today(?: ([+-]) (\d+) (working )?days?)?(?: (\d\d:\d\d))?", str(text))
    if match is None:
        read = moments.read(str(text))
        return datetime.combine(read.day, read.clock or FIVE)
    sign, number, working, clock = match.groups()
    days = int(number or 0) * (-1 if sign == "-" else 1)
    day = counted(today, days) if working else today + timedelta(days=days)
    return datetime.combine(day, time.fromisoformat(clock) if clock else FIVE)
