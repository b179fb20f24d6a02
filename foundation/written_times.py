"""How every page, e-mail and letter writes a time of day: in London, as GOV.UK writes times."""

from datetime import datetime, time

from foundation.clock import LONDON, MONTHS

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def written_time(at: datetime | time) -> str:
    """5pm; 9:30am; midday; midnight. An instant is written as London's clocks show it."""
    there = at.astimezone(LONDON) if isinstance(at, datetime) and at.tzinfo else at
    if (there.hour, there.minute) in {(0, 0), (12, 0)}:
        return "midnight" if there.hour == 0 else "midday"
    minutes = f":{there.minute:02}" if there.minute else ""
    return f"{there.hour % 12 or 12}{minutes}{'am' if there.hour < 12 else 'pm'}"


def written_moment(at: datetime, *, weekday: bool = False) -> str:
    """26 January 2027 at 10am, with its day of the week where it matters: Tuesday 26 January 2027 at 10am."""
    day = at.astimezone(LONDON) if at.tzinfo else at
    before = f"{DAYS[day.weekday()]} " if weekday else ""
    return f"{before}{day.day} {MONTHS[day.month - 1]} {day.year} at {written_time(at)}"
