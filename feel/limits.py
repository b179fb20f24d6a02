"""How much an expression may use: an expression comes from a diagram, so it must not be able to stop the server."""

import time

from feel.errors import FeelError

SOURCE_CHARACTERS = 2_000
"""The longest expression."""
NESTING = 50
"""How deep brackets and operators may stand inside each other."""
HEIGHT = 100
"""How many operators may stand in a row, each working on what the one before it gave."""
STEPS = 100_000
"""How many times the bodies of loops, filters and functions may run, weighed by what they handle."""
SECONDS = 2.0
"""How long one evaluation may take. Steps come first; this is for a step that turns out to be slow."""
SIZE = 65_536
"""How big a value may become: its characters, plus eight for every item, name and number."""
CALLS = 40
"""How deep functions may call functions."""
PATTERN_CHARACTERS = 200
"""The longest regular expression."""
PATTERN_WORK = 20_000_000
"""The most ways a regular expression may have to try on one text (feel/patterns.py)."""


class Meter:
    """What one evaluation has used so far."""

    __slots__ = ("_deadline", "_steps")

    def __init__(self) -> None:
        self._steps = STEPS
        self._deadline = 0.0

    def spend(self, steps: int = 1) -> None:
        """Count work done in a loop; raises FeelError when the expression has used up its share."""
        self._steps -= steps
        if self._steps < 0:
            raise FeelError(
                f"The expression goes on for more than {STEPS:,} steps",
                remedy="Use shorter lists, or have a handler compute the value",
            )
        present = time.monotonic()
        if not self._deadline:
            self._deadline = present + SECONDS
        elif present > self._deadline:
            raise FeelError(
                f"The expression takes longer than {SECONDS:g} seconds",
                remedy="Use shorter lists, or have a handler compute the value",
            )
