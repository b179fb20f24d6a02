"""An anchor of a case's clocks set or corrected: kept with who and why, and the timers that follow it set again."""

from datetime import datetime

from cases import clocks
from engine import timers
from foundation.database import Session


def set_anchor(session: Session, case_id: str, anchor: clocks.Anchor, by: str, now: datetime) -> None:
    """Say when an event was (or will be) that clocks count from; earlier values are kept, superseded."""
    if clocks.set_anchor(session, case_id, anchor, by, now):
        timers.rearm_case(session, case_id, now)


def clear(session: Session, case_id: str, name: str, by: str, now: datetime, subject_id: str = "") -> None:
    """Close the clocks that count from an event: what it began has ended, and nobody is to be reminded of it."""
    if clocks.clear(session, case_id, name, subject_id, by, now):
        timers.rearm_case(session, case_id, now)
