"""How a handler says what it is called, what it takes and what it gives."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casework.office import Office
from engine.work import Field, Handler, Variables, Work

Run = Callable[[Office, Work], Variables]
Prepare = Callable[[Office, Work], Callable[[], Any]]


@dataclass(frozen=True, slots=True)
class Declared:
    """A topic with its function, before it is given the office it works in."""

    topic: str
    title: str
    run: Run
    takes: tuple[Field, ...]
    gives: tuple[Field, ...]
    paragraph: str
    prepare: Prepare | None

    def bound(self, office: Office) -> Handler:
        """The handler that the engine calls."""
        prepare = self.prepare
        return Handler(
            topic=self.topic,
            title=self.title,
            run=lambda work: self.run(office, work),
            parameters=self.takes,
            outputs=self.gives,
            prepare=None if prepare is None else (lambda work: prepare(office, work)),
            paragraph=self.paragraph,
        )


def topic(
    name: str,
    title: str,
    *,
    takes: tuple[Field, ...] = (),
    gives: tuple[Field, ...] = (),
    paragraph: str = "",
    prepare: Prepare | None = None,
) -> Callable[[Run], Declared]:
    """Make a function the handler of a topic; `title` is what a process owner reads in the Modeler's menu."""

    def declared(run: Run) -> Declared:
        return Declared(name, title, run, takes, gives, paragraph, prepare)

    return declared
