"""What happened in a case, for its timeline: what people did, and what the machine did for them, latest first."""

from dataclasses import dataclass
from datetime import datetime

from engine import definitions, history, instances
from engine.tables.instances import Instance
from engine.tables.records import History
from foundation.database import Session
from web import overview
from web.standing import Standing

MOST = 300
BY_PEOPLE = frozenset({"userTask", "manualTask"})
BY_MACHINE = frozenset({"serviceTask", "sendTask"})
ENDINGS = {"completed": "", "cancelled": " – no longer needed", "failed": " – failed"}


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the timeline."""

    title: str
    at: datetime
    by: str
    text: str = ""


def in_case(session: Session, here: Standing) -> list[Event]:
    """The latest events of every process of the case. Names of steps only: nothing that anybody wrote."""
    found: list[tuple[History, str]] = []
    for one in instances.of_case(session, here.case.id):
        name = definitions.by_id(session, one.definition_id).name
        found += [(entry, name) for entry in _told(session, one)]
    found.sort(key=lambda pair: (pair[0].at, pair[0].id), reverse=True)
    people = overview.names(session, {entry.actor for entry, _ in found[:MOST]})
    return [_event(entry, name, people) for entry, name in found[:MOST]]


def _told(session: Session, instance: Instance) -> list[History]:
    return [
        entry
        for entry in history.of_instance(session, instance)
        if entry.kind in BY_PEOPLE | BY_MACHINE or (entry.kind == "event" and not entry.element_id)
    ]


def _event(entry: History, process: str, people: dict[str, str]) -> Event:
    who = people.get(entry.actor, "")
    if entry.kind == "event":
        return Event(f"{process}: {entry.what}", entry.at, who, entry.reason or "")
    # The machine's steps are nobody's, even when a person's form set them off.
    by = who if entry.kind in BY_PEOPLE and entry.what == "completed" else ""
    return Event(f"{entry.name}{ENDINGS.get(entry.what, '')}", entry.at, by, process)
