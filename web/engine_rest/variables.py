"""Variables as Camunda writes them, each with a value and a type, as plain values."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson


class NotUnderstood(ValueError):
    """A variable that cannot be taken; the text says which, and what it must look like."""


def plain(variables: object) -> dict[str, Any]:
    """The values by name. Raises NotUnderstood."""
    if variables is None:
        return {}
    if not isinstance(variables, dict):
        raise NotUnderstood('The variables must be an object: {"name": {"value": "text", "type": "String"}}.')
    return {str(name): _value(str(name), given) for name, given in variables.items()}


def _value(name: str, given: object) -> Any:
    if not isinstance(given, dict) or not given.keys() <= {"value", "type", "valueInfo", "local"}:
        raise NotUnderstood(f'The variable “{name}” must be written as {{"value": …, "type": "String"}}.')
    value, kind = given.get("value"), str(given.get("type") or "").lower()
    if value is None or not kind:
        return value
    reader = _READERS.get(kind)
    if reader is None:
        kinds = "String, Boolean, Integer, Long, Short, Double, Date, Json and Null"
        raise NotUnderstood(f"The variable “{name}” is of the type {given.get('type')}; known are {kinds}.")
    try:
        return reader(value)
    except (ValueError, TypeError) as problem:
        raise NotUnderstood(f"The variable “{name}” is no {given.get('type')}.") from problem


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return value


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str) else value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "string": _text,
    "date": _text,
    "boolean": _truth,
    "integer": _whole,
    "long": _whole,
    "short": _whole,
    "double": _number,
    "json": _json,
    "null": lambda _value: None,
}
