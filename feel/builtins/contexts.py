"""Working on contexts: names and their values."""

from feel.signatures import Functions
from feel.values import Value

FUNCTIONS = Functions()
_function = FUNCTIONS.function


@_function("get value", "m: context, key: string")
def _get_value(context: dict[str, Value], key: str) -> Value:
    return context.get(key)


@_function("get value", "m: context, keys: list")
def _get_value_at(context: dict[str, Value], keys: list[Value]) -> Value:
    value: Value = context
    if not keys:
        return None
    for key in keys:
        value = value.get(key) if isinstance(value, dict) and isinstance(key, str) else None
    return value


@_function("get entries", "m: context")
def _get_entries(context: dict[str, Value]) -> Value:
    return [{"key": key, "value": value} for key, value in context.items()]


@_function("context", "entries: list")
def _context(entries: list[Value]) -> Value:
    made: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, dict) or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in made:
            return None
        made[key] = entry["value"]
    return made


@_function("context put", "context: context, key: string, value: any")
def _context_put(context: dict[str, Value], key: str, value: Value) -> Value:
    return {**context, key: value}


@_function("context put", "context: context, keys: list, value: any")
def _context_put_at(context: dict[str, Value], keys: list[Value], value: Value) -> Value:
    if not keys or not all(isinstance(key, str) for key in keys):
        return None
    first, *rest = (str(key) for key in keys)
    if not rest:
        return {**context, first: value}
    inner = context.get(first)
    if not isinstance(inner, dict):
        return None
    put = _context_put_at(inner, list(rest), value)
    return None if put is None else {**context, first: put}


@_function("context merge", "contexts: list")
def _context_merge(contexts: list[Value]) -> Value:
    merged: dict[str, Value] = {}
    for each in contexts:
        if not isinstance(each, dict):
            return None
        merged |= each
    return merged
