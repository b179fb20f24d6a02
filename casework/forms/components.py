"""What a form is made of: its components, their rules and choices, as read from a form-js schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

import feel
from casework.forms.patterns import Pattern
from casework.forms.texts import NOTHING, Text
from foundation.canonical import Json

INPUTS = frozenset(
    {
        "textfield",
        "number",
        "datetime",
        "textarea",
        "checkbox",
        "radio",
        "select",
        "checklist",
        "taglist",
        "filepicker",
    }
)
"""Kinds whose answer comes from a person."""

CHOICES = frozenset({"radio", "select", "checklist", "taglist"})
MULTIPLE = frozenset({"checklist", "taglist"})
CONTAINERS = frozenset({"group", "dynamiclist"})
SHOWN = frozenset({"text", "html", "image", "table", "iframe", "documentPreview", "spacer", "separator"})
KINDS = INPUTS | CONTAINERS | SHOWN | {"button", "expression"}
"""The 22 component types of form-js."""

Switch: TypeAlias = "bool | feel.Expression"
"""Yes, no, or an expression that says."""

Limit: TypeAlias = "Decimal | feel.Expression | None"
"""A number, an expression that gives one, or no limit."""


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer and its words."""

    value: Json
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Where the possible answers come from: written in the form, given with the case, or worked out."""

    written: tuple[Option, ...] = ()
    given: str = ""
    worked_out: "feel.Expression | None" = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What an answer must satisfy by itself; lengths in characters, `step_minutes` for times."""

    required: Switch = False
    least: Limit = None
    most: Limit = None
    shortest: Limit = None
    longest: Limit = None
    pattern: Pattern | None = None
    pattern_message: str = ""
    format: str = ""
    decimal_digits: int | None = None
    increment: Decimal | None = None
    not_past: bool = False
    step_minutes: int = 1
    accept: tuple[str, ...] = ()
    several: bool = False
    rows_at_first: int = 0


@dataclass(frozen=True, slots=True)
class CrossRule:
    """A sentence about several answers that must not be false, and what to say when it is."""

    test: "feel.Expression"
    message: Text
    at: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """One box of the form. `key` is where its answer lives, `()` when it has none."""

    kind: str
    id: str
    key: tuple[str, ...] = ()
    label: Text = NOTHING
    hint: Text = NOTHING
    hide: Switch = False
    readonly: Switch = False
    disabled: Switch = False
    default: "Json | feel.Expression" = None
    rules: Rules = field(default_factory=Rules)
    cross_rules: tuple[CrossRule, ...] = ()
    choices: Choices | None = None
    components: "tuple[Component, ...]" = ()
    subtype: str = ""
    written_as: str = ""
    """How a time is written (form-js `timeSerializingFormat`), or `text` for a number kept as text."""
    properties: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, "Text | Json | feel.Expression"] = field(default_factory=dict)
    """What presentation needs: content, columns, source, adorners, action."""

    @property
    def asks(self) -> bool:
        """Whether a person answers here."""
        return self.kind in INPUTS


@dataclass(frozen=True, slots=True)
class Form:
    """A form as published. `visibility` holds the codes of domain.md §3.1, separated by spaces."""

    id: str
    components: tuple[Component, ...]
    title: str = ""
    visibility: str = ""
    guidance: str = ""
    cross_rules: tuple[CrossRule, ...] = ()
    is_checked: bool = False
    """Whether people read all their answers once more before they send them."""
    needs: frozenset[str] = frozenset()
    """Names that expressions and choices expect to be given with the case."""
    warnings: tuple[str, ...] = ()
    """What works differently from form-js, in plain words."""
