"""Bringing both engines to the same place in the same diagram after the same work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks import diagram, stock
from engine.spiff import compiler
from engine.spiff.program import Program
from engine.spiff.runner import Run, Surroundings

NOW = datetime(2027, 1, 14, 10, 15, tzinfo=UTC)
_SINGLE = frozenset(diagram.TASKS) - {"left", "right", "decide"}


@dataclass(frozen=True, slots=True)
class Position:
    """A place: the user tasks done on the way, what stock has finished, and the state of each engine there."""

    done: tuple[str, ...]
    finished: int
    stock_state: str
    state: bytes


class Engines:
    """Both engines with the diagram ready to run."""

    def __init__(self) -> None:
        self.stock = stock.Stock()
        self.program: Program = compiler.load(compiler.compile_file(diagram.drawn(stock=False))[0].document)
        self.called: Mapping[str, Program] = {diagram.PROCESS: self.program}

    def position(self, history: int) -> Position:
        """The first place with one user task waiting and at least `history` finished tasks behind it."""
        workflow = self.stock.started()
        run = Run.start(self.program, self.called, {}, self.surroundings())
        run.advance()
        done: list[str] = []
        while True:
            waiting = stock.ready(workflow)
            finished = stock.finished(workflow)
            if finished >= history and waiting[0].task_spec.bpmn_id in _SINGLE and len(waiting) == 1:
                return Position(tuple(done), finished, self.stock.saved(workflow), run.dump())
            done.append(waiting[0].task_spec.bpmn_id)
            stock.step(workflow, waiting[0])
            self._step(run, done[-1])

    def _step(self, run: Run, element_id: str) -> None:
        wait = next(each for each in run.waits().user_tasks if each.element_id == element_id)
        run.complete(wait.token_id, {"again": "yes"})
        run.advance()
        run.take_history()

    def complete(self, state: bytes) -> bytes:
        """Load, complete the user task, run, take what the database needs to know, save."""
        run = Run.load(self.program, self.called, state, self.surroundings())
        run.complete(run.waits().user_tasks[0].token_id, {"again": "yes"})
        run.advance()
        run.waits()
        run.take_history()
        return run.dump()

    @staticmethod
    def surroundings() -> Surroundings:
        """A fixed time and no functions."""
        return Surroundings(now=NOW, functions={}, decide=_no_tables)


def _no_tables(_key: str, _variables: Mapping[str, Any]) -> Mapping[str, Any]:
    return {}
