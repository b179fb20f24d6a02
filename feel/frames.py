"""Where an expression finds its names while it runs, and the closures it is compiled to."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from feel import tree
from feel.errors import FeelError
from feel.limits import CALLS, Meter
from feel.values import Value


class Run:
    """What is shared by one evaluation: our functions, and what has been used so far."""

    __slots__ = ("calls", "functions", "meter")

    def __init__(self, functions: Mapping[str, Callable[..., object]]) -> None:
        self.functions = functions
        self.meter = Meter()
        self.calls = 0

    def enter(self) -> None:
        """Go into a function written in the expression; raises FeelError when they call each other too deep."""
        self.calls += 1
        if self.calls > CALLS:
            raise FeelError(f"Functions call each other more than {CALLS} deep", remedy="Use a list and a loop instead")

    def leave(self) -> None:
        """Come back from it."""
        self.calls -= 1


class Frame:
    """The names bound at one place, and the frame around it."""

    __slots__ = ("parent", "run", "values")

    def __init__(self, values: Mapping[str, object], parent: "Frame | None", run: Run) -> None:
        self.values = values
        self.parent = parent
        self.run = run

    def inside(self, values: Mapping[str, object]) -> "Frame":
        """A frame inside this one, with names of its own."""
        return Frame(values, self, self.run)


Closure: TypeAlias = Callable[[Frame], Value]
Build: TypeAlias = Callable[[tree.Node], Closure]
