"""ISO 8601 dates, durations and cycles, and what FEEL gives for them, as instants.

A duration's years, months, weeks and days are counted on London's calendar, so that a reminder at ten stays at ten when
the clocks change, and a month after 31 January is the last day of February (defect §3: `P1M` gave 3 March).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import feel
from foundation.clock import LONDON, as_utc, london

_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
SHORTEST_CYCLE = 1.0
"""Seconds between two times of a repetition, at least: one without any pause would never be done."""
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time: calendar months and days, and seconds."""

    months: int
    days: int
    seconds: float

    def after(self, start: datetime) -> datetime:
        """The instant this long after another."""
        there = start.astimezone(LONDON)
        months = there.year * 12 + there.month - 1 + self.months
        year, month = divmod(months, 12)
        day = min(there.day, monthrange(year, month + 1)[1])
        moved = there.replace(year=year, month=month + 1, day=day, tzinfo=None) + timedelta(days=self.days)
        return moved.replace(tzinfo=LONDON).astimezone(UTC) + timedelta(seconds=self.seconds)

    def beyond(self, start: datetime, now: datetime) -> tuple[datetime, int]:
        """The first time after now, this long and again this long after a start, and how many times that takes."""
        if not self.months and not self.days:
            count = max(0, int((now - start) / timedelta(seconds=self.seconds))) + 1
            return start + count * timedelta(seconds=self.seconds), count
        count, there = 1, self.after(start)
        while there <= now:
            count, there = count + 1, self.after(there)
        return there, count


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repetition: how often (None: without end), from when (None: after one period), until when, how far apart."""

    times: int | None
    start: datetime | None
    end: datetime | None
    every: str


def instant(value: Any, now: datetime, *, end_of_day: bool = False) -> datetime | None:
    """What a FEEL value or an ISO text means as an instant; a length of time counts from now. Raises ValueError."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return as_utc(value if value.tzinfo else value.replace(tzinfo=LONDON))
    if isinstance(value, date):
        return london(value, _LAST_SECOND if end_of_day else time(0, 0))
    if isinstance(value, timedelta):
        return now + value
    text = value if isinstance(value, str) else str(feel.plain(value))
    return _read(text.strip(), now, end_of_day)


def _read(text: str, now: datetime, end_of_day: bool) -> datetime | None:
    if text.lstrip("-").startswith("P"):
        return period(text).after(now)
    try:
        if len(text) == 10:
            return instant(date.fromisoformat(text), now, end_of_day=end_of_day)
        return instant(datetime.fromisoformat(text.split("[", maxsplit=1)[0]), now)
    except ValueError:
        hint = 'Write for example 2027-01-14T10:00, P3D or ${deadline("reply_due")}.'
        raise ValueError(f'"{text}" is no date, time or duration. {hint}') from None


def period(text: str) -> Period:
    """An ISO duration. Raises ValueError."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.group(name) for name in _DURATION.groupindex if name != "sign"):
        raise ValueError(f'"{text}" is no duration. Write for example P3D, PT4H or P1M.')
    part = {name: float(value or 0) for name, value in found.groupdict().items() if name != "sign"}
    sign = -1 if found["sign"] else 1
    return Period(
        months=sign * int(part["years"] * 12 + part["months"]),
        days=sign * int(part["weeks"] * 7 + part["days"]),
        seconds=sign * (part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"]),
    )


def cycle(text: str, now: datetime) -> Cycle | None:
    """An ISO repetition such as R3/PT1H; None for a text that is none. Raises ValueError when it is one but wrong."""
    parts = text.strip().split("/")
    if not parts[0].startswith("R"):
        return None
    count = parts[0][1:]
    if len(parts) not in (2, 3) or (count and not count.isdigit()):
        raise ValueError(f'"{text}" is no repetition. Write for example R3/PT1H or R/P10D.')
    times = int(count) if count else None
    lengths = [part for part in parts[1:] if part.startswith("P")]
    moments = [part for part in parts[1:] if not part.startswith("P")]
    if len(lengths) != 1:
        raise ValueError(f'"{text}" needs exactly one duration. Write for example R3/PT1H.')
    every = period(lengths[0])
    if not (every.months or every.days) and every.seconds < SHORTEST_CYCLE:
        raise ValueError(f'"{text}" repeats without a pause. Write for example R3/PT1H.')
    moment = instant(moments[0], now) if moments else None
    starts = parts[1] in moments
    return Cycle(times, moment if starts else None, None if starts else moment, lengths[0])


def text(moment: datetime | None) -> str | None:
    """An instant as it is stored."""
    return None if moment is None else moment.isoformat()


def parsed(stored: str | None) -> datetime | None:
    """A stored instant."""
    return None if stored is None else datetime.fromisoformat(stored)
