"""The form of a group of settings: its fields, and what a person sent with it, said in words where it cannot be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import request

from cases.settings import PROFILES, NewVersion, catalogue, kinds
from cases.settings.kinds import Setting, WrongValue
from cases.settings.versions import SettingsVersion
from foundation.canonical import Json
from web.pages.operations import Errors, read_day, read_reason

PROFILE = "profile"
"""The part of the pages on which the profile itself is chosen, and its field."""

PROFILE_WORDS: Mapping[str, str] = {
    "LLR-2020": "The guidance of November 2020, as it is written",
    "LLR-WT2023": "The same under the present national rules (Working Together 2023)",
    "blank": "The guidance of 2020 without any address or legal text",
}
ROWS = {kinds.TEXT: "6", **dict.fromkeys(kinds.LISTS, "3")}


@dataclass(frozen=True, slots=True)
class Field:
    """One field as a template draws it."""

    id: str
    words: str
    hint: str
    kind: str
    value: str
    items: list[dict[str, object]]
    error: str
    rows: str


def field_id(key: str) -> str:
    """A setting's key as the id and name of its field."""
    return key.replace(".", "-").replace("_", "-")


def fields(section: str, values: Mapping[str, Json], given: Mapping[str, str], errors: Errors) -> list[Field]:
    """The fields of a group, filled with what was typed or else with what is in force."""
    told = dict(errors)
    found = []
    for setting in catalogue.of_section(section):
        id_ = field_id(setting.key)
        value = given.get(id_, kinds.typed(setting, values[setting.key]))
        rows = ROWS.get(setting.kind, "1")
        found.append(
            Field(
                id_,
                setting.words,
                _hint(setting),
                _kind(setting),
                value,
                _items(setting, value),
                told.get(id_, ""),
                rows,
            )
        )
    return found


def _kind(setting: Setting) -> str:
    if setting.kind in (kinds.CHOICE, kinds.YES_NO):
        return "radios"
    if setting.kind in ROWS:
        return "textarea"
    return "count" if setting.kind in kinds.COUNTS else setting.kind


def _hint(setting: Setting) -> str:
    unit = {kinds.NUMBER: "A number.", kinds.MEGABYTES: "In megabytes.", kinds.TIME: "On the 24-hour clock."}
    in_days = {kinds.WORKING_DAYS: "In working days.", kinds.MONTHS: "In months."}
    paragraph = f"Guidance {setting.paragraph}." if setting.paragraph else ""
    return " ".join(filter(None, ((unit | in_days).get(setting.kind), setting.hint, paragraph)))


def _items(setting: Setting, value: str) -> list[dict[str, object]]:
    choices = setting.choices or {kinds.YES: "Yes", kinds.NO: "No"}
    return [
        {"value": key, "text": words[:1].upper() + words[1:], "checked": key == value} for key, words in choices.items()
    ]


def wanted(section: str, today: date, in_force: Callable[[date], SettingsVersion]) -> tuple[NewVersion | None, Errors]:
    """The version that a person asks for, and everything that is wrong with it. `in_force` gives what it changes."""
    valid_from, errors = read_day()
    if valid_from is not None and valid_from < today:
        errors = [("date-day", "The first day must be today or later: what has been counted stays as it was")]
        valid_from = None
    reason, missing = read_reason()
    base = in_force(valid_from or today)
    profile, changes, wrong = _profile(base) if section == PROFILE else _typed(section, base)
    errors = wrong + errors + missing
    if not errors and {**PROFILES[profile], **changes} == base.values():
        where = PROFILE if section == PROFILE else field_id(catalogue.of_section(section)[0].key)
        errors = [(where, "Nothing is otherwise than it will be on that day: change something, or leave this page")]
    if errors or valid_from is None:
        return None, errors
    return NewVersion(profile, changes, valid_from, reason), []


def _profile(base: SettingsVersion) -> tuple[str, Mapping[str, Json], Errors]:
    chosen = request.form.get(PROFILE, "")
    if chosen not in PROFILES:
        return base.profile, base.own(), [(PROFILE, "Choose a profile")]
    wrong: Errors = [(PROFILE, words) for *_, words in catalogue.conflicts({**PROFILES[chosen], **base.own()})]
    return chosen, base.own(), wrong


def _typed(section: str, base: SettingsVersion) -> tuple[str, Mapping[str, Json], Errors]:
    values, errors = dict(base.values()), Errors()
    for setting in catalogue.of_section(section):
        id_ = field_id(setting.key)
        try:
            values[setting.key] = kinds.read(setting, request.form.get(id_, ""))
        except WrongValue as problem:
            errors.append((id_, str(problem)))
    own = {one.key for one in catalogue.of_section(section)}
    if not errors:
        errors = [
            (field_id(small if small in own else large), words) for small, large, words in catalogue.conflicts(values)
        ]
    return base.profile, values, errors
