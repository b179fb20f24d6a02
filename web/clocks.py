"""Clocks as pages show them: a few large words, the date, what is left, and how it was counted, all worked out here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from cases import access, decisions, meetings, panel, records, requests, slots
from cases.clocks import anchors, readings
from cases.clocks.readings import ClockState, Reading
from cases.clocks.rules import MONTHS, WORKING_DAYS, YEARS
from cases.correspondence import letters
from cases.requests import RequestStatus
from casework.letters import catalogue
from foundation.clock import london_date
from foundation.database import Session
from web.due import SOON_DAYS
from web.standing import PARTS
from web.words import count, sentence, weekday

OVER, SOON, CALM, MET, NONE = "over", "soon", "calm", "met", "none"
MOST_URGENT = 2
LAST_REPLIES = "reply_cut_off"
LONGEST_BAR = 40
"""Days up to which a bar of single days can still be read."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock in words. `day` of `of` days are past; `of` is 0 where days are not counted."""

    id: str
    name: str
    tone: str
    headline: str
    due: date | None = None
    due_words: str = "Due"
    left: str = ""
    day: int = 0
    of: int = 0
    note: str = ""
    explanation: tuple[str, ...] = ()


def of_case(session: Session, case_id: str, now: datetime) -> list[Clock]:
    """Every clock of a case that people see, the next one first, met ones after those that run."""
    met, asked = met_on(session, case_id), _asked(session, case_id)
    shown = [one for one in readings.of_case(session, case_id, now) if asked or one.rule.name != LAST_REPLIES]
    if records.case(session, case_id).closed_at is None:
        found = [clock(one, met.get(one.rule.name)) for one in shown]
    else:
        found = [_ended(one, met.get(one.rule.name)) for one in shown if one.day is not None]
    return sorted(found, key=lambda one: (one.tone == NONE, one.tone == MET, one.due or date.max))


def most_urgent(session: Session, case_id: str, now: datetime, most: int = MOST_URGENT) -> list[Clock]:
    """The clocks of a case that run and end first."""
    return [one for one in of_case(session, case_id, now) if one.tone not in {MET, NONE}][:most]


def at_risk(session: Session, person_id: str, cases: Mapping[str, str], now: datetime) -> list[tuple[str, Clock]]:
    """The clocks that are late or soon among some cases (id to reference), where this person may see clocks."""
    found = [
        (reference, one)
        for case_id, reference in cases.items()
        if may_see(session, person_id, case_id, now)
        for one in most_urgent(session, case_id, now, 1)
        if one.tone in {OVER, SOON}
    ]
    return sorted(found, key=lambda pair: pair[1].due or date.max)[:MOST_URGENT]


def for_task(
    session: Session, person_id: str, case_id: str, variables: Mapping[str, Any], now: datetime
) -> list[Clock]:
    """The clock that a task is under: the reply's own for an agency's request, else the case's next one."""
    request_id = variables.get("request_id")
    if isinstance(request_id, str):
        return [clock(readings.reading(session, case_id, "reply_due", now, {"request_id": request_id}), None)]
    return most_urgent(session, case_id, now, 1) if may_see(session, person_id, case_id, now) else []


def may_see(session: Session, person_id: str, case_id: str, now: datetime) -> bool:
    """Whether a person may see the clocks of a case."""
    return bool(access.codes_on(session, person_id, case_id, now) & PARTS["clocks"][1])


def clock(reading: Reading, met: date | None) -> Clock:
    """One clock in words; `met` is the day on which what it asks for was done."""
    name, id_ = reading.rule.title, reading.rule.name
    why = (f"Guidance {reading.rule.paragraph}.",)
    if reading.state is ClockState.NO_DATE or reading.day is None:
        note = f"It will be counted from {_event(reading)}."
        return Clock(id_, name, NONE, "No date yet", note=note, explanation=why)
    if met is not None:
        late = met > reading.day
        headline = f"Done {weekday(met)}"
        left = "After the due date" if late else "In time"
        return Clock(id_, name, MET, headline, reading.day, "Was due", left, explanation=_explained(reading))
    if reading.state is ClockState.OVERDUE and reading.rule.passed:
        headline = f"Ended {weekday(reading.day)}"
        return Clock(id_, name, MET, headline, note=reading.rule.passed, explanation=_explained(reading))
    tone = OVER if reading.state is ClockState.OVERDUE else SOON if reading.days_left <= SOON_DAYS else CALM
    counts = reading.rule.unit == WORKING_DAYS and 0 < reading.of_days <= LONGEST_BAR
    return Clock(
        id=id_,
        name=name,
        tone=tone,
        headline=_headline(reading, counts),
        due=reading.day,
        due_words="Was due" if tone == OVER else "Due",
        left=_left(reading, counts),
        day=min(reading.day_number, reading.of_days) if counts else 0,
        of=reading.of_days if counts else 0,
        note=_note(reading),
        explanation=_explained(reading),
    )


