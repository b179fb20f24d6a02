"""By when a person who asks about their data is answered (UK GDPR Article 12; guidance 2.1.5).

A month from the day on which the request came, or from the later day on which it was shown who asks: to the same day
of the next month, or its last, and to the next working day where that is none. Two months more when that was told
within the month. Days on which it was awaited what they mean do not count.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from cases import calendar
from cases.calendar import Calendar, Counted
from foundation.clock import london_date

CLOCK = "data_request_due"

COUNTED, MOVED, STANDS = "data_request_counted_at", "data_request_moved_to", "data_request_stands_at"
EXTENDED, ANSWERED = "data_request_extended_at", "data_request_answered_at"
"""Events of one request: from when it is counted; that moved by the days that do not count; since when it stands still;
when more time was taken; when it was answered.
"""

EVENTS: Mapping[str, str] = {
    COUNTED: "the request had come and it was known who asks",
    MOVED: "the days began to count, moved by those that do not",
    STANDS: "they were asked what they mean",
    EXTENDED: "they were told that more time is needed",
    ANSWERED: "they were answered",
}
"""In words that follow “counted from the day”."""

MONTHS, MORE_MONTHS = "rights.months", "rights.more_months"


def months(settings: Mapping[str, Any], is_extended: bool) -> int:
    """How many months there are."""
    return int(settings[MONTHS]) + (int(settings[MORE_MONTHS]) if is_extended else 0)


def day(days: Calendar, start: date, number: int, moved: int) -> date:
    """The last day: so many months on, by so many days later, and never on a day that is no working day."""
    return _open(days, calendar.add_months(start, number) + timedelta(days=moved))


def moved_by(counted: datetime, moved: datetime | None) -> int:
    """How many days do not count."""
    return (london_date(moved) - london_date(counted)).days if moved else 0


def counted(days: Calendar, start: date, number: int, moved: int) -> tuple[Counted, ...]:
    """How the last day was found, step by step."""
    after = calendar.add_months(start, number)
    found = [Counted(after, None, f"{number} {'month' if number == 1 else 'months'} after {start.isoformat()}")]
    if moved:
        after += timedelta(days=moved)
        found.append(Counted(after, None, f"{moved} days do not count: it was awaited what they mean"))
    last = _open(days, after)
    if last != after:
        found.append(Counted(last, None, "the next working day"))
    return tuple(found)


def _open(days: Calendar, end: date) -> date:
    """The law moves the last day past weekends and bank holidays, not past days on which an office is closed."""
    return calendar.working_day_on_or_after(replace(days, closed={}), end)
