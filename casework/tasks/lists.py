"""Which tasks a person has, and which they may take: never one of a case they must not see."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from cases import access, people, records
from engine import tasks
from engine.states import TaskState
from engine.tables.instances import UserTask
from foundation.database import Session, bucket_of


@dataclass(frozen=True, slots=True)
class Line:
    """One task in a list, with the reference people know its case by and the name of who holds or ended it."""

    task_id: str
    case_id: str
    name: str
    reference: str
    process: str
    due_at: datetime | None
    holder: str | None
    is_mine: bool
    state: TaskState
    created_at: datetime
    ended_at: datetime | None
    ended_by: str | None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, on which day (memberships have first and last days)."""

    person_id: str
    today: date

    def groups(self, session: Session) -> set[str]:
        """What a task may be offered to so that this person may take it."""
        return access.groups_of(session, self.person_id, self.today) | {self.person_id}

    def knows(self, column: Any) -> ColumnElement[bool]:
        """The condition that a case is one this person may know of."""
        return access.knows(self.person_id, column, self.today)


def mine(session: Session, asker: Asker) -> list[Line]:
    """Open tasks that a person holds, next due first."""
    return _lines(session, tasks.held_by(session, asker.person_id, visible=asker.knows), asker)


def team(session: Session, asker: Asker) -> list[Line]:
    """Open tasks that a person may take, and those that others of the team hold, next due first."""
    return _lines(session, tasks.offered(session, asker.groups(session), visible=asker.knows), asker)


def of_case(session: Session, asker: Asker, case_id: str) -> list[Line]:
    """The tasks of a case, open ones first, then ended ones, newest first. The caller has checked the case."""
    return sorted(
        _lines(session, tasks.of_case(session, case_id), asker),
        key=lambda line: (line.ended_at is not None, -(line.ended_at or line.created_at).timestamp()),
    )


def next_of_case(session: Session, asker: Asker, case_id: str) -> Line | None:
    """The task of this case that a person can go on with at once, or None."""
    groups = asker.groups(session)
    for task in tasks.of_case(session, case_id):
        is_held = task.state is TaskState.CLAIMED and task.assignee == asker.person_id
        if is_held or (task.state is TaskState.OPEN and tasks.candidates(session, task) & groups):
            return _lines(session, [task], asker)[0]
    return None


def _lines(session: Session, found: list[UserTask], asker: Asker) -> list[Line]:
    references = _references(session, {task.case_id for task in found})
    names = _names(session, {who for task in found for who in (task.assignee, task.ended_by) if who})
    return [
        Line(
            task_id=task.id,
            case_id=task.case_id,
            name=task.name,
            reference=references.get(task.case_id, ""),
            process=task.process,
            due_at=task.due_at,
            holder=names.get(task.assignee or ""),
            is_mine=task.assignee == asker.person_id,
            state=task.state,
            created_at=task.created_at,
            ended_at=task.ended_at,
            ended_by=names.get(task.ended_by or ""),
        )
        for task in found
    ]


def _references(session: Session, case_ids: set[str]) -> dict[str, str]:
    query = select(records.Reference.case_id, records.Reference.reference).where(
        records.Reference.bucket.in_({bucket_of(case_id) for case_id in case_ids}),
        records.Reference.case_id.in_(case_ids),
        records.Reference.ended_at.is_(None),
    )
    return dict(session.execute(query).all())


def _names(session: Session, person_ids: set[str]) -> dict[str, str]:
    query = select(people.Person.id, people.Person.name).where(people.Person.id.in_(person_ids))
    return dict(session.execute(query).all())
