"""Drives a compiled diagram in tests: acts by element id, and saves and loads between any two acts."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.spiff import compiler
from engine.spiff.runner import Run, Surroundings, Waits

NOW = datetime(2027, 1, 14, 10, 15, tzinfo=UTC)


class Walk:
    """An instance that is dumped and loaded again after every act, as in production."""

    def __init__(
        self,
        bpmn: bytes,
        variables: Mapping[str, Any] | None = None,
        *,
        process: str | None = None,
        functions: Mapping[str, Callable[..., Any]] | None = None,
        decide: Callable[[str, Mapping[str, Any]], Mapping[str, Any]] | None = None,
        budget: int = 500,
        start_event: str | None = None,
        keep: bool = False,
    ) -> None:
        compiled = compiler.compile_file(bpmn)
        self.programs = {one.key: compiler.load(one.document) for one in compiled}
        self.program = self.programs[process or compiled[0].key]
        self.functions = dict(functions or {})
        self.decide = decide or (lambda key, seen: {})
        self.budget, self.now, self.keep = budget, NOW, keep
        self.steps: list[Any] = []
        self.thrown: list[Any] = []
        self.flows: list[tuple[str, str]] = []
        self.run = Run.start(self.program, self.programs, variables or {}, self.surroundings(), start_event)
        self.run.advance()
        self.save()

    def surroundings(self) -> Surroundings:
        return Surroundings(
            now=self.now, functions=self.functions, decide=self.decide, budget=self.budget, passed=self._passed
        )

    def _passed(self, _process: str, source: str, target: str) -> None:
        self.flows.append((source, target))

    def save(self) -> None:
        """Keep the state, forget the instance, and load it again."""
        self.steps += self.run.take_history()
        self.thrown += self.run.take_thrown()
        before = self.run.waits()
        self.blob = self.run.dump()
        if not self.keep:
            self.run = Run.load(self.program, self.programs, self.blob, self.surroundings())
            assert self.run.waits() == before
            assert self.run.dump() == self.blob

    def _acted(self) -> None:
        self.run.advance()
        self.save()

    @property
    def waits(self) -> Waits:
        return self.run.waits()

    @property
    def variables(self) -> dict[str, Any]:
        return self.run.variables

    @property
    def open(self) -> list[str]:
        """What people and handlers have to do, by element id."""
        found = self.waits
        return sorted(wait.element_id for wait in (*found.user_tasks, *found.jobs))

    @property
    def listening(self) -> list[str]:
        return sorted(wait.element_id for wait in self.waits.subscriptions)

    @property
    def timers(self) -> dict[str, datetime | None]:
        return {wait.element_id: wait.due_at for wait in self.waits.timers}

    @property
    def done(self) -> list[str]:
        """Completed steps in order, by element id."""
        return [step.element_id for step in self.steps if step.state == "completed"]

    @property
    def completed(self) -> bool:
        return self.run.completed

    def token(self, element_id: str, which: int = 0) -> str:
        found = self.waits
        every = (*found.user_tasks, *found.jobs, *found.timers, *found.subscriptions)
        return [wait.token_id for wait in every if wait.element_id == element_id][which]

    def complete(self, element_id: str, which: int = 0, **variables: Any) -> None:
        self.run.complete(self.token(element_id, which), variables)
        self._acted()

    def fail(self, element_id: str, code: str, which: int = 0, **variables: Any) -> bool:
        caught = self.run.fail(self.token(element_id, which), code, variables)
        self._acted()
        return caught

    def deliver(self, element_id: str, which: int = 0, **variables: Any) -> None:
        self.run.deliver(self.token(element_id, which), variables)
        self._acted()

    def fire(self, element_id: str, which: int = 0) -> None:
        self.run.fire(self.token(element_id, which))
        self._acted()

    def wait(self, **length: float) -> None:
        """Let time pass, without anything noticing."""
        self.now += timedelta(**length)
        self.run = Run.load(self.program, self.programs, self.blob, self.surroundings())

    def sweep(self) -> int:
        """Fire what is due; says how many timers fired."""
        fired = self.run.fire_due()
        self._acted()
        return len(fired)
