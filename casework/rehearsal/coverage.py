"""Which flows of the shipped diagrams the rehearsed scenarios took, and why others are not taken by any."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from casework.operations import publish
from casework.rehearsal import written
from casework.rehearsal.shapes import Named, words
from casework.rehearsal.stage import Passed
from casework.rehearsal.written import Problem
from engine.lint import diagram
from engine.lint.xml_gate import parse

REASONS = publish.ROOT / "scenarios" / "shared" / "flows-not-taken.yaml"
"""The reason for each flow that no scenario takes, by process and flow."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow of a shipped diagram, with the names of what it joins."""

    file: str
    process: str
    id: str
    source: str
    target: str
    words: str

    @property
    def passed(self) -> Passed:
        """How the engine tells of it."""
        return (self.process, self.source, self.target)


def flows() -> list[Flow]:
    """Every sequence flow of the shipped diagrams."""
    return [
        flow for name, content in publish.shipped().items() if name.endswith(".bpmn") for flow in _in(name, content)
    ]


def _in(name: str, content: bytes) -> Iterator[Flow]:
    read = diagram.read(name, parse(content))
    process = str(read.processes[0].element.get("id"))
    for scope in read.scopes:
        for one in scope.flows:
            source, target = (read.by_id[end].name or end for end in (one.source, one.target))
            told = f"“{source}”{f' {one.name}' if one.name else ''} → “{target}”"
            yield Flow(name, process, one.id, one.source, one.target, told)


def not_taken(passed: Collection[Passed]) -> list[Flow]:
    """The flows that were not passed."""
    return [flow for flow in flows() if flow.passed not in passed]


def reasons(path: Path = REASONS) -> Mapping[str, Mapping[str, str]]:
    """Why flows are not taken, by process and flow. Raises ValueError that says what is wrong with the file."""
    problems: list[Problem] = []
    entry = written.read(path.read_text("utf-8"), problems)
    found: Mapping[str, Mapping[str, str]] = Named(Named(words))(entry, problems) if entry else {}
    if problems:
        raise ValueError("; ".join(f"{path}, {problem}" for problem in problems))
    return found


def unexplained(passed: Collection[Passed]) -> list[Flow]:
    """The flows that no scenario takes and for which nobody has said why."""
    told = reasons()
    return [flow for flow in not_taken(passed) if flow.id not in told.get(flow.process, {})]


def stale(passed: Collection[Passed]) -> list[str]:
    """Reasons for flows that are taken after all, or that there are not, in words."""
    missing = {(flow.process, flow.id) for flow in not_taken(passed)}
    told = [(process, flow) for process, flows in reasons().items() for flow in flows]
    return [f"{process}, {flow} is taken, or is not there: take its reason away" for process, flow in told
            if (process, flow) not in missing]  # fmt: skip
