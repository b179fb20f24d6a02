"""An anchor of a case's clocks set or corrected: kept with who and why, and the timers that follow it set again."""

from datetime import datetime

from cases import clocks
from engine import timers
from foundation.database import Session


def set_anchor(session: Session, case_id: str, anchor: clocks.Anchor, by: str, now: datetime) -> None:
    """Say when an event was (or will be) that clocks count from; earlier values are kept, superseded."""
    if clocks.set_anchor(session, case_id, anchor, by, now):
        timers.rearm_case(session, case_id, now)
