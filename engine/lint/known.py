"""What a diagram may refer to that is not in its own files: topics, words, roles, clocks and earlier deployments."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine.work import Field


@dataclass(frozen=True, slots=True)
class TopicInfo:
    """What the handler behind a topic takes and gives."""

    parameters: tuple[Field, ...] = ()
    outputs: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What exists besides the files being checked.

    `processes`, `decisions` and `forms` are the ids deployed already. `deployed` holds their files as far as they are
    at hand: with them the checks know which variables an earlier form or process gives; without, they assume all.
    `messages` says what a message carries that no diagram throws; `variables` what every instance starts with.
    """

    topics: Mapping[str, TopicInfo] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    clocks: frozenset[str] = frozenset()
    processes: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    deployed: Mapping[str, bytes] = field(default_factory=dict)
    messages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    variables: frozenset[str] = frozenset()
    read_form: Callable[[bytes], Iterable[str]] | None = None
    """Gives what whoever shows forms has against one, in sentences; asked when the checks find nothing themselves."""
    form_version: Callable[[str, int], bytes | None] | None = None
    """Gives a numbered version of a form that is published already, None when there is none of that number."""
    form_functions: frozenset[str] = frozenset()
    """Functions that forms have besides."""

    def for_forms(self) -> "Known":
        """The same as forms see it."""
        return replace(self, functions=self.functions | self.form_functions)
