"""Working on dates and times. What the time is comes from the functions plugged in, never from the computer's clock."""

import calendar
from datetime import date, datetime, time
from decimal import Decimal

from feel import operators
from feel.errors import FeelError
from feel.frames import Frame
from feel.signatures import Functions
from feel.temporal import zone_name
from feel.values import Value, value_of
from foundation.clock import london_date

FUNCTIONS = Functions()
_function = FUNCTIONS.function


@_function("now", "", pure=False)
def _now(frame: Frame) -> Value:
    function = frame.run.functions.get("now")
    if function is None:
        raise FeelError("What the time is is not known here", remedy="Use now() and today() in a diagram or a form")
    return value_of(function())


@_function("today", "", pure=False)
def _today(frame: Frame) -> Value:
    function = frame.run.functions.get("today")
    if function is not None:
        return value_of(function())
    present = _now(frame)
    return london_date(present) if isinstance(present, datetime) else None


@_function("day of year", "date: date or date and time")
def _day_of_year(day: date) -> Value:
    return Decimal(day.timetuple().tm_yday)


@_function("day of week", "date: date or date and time")
def _day_of_week(day: date) -> Value:
    return calendar.day_name[day.weekday()]


@_function("month of year", "date: date or date and time")
def _month_of_year(day: date) -> Value:
    return calendar.month_name[day.month]


@_function("week of year", "date: date or date and time")
def _week_of_year(day: date) -> Value:
    return Decimal(day.isocalendar().week)


@_function("last day of month", "date: date or date and time")
def _last_day_of_month(day: date) -> Value:
    return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


@_function("is", "value1: any, value2: any")
def _is(left: Value, right: Value) -> Value:
    if type(left) is not type(right):
        return False
    if isinstance(left, datetime | time) and isinstance(right, datetime | time):
        same_clock = left.replace(tzinfo=None) == right.replace(tzinfo=None)
        return same_clock and left.utcoffset() == right.utcoffset() and zone_name(left) == zone_name(right)
    return operators.equal(left, right) is True
