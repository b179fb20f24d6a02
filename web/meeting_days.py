"""The days on which the next meeting of a case can be in time, in words (guidance 4.4.2, 4.9)."""

from datetime import datetime

from cases import meetings, slots
from cases.clocks import meeting_window
from cases.meetings import MeetingStatus
from foundation.database import Session
from web.words import count, listed, weekday

NONE_LEFT = "No day is left on which the meeting can be in time. Settle with the chair when it is, and why."


def in_words(session: Session, case_id: str, now: datetime) -> str:
    """Which days these are, each of them where they are few; nothing where the meeting was held, or has no window."""
    kind = slots.kind_of_next(session, case_id)
    if any(one.kind == kind and one.status is MeetingStatus.HELD for one in meetings.of_case(session, case_id)):
        return ""
    found = meeting_window(session, case_id, now, kind)
    if found is None:
        return ""
    if not found.days:
        return NONE_LEFT
    if found.flag == "narrow":
        left = "Only one day is" if len(found.days) == 1 else f"Only {len(found.days)} days are"
        return f"{left} left on which the meeting can be in time: {listed([weekday(day) for day in found.days])}."
    first, last = weekday(found.days[0]), weekday(found.days[-1])
    return f"The meeting can be on {count(len(found.days), 'day')} from {first} to {last}."
