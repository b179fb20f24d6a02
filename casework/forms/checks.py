"""What is wrong with one answer, in the words of the form where it has some, else in plain ones."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath

from casework.forms import options
from casework.forms.components import CHOICES, MULTIPLE, Component
from casework.forms.patterns import LONGEST_TEXT
from casework.forms.scope import Scope
from casework.forms.tree import Place
from foundation import addresses
from foundation.clock import london_date

LONGEST_LINE, LONGEST = 500, 20_000
"""Characters of a text field and of a text area when the form sets no limit."""
MOST_FILES = 20
NOUN = re.compile(
    r"((First|Last|Next|New|Earliest|Expected|Short|Brief|Senior) )?(Address|Agency|Case|Chair|Comment|Contact|Copy|"
    r"Council area|Date|Day|Decision|Detail|Ethnicity|Facts|Item|Job|Kind|Language|Length|Letter|Local authority|Name|"
    r"Office|Outcome|Outline|Part|Path|Person|Plan|Point|Question|Reason|Receipt|Reference|Relation|Reply|Role|Ruling|"
    r"Safeguarding lead|Service|Stage|Summary|Time|Venue)s?\b(?! (by|possible))",
    re.IGNORECASE,
)
"""How labels begin that want an article in a sentence; “Why …”, “Your …” and the like want none."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with the answer at `path`; `part` is the box of a date that is wrong first."""

    path: str
    message: str
    part: str = ""


def problem(scope: Scope, place: Place, value: object) -> str:
    """The message about an answer that was read, or nothing when it is good."""
    required = scope.holds(place.component.rules.required, place.base)
    if value is None or value in ([], False):
        return _missing(place.component) if required else ""
    check = _CHECKS.get(place.component.kind)
    return check(scope, place, value) if check else ""


def worded(scope: Scope, place: Place, message: str) -> str:
    """A message with the question filled in, and the row it is about."""
    label = scope.label(place)
    inner = f"“{label}”" if label.endswith("?") else _lower(label)
    outer = f"“{label}”" if label.endswith("?") else label
    said = message.replace("{label}", inner).replace("{Label}", outer)
    where = ", ".join(f"{row.noun} {row.number}" for row in place.rows)
    return f"{said} ({where})" if where else said


def _lower(label: str) -> str:
    """The label inside a sentence: its first letter small, unless it begins with an abbreviation or a name."""
    first = label.split(" ", maxsplit=1)[0]
    return label if first != first.capitalize() or first in {"I", "NHS"} else label[:1].lower() + label[1:]


def _missing(component: Component) -> str:
    own = component.properties.get("error_required")
    if own:
        return own
    if component.kind == "checkbox":
        return "Tick the box: {Label}"
    is_question = component.label.source.endswith("?")
    article = "the " if NOUN.match(component.label.source) else ""
    if component.kind in CHOICES:
        return "Select an answer to {label}" if is_question else f"Select {article}{{label}}"
    if component.kind == "filepicker":
        return f"Choose a file for {article}{{label}}"
    if is_question:
        return "Answer {label}"
    return f"Enter {article}{{label}}"


def _text(scope: Scope, place: Place, value: object) -> str:
    rules, text = place.component.rules, str(value)
    shortest, longest = scope.limit(rules.shortest, place.base), scope.limit(rules.longest, place.base)
    most = longest if longest is not None else (LONGEST_LINE if place.component.kind == "textfield" else LONGEST)
    if rules.pattern is not None:
        most = min(most, LONGEST_TEXT)
    if len(text) > most:
        return f"{{Label}} must be {int(most):,} characters or fewer. You have written {len(text):,}"
    if shortest is not None and len(text) < shortest:
        return f"{{Label}} must be {int(shortest):,} characters or more. You have written {len(text):,}"
    own = place.component.properties.get("error_format", rules.pattern_message)
    if rules.pattern is not None and not rules.pattern.matches(text):
        return own or "{Label} is not in the right format"
    if rules.format == "email" and not addresses.is_one(text):
        return own or "Enter an email address in the correct format, like name@example.com"
    if rules.format == "phone" and not _is_phone(text):
        return own or "Enter a phone number, like 01632 960 001 or +44 808 157 0192"
    return ""


def _is_phone(text: str) -> bool:
    digits = sum(letter in "0123456789" for letter in text)
    return 6 <= digits <= 20 and all(letter in "0123456789 +()-.extEXT" for letter in text)


def _number(scope: Scope, place: Place, value: object) -> str:
    rules = place.component.rules
    assert isinstance(value, Decimal)  # noqa: S101 - the only kind that `values.read` gives here
    least, most = scope.limit(rules.least, place.base), scope.limit(rules.most, place.base)
    if least is not None and value < least:
        return f"{{Label}} must be {least:f} or more"
    if most is not None and value > most:
        return f"{{Label}} must be {most:f} or less"
    exponent = value.normalize().as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if rules.decimal_digits is not None and digits > rules.decimal_digits:
        return (
            f"{{Label}} must have {rules.decimal_digits} decimal place{'s'[: rules.decimal_digits - 1]} or fewer"
            if rules.decimal_digits
            else "{Label} must be a whole number"
        )
    if rules.increment is not None and (value - (least or 0)) % rules.increment:
        return f"{{Label}} must go up in steps of {rules.increment:f}"
    return ""


def _moment(scope: Scope, place: Place, value: object) -> str:
    rules = place.component.rules
    day = london_date(value) if isinstance(value, datetime) else value
    if rules.not_past and isinstance(day, date) and day < scope.given.today:
        return "{Label} must be today or in the future"
    minute = getattr(value, "minute", 0)
    if rules.step_minutes > 1 and minute % rules.step_minutes:
        return f"The time of {{label}} must be on a step of {rules.step_minutes} minutes, like 2pm"
    return ""


def _choice(scope: Scope, place: Place, value: object) -> str:
    """Whether each answer is one of the options there are now."""
    component = place.component
    found = options.of(component, scope.given.data, dict(scope.context(place.base)), scope.given.functions)
    known = {str(option.value) for option in found}
    chosen = value if isinstance(value, list) else [value]
    if any(isinstance(each, Mapping | list) or str(each) not in known for each in chosen):
        return (
            "One of the answers to {label} is no longer offered: select again"
            if component.kind in MULTIPLE
            else ("The answer to {label} is not one that is offered: select again")
        )
    return ""


def _files(_scope: Scope, place: Place, value: object) -> str:
    rules = place.component.rules
    files = value if isinstance(value, list) else []
    if len(files) > (MOST_FILES if rules.several else 1):
        return f"Choose {MOST_FILES} files or fewer for {{label}}" if rules.several else "Choose one file for {label}"
    for file in files:
        ending = PurePath(str(file.get("name", ""))).suffix.lower()
        if rules.accept and ending not in rules.accept:
            return f"{{Label}} must be a file of the kind {', '.join(rules.accept)}"
    return ""


_CHECKS: Mapping[str, Callable[[Scope, Place, object], str]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "datetime": _moment,
    "radio": _choice,
    "select": _choice,
    "checklist": _choice,
    "taglist": _choice,
    "filepicker": _files,
}
