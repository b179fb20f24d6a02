"""Every state, and the only permitted moves."""

from enum import Enum
from typing import TypeVar


class InstanceState(Enum):
    """Where a process instance is in its life."""

    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class TaskState(Enum):
    """Where a user task is in its life. Claimed means that one person holds it."""

    OPEN = "open"
    CLAIMED = "claimed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class JobState(Enum):
    """Where a job is: a finished one has no row any more, only history."""

    READY = "ready"
    FAILED = "failed"


class IncidentState(Enum):
    """Whether an operator still has to look."""

    OPEN = "open"
    RESOLVED = "resolved"


class IllegalMove(Exception):
    """Something asked for a change of state that no rule allows."""


MOVES: dict[Enum, frozenset[Enum]] = {
    InstanceState.RUNNING: frozenset({InstanceState.COMPLETED, InstanceState.CANCELLED}),
    TaskState.OPEN: frozenset({TaskState.CLAIMED, TaskState.COMPLETED, TaskState.CANCELLED}),
    TaskState.CLAIMED: frozenset({TaskState.OPEN, TaskState.COMPLETED, TaskState.CANCELLED}),
    JobState.READY: frozenset({JobState.FAILED}),
    JobState.FAILED: frozenset({JobState.READY}),
    IncidentState.OPEN: frozenset({IncidentState.RESOLVED}),
}

State = TypeVar("State", bound=Enum)


def moved(present: State, to: State) -> State:
    """`to`, when the table of moves leads there from `present`; raises IllegalMove when not."""
    if to not in MOVES.get(present, frozenset()):
        raise IllegalMove(f"{present.name.lower()} cannot become {to.name.lower()}")
    return to


OPEN_TASKS = frozenset({TaskState.OPEN, TaskState.CLAIMED})
