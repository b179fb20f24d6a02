"""Values as text, the way FEEL writes them, and as JSON, the way variables are stored."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from feel.temporal import zone_name
from feel.values import Function, Range, Value, YearsMonths
from foundation.canonical import Json


def plain(value: Value) -> Json:
    """The value as JSON: whole numbers as int, others as float, dates, times and durations in ISO 8601."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return _plain_number(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, date | time):
        return value.isoformat()
    return None if isinstance(value, Function) else text_of(value)


def _plain_number(number: Decimal) -> Json:
    if number == number.to_integral_value() and abs(number) < 2**63:
        return int(number)
    as_float = float(number)
    # JSON has no infinity; a number that big is kept as its digits.
    return as_float if abs(as_float) != float("inf") else str(number)


def text_of(value: Value, *, inside: bool = False) -> str:
    """The value as FEEL's string() writes it; a text that stands `inside` a list or a context gets its quotes."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if inside else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, list):
        return "[" + ", ".join(text_of(item, inside=True) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {text_of(item, inside=True)}" for key, item in value.items()) + "}"
    return _other_text(value)


def _key(key: str) -> str:
    return key if key.replace(" ", "_").isidentifier() else text_of(key, inside=True)


def _other_text(value: Value) -> str:
    if isinstance(value, datetime | time):
        return _clock_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, YearsMonths):
        return months_text(value)
    if isinstance(value, Range):
        return range_text(value)
    return "function" if isinstance(value, Function) else "null"


def number_text(number: Decimal) -> str:
    """A number in digits, without an exponent and without zeros after its last decimal place's meaning."""
    return f"{number:f}" if number else "0"


def _clock_text(value: datetime | time) -> str:
    text = value.replace(tzinfo=None).isoformat()
    text = text.rstrip("0") if "." in text else text
    name = zone_name(value)
    if name is not None:
        return f"{text}@{name}"
    offset = value.utcoffset()
    if offset is None:
        return text
    if not offset:
        return text + "Z"
    seconds = int(abs(offset).total_seconds())
    written = f"{seconds // 3600:02}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
    return text + ("-" if offset < timedelta() else "+") + written


def duration_text(value: timedelta) -> str:
    """A days and time duration as P1DT2H3M4.5S."""
    sign, value = ("-", -value) if value < timedelta() else ("", value)
    hours, minutes, seconds = value.seconds // 3600, value.seconds // 60 % 60, value.seconds % 60
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    days = f"{value.days}D" if value.days else ""
    return f"{sign}P{days}{'T' + clock if clock else ''}" if days or clock else "PT0S"


def months_text(value: YearsMonths) -> str:
    """A years and months duration as P1Y2M."""
    years, months = divmod(abs(value.months), 12)
    written = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"{'-' if value.months < 0 else ''}P{written}" if written else "P0M"


def range_text(value: Range) -> str:
    """A range as [1..5), and (< 5] with one end only as FEEL writes a test."""
    if value.start is None:
        return f"{'<=' if value.includes_end else '<'} {text_of(value.end, inside=True)}"
    if value.end is None:
        return f"{'>=' if value.includes_start else '>'} {text_of(value.start, inside=True)}"
    low, high = text_of(value.start, inside=True), text_of(value.end, inside=True)
    return f"{'[' if value.includes_start else '('}{low}..{high}{']' if value.includes_end else ')'}"