def _ended(reading: Reading, met: date | None) -> Clock:
    """A clock of a case that is closed: nothing is late any more, whatever was not done by then."""
    shown = clock(reading, met)
    if shown.tone == MET:
        return shown
    return replace(shown, tone=MET, headline="Ended with the case", due_words="Was due", left="", of=0, note="")


def met_on(session: Session, case_id: str) -> dict[str, date]:
    """On which day what a clock asks for was done, for those clocks where the case file knows it."""
    known = anchors.of_case(session, case_id)
    asked = requests.of_case(session, case_id)
    planned = meetings.of_case(session, case_id)
    reviews = [one for one in planned if one.kind == slots.REVIEW]
    sent = [one.sent_at for one in panel.sendings(session, case_id) if one.sent_at]
    replies = [one for one in panel.replies(session, case_id) if sent and one.logged_at >= sent[-1]]
    told = [one.sent_at for code in catalogue.OUTCOMES for one in letters.in_force(session, case_id, code)]
    all_told = _latest(told) if all(told) else None
    decided = decisions.current(session, case_id)
    found: dict[str, date | None] = {
        "notification_due": _day(known.get(("", "notified_at"))),
        "rapid_review_due": _day(sent[0] if sent else known.get(("", "summary_sent_at"))),
        "letters_due": all_told,
        "referral_letters_due": all_told,
        "meeting_date_alert": _day(reviews[0].made_at) if reviews else None,
        "panel_reply_due": replies[0].received_on if replies else None,
        "decision_due": decided.decided_on if decided else None,
        "first_discussion_due": _discussed(planned) or (decided.decided_on if decided else None),
    }
    if asked and all(one.status is not RequestStatus.DRAFT for one in asked):
        found["requests_due"] = _latest(one.sent_at for one in asked)
    if asked and all(one.answered_at for one in asked):
        found[LAST_REPLIES] = _latest(one.answered_at for one in asked)
    return {name: day for name, day in found.items() if day is not None}


def _asked(session: Session, case_id: str) -> bool:
    """Whether any agency is asked: before the first discussion of a referral nobody has a reply to give."""
    nobody = (RequestStatus.DRAFT, RequestStatus.WITHDRAWN)
    return any(one.status not in nobody for one in requests.of_case(session, case_id))


def _discussed(found: Iterable[meetings.Meeting]) -> date | None:
    """When the group discussed a referral for the first time."""
    held = (one for one in found if (one.kind, one.status) == (slots.FIRST, meetings.MeetingStatus.HELD))
    return min((london_date(one.starts_at) for one in held), default=None)


def _day(at: datetime | None) -> date | None:
    return None if at is None else london_date(at)


def _latest(moments: Iterable[datetime | None]) -> date | None:
    return max((london_date(at) for at in moments if at is not None), default=None)


def _headline(reading: Reading, counts: bool) -> str:
    if reading.state is ClockState.OVERDUE:
        days = -reading.days_left
        return f"Overdue by {count(days, 'working day')}" if days else "Overdue since the last working day"
    if reading.state is ClockState.DUE_TODAY:
        return "Due today"
    if counts:
        return f"Working day {reading.day_number} of {reading.of_days}"
    return f"{sentence(count(reading.days_left, 'working day'))} left"


def _left(reading: Reading, counts: bool) -> str:
    if reading.state is ClockState.OVERDUE or not counts:
        return ""
    if reading.state is ClockState.DUE_TODAY:
        return f"Working day {reading.day_number} of {reading.of_days}"
    return f"{count(reading.days_left, 'working day')} left"


def _note(reading: Reading) -> str:
    if reading.shown_day is None or reading.shown_day == reading.day:
        return ""
    return f"The legal date is no working day: plan for {weekday(reading.shown_day)}."


def _event(reading: Reading) -> str:
    """What it counts from, as it stands after “from”: the day something happened, a meeting, or another clock."""
    words = reading.counted_from
    if words not in anchors.NAMES.values():
        return f"“{words}”"
    happened = any(verb in words for verb in (" was ", " became ", " received "))
    return f"the day {words}" if happened else words


def _explained(reading: Reading) -> tuple[str, ...]:
    start = f"Counted from {_event(reading)}: {weekday(reading.start)}, which is day 0."
    if reading.rule.unit in (MONTHS, YEARS):
        steps = tuple(f"{weekday(one.day)}: {one.reason}" for one in reading.counted)
        return (f"Guidance {reading.rule.paragraph}.", start, *steps)
    days: Sequence[str] = [
        f"{weekday(one.day)}: day {one.number}" if one.number else f"{weekday(one.day)}: not counted ({one.reason})"
        for one in reading.counted
    ]
    return (f"Guidance {reading.rule.paragraph}.", start, *days)
