"""What time it is: one clock, handed in, so that tests and rehearsals can set it.

Instants are aware and in UTC; dates of law are calendar dates in London.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""As people write them, whatever language the computer is set to."""


class Clock(Protocol):
    """Anything that knows the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class SettableClock:
    """A clock that stands still until it is moved, for tests and rehearsals."""

    def __init__(self, start: datetime) -> None:
        self._now = as_utc(start)

    def now(self) -> datetime:
        """The instant the clock was last set to."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Stand at `instant`, earlier or later than now."""
        self._now = as_utc(instant)

    def move(self, by: timedelta) -> None:
        """Go forward (or back, when negative) by a length of time."""
        self._now += by


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC; raises ValueError for a datetime that does not say its zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} does not say its time zone")
    return instant.astimezone(UTC)


def london_date(instant: datetime) -> date:
    """The calendar date in London at an instant."""
    return instant.astimezone(LONDON).date()


def london(day: date, at: time = time(0, 0)) -> datetime:
    """The instant, in UTC, at which London's clocks show this date and time."""
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)
