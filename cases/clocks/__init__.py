"""Statutory clocks: a rule, the event it counts from, a calendar, and a date that can always explain itself."""

from cases.clocks.anchors import Anchor, Why, clear, set_anchor
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
from cases.clocks.rules import NAMES, ON_PATH, SUBJECTS

SUBJECT_IDS = tuple(SUBJECTS.values())
"""Variables that say which request, meeting, action or hold a clock is about."""

__all__ = [
    "NAMES",
    "ON_PATH",
    "SUBJECT_IDS",
    "Anchor",
    "ClockState",
    "Facts",
    "Reading",
    "Why",
    "clear",
    "deadline",
    "deadline_by",
    "facts_of",
    "meeting_window",
    "of_case",
    "reading",
    "set_anchor",
]
