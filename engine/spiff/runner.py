"""One instance in hand: apply one act of a person, a message, the clock or a job, then run until nothing is ready."""

from collections.abc import Mapping
from datetime import datetime

from engine.spiff import codec, duties, listeners, messages, scope, settling, timers
from engine.spiff.element import Json
from engine.spiff.errors import ElementFailed, NotWaiting, RunawayLoop, UnknownPlace, blaming
from engine.spiff.program import Program
from engine.spiff.specs.activities import begin
from engine.spiff.specs.kinds import Boundary, Several
from engine.spiff.token import READY, STARTED, Token
from engine.spiff.waits import JobWait, Place, Rearmed, Step, SubscriptionWait, Thrown, TimerWait, UserTaskWait, Waits
from engine.spiff.workflow import Instance, Surroundings

__all__ = [
    "ElementFailed",
    "JobWait",
    "NotWaiting",
    "Place",
    "Rearmed",
    "Run",
    "RunawayLoop",
    "Step",
    "SubscriptionWait",
    "Surroundings",
    "Thrown",
    "TimerWait",
    "UnknownPlace",
    "UserTaskWait",
    "Waits",
]


class Run:
    """An instance in memory, for the length of one command.

    Every act is applied first and alone; what follows from it happens in `advance()`. So a person wins over a timer
    that is due but has not been fired yet (defect N5).
    """

    def __init__(self, top: Instance) -> None:
        self._top = top
        self._steps_left = top.surroundings.budget

    @classmethod
    def start(
        cls,
        program: Program,
        called: Mapping[str, Program],
        variables: Mapping[str, Json],
        surroundings: Surroundings,
        start_event: str | None = None,
    ) -> "Run":
        """A new instance with a token on one start event: the one named, else the plain one, else the only one."""
        if start_event is not None and start_event not in {start.element_id for start in program.starts}:
            raise UnknownPlace(f"{program.key} has no start event {start_event}.")
        top = Instance(program, called, surroundings)
        top.variables = {name: scope.copied(value) for name, value in variables.items()}
        top.start_event = start_event
        begin(top)
        return cls(top)

    @classmethod
    def load(cls, program: Program, called: Mapping[str, Program], blob: bytes, surroundings: Surroundings) -> "Run":
        """An instance as it was dumped. Raises UnknownPlace when the programs do not have the steps it stands at."""
        return cls(codec.load(program, called, blob, surroundings))

    @property
    def variables(self) -> dict[str, Json]:
        """The variables of the instance itself; may be changed."""
        return self._top.variables

    @property
    def seen(self) -> Mapping[str, Json]:
        """What the expression that is being worked out sees; for functions that read variables, as clocks do."""
        return self._top.seen or self._top.variables

    @property
    def completed(self) -> bool:
        """Whether no token is left."""
        return self._top.is_completed()

    def variables_at(self, token_id: str) -> dict[str, Json]:
        """Everything a token sees: its own variables over those of its process. Raises NotWaiting."""
        return dict(scope.visible(self._open(token_id, "looked at")))

    def complete(self, token_id: str, variables: Mapping[str, Json]) -> None:
        """A person has done a user task, or a handler its job. Raises NotWaiting."""
        token = self._open(token_id, "completed")
        if not _is_work(token):
            raise NotWaiting(token_id, "completed")
        scope.assign(token, variables)
        token.complete()
        self._refill()

    def fail(self, token_id: str, code: str, variables: Mapping[str, Json]) -> bool:
        """A handler or person met a foreseen failure; False, with nothing changed, when no boundary event catches it.

        Raises NotWaiting.
        """
        token = self._open(token_id, "failed")
        if not _is_work(token):
            raise NotWaiting(token_id, "failed")
        self._refill()
        return listeners.raise_error(token, code, variables)

    def deliver(self, token_id: str, variables: Mapping[str, Json]) -> None:
        """A message or signal has come for this token and no other (defect N8). Raises NotWaiting."""
        token = self._open(token_id, "sent a message")
        if messages.subscription(token) is None:
            raise NotWaiting(token_id, "sent a message")
        with blaming(token):
            listeners.fire(token, variables)
        self._refill()

    def fire(self, token_id: str) -> None:
        """Let a timer fire now, due or not. Raises NotWaiting."""
        token = self._open(token_id, "fired")
        if not timers.is_armed(token):
            raise NotWaiting(token_id, "fired")
        self._fire(token)
        self._refill()

    def fire_due(self) -> list[str]:
        """Fire every timer that is due, oldest first, and what becomes due by that; runs to quiet. Gives token ids."""
        self._refill()
        fired: list[str] = []
        while due := self._due():
            for token in due:
                if timers.is_armed(token):
                    self._fire(token)
                    fired.append(token.id)
                    self._run()
        return fired

    def _due(self) -> list[Token]:
        now = self._top.surroundings.now
        found = [(timers.due(token), token) for token in self._tokens() if timers.is_armed(token)]
        ready = [(due, token) for due, token in found if due is not None and due <= now]
        return [token for _, token in sorted(ready, key=lambda pair: (pair[0], pair[1].arrived_at, pair[1].id))]

    def _fire(self, token: Token) -> None:
        with blaming(token):
            timers.fired(token)
            listeners.fire(token, {})

    def end(self) -> None:
        """Cancel whatever is open, inside activities too; nothing follows from it."""
        for token in self._top.open_tokens():
            listeners.cancel(token)

    def set_due(self, token_id: str, due_at: datetime) -> None:
        """A person moves a timer; clocks do not move it any more. Raises NotWaiting."""
        token = self._open(token_id, "moved")
        if not timers.is_armed(token):
            raise NotWaiting(token_id, "moved")
        timers.move(token, due_at)

    def rearm(self) -> list[Rearmed]:
        """Work out the dates of timers and user tasks again; fired reminders listen again when their date is ahead.

        Only dates written as `${…}` change. Follow with `fire_due()` to fire what is now past.
        """
        return [moved for token in self._tokens() for moved in timers.rearm(token)]

    def advance(self) -> None:
        """Run until nothing is ready. Raises RunawayLoop, ElementFailed."""
        self._refill()
        self._run()

    def _refill(self) -> None:
        self._steps_left = self._top.surroundings.budget

    def _run(self) -> None:
        queue = self._top.queue
        while True:
            while queue:
                token = queue.popleft()
                if token.state == READY:
                    self._spend(token)
                    with blaming(token):
                        token.run()
            if not settling.settle(self._top):
                break
        settling.prune(self._top)

    def _spend(self, token: Token) -> None:
        self._steps_left -= 1
        if self._steps_left < 0:
            raise RunawayLoop(
                f"{self._top.program.name} took more than {self._top.surroundings.budget} automatic steps at once and "
                f"was stopped at {token.shape}. "
                "It goes in a circle without a user task or timer on its way."
            )

    def waits(self) -> Waits:
        """Everything the instance waits for."""
        found = self._tokens()
        works = [token for token in found if _is_work(token)]
        return Waits(
            user_tasks=tuple(duties.user_task(token) for token in works if token.task_spec.manual),
            jobs=tuple(duties.job(token) for token in works if not token.task_spec.manual),
            timers=tuple(timers.wait(token) for token in found if timers.is_armed(token)),
            subscriptions=tuple(filter(None, map(messages.subscription, found))),
        )

    def places(self) -> list[Place]:
        """Where the instance stands, inside sub-processes and called processes too."""
        return [
            Place(token.id, token.element.id, token.workflow.program.key, token.arrived_at)
            for token in self._tokens()
            if token.element is not None and not token.element.is_synthetic and not _stands_by(token)
        ]

    def take_history(self) -> list[Step]:
        """The steps finished since the last time this was asked, in order."""
        steps, self._top.steps = self._top.steps, []
        return steps

    def take_thrown(self) -> list[Thrown]:
        """The messages and signals sent out since the last time this was asked."""
        thrown, self._top.thrown = self._top.thrown, []
        return thrown

    def dump(self) -> bytes:
        """The state as bytes. What is ready but has not run yet is kept, and runs after the next load."""
        settling.prune(self._top)
        return codec.dump(self._top)

    def _tokens(self) -> list[Token]:
        return [token for tree in self._top.trees() for token in tree.open_tokens()]

    def _open(self, token_id: str, act: str) -> Token:
        token = self._top.find(token_id)
        if token is None or not token.is_open:
            raise NotWaiting(token_id, act)
        return token


def _stands_by(token: Token) -> bool:
    """Whether a token only listens, or stands for the instances that are on the picture themselves."""
    return isinstance(token.task_spec, Boundary | Several)


def _is_work(token: Token) -> bool:
    """Whether a person or a handler has to do it."""
    if token.task_spec.manual:
        return token.state == READY
    return token.state == STARTED and "topic" in token.internal_data
