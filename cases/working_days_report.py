"""The answer to `server.py working-days`: a date, and on request every day counted or skipped on the way."""

import re
from datetime import date

from cases import calendar

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
"""The days between which the calendar counts: child protection as it is, and as long as holidays can be foretold."""

_COUNT = re.compile(r"([+-]?\d{1,4})(m?)")


def report(start: date, count: str, explain: bool) -> str:
    """The day `count` after `start`: `+15` or `-7` working days, `+6m` months. ValueError says what is wrong."""
    number, months = read_count(count)
    # Months and working days both end within twice as many days as this; holidays are known that far only.
    reach = number * (31 if months else 2)
    if not (FIRST <= start <= LAST and FIRST.toordinal() <= start.toordinal() + reach <= LAST.toordinal()):
        raise ValueError(f"{count} from {start.isoformat()} is beyond the years {FIRST.year} to {LAST.year}")
    return _months(start, number) if months else _working_days(start, number, explain)


def read_count(count: str) -> tuple[int, bool]:
    """The number in `+15` or `+6m`, and whether it counts months. ValueError says what is wrong."""
    match = _COUNT.fullmatch(count)
    if match is None:
        raise ValueError(f"“{count}” is not a number of working days such as +15 or -7, nor of months such as +6m")
    return int(match[1]), bool(match[2])


def _working_days(start: date, number: int, explain: bool) -> str:
    end = calendar.add_working_days(calendar.NATIONAL, start, number)
    if not explain:
        return end.isoformat()
    return "\n".join([f"{long(start)}  day 0", *_lines(start, number), end.isoformat()])


def long(day: date) -> str:
    """A date as it is written in letters: Tuesday 26 January 2027."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _lines(start: date, number: int) -> list[str]:
    return [
        f"{long(one.day)}  {'day ' + str(one.number) if one.number is not None else 'not counted: ' + one.reason}"
        for one in calendar.count(calendar.NATIONAL, start, number)
    ]


def _months(start: date, months: int) -> str:
    end = calendar.add_months(start, months)
    shown = calendar.working_day_on_or_before(calendar.NATIONAL, end)
    return end.isoformat() if shown == end else f"{end.isoformat()} (shown as due on {shown.isoformat()})"
