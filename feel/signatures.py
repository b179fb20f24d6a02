"""How a built-in function may be called: its parameters by place and by name, and what they take."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from feel.kinds import UNFIT, fitting
from feel.values import Value


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `fit` gives an argument as the function takes it, or UNFIT."""

    name: str
    fit: Callable[[Value], Value]
    optional: bool
    many: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function. A `pure` one needs nothing but its arguments; others get the frame first."""

    written: str
    parameters: tuple[Parameter, ...]
    run: Callable[..., Value]
    pure: bool

    def takes(self, count: int, names: tuple[str, ...]) -> bool:
        """Whether that many arguments, or arguments so named, can be given."""
        required = sum(not each.optional for each in self.parameters)
        if names:
            known = {each.name for each in self.parameters}
            needed = {each.name for each in self.parameters if not each.optional}
            return not self._many and needed <= set(names) <= known
        return count >= required and (self._many or count <= len(self.parameters))

    @property
    def _many(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].many

    def fit(self, values: list[Value], names: tuple[str, ...]) -> list[Value] | None:
        """The arguments as the function takes them, or None when one does not fit."""
        if names:
            given = dict(zip(names, values, strict=True))
            last = max(place for place, each in enumerate(self.parameters) if each.name in given)
            parameters: Iterable[Parameter] = self.parameters[: last + 1]
            values = [given.get(each.name) for each in self.parameters[: last + 1]]
        else:
            parameters = self._for(len(values))
        fitted: list[Value] = []
        for parameter, value in zip(parameters, values, strict=True):
            fit = parameter.fit(value)
            if fit is UNFIT:
                return None
            fitted.append(fit)
        return fitted

    def _for(self, count: int) -> list[Parameter]:
        extra = count - len(self.parameters)
        chosen = list(self.parameters[:count])
        return chosen + [self.parameters[-1]] * extra if extra > 0 else chosen


class Functions:
    """A table of built-in functions, filled by the decorator."""

    def __init__(self) -> None:
        self.table: dict[str, list[Signature]] = {}

    def function(
        self, name: str, *ways: str, pure: bool = True
    ) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
        """Enter a function under its FEEL name; each way lists the parameters, as in `string: string, length?: number`.

        `?` marks what may be left out, `…` what may come any number of times.
        """

        def enter(run: Callable[..., Value]) -> Callable[..., Value]:
            signatures = [Signature(_shown(way), _parameters(way), run, pure) for way in ways]
            self.table.setdefault(name, []).extend(signatures)
            return run

        return enter


def _parameters(way: str) -> tuple[Parameter, ...]:
    return tuple(_parameter(text.strip()) for text in way.split(",") if text.strip())


def _parameter(text: str) -> Parameter:
    name, _, kind = (part.strip() for part in text.partition(":"))
    bare = name.rstrip("?…")
    return Parameter(bare, fitting(kind), optional=name.endswith("?"), many=name.endswith("…"))


def _shown(way: str) -> str:
    return ", ".join(text.split(":")[0].strip() for text in way.split(",")) if way else ""
