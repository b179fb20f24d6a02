"""A YAML file read plainly: tables, lists, words, whole numbers, true and false, each with its line.

Dates, times, yes and no stay the words they are, so that nothing that people write turns into something else. Keys
that come twice, aliases and tags are refused.
"""

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

Value: TypeAlias = "str | int | bool | list[Entry] | dict[str, Entry] | None"

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,8})")
_WORDS = {"true": True, "false": False, "null": None, "": None}
_DEEPEST = 30


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


def read(text: str, problems: list[Problem]) -> Entry | None:
    """What stands in a file, or None with the problem that keeps it from being read."""
    try:
        for event in yaml.parse(text, yaml.SafeLoader):
            line = event.start_mark.line + 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                problems.append(Problem(line, "has an alias (& or *): write “same as” and the name of a block instead"))
            elif getattr(event, "tag", None):
                problems.append(Problem(line, f"has the tag {event.tag}: leave it out"))
        node = None if problems else yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        said = wrong.problem or wrong.context or "is not YAML"
        problems.append(Problem(mark.line + 1 if mark else 1, f"cannot be read as YAML ({said}): mend it there"))
        return None
    except (yaml.YAMLError, ValueError) as wrong:
        problems.append(Problem(1, f"cannot be read as YAML ({wrong}): save it again as plain text"))
        return None
    except RecursionError:
        node = None
        problems.append(Problem(1, "is nested too deeply: no scenario needs that"))
    if node is None:
        if not problems:
            problems.append(Problem(1, "is empty: begin with “scenario:” and its title"))
        return None
    return _entry(node, node.start_mark.line + 1, problems, 0)


def _entry(node: Any, line: int, problems: list[Problem], depth: int) -> Entry:
    if depth > _DEEPEST:
        problems.append(Problem(line, "is nested too deeply: no scenario needs that"))
        return Entry(None, line)
    if isinstance(node, yaml.ScalarNode):
        return Entry(_scalar(node), line)
    if isinstance(node, yaml.SequenceNode):
        return Entry([_entry(each, each.start_mark.line + 1, problems, depth + 1) for each in node.value], line)
    found: dict[str, Entry] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(at, "has a table or list as a key: write words before the colon"))
        elif key.value in found:
            problems.append(Problem(at, f"has “{key.value}” a second time: keep one of them"))
        else:
            found[key.value] = _entry(value, at, problems, depth + 1)
    return Entry(found, line)


def _scalar(node: Any) -> str | int | bool | None:
    text = str(node.value)
    if node.style is not None:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    return int(text) if _NUMBER.fullmatch(text) else text
