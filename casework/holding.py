"""Which steps can be held, and whether one is held now.

Any open step of a case may be held: it cannot be sent while its hold is in force, and stays in the list with its date,
so that nobody forgets it. No clock stops. A diagram may give the steps that belong together one name with the property
`hold`, by which they can be held before they are open; a step with the name `never` is not held at all.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from cases import codes, holds, partnerships
from cases.holds import Hold
from casework import offering
from casework.asked import Asked
from casework.offering import Option
from engine import definitions, instances, programs, tasks
from engine.errors import NotFound
from engine.spiff.element import Element
from engine.states import OPEN_TASKS
from engine.tables.instances import UserTask
from foundation.database import Session
from foundation.written_times import written_moment

PROPERTY = "hold"
"""The extension property of a user task that names the hold which stops it."""

NEVER = "never"
"""The name that says that a step is not held: what keeps a child safe, or ends a hold."""

OF = "@"
"""Between the id of a step and the process that it is in, where the diagram gives it no name."""


def declared(session: Session) -> dict[str, list[str]]:
    """The names that diagrams give, each with the steps that its hold stops."""
    found: dict[str, list[str]] = {}
    for definition in definitions.latest_of_all(session, definitions.PROCESS):
        for element in programs.program(session, definition.id).elements.values():
            name = element.properties.get(PROPERTY, NEVER)
            if name != NEVER and element.kind == "userTask":
                found.setdefault(name, []).append(element.name)
    return found


def choices(session: Session, asked: Asked) -> list[Option]:
    """What can be held in a case, as options of a form: what diagrams name, and every other step that is open."""
    if not offering.sees_whole(session, asked):
        return []
    named_ones: list[Option] = [
        {"value": name, "label": "; ".join(labels)} for name, labels in sorted(declared(session).items())
    ]
    return [*named_ones, *_open_ones(session, asked.case_id)]


def _open_ones(session: Session, case_id: str) -> Iterator[Option]:
    found = [each for each in tasks.of_case(session, case_id) if each.state in OPEN_TASKS]
    about = _agencies(session, found)
    for task in found:
        element = _element(session, task.instance_id, task.element_id)
        if element and PROPERTY not in element.properties:
            label = ", ".join(filter(None, [element.name, about.get(task.id, "")]))
            yield {"value": _name(element, task.instance_id), "label": label}


def _agencies(session: Session, found: Iterable[UserTask]) -> dict[str, str]:
    """The agency that a task is offered to, where it is one’s, by the task’s id: each has a step of that name."""
    offered = tasks.candidates(session, list(found))
    ids = {
        task_id: next((group.partition(OF)[2] for group in groups if group.partition(OF)[0] in codes.AGENCY), "")
        for task_id, groups in offered.items()
    }
    names = partnerships.names(session, {each for each in ids.values() if each})
    return {task_id: names.get(agency, "") for task_id, agency in ids.items()}


def _name(element: Element, instance_id: str) -> str:
    return element.properties.get(PROPERTY) or f"{element.id}{OF}{instance_id}"


def _element(session: Session, instance_id: str, element_id: str) -> Element | None:
    try:
        instance = instances.find(session, instance_id)
    except NotFound:
        return None
    return programs.element(session, instance.pinned, element_id, lambda one: one.kind == "userTask")


def on(session: Session, task: UserTask, element: Element) -> Hold | None:
    """The hold that stops a task now, the one that is looked at last."""
    name = _name(element, task.instance_id)
    found = [each for each in holds.in_force(session, task.case_id) if each.step == name and name != NEVER]
    return max(found, key=lambda each: each.review_on, default=None)


def words(hold: Hold, due_at: datetime | None) -> str:
    """What people are told at a step that is held: until when, and that its own date does not move."""
    day = f"{hold.review_on.day} {hold.review_on:%B %Y}"
    told = f"This step is on hold. The hold is looked at again on {day}; until it is lifted this cannot be sent."
    if due_at is None:
        return told
    return f"{told} No date moves by it: this is still due on {written_moment(due_at)}."


def named(session: Session, hold: Hold) -> str:
    """The steps that a hold stops, in words."""
    element_id, _, instance_id = hold.step.partition(OF)
    if not instance_id:
        return "; ".join(declared(session).get(hold.step, [hold.step]))
    element = _element(session, instance_id, element_id)
    return element.name if element else element_id
