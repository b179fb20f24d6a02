"""The kinds of value by their names: `instance of`, and what a built-in function takes."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from feel import tree
from feel.errors import FeelError
from feel.values import Function, Range, Value, YearsMonths

TYPES: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (date,),
    "time": (time,),
    "date and time": (datetime,),
    "days and time duration": (timedelta,),
    "years and months duration": (YearsMonths,),
    "list": (list,),
    "context": (dict,),
    "range": (Range,),
    "function": (Function,),
    "date or date and time": (date, datetime),
    "duration": (timedelta, YearsMonths),
}
"""The Python types behind each name. The last two are used for the parameters of built-in functions only."""

NAMES = frozenset(TYPES) - {"date or date and time", "duration"} | {"Any", "Null"}
"""What may stand after `instance of`."""


def existing(kind: tree.Kind) -> tree.Kind:
    """The same type; raises FeelError when there is none of that name."""
    if kind.name not in NAMES and kind.name != "null":
        raise FeelError(f"There is no type {kind.name}", kind.position, "Write one of: " + ", ".join(sorted(NAMES)))
    return kind


def is_kind(value: Value, kind: tree.Kind) -> bool:
    """Whether a value is of a type; null is of no type but Null."""
    name = kind.name
    if name in {"Null", "null"}:
        return value is None
    if value is None:
        return False
    if name == "Any":
        return True
    return type(value) in TYPES.get(name, ()) and _parts_fit(value, kind)


def _parts_fit(value: Value, kind: tree.Kind) -> bool:
    if not kind.parts:
        return True
    if isinstance(value, list):
        return all(item is None or is_kind(item, kind.parts[0]) for item in value)
    if isinstance(value, dict):
        pairs = zip(kind.keys, kind.parts, strict=True)
        return all(key in value and (value[key] is None or is_kind(value[key], part)) for key, part in pairs)
    if isinstance(value, Range):
        return all(end is None or is_kind(end, kind.parts[0]) for end in (value.start, value.end))
    return not isinstance(value, Function) or len(value.parameters) == len(kind.parts) - 1


class _Unfit:
    """Marks an argument that a parameter cannot take."""


UNFIT = _Unfit()


def fitting(name: str) -> Callable[[Value], Value]:
    """A function that gives an argument as a parameter of this kind takes it, or UNFIT (DMN 1.3 §10.3.2.9.4)."""
    if name == "any":
        return lambda value: value
    if name == "list":
        return lambda value: value if isinstance(value, list) else UNFIT if value is None else [value]
    types = TYPES[name]

    def fit(value: Value) -> Value:
        if type(value) in types:
            return value
        if isinstance(value, list) and len(value) == 1 and type(value[0]) in types:
            return value[0]
        if types == (datetime,) and type(value) is date:
            return datetime.combine(value, time())
        return UNFIT

    return fit
