"""Compiled processes and tables, ready to run, kept at hand by version."""

from collections.abc import Callable, Mapping
from typing import Any

from engine import decisions
from engine.definitions import DECISION, PROCESS, by_id
from engine.errors import NotFound
from engine.spiff import compiler
from engine.spiff.element import Element
from engine.tables.definitions import Definition
from foundation.database import Session


class Shelf:
    """Compiled things by definition id. A version never changes, so what is on the shelf never goes stale."""

    def __init__(self, size: int, make: Callable[[Definition], Any]) -> None:
        self._make = make
        self._things: dict[str, Any] = {}
        self._size = size

    def get(self, session: Session, definition_id: str) -> Any:
        thing = self._things.get(definition_id)
        if thing is None:
            thing = self._make(by_id(session, definition_id))
            while len(self._things) >= self._size:
                self._things.pop(next(iter(self._things)), None)
            self._things[definition_id] = thing
        return thing

    def clear(self) -> None:
        """Take everything off."""
        self._things.clear()


def _load_program(definition: Definition) -> compiler.Program:
    if definition.compiled is None:
        raise NotFound(f"{definition.key} is not a process.")
    return compiler.load(definition.compiled)


_programs = Shelf(200, _load_program)
_tables = Shelf(200, lambda definition: {one.id: one for one in decisions.parse(definition.source)}[definition.key])


def forget() -> None:
    """Keep nothing at hand any more, as after a restart: everything is loaded again from what is stored."""
    _programs.clear()
    _tables.clear()


def program(session: Session, definition_id: str) -> compiler.Program:
    """The runnable form of one process version."""
    found: compiler.Program = _programs.get(session, definition_id)
    return found


def programs(session: Session, pinned: Mapping[str, str]) -> dict[str, compiler.Program]:
    """The runnable forms of every process among the pinned versions, by process id."""
    return {
        name.removeprefix(f"{PROCESS}:"): program(session, definition_id)
        for name, definition_id in pinned.items()
        if name.startswith(f"{PROCESS}:")
    }


def element(
    session: Session, pinned: Mapping[str, str], element_id: str, fits: Callable[[Element], bool]
) -> Element | None:
    """The shape of this id that fits; a process and one that it calls may use one id for different things."""
    found = (program.elements.get(element_id) for program in programs(session, pinned).values())
    return next((one for one in found if one is not None and fits(one)), None)


def decide(session: Session, pinned: Mapping[str, str], key: str, variables: Mapping[str, Any], functions: Any) -> Any:
    """The outcome of a decision table in its pinned version."""
    definition_id = pinned.get(f"{DECISION}:{key}")
    if definition_id is None:
        raise NotFound(f"No decision called {key} is part of this process.")
    return _tables.get(session, definition_id).evaluate(variables, functions)
