"""Dates and times as people write them, read in London time, and written back as ISO text."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from foundation.clock import LONDON

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(r"(\d{1,2})(?:[:.h]?([0-5]\d))?(?::[0-5]\d(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?", re.ASCII)
_WORDS = {"midday": time(12), "noon": time(12), "midnight": time(0)}
PARTS = ("day", "month", "year")


class Unreadable(Exception):
    """What was written is no such value; `problem` is the message, `part` the field that is wrong first."""

    def __init__(self, problem: str, part: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.part = part


def read(subtype: str, raw: object) -> date | time | datetime | None:
    """A date, time or instant from its posted parts or from ISO text; raises Unreadable."""
    if subtype == "time":
        return _time(raw.get("time") if isinstance(raw, Mapping) else raw)
    if subtype != "datetime":
        return _date(raw)
    if isinstance(raw, str) and raw.strip():
        return _instant(raw.strip())
    parts = raw if isinstance(raw, Mapping) else {}
    day, at = _date(parts), _time(parts.get("time"))
    if day is None and at is None:
        return None
    if day is None:
        raise Unreadable("{Label} must include a date", "day")
    if at is None:
        raise Unreadable("{Label} must include a time, for example 2:30pm", "time")
    return _in_london(day, at)


def parts(subtype: str, raw: object) -> dict[str, str]:
    """The posted parts that show an answer, whether it is parts already, ISO text or a date."""
    if isinstance(raw, Mapping):
        return {str(name): str(value) for name, value in raw.items() if value is not None}
    try:
        found = read(subtype, raw.isoformat() if isinstance(raw, date | time) else raw)
    except Unreadable:
        return {"time": str(raw)} if subtype == "time" else {"day": str(raw)[:20]}
    if found is None:
        return {}
    local = found.astimezone(LONDON) if isinstance(found, datetime) else found
    shown: dict[str, str] = {}
    if isinstance(local, date):
        shown = {"day": str(local.day), "month": str(local.month), "year": f"{local.year:04}"}
    if isinstance(local, datetime | time):
        shown["time"] = f"{local.hour:02}:{local.minute:02}"
    return shown


def written(value: date | time | datetime, style: str, today: date) -> str:
    """ISO text: instants with London's offset, in UTC, or without zone, as form-js names these styles."""
    if isinstance(value, time):
        if style not in {"utc_offset", "utc_normalized"}:
            return f"{value.hour:02}:{value.minute:02}"
        there = datetime.combine(today, value, tzinfo=LONDON)
        if style == "utc_normalized":
            return f"{there.astimezone(UTC):%H:%M}Z"
        return there.isoformat(timespec="minutes").partition("T")[2]
    if not isinstance(value, datetime):
        return value.isoformat()
    if style == "utc_normalized":
        return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='minutes')}Z"
    there = value.astimezone(LONDON)
    return (there.replace(tzinfo=None) if style == "no_timezone" else there).isoformat(timespec="minutes")


def _date(raw: object) -> date | None:
    if isinstance(raw, str):
        return _iso_date(raw.strip())
    if isinstance(raw, datetime):
        return raw.astimezone(LONDON).date() if raw.tzinfo else raw.date()
    if isinstance(raw, date):
        return raw
    if raw is not None and not isinstance(raw, Mapping):
        raise Unreadable("{Label} must be a real date", "day")
    written = {part: str((raw or {}).get(part) or "").strip() for part in PARTS}
    missing = [part for part in PARTS if not written[part]]
    if len(missing) == len(PARTS):
        return None
    if missing:
        raise Unreadable("{Label} must include a " + " and ".join(missing), missing[0])
    return _real(written)


def _real(written: Mapping[str, str]) -> date:
    """The date that day, month and year make; the month may be a name."""
    month = written["month"]
    named = month[:3].lower() in _MONTHS and month.isalpha()
    numbers = {"day": written["day"], "month": str(_MONTHS.index(month[:3].lower()) + 1) if named else month}
    for part, highest in (("day", 31), ("month", 12)):
        if not (_is_number(numbers[part], 2) and 1 <= int(numbers[part]) <= highest):
            raise Unreadable("{Label} must be a real date", part)
    year = written["year"]
    if not (_is_number(year, 4) and len(year) == 4 and int(year) >= 1000):
        raise Unreadable("The year of {label} must have 4 numbers, for example 2027", "year")
    try:
        return date(int(year), int(numbers["month"]), int(numbers["day"]))
    except ValueError:
        raise Unreadable("{Label} must be a real date", "day") from None


def _is_number(text: str, longest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= longest


def _iso_date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("{Label} must be a real date", "day") from None


def _time(raw: object) -> time | None:
    if isinstance(raw, time):
        return raw
    text = "" if raw is None else str(raw).strip().lower()
    if not text:
        return None
    if text in _WORDS:
        return _WORDS[text]
    match = _TIME.fullmatch(text[:20].removesuffix("z").strip())
    if match is None:
        raise _no_time()
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if match[2] is None and half is None:
        raise _no_time()
    if half and not 1 <= hour <= 12:
        raise _no_time()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23:
        raise _no_time()
    return time(hour, minute)


def _no_time() -> Unreadable:
    return Unreadable("{Label} must have a real time, for example 2:30pm or 14:30", "time")


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable("{Label} must be a real date and time", "day") from None
    if found.tzinfo is None:
        return _in_london(found.date(), found.time().replace(second=0, microsecond=0))
    try:
        return found.astimezone(LONDON)
    except OverflowError:
        raise Unreadable("{Label} must be a real date and time", "year") from None


def _in_london(day: date, at: time) -> datetime:
    """The instant when London's clocks show this; the hour skipped in spring does not exist."""
    there = datetime.combine(day, at, tzinfo=LONDON)
    try:
        again = there.astimezone(UTC).astimezone(LONDON)
    except OverflowError:
        raise Unreadable("{Label} must be a real date and time", "year") from None
    if again.replace(tzinfo=None) != there.replace(tzinfo=None):
        raise Unreadable("{Label} does not exist: the clocks go forward that night", "time")
    return there
