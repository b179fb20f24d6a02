"""What the runner tells the engine: what an instance waits for, what it did, and what it sent out."""

from dataclasses import dataclass
from datetime import datetime

from engine.spiff.element import Json


@dataclass(frozen=True, slots=True)
class UserTaskWait:
    """Work for a person."""

    token_id: str
    element_id: str
    name: str
    assignee: str | None
    groups: tuple[str, ...]
    users: tuple[str, ...]
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int
    form_ref: str | None


@dataclass(frozen=True, slots=True)
class JobWait:
    """Work for a handler. `retries` is the diagram's retry time cycle, as written."""

    token_id: str
    element_id: str
    topic: str
    parameters: dict[str, Json]
    retries: str | None


@dataclass(frozen=True, slots=True)
class TimerWait:
    """A wake-up; `due_at` is None while its clock has no date yet. `cycles_left` is None when it never ends."""

    token_id: str
    element_id: str
    due_at: datetime | None
    kind: str
    expression: str
    cycles_left: int | None


@dataclass(frozen=True, slots=True)
class SubscriptionWait:
    """A token that listens for a message or a signal."""

    token_id: str
    element_id: str
    kind: str
    name: str
    correlation: str


@dataclass(frozen=True, slots=True)
class Waits:
    """Everything an instance waits for."""

    user_tasks: tuple[UserTaskWait, ...]
    jobs: tuple[JobWait, ...]
    timers: tuple[TimerWait, ...]
    subscriptions: tuple[SubscriptionWait, ...]

    @classmethod
    def none(cls) -> "Waits":
        """Waiting for nothing."""
        return cls((), (), (), ())


@dataclass(frozen=True, slots=True)
class Place:
    """A token on the picture: at which shape of which process, and since when."""

    token_id: str
    element_id: str
    process: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, or given up. `state` is completed, cancelled or failed."""

    token_id: str
    element_id: str
    name: str
    kind: str
    state: str
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal that left the instance; it carries its input parameters and nothing else."""

    token_id: str
    name: str
    correlation: str
    variables: dict[str, Json]
    kind: str = "message"


@dataclass(frozen=True, slots=True)
class Rearmed:
    """A date that was worked out again. `what` is timer, due_date or follow_up_date."""

    token_id: str
    element_id: str
    what: str
    was: datetime | None
    now: datetime | None
