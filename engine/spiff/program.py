"""A process ready to run: specifications that instances and threads share, read-only, and what its shapes say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.spiff.element import Element


@dataclass(frozen=True, slots=True)
class Start:
    """A way in: a start event of the process itself. `name` is the message or signal, "" for a plain start."""

    element_id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Program:
    """One version of one process. Nothing in it changes after `load`, so any number of threads may use it."""

    key: str
    name: str
    specs: Mapping[str, Any]
    elements: Mapping[str, Element]
    starts: tuple[Start, ...]

    @property
    def spec(self) -> Any:
        """The library's specification of the process itself."""
        return self.specs[self.key]
