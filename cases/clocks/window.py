"""When a case meeting can be: the guidance's window, cut by the due date and time to prepare (4.4.2, 4.9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cases import calendar
from cases.clocks.dates import Due, Facts, due
from foundation.clock import london_date


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day by the guidance, the latest that leaves time before the due date, and the usable days.

    Today and days before it are not usable any more. `start` is the day of receipt, from which working days are
    counted.
    """

    start: date
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


def of_kind(facts: Facts, kind: str) -> Window | None:
    """The window of a meeting of a kind; None for kinds without one, or before the case's dates are known."""
    found = _KINDS.get(kind)
    return None if found is None else found(facts)


def usable(facts: Facts) -> Window | None:
    """Rapid Review (4.4.2): from day 7 to day 13 after receipt, with time to prepare before it is due."""
    received, limit = _received(facts, str(facts.settings["rr.receipt"])), due(facts, "rapid_review_due")
    if received is None or limit is None:
        return None
    first = calendar.add_working_days(facts.calendar, received, int(facts.settings["window.from"]))
    last = calendar.add_working_days(facts.calendar, received, int(facts.settings["window.to"]))
    latest = calendar.add_working_days(facts.calendar, limit.day, -int(facts.settings["prep_margin"]))
    return _window(facts, received, first, (last, latest))


def first_discussion(facts: Facts) -> Window | None:
    """First discussion of an agency's referral (4.9): from the day after receipt to the end of the month given."""
    received = _received(facts)
    if received is None:
        return None
    return _until(facts, received, calendar.add_working_days(facts.calendar, received, 1), "first_discussion_due")


def decision(facts: Facts) -> Window | None:
    """Decision on an agency's referral (4.9): once the replies can be in, to the end of the two months given."""
    received = _received(facts)
    if received is None:
        return None
    before = int(facts.settings["ar.reply_before_days"])
    return _until(facts, received, calendar.add_working_days(facts.calendar, _replies(facts), before), "decision_due")


def again(facts: Facts) -> Window | None:
    """A decision taken again (1.6.1): from the next working day, within the days that the setting gives."""
    today = london_date(facts.now)
    first = calendar.add_working_days(facts.calendar, today, 1)
    last = calendar.add_working_days(facts.calendar, today, int(facts.settings["reconsider.days"]))
    return _window(facts, today, first, (last, last))


def _until(facts: Facts, received: date, first: date, limit: str) -> Window | None:
    found: Due | None = due(facts, limit)
    if found is None:
        return None
    last = calendar.working_day_on_or_before(facts.calendar, found.day)
    return _window(facts, received, first, (last, last))


def _replies(facts: Facts) -> date:
    """By when the agencies reply: as their letters say, else as many days from now as they are given."""
    asked = [london_date(at) for (subject, name), at in facts.anchors.items() if subject and name == "due_at"]
    usual = calendar.add_working_days(facts.calendar, london_date(facts.now), int(facts.settings["ar.reply_days"]))
    return max(asked, default=usual)


def _received(facts: Facts, anchor: str = "received_at") -> date | None:
    at = facts.anchors.get(("", anchor))
    return None if at is None else london_date(at)


def _window(facts: Facts, received: date, first: date, ends: tuple[date, date]) -> Window:
    begin = max(first, london_date(facts.now) + timedelta(days=1))
    days = (begin + timedelta(days=number) for number in range((min(ends) - begin).days + 1))
    found = tuple(
        day for day in days if calendar.is_working_day(facts.calendar, day) and day not in facts.calendar.shut
    )
    return Window(received, first, *ends, found, int(facts.settings["window.narrow"]))


_KINDS: Mapping[str, Callable[[Facts], Window | None]] = {
    "rapid_review": usable,
    "agency_referral_first": first_discussion,
    "agency_referral_decision": decision,
    "reconsider": again,
}
"""Which window a kind of meeting has (`cases.meetings.KINDS`)."""
