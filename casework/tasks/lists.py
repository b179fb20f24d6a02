"""Which tasks a person has, and which they may take: never one of a case they must not see."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from cases import access, attendance, people, records
from casework import subjects
from engine import tasks
from engine.states import OPEN_TASKS, TaskState
from engine.tables.instances import UserTask
from foundation.clock import london_date
from foundation.database import Session

RUNNING = access.VISITING
"""Roles that run the cases of their partnership."""


@dataclass(frozen=True, slots=True)
class Line:
    """One task in a list, with the reference people know its case by and the name of who holds or ended it.

    `about` is the agency whose request it is, or empty; `may_open` whether its form is this person's to see;
    `may_hand_back` whether it is theirs and others may take it.
    """

    task_id: str
    case_id: str
    name: str
    reference: str
    process: str
    about: str
    due_at: datetime | None
    holder: str | None
    is_mine: bool
    may_open: bool
    may_hand_back: bool
    state: TaskState
    created_at: datetime
    ended_at: datetime | None
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and when (roles have first and last days)."""

    person_id: str
    now: datetime

    def groups(self, session: Session) -> set[str]:
        """What a task of any case may be offered to so that this person may take it; see `acts_as`."""
        return access.groups_of(session, self.person_id, london_date(self.now)) | {self.person_id}

    def groups_on(self, session: Session, case_id: str) -> set[str]:
        """What a task of this case may be offered to so that this person may take it."""
        return access.groups_on(session, self.person_id, case_id, self.now) | {self.person_id}

    def knows(self, column: Any) -> ColumnElement[bool]:
        """The condition that a case is one this person may know of."""
        return access.knows(self.person_id, column, self.now)

    def acts_as(self, group: str, column: Any) -> ColumnElement[bool]:
        """The condition that a case is one on which this person acts in a group that they hold."""
        return access.acts_as(self.person_id, group, column, self.now)

    def holds(self, column: Any) -> ColumnElement[bool]:
        """The condition that a task in this person's name is one they may open: its case known, or the task alone."""
        alone = and_(UserTask.form_ref == attendance.DECLARATION, access.may_be_asked(self.person_id, column))
        return or_(self.knows(column), alone)


@dataclass(frozen=True, slots=True)
class Page:
    """Some tasks of a longer list; `next` is where to go on reading, or None at its end."""

    lines: list[Line]
    next: tasks.Place | None


def mine(session: Session, asker: Asker, after: tasks.Place | None = None, limit: int = tasks.PAGE) -> Page:
    """Open tasks that a person holds, next due first."""
    found = tasks.held_by(session, asker.person_id, visible=asker.holds, after=after, limit=limit + 1)
    return _page(session, found, asker, limit, tasks.place_by_due)


def team(session: Session, asker: Asker, after: tasks.Place | None = None, limit: int = tasks.PAGE) -> Page:
    """Open tasks that a person may take, and those that others of the team hold, next due first."""
    groups = asker.groups(session)
    found = tasks.offered(session, groups, acts_as=asker.acts_as, after=after, limit=limit + 1)
    return _page(session, found, asker, limit, tasks.place_by_due)


def done(session: Session, asker: Asker, after: tasks.Place | None = None, limit: int = tasks.PAGE) -> Page:
    """Tasks that a person completed, latest first."""
    found = tasks.done_by(session, asker.person_id, visible=asker.holds, after=after, limit=limit + 1)
    return _page(session, found, asker, limit, tasks.place_by_end)


def _page(
    session: Session,
    found: list[UserTask],
    asker: Asker,
    limit: int,
    place: Callable[[UserTask], tasks.Place],
) -> Page:
    shown = found[:limit]
    theirs = {task.id for task in shown}
    return Page(_lines(session, shown, asker, theirs), place(shown[-1]) if len(found) > limit else None)


def of_case(session: Session, asker: Asker, case_id: str) -> list[Line]:
    """A case's tasks: open ones, next due first, then ended ones, latest first. The caller has checked the case."""
    found = tasks.of_case(session, case_id)
    groups, offered = asker.groups_on(session, case_id), tasks.candidates(session, found)
    theirs = {task.id for task in found if is_theirs(session, task, asker, groups, offered[task.id])}
    in_order = sorted(found, key=lambda task: (task.sort_at, task.id))
    open_ones = [task for task in in_order if task.ended_at is None]
    ended = sorted((task for task in found if task.ended_at is not None), key=_ending, reverse=True)
    return _lines(session, [*open_ones, *ended], asker, theirs)


