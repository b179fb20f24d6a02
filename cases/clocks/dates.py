"""The date of a clock: from its rule, the events of the case, its settings and its calendar. Pure arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from cases import calendar
from cases.calendar import Calendar
from cases.clocks import answering, keeping
from cases.clocks.rules import AGENCY_REFERRAL, EXACT, LIMITS, MONTHS, ON_PATH, RULES, SUBJECTS, Rule
from foundation.clock import LONDON, london, london_date


@dataclass(frozen=True, slots=True)
class Facts:
    """What the dates of one case depend on.

    `subjects` names the request and the meeting that are meant; `path` which flowchart the case follows, or is empty.
    """

    anchors: Mapping[tuple[str, str], datetime]
    settings: Mapping[str, Any]
    calendar: Calendar
    now: datetime
    subjects: Mapping[str, str]
    path: str = ""

    def anchor(self, name: str, rule: Rule) -> datetime | None:
        """When an event was: the subject's own where the clock is about one, else the case's."""
        key = SUBJECTS.get(rule.about)
        subject = self.subjects.get(key, "") if key else ""
        own = self.anchors.get((subject, name)) if subject else None
        return own or self.anchors.get(("", name))


@dataclass(frozen=True, slots=True)
class Due:
    """Where a count ends: the legal instant, what it was counted from, and over how much."""

    rule: Rule
    start: date
    at: datetime
    amount: int

    @property
    def day(self) -> date:
        """The legal date."""
        return london_date(self.at)


ON_ANY = frozenset(RULES)
"""Before the path of a case is known, every clock that has its event runs."""


def due(facts: Facts, name: str) -> Due | None:
    """When a clock ends, or None while the event it counts from has no date yet, or on a path it does not belong to."""
    rule = RULES[name]
    if name not in ON_PATH.get(facts.path, ON_ANY):
        return None
    special = _SPECIAL.get(name)
    return special(facts, rule) if special else _plain(facts, rule)


def _plain(facts: Facts, rule: Rule) -> Due | None:
    base = _base(facts, rule)
    return None if base is None else _counted(facts, rule, base)


def _base(facts: Facts, rule: Rule) -> datetime | None:
    if rule.base.startswith("="):
        found = due(facts, rule.base[1:])
        return None if found is None else found.at
    name = str(facts.settings[rule.base[1:]]) if rule.base.startswith("@") else rule.base
    return facts.anchor(name, rule)


def amount(facts: Facts, rule: Rule) -> int:
    """How many days or months a clock counts by the settings, negative for what comes before."""
    return rule.sign * int(facts.settings[rule.days] if isinstance(rule.days, str) else rule.days)


def _counted(facts: Facts, rule: Rule, base: datetime) -> Due:
    start, number = london_date(base), amount(facts, rule)
    if rule.base.startswith("=") and rule.sign < 0:
        # Warnings count back from the working day that is shown, where the legal date is none.
        start = calendar.working_day_on_or_before(facts.calendar, start)
    if rule.unit == EXACT:
        return Due(rule, start, base, 0)
    if rule.unit == MONTHS:
        return Due(rule, start, _at(facts, rule, calendar.add_months(start, number)), number)
    return Due(rule, start, _at(facts, rule, calendar.add_working_days(facts.calendar, start, number)), number)


def _at(facts: Facts, rule: Rule, day: date) -> datetime:
    return london(day, time.fromisoformat(str(facts.settings[rule.at])))


def _reply_due(facts: Facts, rule: Rule) -> Due | None:
    """T03: what the letter says; before it is sent, what the rule of the path gives, and never less than sent + 2."""
    fixed = facts.anchor("due_at", rule)
    sent = london_date(facts.anchor("sent_at", rule) or facts.now)
    if fixed is not None:
        return Due(rule, sent if facts.anchor("sent_at", rule) else london_date(fixed), fixed, 0)
    counted = _after_sending(facts, sent) if facts.path == AGENCY_REFERRAL else _after_receipt(facts, rule, sent)
    if counted is None:
        return None
    start, number, day = counted
    least = calendar.add_working_days(facts.calendar, sent, int(facts.settings["reply.least_days"]))
    return Due(rule, start, _at(facts, rule, max(day, least)), number)


def _after_receipt(facts: Facts, rule: Rule, sent: date) -> tuple[date, int, date] | None:
    """Rapid Review: received + 6, or papers - 1 where that is earlier."""
    received = facts.anchor(str(facts.settings["rr.receipt"]), rule)
    if received is None:
        return None
    start, number = london_date(received), int(facts.settings["reply.days"])
    day = calendar.add_working_days(facts.calendar, start, number)
    papers = due(facts, "papers_due")
    if papers is not None and _is_coming(facts, sent):
        before = int(facts.settings["reply.before_papers_days"])
        day = min(day, calendar.add_working_days(facts.calendar, papers.day, -before))
    return start, number, day


def _after_sending(facts: Facts, sent: date) -> tuple[date, int, date]:
    """Agency referral (P2-060): sent + 10, and at least 3 working days before the second meeting."""
    number = int(facts.settings["ar.reply_days"])
    day = calendar.add_working_days(facts.calendar, sent, number)
    meeting = facts.anchors.get(("", "meeting_at"))
    if meeting is not None and _is_coming(facts, sent):
        before = -int(facts.settings["ar.reply_before_days"])
        day = min(day, calendar.add_working_days(facts.calendar, london_date(meeting), before))
    return sent, number, day


def _is_coming(facts: Facts, sent: date) -> bool:
    """Whether the meeting lies after the requests: an earlier one, already held, limits no reply."""
    meeting = facts.anchors.get(("", "meeting_at"))
    return meeting is not None and london_date(meeting) > sent


def _chase(facts: Facts, rule: Rule) -> Due | None:
    """T09: the Panel is asked when its reply is due and every ten working days after: the next time from now."""
    first = due(facts, "panel_reply_due")
    if first is None:
        return None
    at, number = first.at, amount(facts, rule)
    while at <= facts.now and number > 0:
        at = _at(facts, rule, calendar.add_working_days(facts.calendar, at.astimezone(LONDON).date(), number))
    return Due(rule, first.start, at, number)


def _outcome_due(facts: Facts, _rule: Rule) -> Due | None:
    """T05 or T11: by when the path of the case must have come to its decision."""
    return due(facts, LIMITS.get(facts.path, "rapid_review_due"))


def _escalation_limit(facts: Facts, rule: Rule) -> Due | None:
    """T12: a step has more time in a review than on the way to a decision; which it is says the event it began with."""
    return due(facts, "escalation_limit_review") or _plain(facts, rule)


def _kept(facts: Facts, rule: Rule) -> Due | None:
    """How long a class of records is kept; 0 years is as long as the case file (guidance 2.1.5)."""
    code, years = keeping.code_of(rule.name), amount(facts, rule)
    base = keeping.counted_from(facts.anchors, str(facts.settings[rule.base[1:]]), code)
    if base is None or not years:
        return None
    at = _at(facts, rule, calendar.add_months(london_date(base), 12 * years))
    return Due(rule, london_date(base), max(at, keeping.not_before(facts.anchors, code)), years)


def _next_kept(facts: Facts, rule: Rule) -> Due | None:
    """When the first of the classes that are still there falls due."""
    found = [one for name in keeping.CLOCKS if (one := due(facts, name)) is not None]
    first = min(found, key=lambda one: one.at, default=None)
    return None if first is None else Due(rule, first.start, first.at, 0)


def _answer(facts: Facts, rule: Rule) -> Due | None:
    """By when a request about data is answered; no date while it stands still, and none once it was answered."""
    base = facts.anchor(rule.base, rule)
    if base is None or facts.anchor(answering.STANDS, rule) or facts.anchor(answering.ANSWERED, rule):
        return None
    number = answering.months(facts.settings, facts.anchor(answering.EXTENDED, rule) is not None)
    moved = answering.moved_by(base, facts.anchor(answering.MOVED, rule))
    start = london_date(base)
    return Due(rule, start, _at(facts, rule, answering.day(facts.calendar, start, number, moved)), number)


_SPECIAL = {
    answering.CLOCK: _answer,
    **dict.fromkeys(keeping.CLOCKS, _kept),
    keeping.NEXT: _next_kept,
    "reply_due": _reply_due,
    "panel_reply_chase": _chase,
    "outcome_due": _outcome_due,
    "escalation_limit": _escalation_limit,
}
