"""JSON as we store and hash it: one value has one writing, whatever order its keys were made in."""

from typing import TypeAlias

import orjson

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def write(value: Json) -> bytes:
    """The canonical bytes of a JSON value: UTF-8, keys sorted, no spaces; equal values give equal bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def read(text: bytes) -> Json:
    """The value written in `text`; raises orjson.JSONDecodeError when it is not JSON."""
    value: Json = orjson.loads(text)
    return value