def free_of_case(session: Session, asker: Asker, case_id: str, since: datetime | None = None) -> list[Line]:
    """The tasks of this case that a person can go on with at once: those they hold first, then the next due first.

    Before all of these stands what has come since a moment: what follows from what somebody has just done.
    """
    found = tasks.of_case(session, case_id)
    groups, offered = asker.groups_on(session, case_id), tasks.candidates(session, found)
    held = [task for task in found if task.state is TaskState.CLAIMED and task.assignee == asker.person_id]
    free = [task for task in found if task.state is TaskState.OPEN and offered[task.id] & groups]
    next_due = [task for some in (held, free) for task in sorted(some, key=lambda task: (task.sort_at, task.id))]
    in_order = sorted(next_due, key=lambda task: since is None or task.created_at < since)
    return _lines(session, in_order, asker, {task.id for task in in_order})


def _ending(task: UserTask) -> float:
    return task.ended_at.timestamp() if task.ended_at else 0.0


def is_theirs(session: Session, task: UserTask, asker: Asker, groups: set[str], offered_to: set[str]) -> bool:
    """Whether a task is a person's to open: held by them, done by them, offered to them, or ended in a case they run.

    That they may know of the case is for the caller to check.
    """
    if asker.person_id == task.ended_by or offered_to & groups:
        return True
    if asker.person_id == task.assignee:
        # A role may have ended by its day since they took it.
        had = access.groups_had(session, asker.person_id, london_date(asker.now)) if offered_to else set()
        return not _was_taken_in(task, offered_to & had)
    # Those who run the case may see who did what.
    partnership = records.partnership_of(session, task.case_id)
    running = {f"{role}@{partnership}" for role in RUNNING}
    return task.state not in OPEN_TASKS and bool(groups & running)


def has_lapsed(session: Session, task: UserTask, asker: Asker, had: Collection[str]) -> bool:
    """Whether somebody holds a task that they took in a group which they had and have no more, on this case."""
    offered_to = tasks.candidates(session, [task])[task.id]
    return _was_taken_in(task, offered_to & {*had}) and not offered_to & asker.groups_on(session, task.case_id)


def _was_taken_in(task: UserTask, groups: set[str]) -> bool:
    """Whether its holder took the task in one of these groups, rather than being named by the diagram.

    What went to somebody in bulk because nobody else could take it is theirs, whatever they are.
    """
    return task.state is TaskState.CLAIMED and task.claimed_at != task.created_at and bool(groups)


def is_asked_alone(session: Session, task: UserTask, person_id: str) -> bool:
    """Whether somebody is asked by name to declare interests, on a case that they need not know (guidance 1.5.8)."""
    is_in_their_name = task.assignee == person_id and task.form_ref == attendance.DECLARATION
    is_theirs_still = task.state in OPEN_TASKS or task.ended_by == person_id
    if not (is_in_their_name and is_theirs_still):
        return False
    asked = select(UserTask.id).where(UserTask.bucket == task.bucket, UserTask.id == task.id)
    return session.scalar(asked.where(access.may_be_asked(person_id, UserTask.case_id))) is not None


def _lines(session: Session, found: list[UserTask], asker: Asker, theirs: set[str]) -> list[Line]:
    about = subjects.of_tasks(session, found)
    references = records.references_of(session, {task.case_id for task in found})
    offered = tasks.candidates(session, [task for task in found if task.assignee == asker.person_id])
    names = _names(session, {who for task in found for who in (task.assignee, task.ended_by) if who})
    return [
        Line(
            task_id=task.id,
            case_id=task.case_id,
            name=task.name,
            reference=references.get(task.case_id, ""),
            process=task.process,
            about=about.get(task.id, ""),
            due_at=task.due_at,
            holder=names.get(task.assignee or ""),
            is_mine=task.assignee == asker.person_id,
            may_open=task.id in theirs,
            may_hand_back=bool(offered.get(task.id)),
            state=task.state,
            created_at=task.created_at,
            ended_at=task.ended_at,
            ended_by=names.get(task.ended_by or ""),
        )
        for task in found
    ]


def _names(session: Session, person_ids: set[str]) -> dict[str, str]:
    query = select(people.Person.id, people.Person.name).where(people.Person.id.in_(person_ids))
    return dict(session.execute(query).all())
