"""Dates and times moved by durations, and the parts they have."""

import calendar
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from feel import temporal
from feel.values import Range, Value, YearsMonths


def add_duration(moment: date | time, length: timedelta) -> date | time:
    """A date, a time or a date and time, moved by a days and time duration; instants move by elapsed time."""
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            return moment + length
        return (temporal.instant(moment) + length).astimezone(moment.tzinfo)
    if isinstance(moment, date):
        return moment + timedelta(days=length // timedelta(days=1))
    return (
        datetime.combine(date(2000, 1, 2), moment) + timedelta(seconds=length.seconds, microseconds=length.microseconds)
    ).timetz()


def add_months(moment: date, months: int) -> date:
    """A date or date and time, moved by months: 31 January and one month is the last day of February."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError("out of the calendar")
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def months_between(start: date, end: date) -> YearsMonths:
    """The whole months from one date to another, as a duration; times of day do not count."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


def part(value: Value, name: str) -> Value:
    """A named part of a date, time, duration or range, such as `year`; None when there is no such part."""
    if isinstance(value, datetime):
        return _date_part(value, name) or _time_part(value, name)
    if isinstance(value, date):
        return _date_part(value, name)
    if isinstance(value, time):
        return _time_part(value, name)
    if isinstance(value, YearsMonths):
        sign = -1 if value.months < 0 else 1
        years, months = divmod(abs(value.months), 12)
        return _number({"years": sign * years, "months": sign * months}.get(name))
    if isinstance(value, timedelta):
        return _duration_part(value, name)
    return _range_part(value, name) if isinstance(value, Range) else None


def _number(found: int | None) -> Decimal | None:
    return None if found is None else Decimal(found)


def _date_part(value: date, name: str) -> Value:
    if name == "weekday":
        return Decimal(value.isoweekday())
    return Decimal(getattr(value, name)) if name in {"year", "month", "day"} else None


def _time_part(value: time | datetime, name: str) -> Value:
    if name in {"hour", "minute", "second"}:
        return Decimal(getattr(value, name))
    if name == "time offset":
        return temporal.time_offset(value)
    return temporal.zone_name(value) if name == "timezone" else None


def _duration_part(value: timedelta, name: str) -> Value:
    sign, length = (-1, -value) if value < timedelta() else (1, value)
    seconds = length.seconds
    parts = {"days": length.days, "hours": seconds // 3600, "minutes": seconds // 60 % 60, "seconds": seconds % 60}
    return Decimal(sign * parts[name]) if name in parts else None


def _range_part(value: Range, name: str) -> Value:
    return {
        "start": value.start,
        "end": value.end,
        "start included": value.includes_start,
        "end included": value.includes_end,
    }.get(name)
