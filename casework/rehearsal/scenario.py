"""A scenario as its file tells it: who else there is, and step by step what people do and what must be true then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from casework.rehearsal import written
from casework.rehearsal.grammar import FILE, SHARED, STEP, TOLD_UNDER, what_is_done
from casework.rehearsal.moments import Moment
from casework.rehearsal.shapes import Table, unknown
from casework.rehearsal.written import Entry, Problem

SHARED_FOLDER = "shared"
"""Beside scenarios, the folder of what they share."""

SAME_AS = "same as"
"""In answers: the name of a block, or several, whose answers are meant, with what stands beside it over them."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens at one place of the story: `what` is the act and `said` everything beside it."""

    line: int
    what: str
    said: Mapping[str, Any]
    at: Moment | None
    only: str | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story that can be played, under each of its profiles."""

    path: Path
    title: str
    partnership: str
    profiles: tuple[str, ...]
    agencies: Sequence[Mapping[str, Any]] = ()
    people: Sequence[Mapping[str, Any]] = ()
    steps: tuple[Step, ...] = field(default=(), repr=False)

    def under(self, profile: str) -> list[Step]:
        """The steps of the story under one profile."""
        return [step for step in self.steps if step.only in (None, profile)]

    def begins(self, profile: str) -> datetime:
        """When the story begins: at eight on the day of its first step."""
        first = next(step.at for step in self.under(profile) if step.at is not None)
        return first.at.replace(hour=min(8, first.at.hour), minute=0)


class Unreadable(Exception):
    """A file that is no scenario; `problems` lists all that is wrong, by line, with what to do."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        super().__init__(str(path))
        self.problems = [f"{path}, {problem}" for problem in sorted(set(problems))]


def load(path: Path) -> Scenario:
    """Read a scenario. Raises Unreadable."""
    problems: list[Problem] = []
    entry = _table_in(path, problems)
    if entry is None:
        raise Unreadable(path, problems)
    said = Table("a scenario", FILE)(entry, problems)
    blocks = _blocks(path, said, problems)
    steps = tuple(_steps(entry, blocks, problems))
    found = Scenario(
        path=path,
        title=said.get("scenario") or path.stem,
        partnership=said.get("partnership") or "",
        profiles=tuple(said.get("profiles") or TOLD_UNDER),
        agencies=said.get("agencies") or (),
        people=said.get("people") or (),
        steps=steps,
    )
    _check_times(found, entry, problems)
    if problems:
        raise Unreadable(path, problems)
    return found


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Answers by the name of their block, and what is usually answered by form or event."""

    answers: Mapping[str, Any]
    usual: Mapping[str, Any]


def _table_in(path: Path, problems: list[Problem]) -> Entry | None:
    try:
        entry = written.read(path.read_text(encoding="utf-8"), problems)
    except UnicodeDecodeError:
        problems.append(Problem(1, "is not text in UTF-8: save it again as plain text in UTF-8"))
        return None
    except OSError as wrong:
        problems.append(Problem(1, f"cannot be read ({wrong.strerror}): look at its name and where it is"))
        return None
    if entry is not None and not isinstance(entry.value, dict):
        problems.append(Problem(entry.line, "is not a table: begin with “scenario:” and its title"))
        return None
    return entry


def _blocks(path: Path, said: Mapping[str, Any], problems: list[Problem]) -> _Blocks:
    """The blocks of the file over those of the files it uses."""
    answers: dict[str, Any] = {}
    usual: dict[str, Any] = {}
    for name in said.get("uses") or []:
        shared, wrong = path.parent / SHARED_FOLDER / str(name), list[Problem]()
        entry = _table_in(shared, wrong)
        found = Table("a file of shared answers", SHARED)(entry, wrong) if entry else {}
        if wrong:
            raise Unreadable(shared, wrong)
        answers |= found.get("answers") or {}
        usual |= found.get("usual answers") or {}
    answers |= said.get("answers") or {}
    usual |= said.get("usual answers") or {}
    return _Blocks(answers, usual)


def _steps(entry: Entry, blocks: _Blocks, problems: list[Problem]) -> Iterator[Step]:
    rows = entry.value["steps"].value if isinstance(entry.value, dict) and "steps" in entry.value else []
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row.value, dict):
            problems.append(Problem(row.line, "a step is a table: lines of “key: value”, indented after “- ”"))
            continue
        what, act = what_is_done(row, problems)
        keys = {**STEP, **({what: act.key, **act.keys} if act else {})}
        for name, value in row.value.items():
            if name not in keys:
                problems.append(Problem(value.line, unknown(f"a step with “{what}”" if what else "a step", name, keys)))
        known = {name: value for name, value in row.value.items() if name in keys}
        said = Table("a step", keys)(Entry(known, row.line), problems)
        if act and "answers" in act.keys:
            said["answers"] = _answers(row, str(said.get(what)), said, blocks, problems)
        yield Step(row.line, what, said, said.get("at"), said.get("only under"))


def _answers(row: Entry, name: str, said: Mapping[str, Any], blocks: _Blocks, problems: list[Problem]) -> Any:
    usual = {} if said.get("usual answers") is False else blocks.usual.get(name, {})
    line = row.value["answers"].line if isinstance(row.value, dict) and "answers" in row.value else row.line
    return {
        **_resolved(usual, blocks, line, problems, ()),
        **_resolved(said.get("answers") or {}, blocks, line, problems, ()),
    }


def _resolved(value: Any, blocks: _Blocks, line: int, problems: list[Problem], within: tuple[str, ...]) -> Any:
    """A value with every “same as” replaced by the answers it names."""
    if isinstance(value, list):
        return [_resolved(each, blocks, line, problems, within) for each in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    named = value.get(SAME_AS, [])
    for name in named if isinstance(named, list) else [named]:
        if name in within:
            problems.append(
                Problem(line, f"the answers “{name}” are the same as themselves: take “same as” out of one")
            )
        elif name not in blocks.answers:
            known = ", ".join(f"“{each}”" for each in sorted(blocks.answers)) or "none"
            problems.append(Problem(line, f"there are no answers called “{name}”; there are {known}"))
        else:
            found |= _resolved(blocks.answers[name], blocks, line, problems, (*within, str(name)))
    own = {key: _resolved(each, blocks, line, problems, within) for key, each in value.items() if key != SAME_AS}
    return found | own


def _check_times(found: Scenario, entry: Entry, problems: list[Problem]) -> None:
    """Time goes forward, from a first step that says when."""
    for profile in found.profiles:
        steps = found.under(profile)
        if not steps or "at" not in steps[0].said:
            line = steps[0].line if steps else entry.line
            problems.append(Problem(line, f"the first step under {profile} must say when it is: give it an “at”"))
        last: Moment | None = None
        for step in steps:
            if step.at and last and step.at.at < last.at:
                problems.append(Problem(step.line, f"{step.at} is before the step above it, {last}: put it in order"))
            last = step.at or last
