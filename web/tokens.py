"""Where the tokens of an instance stand, read from what it waits for and what it has done."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import definitions, history
from engine.states import IncidentState
from engine.tables.definitions import Definition
from engine.tables.instances import Instance
from foundation.database import Session
from web import overview
from web.diagram import geometry
from web.diagram.marks import DONE, FAILED, LIVE, WAITS, Mark
from web.words import short_moment


@dataclass(frozen=True, slots=True)
class Scene:
    """One diagram of an instance with its marks: the process itself, or one that it calls."""

    definition: Definition
    drawing: geometry.Drawing | None
    marks: tuple[Mark, ...]


def scene(session: Session, instance: Instance, process: str) -> Scene:
    """The diagram of `process` in the version the instance is on; raises NotFound when it is not part of it."""
    pinned = {key.removeprefix("process:"): of for key, of in instance.pinned.items() if key.startswith("process:")}
    definition = definitions.by_id(session, pinned.get(process, ""))
    drawing = drawn(definition)
    marks = marks_of(session, instance)
    if drawing is not None:
        marks += _callers(drawing, _drawings(session, pinned, process), marks)
    return Scene(definition, drawing, tuple(marks))


def drawn(definition: Definition) -> geometry.Drawing | None:
    """The picture in a definition's file, or None when it has none."""
    try:
        return geometry.read(definition.source)
    except geometry.NoPicture:
        return None


def marks_of(session: Session, instance: Instance) -> list[Mark]:
    """One mark for each element and state."""
    waiting = overview.waiting(session, instance)
    holders = overview.names(session, {task.assignee for task in waiting.tasks if task.assignee})
    failed = [one for one in overview.incidents(session, instance) if one.state is IncidentState.OPEN]
    return [
        *_together(FAILED, [(one.element_id, one.opened_at, "") for one in failed]),
        *_together(
            LIVE,
            [(one.element_id, one.created_at, holders.get(one.assignee or "", "the team")) for one in waiting.tasks]
            + [(one.element_id, one.created_at, "the machine") for one in waiting.jobs if one.element_id],
        ),
        *_together(
            WAITS,
            [(one.element_id, one.created_at, "a message") for one in waiting.subscriptions]
            + [(one.element_id, None, _until(one.due_at)) for one in waiting.timers],
        ),
        *_together(
            DONE,
            [(one.element_id, one.at, "") for one in history.of_instance(session, instance) if one.what == "completed"],
        ),
    ]


def _until(due_at: datetime | None) -> str:
    return f"the clock, {short_moment(due_at)}" if due_at else "a date that is not known yet"


def _together(state: str, found: Sequence[tuple[str, datetime | None, str]]) -> list[Mark]:
    counts = Counter(element for element, _, _ in found)
    marks = []
    for element, number in counts.items():
        since = min((at for of, at, _ in found if of == element and at is not None), default=None)
        who = sorted({name for of, _, name in found if of == element and name})
        marks.append(Mark(element, state, number, since, ", ".join(who)))
    return marks


def _drawings(session: Session, pinned: Mapping[str, str], without: str) -> dict[str, geometry.Drawing]:
    found = {}
    for key, definition_id in pinned.items():
        drawing = drawn(definitions.by_id(session, definition_id)) if key != without else None
        if drawing is not None:
            found[key] = drawing
    return found


def _callers(drawing: geometry.Drawing, called: Mapping[str, geometry.Drawing], marks: list[Mark]) -> list[Mark]:
    """Marks for call activities whose process has tokens in it."""
    live = {mark.element_id for mark in marks if mark.state not in {DONE, WAITS}}
    inside = {key: live & {shape.element.id for shape in other.shapes} for key, other in called.items()}
    return [
        Mark(shape.element.id, LIVE)
        for shape in drawing.shapes
        if inside.get(shape.element.calls) and shape.element.id not in live
    ]
