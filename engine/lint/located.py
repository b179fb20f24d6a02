"""JSON that remembers on which line each object begins, and which keys were written twice."""

import codecs
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from engine.lint import xml_gate

Json = Any
"""None, bool, int, float, str, list, or `Located`."""

# A text that is never closed ends with the file: the pattern cannot fail, so it never looks twice.
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.?)*(?:"|\Z)|[{}]|\n', re.DOTALL)
MAX_DEPTH: Final = 50
"""Objects within objects: more than any form has, and few enough to walk safely."""


class JsonRefused(Exception):
    """This is not JSON that we read; says why, what to do, and on which line (0: the file as a whole)."""

    def __init__(self, code: str, what: str, remedy: str, line: int = 0) -> None:
        super().__init__(what)
        self.code, self.what, self.remedy, self.line = code, what, remedy, line


@dataclass(eq=False, slots=True)
class Located:
    """A JSON object with the line of its opening brace."""

    values: dict[str, Json]
    line: int
    repeated: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        """The value of a key when it is a text; empty otherwise."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def inner(self, key: str) -> "Located":
        """The object under a key; an empty one, on the same line, when there is none."""
        value = self.values.get(key)
        return value if isinstance(value, Located) else Located({}, self.line)

    def items(self, key: str) -> "list[Located]":
        """The objects in the list under a key."""
        value = self.values.get(key)
        return [one for one in value if isinstance(one, Located)] if isinstance(value, list) else []


def parse(data: bytes) -> Located:
    """The object that a JSON file from an untrusted hand holds; raises JsonRefused and nothing else."""
    remedy = "Save the form again from the Modeler."
    if len(data) > xml_gate.MAX_BYTES:
        what = f"The file has {len(data):,} bytes; at most {xml_gate.MAX_BYTES:,} are read."
        raise JsonRefused("file-too-large", what, "Split the form.")
    try:
        text = data.decode("utf-8-sig")
        lines = iter(_lines(text))
        found = json.loads(text, object_pairs_hook=lambda pairs: _located(pairs, next(lines)))
    except json.JSONDecodeError as fault:
        what = f"The file is not JSON: {fault.msg[:1].lower()}{fault.msg[1:]}, at character {fault.colno}."
        raise JsonRefused("not-json", what, remedy, fault.lineno) from None
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        raise JsonRefused("not-json", "The file is not written in UTF-8.", remedy, line) from None
    except (RecursionError, ValueError, StopIteration):
        raise JsonRefused("not-json", "The file is nested too deeply, or holds a number too long.", remedy) from None
    _must_be_strict(data, remedy)
    if not isinstance(found, Located):
        raise JsonRefused("not-a-form", "The file holds no JSON object.", remedy, 1)
    return found


def _must_be_strict(data: bytes, remedy: str) -> None:
    """Python reads more than JSON is: numbers that are none, and halves of characters, which no page can be made of."""
    try:
        orjson.loads(data.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as fault:
        what = "The file holds something that is not JSON, such as NaN, Infinity or half a character (\\ud800)."
        raise JsonRefused("not-json", what, remedy, fault.lineno) from None


def _lines(text: str) -> list[int]:
    """The line of the opening brace of every object, in the order in which the objects close."""
    line, open_lines, closed = 1, [], []
    for token in _TOKEN.finditer(text):
        sign = token.group()
        if sign == "{":
            open_lines.append(line)
            if len(open_lines) > MAX_DEPTH:
                what = f"Objects are nested more than {MAX_DEPTH} deep."
                raise JsonRefused("json-too-deep", what, "Save the form again from the Modeler.", line)
        elif sign == "}" and open_lines:
            closed.append(open_lines.pop())
        else:
            line += sign.count("\n")
    return closed


def _located(pairs: list[tuple[str, Json]], line: int) -> Located:
    counts = Counter(key for key, _ in pairs)
    return Located(dict(pairs), line, sorted(key for key, count in counts.items() if count > 1))
