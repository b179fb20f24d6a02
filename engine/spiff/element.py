"""What a shape of a diagram says about itself, as the engine, the pages and the linter read it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Json = Any
"""None, bool, int, float, str, or lists and string-keyed dicts of these."""


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node or process. `kind` is its BPMN local name, for example `userTask`.

    `attributes` holds every Camunda attribute by its local name, and what the runner needs of BPMN's own: `event`
    (message, signal, timer, error, escalation, conditional, terminate, cancel or none), `message`, `signal`, `code`,
    `timer` (date, duration or cycle), `expression`, `interrupting`, `attachedToRef`, `calledElement`, `in`, `out`,
    `multiInstance`, `script`, `scriptFormat`, and `synthetic` for shapes that only the normaliser drew.
    """

    id: str
    kind: str
    name: str
    documentation: str = ""
    lane: str | None = None
    parent: str | None = None
    attributes: Mapping[str, Json] = field(default_factory=dict)
    inputs: Mapping[str, Json] = field(default_factory=dict)
    outputs: Mapping[str, Json] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    form_ref: str | None = None
    form_binding: str | None = None

    @property
    def form(self) -> Json:
        """The form it names, with `:` and a number where it is bound to that version of it."""
        version = self.attributes.get("formRefVersion")
        return f"{self.form_ref}:{version}" if version and self.form_binding == "version" else self.form_ref

    @property
    def event(self) -> str:
        """The kind of event it is; "none" for anything that is no event."""
        return str(self.attributes.get("event", "none"))

    @property
    def is_synthetic(self) -> bool:
        """Whether the normaliser drew it, so that no person has seen it."""
        return bool(self.attributes.get("synthetic"))

    def document(self) -> dict[str, Json]:
        """The element as JSON."""
        return asdict(self)
