"""A YAML file read plainly: tables, lists, words, whole numbers, true and false, each with its line.

Dates, times, yes and no stay the words they are, so that nothing that people write turns into something else. Keys
that come twice, aliases and tags are refused.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

Value: TypeAlias = "str | int | bool | list[Entry] | dict[str, Entry] | None"

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,8})")
_WORDS = {"true": True, "false": False, "null": None, "": None}
_DEEPEST = 30
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C where there is one: it is ten times as fast."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value and the line it is on; what a key stands for is on the line of its key."""

    value: Value
    line: int

    def plain(self) -> Any:
        """The value without lines."""
        if isinstance(self.value, dict):
            return {key: each.plain() for key, each in self.value.items()}
        if isinstance(self.value, list):
            return [each.plain() for each in self.value]
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong on a line, with what to do about it."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}"


class _TooDeep(Exception):
    """A file is nested deeper than any scenario needs; the argument is the line where."""


def read(text: str, problems: list[Problem]) -> Entry | None:
    """What stands in a file, or None with the problem that keeps it from being read."""
    found: Entry | None = None
    refused: list[Problem] = []
    try:
        events = _allowed(yaml.parse(text, _LOADER), refused)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if found:
                    raise yaml.MarkedYAMLError(problem="but found another document", problem_mark=event.start_mark)
                first = next(events)
                found = _entry(first, _line(first), events, problems, 0)
        if found is None:
            refused.append(Problem(1, "is empty: begin with “scenario:” and its title"))
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        said = wrong.problem or wrong.context or "is not YAML"
        refused.append(Problem(mark.line + 1 if mark else 1, f"cannot be read as YAML ({said}): mend it there"))
    except (yaml.YAMLError, ValueError) as wrong:
        refused.append(Problem(1, f"cannot be read as YAML ({wrong}): save it again as plain text"))
    except _TooDeep as wrong:
        refused.append(Problem(wrong.args[0], "is nested too deeply: no scenario needs that"))
    problems.extend(refused)
    return None if refused else found


def _allowed(events: Iterable[Any], refused: list[Problem]) -> Iterator[Any]:
    """The parts of a file as they come; those that no scenario needs are told."""
    for event in events:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            told = "has an alias (& or *): write “same as” and the name of a block instead"
            refused.append(Problem(_line(event), told))
        elif getattr(event, "tag", None):
            refused.append(Problem(_line(event), f"has the tag {event.tag}: leave it out"))
        yield event


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _entry(event: Any, line: int, events: Iterator[Any], problems: list[Problem], depth: int) -> Entry:
    """What begins with one part and goes on with those that follow it."""
    if depth > _DEEPEST:
        raise _TooDeep(line)
    if isinstance(event, yaml.ScalarEvent):
        return Entry(_scalar(event), line)
    if isinstance(event, yaml.SequenceStartEvent):
        rows = itertools.takewhile(lambda each: not isinstance(each, yaml.SequenceEndEvent), events)
        return Entry([_entry(each, _line(each), events, problems, depth + 1) for each in rows], line)
    if isinstance(event, yaml.MappingStartEvent):
        return Entry(_table(events, problems, depth), line)
    return Entry(None, line)


def _table(events: Iterator[Any], problems: list[Problem], depth: int) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            break
        at = _line(key)
        _entry(key, at, events, problems, depth + 1)
        value = _entry(next(events), at, events, problems, depth + 1)
        if not isinstance(key, yaml.ScalarEvent):
            problems.append(Problem(at, "has a table or list as a key: write words before the colon"))
        elif key.value in found:
            problems.append(Problem(at, f"has “{key.value}” a second time: keep one of them"))
        else:
            found[key.value] = value
    return found


def _scalar(event: Any) -> str | int | bool | None:
    text = str(event.value)
    if event.style:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    return int(text) if _NUMBER.fullmatch(text) else text
