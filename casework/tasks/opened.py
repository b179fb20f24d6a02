"""One task, opened by one person: may they, and what do they need to see to do it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases import access, drafts, records
from casework import facts
from casework.forms import schema
from casework.office import Office
from engine import definitions, instances, programs, tasks
from engine.errors import NotFound
from engine.spiff.element import Element
from engine.states import OPEN_TASKS
from engine.tables.instances import Instance, UserTask
from foundation.database import Session


class NotYours(Exception):
    """The task exists, and this person may not have it: answered exactly like a task that does not exist."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page of a task shows. `data` holds the options and known facts that the form refers to."""

    task: UserTask
    reference: str
    element: Element
    form: schema.Form
    form_version: str
    data: Mapping[str, Any] = field(repr=False)
    answers: Mapping[str, Any] = field(repr=False)
    draft_saved_at: datetime | None
    draft_is_of_older_form: bool
    may_complete: bool


def authorised(session: Session, person_id: str, task_id: str) -> UserTask:
    """The task, when this person holds it, may take it, or sees its case; raises NotYours for all else."""
    try:
        task = tasks.find(session, task_id)
    except NotFound as missing:
        raise NotYours from missing
    if task.case_id in access.hidden_cases(session, person_id):
        raise NotYours
    if person_id in {task.assignee, task.ended_by}:
        return task
    if tasks.candidates(session, task) & (access.groups_of(session, person_id) | {person_id}):
        return task
    raise NotYours


def open_task(session: Session, office: Office, person_id: str, task_id: str) -> Opened:
    """Everything the page of an open task needs. Raises NotYours, or TaskGone through `tasks`."""
    task = authorised(session, person_id, task_id)
    instance = instances.find(session, task.instance_id)
    form, version = form_of(session, instance, task)
    now = office.clock.now()
    taken = instances.opened(session, office.environment, instance, person_id, now)
    variables = taken.run.variables_at(task.id) if task.state in OPEN_TASKS else {}
    data = facts.for_form(session, office, facts.Asked(task.case_id, person_id, variables, now), form)
    place = drafts.Place(task.case_id, task.id, person_id)
    draft = drafts.load(session, office.keys, place)
    return Opened(
        task=task,
        reference=records.reference_of(session, task.case_id),
        element=element_of(session, instance, task),
        form=form,
        form_version=version,
        data=data,
        answers=draft.answers if draft else schema.defaults(form, data),
        draft_saved_at=draft.saved_at if draft else None,
        draft_is_of_older_form=draft is not None and draft.form_version != version,
        may_complete=task.state in OPEN_TASKS and task.assignee in {None, person_id},
    )


def element_of(session: Session, instance: Instance, task: UserTask) -> Element:
    """The shape in the diagram that the task came from."""
    for program in programs.programs(session, instance.pinned).values():
        if task.element_id in program.elements:
            return program.elements[task.element_id]
    raise NotFound("The diagram has no such step.")


def form_of(session: Session, instance: Instance, task: UserTask) -> tuple[schema.Form, str]:
    """The form of a task in the version that its instance is on, and that version's id."""
    definition_id = instance.pinned.get(f"{definitions.FORM}:{task.form_ref}")
    if definition_id is None:
        raise NotFound(f"The task “{task.name}” has no form.")
    return schema.parse(definitions.by_id(session, definition_id).source), definition_id
