"""A form-js file as the checks see it: its fields with their keys, and the variables that its answers give."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.lint.facts import Variables, add
from engine.lint.located import Located
from engine.lint.report import ERROR, Problem, Severity

INPUTS: Final = frozenset(
    {
        "textfield",
        "textarea",
        "number",
        "datetime",
        "checkbox",
        "radio",
        "select",
        "checklist",
        "taglist",
        "filepicker",
        "expression",
    }
)
"""What an answer, or a computed value, comes from."""

CONTAINERS: Final = frozenset({"group", "dynamiclist"})
SHOWN: Final = frozenset(
    {"text", "html", "table", "image", "separator", "spacer", "iframe", "documentPreview", "button"}
)
OPTIONS: Final = frozenset({"radio", "select", "checklist", "taglist"})


@dataclass(frozen=True, slots=True)
class FormField:
    """One component, with the path of the groups it lies in, and whether one of them is a list of rows."""

    element: Located
    path: tuple[str, ...]
    repeated: bool

    @property
    def type(self) -> str:
        """Its type, such as `radio`."""
        return self.element.text("type")

    @property
    def key(self) -> str:
        """The key of its answer."""
        return self.element.text("key")

    @property
    def name(self) -> str:
        """How a person would call it."""
        return " ".join(self.element.text("label").split()) or self.key or self.element.text("id")

    @property
    def properties(self) -> dict[str, str]:
        """Its custom properties."""
        return {key: str(value) for key, value in self.element.inner("properties").values.items()}

    @property
    def answers(self) -> frozenset[str] | None:
        """The values its answer may have, "" for none at all; None when it may have any."""
        if self.type in {"checklist", "taglist"} or self.listed is None:
            return None
        always = self.element.inner("validate").values.get("required") is True
        return self.listed if always and not self.element.inner("conditional").values else self.listed | {""}

    @property
    def listed(self) -> frozenset[str] | None:
        """The values of its options, when they are written in the form."""
        if self.type not in OPTIONS or not isinstance(self.element.values.get("values"), list):
            return None
        return frozenset(str(one.values.get("value")) for one in self.element.items("values"))


@dataclass(frozen=True, slots=True)
class FormFile:
    """One .form file."""

    file: str
    root: Located

    @property
    def id(self) -> str:
        """The id by which user tasks name it."""
        return self.root.text("id")

    @property
    def fields(self) -> Iterator[FormField]:
        """Every component at any depth, in the order of the file."""
        # JSON that nests too deeply was refused when the file was read.
        yield from _fields(self.root, (), False)

    @property
    def variables(self) -> Variables:
        """What its answers send to the process: the custom property `routing`."""
        found: Variables = {}
        for one in self.fields:
            if one.properties.get("routing"):
                add(found, {one.properties["routing"]: one.answers})
        return found

    def problem(
        self, at: FormField | Located, code: str, what: str, remedy: str, severity: Severity = ERROR
    ) -> Problem:
        """A problem at a field, or in the form as a whole."""
        element = at.element if isinstance(at, FormField) else at
        name = at.name if isinstance(at, FormField) else ""
        sentence = what[:1].upper() + what[1:]
        return Problem(severity, self.file, element.line, element.text("id"), name, sentence, remedy, code)


def _fields(parent: Located, path: tuple[str, ...], repeated: bool) -> Iterator[FormField]:
    for one in parent.items("components"):
        yield FormField(one, path, repeated)
        rows = one.text("type") == "dynamiclist"
        inside = (*path, one.text("path") or one.text("id")) if rows or one.text("path") else path
        yield from _fields(one, inside, repeated or rows)
