"""A person moves an instance: list, claim, release, reassign and complete user tasks."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all

from engine import history, instances
from engine.errors import NotFound, TaskGone, TaskTaken
from engine.states import OPEN_TASKS, TaskState, moved
from engine.tables.instances import Candidate, Instance, UserTask
from engine.work import Environment
from foundation import audit
from foundation.database import Session, bucket_of

PAGE = 50
"""Tasks on one page of a worklist."""

Place = tuple[datetime, str]
"""Where a page of a list ended: the instant it is ordered by, and the task's id."""


class Locked(NamedTuple):
    """A task and its instance, held until the transaction ends."""

    instance: Instance
    task: UserTask


Visible = Callable[[Any], ColumnElement[bool]]
"""A condition on a column of case ids: whether this person may know of the case."""

ActsAs = Callable[[str, Any], ColumnElement[bool]]
"""The same for one of `who` a task is offered to: whether this person counts as that on the case."""


def find(session: Session, task_id: str) -> UserTask:
    """One user task, open or ended; raises NotFound."""
    task = session.scalars(select(UserTask).where(UserTask.id == task_id)).first()
    if task is None:
        raise NotFound("There is no such task.")
    return task


def offered(
    session: Session,
    who: Collection[str],
    *,
    acts_as: ActsAs | None = None,
    after: Place | None = None,
    limit: int = PAGE,
) -> list[UserTask]:
    """Open tasks that any of `who` (person ids, role@scope) may take, in order of due date, from `after` on.

    `acts_as` narrows it to cases on which this person counts as each of them. The cost depends on the page, not on how
    many are open.
    """
    if not who:
        return []
    parts = [_offered_to(one, acts_as, after, limit).subquery() for one in sorted(who)]
    found = union_all(*[select(part.c.bucket, part.c.task_id, part.c.sort_at) for part in parts]).subquery()
    page = select(found).distinct().order_by(found.c.sort_at, found.c.task_id).limit(limit).subquery()
    query = select(UserTask).join(page, and_(UserTask.bucket == page.c.bucket, UserTask.id == page.c.task_id))
    return list(session.scalars(query.order_by(UserTask.sort_at, UserTask.id)))


def _offered_to(who: str, acts_as: ActsAs | None, after: Place | None, limit: int) -> Select[int, str, datetime]:
    query = select(Candidate.bucket, Candidate.task_id, Candidate.sort_at).where(Candidate.who == who)
    if acts_as is not None:
        query = query.where(acts_as(who, Candidate.case_id))
    if after is not None:
        at, task_id = after
        later = or_(Candidate.sort_at > at, and_(Candidate.sort_at == at, Candidate.task_id > task_id))
        query = query.where(Candidate.sort_at >= at, later)
    return query.order_by(Candidate.sort_at, Candidate.task_id).limit(limit)


def held_by(
    session: Session,
    person_id: str,
    *,
    visible: Visible | None = None,
    after: Place | None = None,
    limit: int = PAGE,
) -> list[UserTask]:
    """Open tasks that a person holds, in order of due date, from `after` on."""
    query = select(UserTask).where(UserTask.assignee == person_id, UserTask.state == TaskState.CLAIMED)
    if visible is not None:
        query = query.where(visible(UserTask.case_id))
    if after is not None:
        at, task_id = after
        query = query.where(or_(UserTask.sort_at > at, and_(UserTask.sort_at == at, UserTask.id > task_id)))
    return list(session.scalars(query.order_by(UserTask.sort_at, UserTask.id).limit(limit)))


def done_by(
    session: Session,
    person_id: str,
    *,
    visible: Visible | None = None,
    after: Place | None = None,
    limit: int = PAGE,
) -> list[UserTask]:
    """Tasks that a person completed, latest first, from `after` on."""
    # Whoever completes a task holds it, so the index by person serves here too.
    query = select(UserTask).where(UserTask.assignee == person_id, UserTask.state == TaskState.COMPLETED)
    query = query.where(UserTask.ended_by == person_id)
    if visible is not None:
        query = query.where(visible(UserTask.case_id))
    if after is not None:
        at, task_id = after
        query = query.where(or_(UserTask.ended_at < at, and_(UserTask.ended_at == at, UserTask.id < task_id)))
    return list(session.scalars(query.order_by(UserTask.ended_at.desc(), UserTask.id.desc()).limit(limit)))


def place_by_due(task: UserTask) -> Place:
    """Where a list in order of due date goes on after this task."""
    return task.sort_at, task.id


def place_by_end(task: UserTask) -> Place:
    """Where a list of ended tasks goes on after this one."""
    return task.ended_at or task.created_at, task.id


