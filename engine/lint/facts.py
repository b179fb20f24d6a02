"""What the files of a deployment, and those before it, offer each other: forms, tables, processes, variables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.lint.known import Known

Choices = frozenset[str] | None
"""The values a variable may have, as far as they are listed; None when it may have any."""

Variables = dict[str, Choices]


@dataclass(frozen=True, slots=True)
class FormFacts:
    """A form: whether it is among the files being published, and the variables its answers give to the process."""

    uploaded: bool
    variables: Mapping[str, Choices]


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A decision: the variables it reads and those it gives."""

    inputs: frozenset[str]
    outputs: Mapping[str, Choices]


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """A process: whether it stops for a person, an event or a job's answer, what a caller or thrower gives it, and
    which processes it calls."""

    waits: bool
    variables: Mapping[str, Choices]
    complete: bool
    calls: frozenset[str]


@dataclass(slots=True)
class Facts:
    """Everything that is offered. What is deployed already but not at hand is in `known` by name only."""

    known: Known = field(default_factory=Known)
    forms: dict[str, FormFacts] = field(default_factory=dict)
    decisions: dict[str, DecisionFacts] = field(default_factory=dict)
    processes: dict[str, ProcessFacts] = field(default_factory=dict)
    messages: dict[str, Variables] = field(default_factory=dict)
    """What arrives with a message of this name."""
    passed: dict[str, Variables] = field(default_factory=dict)
    """What callers hand to a process of this id."""

    def has_form(self, form: str) -> bool:
        """Whether the form is in the deployment or deployed already."""
        return form in self.forms or form in self.known.forms

    def has_decision(self, decision: str) -> bool:
        """Whether the decision is in the deployment or deployed already."""
        return decision in self.decisions or decision in self.known.decisions

    def has_process(self, process: str) -> bool:
        """Whether the process is in the deployment or deployed already."""
        return process in self.processes or process in self.known.processes


def add(into: Variables, more: Mapping[str, Choices] | Iterable[str]) -> None:
    """Add variables; one that may come from several places may have the values of each."""
    for name, choices in more.items() if isinstance(more, Mapping) else ((name, None) for name in more):
        earlier = into.get(name, frozenset())
        into[name] = None if choices is None or earlier is None else earlier | choices
