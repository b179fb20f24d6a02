"""Clocks as pages show them: a few large words, the date, what is left, and how it was counted, all worked out here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from cases import access, records
from cases.clocks import anchors, readings
from cases.clocks.readings import ClockState, Reading
from cases.clocks.rules import MONTHS, WORKING_DAYS, YEARS
from cases.records import Case
from casework import clocks_met
from casework.clocks_met import Done
from foundation.database import Session
from web.due import SOON_DAYS
from web.standing import PARTS
from web.words import count, sentence, weekday

OVER, SOON, CALM, MET, NONE = "over", "soon", "calm", "met", "none"
MOST_URGENT = 2
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
    return of_cases(session, [case_id], now)[case_id]


def of_cases(session: Session, case_ids: Collection[str], now: datetime) -> dict[str, list[Clock]]:
    """The same of several cases, in as many questions to the database as for one."""
    facts = readings.facts_of_cases(session, case_ids, now)
    done = clocks_met.of_cases(session, facts)
    return {
        case_id: _of_case(readings.of_facts(facts[case_id]), done[case_id], records.case(session, case_id))
        for case_id in facts
    }


def _of_case(running: Iterable[Reading], done: Done, case: Case) -> list[Clock]:
    shown = [one for one in running if done.asked or one.rule.name != clocks_met.LAST_REPLIES]
    if case.closed_at is None:
        found = [clock(one, done.days.get(one.rule.name)) for one in shown]
    else:
        found = [_ended(one, done.days.get(one.rule.name)) for one in shown if one.day is not None]
    return sorted(found, key=lambda one: (one.tone == NONE, one.tone == MET, one.due or date.max))


def most_urgent(session: Session, case_id: str, now: datetime, most: int = MOST_URGENT) -> list[Clock]:
    """The clocks of a case that run and end first."""
    return _running(of_case(session, case_id, now))[:most]


def first_of_cases(session: Session, person_id: str, case_ids: Collection[str], now: datetime) -> dict[str, Clock]:
    """Of each of these cases the clock that ends first, where one runs and this person may see clocks."""
    codes = access.codes_on_each(session, person_id, case_ids, now)
    seen = [case_id for case_id in case_ids if codes[case_id] & PARTS["clocks"][1]]
    running = {case_id: _running(found) for case_id, found in of_cases(session, seen, now).items()}
    return {case_id: found[0] for case_id, found in running.items() if found}


def at_risk(cases: Mapping[str, str], first: Mapping[str, Clock]) -> list[tuple[str, Clock]]:
    """Of the clocks that end `first` in some cases (id to reference), those that are late or soon, by reference."""
    found = [(reference, first[case_id]) for case_id, reference in cases.items() if case_id in first]
    found = [(reference, one) for reference, one in found if one.tone in {OVER, SOON}]
    return sorted(found, key=lambda pair: pair[1].due or date.max)[:MOST_URGENT]


def _running(found: Iterable[Clock]) -> list[Clock]:
    return [one for one in found if one.tone not in {MET, NONE}]


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
