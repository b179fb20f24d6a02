"""Making one kind of value from another, and asking whether there is one at all."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feel import calendar, temporal
from feel.signatures import Functions
from feel.values import NUMBERS, Value, YearsMonths
from feel.writing import text_of

FUNCTIONS = Functions()
_function = FUNCTIONS.function


@_function("not", "negand: any")
def _not(negand: Value) -> Value:
    return not negand if isinstance(negand, bool) else None


@_function("string", "from: any")
def _string(value: Value) -> Value:
    return None if value is None else text_of(value)


@_function("number", "from: any, grouping separator?: any, decimal separator?: any")
def _number(value: Value, grouping: Value = None, point: Value = None) -> Value:
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ","):
        return None
    if grouping is not None and grouping == point:
        return None
    if not isinstance(value, str):
        return value if isinstance(value, Decimal) else None
    text = value.replace(str(grouping), "") if grouping else value
    text = text.replace(str(point), ".") if point == "," else text
    # Python also reads 1_000, " 1 " and words such as Infinity.
    if not text.isascii() or text.strip("+-.0123456789eE") or len(text) > 100 or text != text.strip():
        return None
    return NUMBERS.create_decimal(text)


@_function("date", "from: any")
def _date(value: Value) -> Value:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return temporal.date_of(value)
    return value if isinstance(value, date) else None


@_function("date", "year: number, month: number, day: number")
def _date_from_parts(year: Decimal, month: Decimal, day: Decimal) -> Value:
    return date(_whole(year), _whole(month), _whole(day))


@_function("time", "from: any")
def _time(value: Value) -> Value:
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, str):
        return temporal.time_of(value)
    if isinstance(value, date):
        return time(tzinfo=ZoneInfo("UTC"))
    return value if isinstance(value, time) else None


@_function("time", "hour: number, minute: number, second: number, offset?: any")
def _time_from_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: Value = None) -> Value:
    if offset is not None and not isinstance(offset, timedelta):
        return None
    whole = int(second)
    micro = int((second - whole) * 1_000_000)
    made = time(_whole(hour), _whole(minute), whole, micro)
    return made if offset is None else made.replace(tzinfo=temporal.fixed(offset))


@_function("date and time", "from: any")
def _date_and_time(value: Value) -> Value:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if not isinstance(value, str):
        return None
    found = temporal.datetime_of(value)
    day = temporal.date_of(value)
    return found if found is not None or day is None else datetime.combine(day, time())


@_function("date and time", "date: date or date and time, time: time")
def _date_and_time_of(day: date, at: time) -> Value:
    return datetime.combine(day.date() if isinstance(day, datetime) else day, at)


@_function("date and time", "from: date and time, timezone: string")
def _date_and_time_in(value: datetime, zone: str) -> Value:
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return value.replace(tzinfo=place) if value.tzinfo is None else value.astimezone(place)


@_function("duration", "from: any")
def _duration(value: Value) -> Value:
    if isinstance(value, str):
        return temporal.duration_of(value)
    return value if isinstance(value, timedelta | YearsMonths) else None


@_function("years and months duration", "from: date or date and time, to: date or date and time")
def _years_and_months(start: date, end: date) -> Value:
    return calendar.months_between(start, end)


@_function("get or else", "value: any, default: any")
def _get_or_else(value: Value, default: Value) -> Value:
    return default if value is None else value


@_function("is defined", "value: any")
def _is_defined(value: Value) -> Value:
    return value is not None


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise ValueError("not a whole number")
    return int(number)
