"""What the expressions of a form can see: the answers around them, the row they stand in, and what was given."""

from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import feel
from casework.forms import texts
from casework.forms.components import Limit, Switch
from casework.forms.texts import Text
from casework.forms.tree import Nest, Place, Spot


@dataclass(frozen=True, slots=True)
class Given:
    """What is known before anybody answers: data of the case, the date in London, functions of the case."""

    data: Mapping[str, object]
    today: date
    functions: Mapping[str, Callable[..., object]]


def given(data: Mapping[str, object], today: date, functions: Mapping[str, Callable[..., object]]) -> Given:
    """The surroundings of a form, with `today()` meaning the date that was handed in."""
    return Given(data, today, {"today": lambda: today, **functions})


class Scope:
    """Contexts over one tree of answers, each made once."""

    def __init__(self, nest: Nest, given: Given) -> None:
        self.nest = nest
        self.given = given
        self._contexts: dict[Spot, ChainMap[str, object]] = {}

    def context(self, base: Spot) -> ChainMap[str, object]:
        """Names visible at a spot: its row or group, those around it, the whole form, then what was given."""
        if base not in self._contexts:
            self._contexts[base] = self._made(base)
        return self._contexts[base]

    def _made(self, base: Spot) -> ChainMap[str, object]:
        if not base:
            whole = {"given": self.given.data, "this": self.nest.root}
            return ChainMap(self.nest.root, whole, dict(self.given.data))
        last = base[-1]
        outer = self.context(base[:-2] if isinstance(last, int) else base[:-1])
        here = self.nest.holder(base)
        around: dict[str, object] = {"this": here, "parent": outer.get("this")}
        if isinstance(last, int):
            around["i"] = Decimal(last + 1)
        return ChainMap(here, around, *outer.maps)

    def value(self, expression: feel.Expression, base: Spot, **names: object) -> object:
        """What an expression gives at a spot, with a few more names; null when it hits a cap."""
        context: Mapping[str, object] = self.context(base)
        return texts.value(expression, {**context, **names} if names else dict(context), self.given.functions)

    def holds(self, switch: Switch, base: Spot) -> bool:
        """Whether a switch is on; an expression that gives anything but true is off."""
        return switch if isinstance(switch, bool) else self.value(switch, base) is True

    def limit(self, limit: Limit, base: Spot) -> Decimal | None:
        """A limit as a number; None when there is none, or when its expression gives no number."""
        found = limit if limit is None or isinstance(limit, Decimal) else self.value(limit, base)
        return found if isinstance(found, Decimal) else None

    def words(self, text: Text, base: Spot, quote: Callable[[str], str] = str) -> str:
        """A label or text with its holes filled."""
        if not text.source:
            return ""
        return texts.fill(text, dict(self.context(base)), self.given.functions, quote)

    def label(self, place: Place) -> str:
        """The label of a component, or its key when it has none."""
        component = place.component
        return self.words(component.label, place.base) or (component.key[-1] if component.key else component.id)
