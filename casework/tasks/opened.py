"""One task, opened by one person: may they, and what do they need to see to do it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases import drafts, owned, records
from casework import agency_facts, holding, may
from casework.may import Action
from casework.office import Office
from casework.tasks import paper
from casework.tasks.lists import Asker
from engine import tasks
from engine.errors import NotFound
from engine.states import OPEN_TASKS
from engine.tables.instances import UserTask
from foundation.database import Session


class NotYours(Exception):
    """The task is not for this person: answered exactly like a task that does not exist."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page of a task shows: the form's paper, the answers so far, and whether this person may send it."""

    paper: paper.Paper
    reference: str
    answers: Mapping[str, Any] = field(repr=False)
    draft_saved_at: datetime | None
    draft_is_of_older_form: bool
    may_send: bool
    may_claim: bool
    may_hand_back: bool
    on_hold: str = ""
    """Why nobody may send it now, in words, or empty."""


def authorised(session: Session, office: Office, person_id: str, task_id: str) -> UserTask:
    """The task, when this person holds it, may take it or did it, and may know its case; raises NotYours."""
    task = _found(session, office, person_id, task_id)
    _check(session, office, person_id, task)
    return task


def locked(session: Session, office: Office, person_id: str, task_id: str) -> tasks.Locked:
    """The same for whoever is going to change it: locked first, so that nothing moves between looking and acting."""
    held = tasks.lock(session, _found(session, office, person_id, task_id))
    _check(session, office, person_id, held.task)
    return held


def _found(session: Session, office: Office, person_id: str, task_id: str) -> UserTask:
    try:
        return tasks.find(session, task_id)
    except NotFound as missing:
        # The case is asked for all the same, so that both answers take as long.
        may.on(session, office, Asker(person_id, office.clock.now()), owned.NOWHERE)
        raise NotYours from missing


def _check(session: Session, office: Office, person_id: str, task: UserTask) -> None:
    if not may.may(session, office, Asker(person_id, office.clock.now()), Action.READ, task):
        raise NotYours


def open_task(session: Session, office: Office, person_id: str, task_id: str) -> Opened:
    """Everything the page of a task needs. Raises NotYours."""
    task = authorised(session, office, person_id, task_id)
    sheet = paper.of_task(session, office, person_id, task)
    draft = drafts.load(session, office.keys, drafts.Place(task.case_id, task.id, person_id))
    is_open = task.state in OPEN_TASKS
    held = holding.on(session, task, sheet.element)
    return Opened(
        paper=sheet,
        reference=records.reference_of(session, task.case_id),
        answers=agency_facts.filled(
            draft.answers if draft else {**sheet.blank(), **sheet.earlier},
            draft.saved_at if draft else None,
            sheet.sections,
        ),
        draft_saved_at=draft.saved_at if draft else None,
        draft_is_of_older_form=draft is not None and draft.form_version != sheet.form_version,
        may_send=is_open and task.assignee in {None, person_id},
        may_claim=is_open and task.assignee is None,
        may_hand_back=is_open and task.assignee == person_id and bool(tasks.candidates(session, [task])[task.id]),
        on_hold=holding.words(held, task.due_at) if is_open and held else "",
    )
