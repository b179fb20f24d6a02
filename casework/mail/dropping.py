"""Which held e-mails are to be dropped, read from what somebody writes."""

from datetime import date, datetime, time, timedelta

from foundation.clock import LONDON, as_utc, london


class NotAMoment(Exception):
    """What was written is neither a day nor a day with a time."""


def since(text: str) -> datetime | None:
    """From when on: a day, or a day and a time, as London's clocks show it; nothing for nothing. Raises NotAMoment."""
    return _moment(text, timedelta())


def until(text: str) -> datetime | None:
    """Before when: a time, or the end of a day. Raises NotAMoment."""
    return _moment(text, timedelta(days=1))


def _moment(text: str, later: timedelta) -> datetime | None:
    written = text.strip()
    if not written:
        return None
    try:
        if len(written) == len("2027-01-14"):
            return london(date.fromisoformat(written) + later, time())
        return as_utc(datetime.fromisoformat(written).replace(tzinfo=LONDON))
    except (ValueError, OverflowError):
        raise NotAMoment(f"“{written}” is not a date such as 2027-01-14, or with a time 2027-01-14T17:30") from None
