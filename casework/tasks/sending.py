"""A form sent: checked, kept, drawn into the case file, and the process moved on, all in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases import drafts, submissions
from casework import holding, keeping
from casework.forms import validate
from casework.office import Office
from casework.tasks import opened, paper
from engine import commands, tasks, worker
from engine.errors import TaskGone
from engine.states import OPEN_TASKS
from engine.tables.instances import UserTask
from foundation.canonical import Json
from foundation.database import Session


@dataclass(frozen=True, slots=True)
class Sent:
    """The form was accepted, now or when the same page was sent before."""

    case_id: str
    task_id: str
    repeated: bool


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """The form needs another look: the page is shown again with all that was written."""

    opened: opened.Opened
    errors: tuple[validate.FieldError, ...] = field(repr=False)


def send(office: Office, person_id: str, task_id: str, key: str, answers: Mapping[str, Any]) -> Sent | NotAccepted:
    """Complete a task with a form. `key` is the page's own: sent twice, it is done once.

    Raises NotYours, TaskGone (with who did it and when), TaskTaken.
    """
    answer = office.database.carry_out(lambda session: _send(session, office, person_id, task_id, key, answers))
    if isinstance(answer, Sent):
        worker.work_off(office.worker, answer.case_id)
    return answer


def _send(
    session: Session, office: Office, person_id: str, task_id: str, key: str, answers: Mapping[str, Any]
) -> Sent | NotAccepted:
    locked = opened.locked(session, office, person_id, task_id)
    task = locked.task
    if was_sent(session, task, person_id, key):
        return Sent(task.case_id, task.id, repeated=True)
    _still_open(task)
    sheet = paper.of_task(session, office, person_id, task)
    checked = _checked(session, office, person_id, sheet, answers)
    if isinstance(checked, NotAccepted):
        return checked
    commands.once(
        session,
        task.bucket,
        _key(task, key),
        person_id,
        sheet.now,
        lambda: _complete(session, office, locked, person_id, sheet, checked.answers),
    )
    return Sent(task.case_id, task_id, repeated=False)


def _checked(
    session: Session, office: Office, person_id: str, sheet: paper.Paper, answers: Mapping[str, Any]
) -> validate.Valid | NotAccepted:
    """The answers made clean, or what stands against sending them now."""
    task = sheet.task
    if held := holding.on(session, task, sheet.element):
        told = (validate.FieldError("", holding.words(held, task.due_at)),)
        return NotAccepted(opened.open_task(session, office, person_id, task.id), told)
    checked = sheet.check(answers)
    if isinstance(checked, validate.Invalid):
        return NotAccepted(opened.open_task(session, office, person_id, task.id), tuple(checked.errors))
    return checked


def was_sent(session: Session, task: UserTask, person_id: str, key: str) -> bool:
    """Whether this very page was sent by this person before and the task is done by it."""
    done = commands.carried_out(session, task.bucket, _key(task, key))
    return done is not None and done.person == person_id


def _key(task: UserTask, key: str) -> str:
    """The page's key counts for its own task only."""
    return f"{task.id}:{key}"


def _still_open(task: UserTask) -> None:
    if task.state not in OPEN_TASKS:
        raise TaskGone(task.id, task.state.value, task.ended_by, task.ended_at)


def _complete(
    session: Session,
    office: Office,
    locked: tasks.Locked,
    person_id: str,
    sheet: paper.Paper,
    answers: dict[str, Json],
) -> dict[str, Any]:
    task = locked.task
    done = keeping.Completed(
        form=sheet.form,
        form_version=sheet.form_version,
        answers=answers,
        case_id=task.case_id,
        element_id=task.element_id,
        person_id=person_id,
        now=sheet.now,
        task_id=task.id,
        agency_id=sheet.agency_id,
        variables=sheet.variables,
    )
    routing = keeping.keep(session, office, done)
    drafts.discard(session, drafts.Place(task.case_id, task.id, person_id))
    return {"instance": tasks.complete_locked(session, office.environment, locked, routing, person_id, sheet.now)}


def look_through(office: Office, person_id: str, task_id: str, answers: Mapping[str, Any]) -> NotAccepted | None:
    """Keep what a person has written, and say what stands against sending it. Raises NotYours, TaskGone."""

    def act(session: Session) -> NotAccepted | None:
        sheet = _save_draft(session, office, person_id, task_id, answers)
        checked = _checked(session, office, person_id, sheet, answers)
        return checked if isinstance(checked, NotAccepted) else None

    return office.database.carry_out(act)


def save_draft(office: Office, person_id: str, task_id: str, answers: Mapping[str, Any]) -> None:
    """Keep what a person has written so far, unchecked. Raises NotYours, TaskGone."""
    office.database.carry_out(lambda session: _save_draft(session, office, person_id, task_id, answers))


def _save_draft(
    session: Session, office: Office, person_id: str, task_id: str, answers: Mapping[str, Any]
) -> paper.Paper:
    task = opened.locked(session, office, person_id, task_id).task
    _still_open(task)
    sheet = paper.of_task(session, office, person_id, task)
    place = drafts.Place(task.case_id, task.id, person_id)
    part = submissions.part_of(sheet.form.id, sheet.agency_id)
    drafts.save(session, office.keys, place, drafts.Draft(dict(answers), sheet.form_version, sheet.now, part))
    return sheet


def claim(office: Office, person_id: str, task_id: str) -> None:
    """Take a task for oneself. Raises NotYours, TaskGone, TaskTaken."""

    def act(session: Session) -> None:
        opened.locked(session, office, person_id, task_id)
        tasks.claim(session, task_id, person_id, office.clock.now())

    office.database.carry_out(act)


def release(office: Office, person_id: str, task_id: str) -> bool:
    """Hand a task back to the team; False when nobody else may take it. Raises NotYours, TaskGone, TaskTaken."""

    def act(session: Session) -> bool:
        opened.locked(session, office, person_id, task_id)
        return tasks.release(session, task_id, person_id).assignee is None

    return office.database.carry_out(act)
