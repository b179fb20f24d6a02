"""What can go wrong while a process runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import feel
from engine.errors import EngineError, RunawayLoop

__all__ = ["ElementFailed", "NotWaiting", "RunawayLoop", "UnknownPlace", "blaming"]


class ElementFailed(EngineError):
    """A step of a diagram could not be carried out; an incident names it by `element_id`."""

    def __init__(self, element_id: str, token_id: str, message: str) -> None:
        super().__init__(f"{element_id}: {message}")
        self.element_id, self.token_id = element_id, token_id


class NotWaiting(EngineError):
    """Nothing with this id waits for that any more: it was done already, or the process moved on without it."""

    def __init__(self, token_id: str, act: str) -> None:
        super().__init__(f"Nothing with the id {token_id} waits to be {act}.")
        self.token_id = token_id


class UnknownPlace(EngineError):
    """A stored token stands at a step, or in a process, that this version does not have."""


@contextmanager
def blaming(token: Any) -> Iterator[None]:
    """Name the step at which something the diagram asked for went wrong."""
    try:
        yield
    except EngineError:
        raise
    except (feel.FeelError, ValueError, TypeError, LookupError, ArithmeticError) as problem:
        raise ElementFailed(token.shape, token.id, str(problem)) from problem
