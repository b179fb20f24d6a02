"""An instance and the called processes and sub-processes in it, without the library's walks over the whole tree."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

from engine.spiff.element import Json
from engine.spiff.program import Program
from engine.spiff.token import COMPLETED, UNFINISHED, Token
from engine.spiff.waits import Step, Thrown


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a command lends the runner: the time, the words of expressions, decision tables, the budget of steps."""

    now: datetime
    functions: Mapping[str, Callable[..., Any]]
    decide: Callable[[str, Mapping[str, Json]], Mapping[str, Json]]
    budget: int = 500
    passed: Callable[[str, str, str], None] | None = None
    """Told of every flow that a token passes, by the ids of process, source and target; for rehearsals."""


class Tree:
    """What instances and the processes in them have in common.

    The tree of tokens is never walked: states are read from `tasks` alone, so depth does not matter (research §7).
    """

    tasks: dict[str, Token]
    program: Program
    variables: dict[str, Json] | None
    """None in an embedded sub-process, which shares the variables of what it is drawn in."""
    host: Token | None

    def open_tokens(self) -> list[Token]:
        """Every token here that is neither completed nor cancelled."""
        return [token for token in self.tasks.values() if token._state & UNFINISHED]

    def is_completed(self) -> bool:
        """A process is complete when no token is left in it (BPMN 2.0 §13.2)."""
        return not self.open_tokens()

    def get_tasks(self, first_task: Any = None, **conditions: Any) -> list[Token]:
        """The tokens here in one state, or of one specification."""
        state, name = conditions.get("state", ~0), conditions.get("spec_name")
        return [
            token
            for token in self.tasks.values()
            if token._state & state and (name is None or token.task_spec.name == name)
        ]

    def update_waiting_tasks(self) -> None:
        """Nothing waits to be asked again: what a token waits for finds it by its id."""

    def _task_completed_notify(self, task: Token) -> None:
        self.last_task = None

    def root(self) -> Token:
        """Give the tree its root, from which every token hangs."""
        self.task_tree = Token(self, self.spec.start, state=COMPLETED)
        return self.task_tree

    spec: Any


class Instance(Tree, BpmnWorkflow):
    """One run of a program."""

    def __init__(self, program: Program, called: Mapping[str, Program], surroundings: Surroundings) -> None:
        self.program, self.called, self.surroundings = program, called, surroundings
        self.known = frozenset(surroundings.functions)
        self.variables: dict[str, Json] = {}
        self.seen: Mapping[str, Json] = {}
        self.host = None
        self.queue: deque[Token] = deque()
        self.steps: list[Step] = []
        self.thrown: list[Thrown] = []
        self.start_event: str | None = None
        # Expressions are FEEL: the library's Python engine is never made.
        super().__init__(program.spec, {}, script_engine=self, deserializing=True)
        self.root()

    def trees(self) -> list["Tree"]:
        """This instance and all that runs inside it, callers before what they call."""
        return [self, *self.subprocesses.values()]

    def find(self, token_id: str) -> Token | None:
        """A token by its id, wherever it stands."""
        for tree in self.trees():
            token = tree.tasks.get(token_id)
            if token is not None:
                return token
        return None


class Inner(Tree, BpmnSubWorkflow):
    """A sub-process or called process, running for the token that stands at its activity."""

    def __init__(self, host: Token, program: Program, spec: Any, variables: dict[str, Json] | None) -> None:
        self.host: Token = host
        self.program, self.variables = program, variables
        top = host.workflow.top_workflow
        super().__init__(spec, host.id, top, deserializing=True)
        top.subprocesses[host.id] = self
        self.root()

    @property
    def parent_workflow(self) -> Any:
        """The tree that the host stands in."""
        return self.host.workflow

    def _calculate_depth(self) -> int:
        return int(getattr(self.host.workflow, "depth", 0)) + 1
