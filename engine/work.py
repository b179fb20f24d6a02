"""What a handler is given, what it declares, and how it says no."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from foundation.database import Session

Variables = dict[str, Any]
"""JSON values by name. Routing facts only: ids, dates, decisions, counts."""


class BpmnError(Exception):
    """A foreseen failure that the diagram answers with a boundary event of this code."""

    def __init__(self, code: str, variables: Variables | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.variables = variables or {}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or output of a topic: name, FEEL type (string, number, boolean, date, list), label."""

    name: str
    type: str
    label: str
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work. `key` is the same however often the work is tried: the idempotency key of outside effects."""

    session: Session
    case_id: str
    instance_id: str
    element_id: str
    variables: Mapping[str, Any]
    parameters: Mapping[str, Any]
    now: datetime
    key: str


@dataclass(frozen=True, slots=True)
class Handler:
    """A topic and the function behind it.

    `run` works in the transaction of the step, inside a savepoint: exactly once. `prepare`, when given, does the costly
    part before it: it reads what it needs and gives back a function, which is called with no transaction open; what
    that returns is in the parameters of `run` as `prepared`.
    """

    topic: str
    title: str
    run: Callable[[Work], Variables]
    parameters: tuple[Field, ...] = ()
    outputs: tuple[Field, ...] = ()
    prepare: Callable[[Work], Callable[[], Any]] | None = None
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the engine is given by whoever puts it to use: handlers, words for expressions, and names of groups."""

    handlers: Mapping[str, Handler] = field(default_factory=dict)
    functions: Callable[[Session, str, datetime, Callable[[], Mapping[str, Any]]], Mapping[str, Callable[..., Any]]] = (
        lambda _session, _case_id, _now, _variables: {}
    )
    """FEEL functions bound to (session, case id, now, the instance's variables)."""
    function_names: frozenset[str] = frozenset()
    form_function_names: frozenset[str] = frozenset()
    """Words for expressions that only forms have."""
    qualify: Callable[[Session, str, str], str] = lambda _session, _case_id, group: group
    """(session, case id, group of the diagram) -> role@scope."""
    groups: frozenset[str] = frozenset()
    """The roles a diagram may name."""
    clocks: frozenset[str] = frozenset()
    """The clocks a diagram may name."""
    variables: frozenset[str] = frozenset()
    """What instances may be started with besides their start form's answers."""
    messages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What messages carry that no diagram throws, by name."""
    passed: Callable[[str, str, str], None] | None = None
    """Told of every flow that a token passes: process, source and target. Nobody is, but in a rehearsal."""
    read_form: Callable[[bytes], Iterable[str]] | None = None
    """What whoever shows forms has against a form file, in sentences."""
