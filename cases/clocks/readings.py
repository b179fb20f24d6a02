"""A clock as people see it: its date, how far it has run, and how it was counted day by day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select

from cases import calendar, records
from cases.calendar import Calendar, Counted, OfficeDay
from cases.clocks import anchors, answering, dates, window
from cases.clocks.dates import Due, Facts
from cases.clocks.rules import AGENCY_REFERRAL, CASE, MONTHS, ON_PATH, RAPID_REVIEW, RULES, WORKING_DAYS, YEARS, Rule
from cases.records import Case
from cases.settings import versions
from foundation.clock import london_date
from foundation.database import Session, bucket_of, held

AWARE, PROMISED = "aware_at", "notification_promised_at"
"""When the council became aware, from which its notification is due; and when it said that it will notify."""


class ClockState(Enum):
    """Where a clock stands."""

    NO_DATE = "no date yet"
    RUNNING = "running"
    DUE_TODAY = "due today"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Reading:
    """One clock now. `day` is the legal date; `shown_day` the working day on or before it. Days are working days."""

    rule: Rule
    state: ClockState
    at: datetime | None = None
    day: date | None = None
    shown_day: date | None = None
    start: date | None = None
    day_number: int = 0
    of_days: int = 0
    days_left: int = 0
    counted: tuple[Counted, ...] = ()
    counted_from: str = ""
    """What it counts from, in words that follow “counted from the day”."""


def facts_of(session: Session, case_id: str, now: datetime, subjects: Mapping[str, str]) -> Facts:
    """What the dates of a case depend on, read once."""
    case, values = records.case(session, case_id), versions.for_case(session, case_id)
    days = _calendar(calendar.office_days(session, case.partnership_id), values)
    return Facts(anchors.of_case(session, case_id), values, days, now, subjects, case.path or "")


def facts_of_cases(session: Session, case_ids: Collection[str], now: datetime) -> dict[str, Facts]:
    """What the dates of the cases themselves depend on, by case; asked at once for all of them, the cases too."""
    those = Case.bucket.in_({bucket_of(case_id) for case_id in case_ids}), Case.id.in_(case_ids)
    cases = [held(session, case) for case in session.scalars(select(Case).where(*those))] if case_ids else []
    known = anchors.of_cases(session, case_ids)
    values = versions.for_cases(session, cases)
    listed = calendar.listed_by(session, {case.partnership_id for case in cases})
    return {
        case.id: Facts(
            known[case.id],
            values[case.id],
            _calendar(listed[case.partnership_id], values[case.id]),
            now,
            {},
            case.path or "",
        )
        for case in cases
    }


def _calendar(listed: Collection[OfficeDay], values: Mapping[str, Any]) -> Calendar:
    deemed = values["weekend_receipt"] == "deemed_next_working_day"
    return calendar.calendar_with(listed, deemed=deemed, clear=bool(values["clear_days"]))


def deadline(session: Session, case_id: str, name: str, now: datetime, subjects: Mapping[str, str]) -> datetime | None:
    """The instant at which a clock ends, for timers; None while it has no date. LookupError for an unknown clock."""
    return deadline_by(facts_of(session, case_id, now, subjects), name)


def deadline_by(facts: Facts, name: str) -> datetime | None:
    """The same from facts at hand."""
    found = dates.due(facts, name)
    return None if found is None else found.at


def reading(session: Session, case_id: str, name: str, now: datetime, subjects: Mapping[str, str]) -> Reading:
    """One clock of a case as people see it."""
    return read(facts_of(session, case_id, now, subjects), name)


def of_case(session: Session, case_id: str, now: datetime) -> list[Reading]:
    """The clocks of the case itself that are dates of law, those with a date first and in order."""
    return of_facts(facts_of(session, case_id, now, {}))


def of_facts(facts: Facts) -> list[Reading]:
    """The same from facts at hand."""
    running = ON_PATH.get(facts.path, ON_PATH[RAPID_REVIEW])
    shown = [
        rule
        for rule in RULES.values()
        if rule.is_limit and rule.about == CASE and rule.name in running and _concerns(facts, rule)
    ]
    found = [read(facts, rule.name) for rule in shown]
    found = [one for one in found if one.at is not None or not one.rule.is_branch]
    return sorted(found, key=lambda one: (one.at is None, one.at or facts.now))


def _concerns(facts: Facts, rule: Rule) -> bool:
    """Whether a clock is the case's own: on an agency's referral a notification is due only once it is promised."""
    is_promised = ("", PROMISED) in facts.anchors
    return facts.path != AGENCY_REFERRAL or rule.base != AWARE or is_promised


def meeting_window(session: Session, case_id: str, now: datetime, kind: str = "rapid_review") -> window.Window | None:
    """The days on which a meeting of a kind can be; None for kinds that have no window."""
    return window.of_kind(facts_of(session, case_id, now, {}), kind)


def read(facts: Facts, name: str) -> Reading:
    """One clock from facts at hand."""
    found = dates.due(facts, name)
    if found is None:
        return Reading(RULES[name], ClockState.NO_DATE, counted_from=_base_in_words(facts, RULES[name]))
    today = london_date(facts.now)
    left = calendar.working_days_between(facts.calendar, today, found.day)
    return Reading(
        rule=found.rule,
        state=_state(found, facts.now),
        at=found.at,
        day=found.day,
        shown_day=calendar.working_day_on_or_before(facts.calendar, found.day),
        start=found.start,
        day_number=max(calendar.working_days_between(facts.calendar, found.start, today), 0),
        of_days=calendar.working_days_between(facts.calendar, found.start, found.day),
        days_left=left,
        counted=_counted(facts, found),
        counted_from=_base_in_words(facts, found.rule),
    )


def _base_in_words(facts: Facts, rule: Rule) -> str:
    base = str(facts.settings[rule.base[1:]]) if rule.base.startswith("@") else rule.base.lstrip("=")
    return anchors.NAMES[base] if base in anchors.NAMES else f"“{RULES[base].title}” is due"


def _state(found: Due, now: datetime) -> ClockState:
    if now > found.at:
        return ClockState.OVERDUE
    return ClockState.DUE_TODAY if london_date(now) == found.day else ClockState.RUNNING


def _counted(facts: Facts, found: Due) -> tuple[Counted, ...]:
    if found.rule.name == answering.CLOCK:
        base = facts.anchor(answering.COUNTED, found.rule)
        moved = answering.moved_by(base, facts.anchor(answering.MOVED, found.rule)) if base else 0
        return answering.counted(facts.calendar, found.start, found.amount, moved)
    if found.rule.unit in (MONTHS, YEARS):
        return (Counted(found.day, None, f"{found.amount} {found.rule.unit} after {found.start.isoformat()}"),)
    if found.rule.unit != WORKING_DAYS or not found.amount:
        return ()
    return tuple(calendar.count(facts.calendar, found.start, found.amount))


__all__ = [
    "ClockState",
    "Facts",
    "Reading",
    "deadline",
    "deadline_by",
    "facts_of",
    "facts_of_cases",
    "meeting_window",
    "of_case",
    "of_facts",
    "read",
    "reading",
]
