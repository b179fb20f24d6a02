"""When the Rapid Review meeting can be: the guidance's window, cut by the due date and time to prepare (4.4.2)."""

from dataclasses import dataclass
from datetime import date, timedelta

from cases import calendar
from cases.clocks.dates import Facts, due
from foundation.clock import london_date


@dataclass(frozen=True, slots=True)
class Window:
    """From day 7 to day 13 after receipt, and the days of it that leave time before the Rapid Review is due."""

    first: date
    last: date
    latest: date
    days: tuple[date, ...]
    narrow_at: int

    @property
    def flag(self) -> str:
        """ok, narrow (three usable days or fewer) or empty."""
        if not self.days:
            return "empty"
        return "narrow" if len(self.days) <= self.narrow_at else "ok"


def usable(facts: Facts) -> Window | None:
    """The window of a case, or None before its receipt and its due date are known."""
    received = facts.anchors.get(("", "received_at"))
    limit = due(facts, "rapid_review_due")
    if received is None or limit is None:
        return None
    start = london_date(received)
    first = calendar.add_working_days(facts.calendar, start, int(facts.settings["window.from"]))
    last = calendar.add_working_days(facts.calendar, start, int(facts.settings["window.to"]))
    latest = calendar.add_working_days(facts.calendar, limit.day, -int(facts.settings["prep_margin"]))
    span = (min(last, latest) - first).days
    days = (first + timedelta(days=number) for number in range(span + 1))
    found = tuple(day for day in days if calendar.is_working_day(facts.calendar, day))
    return Window(first, last, latest, found, int(facts.settings["window.narrow"]))
