"""A play in which every field that people fill in holds a value that stands nowhere else, and is known by it."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from casework import attaching
from casework.forms import tree
from casework.forms.components import Component, Form
from casework.rehearsal.restarting import OPEN_TEXTS
from casework.rehearsal.telling import ScenarioPlay

STEM = "Zqplant"
"""What every planted word begins with; a number follows, by which its field is known."""

BORN_FROM = date(2010, 1, 1)
"""Planted dates of birth are counted from here, far from every other date of the story."""

_DATES = (
    "%Y-%m-%d",
    "%Y%m%d",
    "%d/%m/%Y",
    "%-d/%-m/%Y",
    "%d.%m.%Y",
    "%d %B %Y",
    "%-d %B %Y",
    "%-d %b %Y",
    "%B %-d, %Y",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """One value: of which form and field, what kind of thing it is, and every way in which it may be written."""

    form: str
    field: str
    kind: str
    written: tuple[str, ...]

    @property
    def place(self) -> str:
        """The form and its field."""
        return f"{self.form}.{self.field}"


@dataclass(slots=True)
class Garden:
    """Everything that was planted."""

    values: list[Planted] = field(default_factory=list)
    by_field: dict[tuple[str, tuple[str | int, ...], str], str] = field(default_factory=dict)

    def word(self, form: str, name: str, kind: str) -> str:
        """A word that stands nowhere else."""
        word = f"{STEM}{len(self.values):04}x"
        self.values.append(Planted(form, name, kind, (word,)))
        return word

    def phone(self, form: str, name: str) -> str:
        """A telephone number nobody has (Ofcom keeps these for stories)."""
        number = f"01632 96{len(self.values):04}"
        plain = number.replace(" ", "")
        self.values.append(Planted(form, name, "phone", (number, plain, f"+44{plain[1:]}")))
        return number

    def birthday(self, form: str, name: str) -> str:
        """A date of birth nobody else of the story has."""
        day = BORN_FROM + timedelta(days=3 * len(self.values))
        self.values.append(Planted(form, name, "date of birth", tuple(dict.fromkeys(day.strftime(s) for s in _DATES))))
        return day.isoformat()

    def postcode(self, form: str, name: str) -> str:
        """A postcode that is none."""
        number = len(self.values)
        code = f"QX{number // 10 % 100} {number % 10}QX"
        self.values.append(Planted(form, name, "postcode", (code, code.replace(" ", ""))))
        return code

    def file(self, form: str, name: str, ending: str) -> tuple[str, bytes]:
        """The name of a file and what is in it."""
        called = f"{self.word(form, name, 'file name')}{ending}"
        inside = self.word(form, name, "file content")
        return called, f"%PDF-1.4\n1 0 obj<</Title({inside})>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".encode()

    def of_form(self, *forms: str) -> set[str]:
        """The places of these forms."""
        return {one.place for one in self.values if one.form in forms}


class Gardener(ScenarioPlay):
    """A play whose people write planted values wherever a form lets them, where the story leaves a field empty too."""

    garden: Garden

    def written(self, form: Form, answers: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        """The answers with a value of its own in every field."""
        found: dict[str, Any] = copy.deepcopy(super().written(form, answers, data))
        for place in list(tree.places(form.components, found, blank_rows=True)):
            holder = tree.dig(found, place.spot[:-1])
            if place.component.asks and isinstance(holder, dict):
                said = holder.get(str(place.spot[-1]))
                holder.update({str(place.spot[-1]): value for value in self._value(form, place, said)})
        return found

    def _value(self, form: Form, place: tree.Place, said: Any) -> Iterator[Any]:
        component, name = place.component, ".".join(str(part) for part in place.spot)
        if component.key in OPEN_TEXTS or not is_free(component, said):
            return
        fact = component.properties.get("identity")
        if component.kind == "datetime":
            yield self.garden.birthday(form.id, name)
        elif component.rules.format == "phone":
            yield self.garden.phone(form.id, name)
        elif component.rules.format == "email":
            yield f"{self.garden.word(form.id, name, 'e-mail').lower()}@cspr.example"
        elif fact == "address":
            word, code = self.garden.word(form.id, name, fact), self.garden.postcode(form.id, name)
            yield f"1 {word} Lane, Leicester {code}"
        else:
            word = self.garden.word(form.id, name, fact or "text")
            yield f"{said} {word}" if said else f"Test {word}"

    def begin(
        self,
        name: str,
        place: tuple[str, str],
        partnership_id: str,
        answers: dict[str, Any],
        files: Sequence[tuple[str, str, bytes]] = (),
    ) -> None:
        """Begin with files that are planted."""
        super().begin(name, place, partnership_id, answers, self._files(place[1], files))

    def do(
        self, name: str, form: str, files: attaching.Attached = (), step: str = "", about: str = "", /, **answers: Any
    ) -> None:
        """Send a form, with a file in every place for one."""
        super().do(
            name, form, self._files(form, [*files, *self._places_for_files(form, files)]), step, about, **answers
        )

    def _files(self, form: str, files: Sequence[tuple[str, str, bytes]]) -> list[tuple[str, str, bytes]]:
        return [(key, *self.garden.file(form, key, ".pdf")) for key, _, _ in files]

    def _places_for_files(self, form: str, given: attaching.Attached) -> list[tuple[str, str, bytes]]:
        return [(key, "", b"") for key in FILES.get(form, ()) if key not in {one for one, _, _ in given}]


FILES = {
    "f06_agency_reply": ("attach",),
    "f09_papers": ("extra",),
    "f14_advice": ("attach",),
    "new_information": ("attach",),
}
"""Forms of the story with a place for files that it leaves empty."""


def is_free(component: Component, said: Any = None) -> bool:
    """Whether people write there whatever they like; a date of birth counts as such."""
    if component.kind == "datetime":
        return component.properties.get("identity") == "dob"
    return (
        component.kind in ("textfield", "textarea") and component.rules.pattern is None and isinstance(said, str | None)
    )
