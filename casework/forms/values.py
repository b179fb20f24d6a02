"""An answer as it came, posted or as JSON, turned into a value of its kind, or into words about what is wrong.

In messages {label} and {Label} stand for the question, {year} and the like for nothing else.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from casework.forms import moments
from casework.forms.components import Component
from casework.forms.moments import Unreadable

_LONGEST_NUMBER = 40
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
"""Numbers with commas that mean one thing only: in 1,5 it may be a thousand or a decimal comma."""
_KEPT_CONTROLS = "\n\t"


@dataclass(frozen=True, slots=True)
class Read:
    """A value ready for expressions; None when nothing was written or `problem` says why it cannot be read."""

    value: object = None
    problem: str = ""
    part: str = ""
    """The part of the field that is wrong first: day, month, year or time."""


def read(component: Component, raw: object) -> Read:
    """The value of one answer; never raises, whatever came."""
    try:
        return Read(_READERS[component.kind](component, raw))
    except Unreadable as unreadable:
        return Read(problem=unreadable.problem, part=unreadable.part)


def _line(component: Component, raw: object) -> str | None:
    text = _text(component, raw)
    return " ".join(text.split()) or None if text else None


def _text(_component: Component, raw: object) -> str | None:
    """Text without characters that nobody can see or print, with line ends as \\n."""
    if isinstance(raw, Mapping | list):
        raise Unreadable("{Label} must be text")
    if raw is None:
        return None
    lines = str(raw).replace("\r\n", "\n").replace("\r", "\n")
    clean = "".join(each for each in lines if each in _KEPT_CONTROLS or unicodedata.category(each) not in {"Cc", "Cs"})
    return clean.strip() or None


def _number(component: Component, raw: object) -> Decimal | None:
    if isinstance(raw, bool | Mapping | list):
        raise Unreadable("{Label} must be a number")
    written = _line(component, raw)
    if written is None:
        return None
    grouped = written.replace(" ", "").replace("−", "-").removeprefix("£").removesuffix("%")
    if "," in grouped and not _THOUSANDS.fullmatch(grouped):
        raise Unreadable("{Label} must have a point before its decimals, like 1.5, and commas only between thousands")
    digits = grouped.replace(",", "")
    if len(digits) > _LONGEST_NUMBER or not digits.isascii() or "e" in digits.lower() or "_" in digits:
        raise Unreadable("{Label} must be a number")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        raise Unreadable("{Label} must be a number") from None
    if not number.is_finite():
        raise Unreadable("{Label} must be a number")
    return number


def _moment(component: Component, raw: object) -> object:
    return moments.read(component.subtype, raw)


def _tick(_component: Component, raw: object) -> bool:
    return raw is True or (isinstance(raw, str) and raw.strip().lower() in {"on", "true", "yes", "1"})


def _choice(component: Component, raw: object) -> object:
    """One option's value; which options there are is checked once conditions are known."""
    if isinstance(raw, list) and len(raw) <= 1:
        raw = raw[0] if raw else None
    if isinstance(raw, Mapping | list):
        raise Unreadable("Select one answer to {label}")
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    written = component.choices.written if component.choices else ()
    return next((option.value for option in written if str(option.value) == str(raw)), raw)


def _choices(component: Component, raw: object) -> list[object]:
    several = raw if isinstance(raw, list) else [raw]
    found = [_choice(component, each) for each in several]
    return [each for index, each in enumerate(found) if each is not None and each not in found[:index]]


def _files(_component: Component, raw: object) -> list[Mapping[str, object]]:
    """Files as staged: {id, name, size, kind} each."""
    several = raw if isinstance(raw, list) else [raw]
    return [each for each in several if isinstance(each, Mapping) and isinstance(each.get("id"), str)]


_READERS: Mapping[str, Callable[[Component, object], object]] = {
    "textfield": _line,
    "textarea": _text,
    "number": _number,
    "datetime": _moment,
    "checkbox": _tick,
    "radio": _choice,
    "select": _choice,
    "checklist": _choices,
    "taglist": _choices,
    "filepicker": _files,
}
