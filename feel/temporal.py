"""Reading dates, times and durations as FEEL writes them (ISO 8601, with @Area/City for a zone), years 1 to 9999."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feel.values import YearsMonths

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(Z|z|[+-]\d{2}:\d{2}(?::\d{2})?|@[A-Za-z0-9_+/-]+)?", re.ASCII)
_MONTHS = re.compile(r"(-)?P(?=\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?", re.ASCII)
_DAYS = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12})(?:\.(\d*))?S)?)?", re.ASCII
)


def moment(text: str) -> object:
    """The date, time, date and time or duration that a text writes; None when it is none of them."""
    for read in (date_of, time_of, datetime_of, duration_of):
        value = read(text)
        if value is not None:
            return value
    return None


def date_of(text: str) -> date | None:
    """The date written as 2027-01-14."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def time_of(text: str) -> time | None:
    """The time of day written as 10:15:00, perhaps with a fraction, an offset or a zone."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    try:
        zone = _zone(match[5])
        micro = int((match[4] or "0")[:6].ljust(6, "0"))
        return time(int(match[1]), int(match[2]), int(match[3]), micro, tzinfo=zone)
    except (ValueError, OverflowError, ZoneInfoNotFoundError, OSError):
        return None


def datetime_of(text: str) -> datetime | None:
    """The date and time written as 2027-01-14T10:15:00, perhaps with an offset or a zone."""
    day, _, clock = text.partition("T")
    found, at = date_of(day), time_of(clock)
    if found is not None and at is None and clock[:8] == "24:00:00":
        # The end of a day may be written as its hour 24.
        midnight = time_of("00:00:00" + clock[8:])
        return None if midnight is None or found == date.max else datetime.combine(found + timedelta(days=1), midnight)
    return None if found is None or at is None else datetime.combine(found, at)


def duration_of(text: str) -> timedelta | YearsMonths | None:
    """The duration written as P3DT4H (days and time) or P1Y2M (years and months)."""
    match = _MONTHS.fullmatch(text)
    if match is not None:
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonths(-months if match[1] else months)
    match = _DAYS.fullmatch(text)
    if match is None:
        return None
    try:
        length = timedelta(
            days=int(match[2] or 0),
            hours=int(match[3] or 0),
            minutes=int(match[4] or 0),
            seconds=int(match[5] or 0),
            microseconds=int((match[6] or "0")[:6].ljust(6, "0")),
        )
    except OverflowError:
        return None
    return -length if match[1] else length


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in {"Z", "z"}:
        return UTC
    if text.startswith("@"):
        return ZoneInfo(text[1:])
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if hours > 14 or minutes > 59:
        raise ValueError("no such offset")
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return timezone(-offset if text[0] == "-" else offset)


def instant(moment: datetime) -> datetime:
    """A date and time put so that two of them compare and subtract as instants; without a zone it stays as it is."""
    # Python compares and subtracts by the clock on the wall when both zones are the same object.
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        # Within a day of the first or last year there is: near enough to put two of them in order.
        return moment.replace(tzinfo=UTC)


def time_offset(value: time | datetime) -> timedelta | None:
    """How far a time stands from UTC; None when it does not say."""
    return value.utcoffset()


def zone_name(value: time | datetime) -> str | None:
    """The zone by its name, such as Europe/London; None for a bare offset."""
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def fixed(offset: timedelta) -> tzinfo:
    """The zone that far from UTC; raises ValueError for more than 14 hours."""
    if abs(offset) > timedelta(hours=14):
        raise ValueError("no such offset")
    return timezone(offset)
