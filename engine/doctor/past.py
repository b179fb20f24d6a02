"""Whether what was done was done once and written down: history, audit and kept commands agree with the tasks."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import and_, exists, func, select

from engine.states import TaskState
from engine.tables.instances import Instance, UserTask
from engine.tables.records import Command, History
from foundation.audit import AuditEntry
from foundation.database import Session
from foundation.soundness import Unsound

COMPLETED_TASK = "completed task"
"""What the audit calls a task done by a person (engine.tasks)."""


def examine(session: Session) -> Iterator[Unsound]:
    """Every step done twice, and every step that one record has and another has not."""
    yield from _no_step_was_done_twice(session)
    yield from _done_tasks_are_written_down(session)
    yield from _instances_have_a_beginning(session)
    yield from _commands_did_what_they_answered(session)


def _no_step_was_done_twice(session: Session) -> Iterator[Unsound]:
    twice = (
        select(History.token_id)
        .where(History.what == "completed", History.token_id.is_not(None))
        .group_by(History.bucket, History.instance_id, History.token_id)
        .having(func.count() > 1)
    )
    for token_id in session.scalars(twice):
        yield Unsound("a step was done twice", token_id or "")


def _done_tasks_are_written_down(session: Session) -> Iterator[Unsound]:
    done = and_(
        History.bucket == UserTask.bucket,
        History.instance_id == UserTask.instance_id,
        History.token_id == UserTask.id,
        History.what == "completed",
    )
    completed = UserTask.state == TaskState.COMPLETED
    for task_id in session.scalars(select(UserTask.id).where(completed, ~exists().where(done))):
        yield Unsound("a completed task is not in the history of its instance", task_id)
    for task_id in session.scalars(select(UserTask.id).where(~completed, exists().where(done))):
        yield Unsound("the history has a task as completed that is not", task_id)
    written = Counter(session.scalars(select(AuditEntry.subject).where(AuditEntry.action == COMPLETED_TASK)))
    tasks = set(session.scalars(select(UserTask.id).where(completed)))
    for task_id in sorted(tasks | written.keys()):
        if (written[task_id] == 1) is not (task_id in tasks):
            yield Unsound("a completed task and the audit do not agree", task_id)


def _instances_have_a_beginning(session: Session) -> Iterator[Unsound]:
    began = exists().where(
        History.bucket == Instance.bucket, History.instance_id == Instance.id, History.what == "started"
    )
    for instance_id in session.scalars(select(Instance.id).where((Instance.revision < 1) | ~began)):
        yield Unsound("an instance is there that was never started", instance_id)


def _commands_did_what_they_answered(session: Session) -> Iterator[Unsound]:
    known = set(session.scalars(select(Instance.id)))
    for command in session.scalars(select(Command).order_by(Command.key)):
        instance_id = command.result.get("instance")
        if instance_id is not None and instance_id not in known:
            yield Unsound("a command answered with an instance that is not there", command.key)
