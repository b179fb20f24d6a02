"""What happened in a case, for its timeline: what people did, and what the machine did for them, latest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from casework import subjects
from engine import definitions, history, instances
from engine.tables.instances import Instance
from engine.tables.records import History
from foundation.database import Session
from web import overview
from web.standing import Standing
from web.words import listed, london_day

PAGE = 60
HIDDEN = "an agency"
BY_PEOPLE = frozenset({"userTask", "manualTask"})
BY_MACHINE = frozenset({"serviceTask", "sendTask"})
ENDINGS = {"completed": "", "cancelled": " – no longer needed", "failed": " – failed"}


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the timeline; `about` names the agencies it happened for, when they may be known."""

    title: str
    at: datetime
    by: str
    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day in London, latest first."""

    day: date
    events: list[Event]


@dataclass(frozen=True, slots=True)
class _Told:
    entry: History
    process: str
    agency: str


def in_case(session: Session, here: Standing, *, everything: bool, page: int) -> tuple[list[Day], bool]:
    """A page of what happened in every process of the case, and whether more follows.

    Names of steps only, nothing that anybody wrote. `everything` adds the steps that the machine took.
    """
    kinds = BY_PEOPLE | BY_MACHINE if everything else BY_PEOPLE
    running = _running(session, here)
    entries = history.of_instances(session, [instance for instance, _, _ in running])
    found = [one for each in running for one in _told(each, entries[each[0].id], kinds)]
    found.sort(key=lambda one: (one.entry.at, one.entry.id), reverse=True)
    people = overview.names(session, {one.entry.actor for one in found})
    events = list(_together(_event(one, people) for one in found))
    shown = events[(page - 1) * PAGE : page * PAGE]
    days = groupby(shown, key=lambda event: london_day(event.at))
    return [Day(day, list(each)) for day, each in days], len(events) > page * PAGE


def _running(session: Session, here: Standing) -> list[tuple[Instance, str, str]]:
    found = instances.of_case(session, here.case.id)
    agencies = subjects.agencies(session, [(one.bucket, one.id) for one in found])
    if not here.sees_identity:
        agencies = dict.fromkeys(agencies, HIDDEN)
    names = {one.definition_id: definitions.by_id(session, one.definition_id).name for one in found}
    return [(one, names[one.definition_id], agencies.get(one.id, "")) for one in found]


def _told(running: tuple[Instance, str, str], entries: list[History], kinds: frozenset[str]) -> Iterator[_Told]:
    _, process, agency = running
    for entry in entries:
        if entry.kind in kinds or (entry.kind == "event" and not entry.element_id):
            yield _Told(entry, process, agency)


def _event(told: _Told, people: dict[str, str]) -> Event:
    entry = told.entry
    # Which agency was asked, and so who answered for it, is for the office and the chair to know.
    who = people.get(entry.actor, "") if told.agency != HIDDEN else ""
    if entry.kind == "event":
        return Event(f"{told.process}: {entry.what}", entry.at, who, entry.reason or "", told.agency)
    # The machine's steps are nobody's, even when a person's form set them off.
    by = who if entry.kind in BY_PEOPLE and entry.what == "completed" else ""
    return Event(f"{entry.name}{ENDINGS.get(entry.what, '')}", entry.at, by, told.process, told.agency)


def _together(events: Iterable[Event]) -> Iterator[Event]:
    """One entry for the same thing done for several agencies within a minute."""
    for _, minute in groupby(events, key=lambda event: event.at.replace(second=0, microsecond=0)):
        same: dict[tuple[str, str, str], list[Event]] = {}
        for event in minute:
            same.setdefault((event.title, event.text, event.by), []).append(event)
        yield from map(_one, same.values())


def _one(several: list[Event]) -> Event:
    agencies = list(dict.fromkeys(one.about for one in reversed(several) if one.about))
    first = several[0]
    times = f" ×{len(several)}" if len(several) > 1 else ""
    return Event(first.title + times, first.at, first.by, first.text, listed(agencies))
