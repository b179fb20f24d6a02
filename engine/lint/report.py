"""What the checks found: problems with their place and remedy, as data, as text and as an exit code."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

ERROR: Literal["error"] = "error"
WARNING: Literal["warning"] = "warning"
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, and what to do. `line` is 0 when the file as a whole is meant."""

    severity: Severity
    file: str
    line: int
    element_id: str
    element_name: str
    what: str
    remedy: str
    code: str


@dataclass(frozen=True, slots=True)
class Report:
    """All problems of a deployment, ordered by file and line."""

    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "Report":
        """A report over these problems, in reading order and without repetition."""
        return cls(tuple(sorted(dict.fromkeys(problems), key=lambda one: (one.file, one.line, one.severity, one.code))))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stands in the way of publishing."""
        return tuple(one for one in self.problems if one.severity == ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What should be looked at, though it does not stand in the way."""
        return tuple(one for one in self.problems if one.severity == WARNING)

    @property
    def publishable(self) -> bool:
        """Whether the files may be deployed: no error, whatever the warnings."""
        return not self.errors

    @property
    def exit_code(self) -> int:
        """0 when publishable, 1 when refused."""
        return 0 if self.publishable else 1


def as_text(report: Report) -> str:
    """The report for a terminal or a mail: numbered problems, then one line that says how it ended."""
    parts = [_paragraph(number, one) for number, one in enumerate(report.problems, 1)]
    return "\n\n".join([*parts, summary(report)]) + "\n"


def summary(report: Report) -> str:
    """How it ended, in one line."""
    if not report.problems:
        return "No problems found: it can be published."
    counts = f"{_count(len(report.errors), 'error')} and {_count(len(report.warnings), 'warning')}"
    return f"{counts}: {'it can be published.' if report.publishable else 'it cannot be published.'}"


def _paragraph(number: int, one: Problem) -> str:
    place = f"{one.file}, line {one.line}" if one.line else one.file
    element = " ".join(part for part in (f"“{one.element_name}”" if one.element_name else "", one.element_id) if part)
    heading = f"{number}. {one.severity} {one.code} in {place}" + (f", {element}" if element else "")
    return f"{heading}\n   {one.what}\n   To do: {one.remedy}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")
