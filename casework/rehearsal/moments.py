"""Days and moments as scenarios write them: “Fri 18 Dec 2026 10:15”, or 2026-12-18 10:15; all are in London."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cases import calendar
from foundation.clock import LONDON, MONTHS

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = tuple(month[:3] for month in MONTHS)
_LONG = re.compile(
    rf"(?:(?P<weekday>{'|'.join(WEEKDAYS)}) )?(?P<day>\d{{1,2}}) (?P<month>{'|'.join(_MONTHS)}) (?P<year>\d{{4}})"
    r"(?: (?P<hour>\d{1,2}):(?P<minute>\d{2}))?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::00)?)?"
)
_COUNTED = re.compile(
    r"today(?: (?P<sign>[+-]) (?P<number>\d{1,4}) (?P<unit>working days?|days?))?(?P<at> \d{1,2}:\d\d)?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with a time or without."""

    day: date
    clock: time | None = None

    @property
    def at(self) -> datetime:
        """The instant; midnight when there is no time."""
        return datetime.combine(self.day, self.clock or time(0), tzinfo=LONDON)

    def matches(self, found: datetime | date | None) -> bool:
        """Whether an instant or a date is this one; without a time any instant of the day is."""
        if isinstance(found, datetime):
            there = found.astimezone(LONDON)
            return there.date() == self.day and (self.clock is None or there.time() == self.clock)
        return found == self.day

    def __str__(self) -> str:
        return written(self.at if self.clock else self.day)


def written(found: datetime | date | None) -> str:
    """A date or an instant as scenarios write it."""
    if found is None:
        return "none"
    there = found.astimezone(LONDON) if isinstance(found, datetime) else found
    day = f"{WEEKDAYS[there.weekday()]} {there.day} {_MONTHS[there.month - 1]} {there.year}"
    return f"{day} {there:%H:%M}" if isinstance(there, datetime) else day


def read(text: str) -> Moment:
    """A moment from its words; raises ValueError that says what is wrong."""
    match = _LONG.fullmatch(text) or _ISO.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}” is not a date or time: write “Fri 18 Dec 2026”, with “10:15” after it for a time")
    parts = match.groupdict()
    month = _MONTHS.index(parts["month"]) + 1 if parts["month"] in _MONTHS else int(parts["month"])
    try:
        day = date(int(parts["year"]), month, int(parts["day"]))
        at = None if parts["hour"] is None else time(int(parts["hour"]), int(parts["minute"]))
    except ValueError:
        raise ValueError(f"“{text}” is no date that there is") from None
    weekday = parts.get("weekday")
    if weekday and WEEKDAYS[day.weekday()] != weekday:
        raise ValueError(f"“{text}” is a {WEEKDAYS[day.weekday()]}, not a {weekday}: mend the day or the date")
    return Moment(day, at)


def counted(text: str, today: date) -> Moment | None:
    """A moment told from today: “today”, “today - 10 working days”, “today + 3 days 09:00”; None for other words."""
    match = _COUNTED.fullmatch(text)
    if match is None:
        return None
    number = int(match["number"] or 0) * (-1 if match["sign"] == "-" else 1)
    in_working_days = (match["unit"] or "").startswith("working") and number
    day = calendar.add_working_days(calendar.NATIONAL, today, number) if in_working_days else today + timedelta(number)
    return Moment(day, time.fromisoformat(match["at"].strip().zfill(5)) if match["at"] else None)
