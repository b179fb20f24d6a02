"""A form sent: checked, kept as a submission, drawn into the case file, and the process moved on — in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases import submissions
from casework import facts
from casework.forms import schema, validate
from casework.office import Office
from casework.tasks import opened
from engine import commands, instances, worker
from engine.errors import TaskGone
from engine.states import OPEN_TASKS
from engine.tables.instances import Instance, UserTask
from foundation.database import Session


@dataclass(frozen=True, slots=True)
class Sent:
    """The form was accepted, now or when the same page was sent before."""

    case_id: str
    task_id: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """The form needs another look; the page is shown again with all that was written."""

    opened: opened.Opened
    errors: tuple[validate.FieldError, ...] = field(repr=False)


def send(office: Office, person_id: str, task_id: str, key: str, answers: Mapping[str, Any]) -> Sent | NotAccepted:
    """Complete a task with a form. `key` is the page's own: sent twice, it is done once.

    Raises NotYours, TaskGone (with who did it and when), TaskTaken.
    """
    with office.database.transaction() as session:
        task = opened.authorised(session, person_id, task_id)
        instance = instances.locked(session, task.bucket, task.instance_id)
        session.refresh(task)
        page = _again(session, office, person_id, task)
        if page is not None:
            return page
        form, version = opened.form_of(session, instance, task)
        checked = _check(session, office, person_id, instance, task, form, answers)
        if isinstance(checked, validate.Invalid):
            return NotAccepted(opened.open_task(session, office, person_id, task_id), tuple(checked.errors))
        commands.once(
            session,
            task.bucket,
            key,
            person_id,
            office.clock.now(),
            lambda: _complete(session, office, person_id, task, form, version, checked.answers),
        )
    worker.work_off(office.worker, task.case_id)
    return Sent(task.case_id, task_id, repeated=False)


def _again(session: Session, office: Office, person_id: str, task: UserTask) -> Sent | None:
    """The answer to a page that was sent before by the same person; TaskGone when somebody else was first."""
    if task.state in OPEN_TASKS:
        return None
    if task.ended_by == person_id:
        return Sent(task.case_id, task.id, repeated=True)
    raise TaskGone(task.id, task.state.value, task.ended_by, task.ended_at)


def _check(
    session: Session,
    office: Office,
    person_id: str,
    instance: Instance,
    task: UserTask,
    form: schema.Form,
    answers: Mapping[str, Any],
) -> validate.Valid | validate.Invalid:
    now = office.clock.now()
    taken = instances.opened(session, office.environment, instance, person_id, now)
    asked = facts.Asked(task.case_id, person_id, taken.run.variables_at(task.id), now)
    data = facts.for_form(session, office, asked, form)
    return facts.validated(session, office, asked, form, answers, data)


def _complete(
    session: Session,
    office: Office,
    person_id: str,
    task: UserTask,
    form: schema.Form,
    version: str,
    answers: dict[str, Any],
) -> dict[str, Any]:
    now = office.clock.now()
    entry = submissions.Entry(
        case_id=task.case_id,
        form_id=form.id,
        form_version=version,
        visibility=form.visibility,
        answers=answers,
        task_id=task.id,
        element_id=task.element_id,
        person_id=person_id,
    )
    return {"submission": entry.form_id}
