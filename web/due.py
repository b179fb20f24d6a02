"""When a task is due, in words and in a tone: late, soon or in time."""

from dataclasses import dataclass
from datetime import datetime

from cases import calendar
from foundation.clock import london_date
from web.words import clock_time, count, weekday

OVER, SOON, CALM, NONE = "over", "soon", "calm", "none"
SOON_DAYS = 3
"""Working days before a due date from which it is called soon."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a list says about a due date; `words` stands out, `date` is beneath it."""

    tone: str
    words: str
    date: str


def due(at: datetime | None, now: datetime) -> Due:
    """The words for a due date as it looks now. Tone is never told by colour alone: the words say it."""
    if at is None:
        return Due(NONE, "", "No due date")
    day, today = london_date(at), london_date(now)
    left = calendar.working_days_between(calendar.NATIONAL, today, day)
    if at < now:
        return Due(OVER, _late(-left), f"Was due {weekday(at)}")
    if day == today:
        return Due(SOON, "Due today", f"By {clock_time(at)}")
    words = f"Due in {count(left, 'working day')}" if left else "Due before the next working day"
    return Due(SOON if left <= SOON_DAYS else CALM, words, weekday(at))


def _late(days: int) -> str:
    return f"Overdue by {count(days, 'working day')}" if days else "Overdue since the last working day"