def of_case(session: Session, case_id: str) -> list[UserTask]:
    """Every task of a case, open and ended, in order of creation."""
    query = select(UserTask).where(UserTask.bucket == bucket_of(case_id), UserTask.case_id == case_id)
    return list(session.scalars(query.order_by(UserTask.created_at, UserTask.id)))


def candidates(session: Session, found: Collection[UserTask]) -> dict[str, set[str]]:
    """Who may take each of these tasks, by its id: person ids and role@scope; nobody any more for an ended one."""
    who: dict[str, set[str]] = {task.id: set() for task in found}
    still_open = [task for task in found if task.state in OPEN_TASKS]
    query = select(Candidate.task_id, Candidate.who).where(
        Candidate.bucket.in_({task.bucket for task in still_open}),
        Candidate.task_id.in_([task.id for task in still_open]),
    )
    for task_id, one in session.execute(query) if still_open else ():
        who[task_id].add(one)
    return who


def claim(session: Session, task_id: str, by: str, now: datetime) -> UserTask:
    """Take a task for oneself; again is harmless. Raises TaskGone, TaskTaken, NotFound."""
    _, task = _locked_task(session, task_id)
    if task.assignee == by:
        return task
    if task.assignee is not None:
        raise TaskTaken(task.id, task.assignee)
    task.state = moved(task.state, TaskState.CLAIMED)
    task.assignee, task.claimed_at = by, now
    return task


def release(session: Session, task_id: str, by: str) -> UserTask:
    """Hand a task back to those who may take it; one that nobody else may take stays. Raises TaskGone, TaskTaken."""
    _, task = _locked_task(session, task_id)
    if task.assignee is None:
        return task
    if task.assignee != by:
        raise TaskTaken(task.id, task.assignee)
    if not candidates(session, [task])[task.id]:
        return task
    task.state = moved(task.state, TaskState.OPEN)
    task.assignee = task.claimed_at = None
    return task


def reassign(session: Session, task_id: str, to: str, by: str, now: datetime, reason: str | None = None) -> UserTask:
    """Give an open task to another person; a reason is one of the program's. Raises TaskGone, NotFound."""
    instance, task = _locked_task(session, task_id)
    if task.state is TaskState.OPEN:
        task.state = moved(task.state, TaskState.CLAIMED)
    task.assignee, task.claimed_at = to, now
    history.event(session, instance, what="reassigned", actor=by, now=now, element_id=task.element_id, reason=reason)
    return task


def give_back(session: Session, task_id: str, by: str, reason: str, now: datetime) -> UserTask:
    """Take a task from whoever holds it, back to those who may take it, with a reason. Raises TaskGone, NotFound."""
    instance, task = _locked_task(session, task_id)
    if task.state is TaskState.CLAIMED:
        task.state = moved(task.state, TaskState.OPEN)
    task.assignee = task.claimed_at = None
    history.event(session, instance, what="reassigned", actor=by, now=now, element_id=task.element_id, reason=reason)
    return task


def complete(
    session: Session, environment: Environment, task_id: str, variables: Mapping[str, Any], by: str, now: datetime
) -> str:
    """Complete a task with routing variables and run the process to quiet; gives the instance id.

    Raises TaskGone (saying who did it and when), TaskTaken, NotFound.
    """
    return complete_locked(session, environment, _locked_task(session, task_id), variables, by, now)


def complete_locked(
    session: Session, environment: Environment, locked: Locked, variables: Mapping[str, Any], by: str, now: datetime
) -> str:
    """The same for a task that the caller has locked and found open. Raises TaskTaken."""
    instance, task = locked
    if task.assignee is not None and task.assignee != by:
        raise TaskTaken(task.id, task.assignee)
    taken = instances.opened(session, environment, instance, by, now)
    taken.run.complete(task.id, dict(variables))
    task.state = moved(task.state, TaskState.COMPLETED)
    task.ended_at, task.ended_by = now, by
    task.assignee = task.assignee or by
    taken.done = frozenset({task.id})
    instances.save(taken)
    audit.append(
        session, audit.stream_of("case", task.case_id), by, "completed task", task.id, {"element": task.element_id}, now
    )
    return instance.id


def lock(session: Session, task: UserTask) -> Locked:
    """Hold a task's instance until the transaction ends; the task is what it has become while we waited for that."""
    instance = instances.locked(session, task.bucket, task.instance_id)
    session.refresh(task)
    return Locked(instance, task)


def _locked_task(session: Session, task_id: str) -> Locked:
    locked = lock(session, find(session, task_id))
    task = locked.task
    if task.state not in OPEN_TASKS:
        raise TaskGone(task.id, task.state.value, task.ended_by, task.ended_at)
    return locked
