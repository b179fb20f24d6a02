"""Statutory clocks: a rule, the event it counts from, a calendar, and a date that can always explain itself."""

from cases.clocks.anchors import Anchor, set_anchor
from cases.clocks.readings import (
    ClockState,
    Facts,
    Reading,
    deadline,
    deadline_by,
    facts_of,
    meeting_window,
    of_case,
    reading,
)
from cases.clocks.rules import NAMES

__all__ = [
    "NAMES",
    "Anchor",
    "ClockState",
    "Facts",
    "Reading",
    "deadline",
    "deadline_by",
    "facts_of",
    "meeting_window",
    "of_case",
    "reading",
    "set_anchor",
]
