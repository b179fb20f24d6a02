"""How a state changes: only along a table of moves, and how it is stored: as its word."""

from collections.abc import Mapping, Set
from enum import Enum
from typing import TypeVar

import sqlalchemy

State = TypeVar("State", bound=Enum)


class IllegalMove(Exception):
    """A change of state that the table of moves does not have."""

    def __init__(self, what: str, old: Enum, new: Enum) -> None:
        super().__init__(f"{what} is {old.value} and cannot become {new.value}")
        self.old, self.new = old, new


def moved(what: str, moves: Mapping[State, Set[State]], old: State, new: State) -> State:
    """`new`, when the table lets `old` become it; raises IllegalMove otherwise."""
    if new not in moves[old]:
        raise IllegalMove(what, old, new)
    return new


def stored(states: type[Enum]) -> sqlalchemy.Enum:
    """A column type that keeps the state's word as text, on every database."""
    return sqlalchemy.Enum(states, native_enum=False, length=40, values_callable=lambda all_: [s.value for s in all_])
