"""What is noticed while a schema is read: every problem with the field it is in, and every name that is used."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation

import feel
from casework.forms.components import Limit, Switch
from casework.forms.texts import NOTHING, Text, TextError, compile_text
from foundation.canonical import Json

_GIVEN = re.compile(r"\bgiven\.(\w+)")
OF_MEETINGS = frozenset({"counted", "table"})
"""Functions that forms have and diagrams have not: who counts at the meeting, and what a decision table says."""

FUNCTIONS = frozenset({"deadline", "working_days_after", "setting"}) | OF_MEETINGS
"""Functions that expressions of a form may call besides FEEL's own."""


def mapping(raw: object) -> Mapping[str, Json]:
    """The value when it is a JSON object, else an empty one."""
    return raw if isinstance(raw, dict) else {}


def text(source: Mapping[str, Json], name: str) -> str:
    """A member that should be text; anything else counts as not given."""
    found = source.get(name)
    return found if isinstance(found, str) else ""


class Notes:
    """Collects problems, warnings and names; knows which field is being read."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.warnings: list[str] = []
        self.names: set[str] = set()
        self.given: set[str] = set()
        self.count = 0
        self._where = "The form"

    @contextmanager
    def at(self, label: str, identifier: str) -> Iterator[None]:
        """While this lasts, problems are about this component."""
        self.count += 1
        before, self._where = self._where, f"“{label[:60]}” ({identifier})"
        yield
        self._where = before

    def problem(self, text: str) -> None:
        """Note what is wrong with the component being read."""
        self.problems.append(f"{self._where} {text}.")

    def warning(self, text: str) -> None:
        """Note what will work differently from form-js."""
        self.warnings.append(f"{self._where} {text}.")

    def seen(self, expression: feel.Expression) -> None:
        """Remember the names an expression uses."""
        self.names |= expression.names
        self.given |= set(_GIVEN.findall(expression.source))

    def expression(self, source: str, what: str) -> feel.Expression | None:
        """Compile an expression, with or without the leading `=`; a problem is noted and gives None."""
        try:
            compiled = feel.compile(source.removeprefix("="), FUNCTIONS)
        except feel.FeelError as problem:
            self.problem(f"has an expression for {what} that cannot be read: {problem}")
            return None
        self.seen(compiled)
        return compiled

    def switch(self, raw: Json, what: str) -> Switch:
        """Yes, no, or an expression; form-js writes conditions with a leading `=`."""
        if isinstance(raw, str) and raw.strip():
            return self.expression(raw.strip(), what) or False
        return raw is True

    def limit(self, raw: Json, what: str) -> Limit:
        """A number or an expression that gives one."""
        if raw is None or raw == "" or isinstance(raw, bool):
            return None
        if isinstance(raw, str) and raw.startswith("="):
            return self.expression(raw, what)
        try:
            number = Decimal(str(raw))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
        self.problem(f"has {what} {raw!r}: give a number, or an expression beginning with =")
        return None

    def text(self, source: str, what: str) -> Text:
        """Compile a label or text with its holes."""
        if not source:
            return NOTHING
        try:
            return compile_text(source, FUNCTIONS, self.seen)
        except (TextError, feel.FeelError) as problem:
            self.problem(f"has a {what} that cannot be read: {problem}")
            return NOTHING

    def default(self, raw: Json) -> "Json | feel.Expression":
        """A value, or an expression beginning with `=`."""
        if isinstance(raw, str) and raw.startswith("="):
            return self.expression(raw, "the default value")
        return raw
