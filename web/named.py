"""What is known of a child or family member, in the order and words in which people read it."""

from collections.abc import Mapping
from datetime import date

from foundation.canonical import Json
from web.words import day, sentence

ORDER = (
    ("name", "Name"),
    ("other_names", "Other names"),
    ("dob", "Born"),
    ("due_date", "Expected"),
    ("died", "Died"),
    ("relationship", "Relationship"),
    ("sex", "Sex or gender"),
    ("address", "Address"),
    ("school", "School or nursery"),
    ("ethnicity", "Ethnicity"),
    ("language", "First language"),
    ("religion", "Religion"),
    ("disability", "Disability or health needs"),
)
"""Facts by key, those that people look for first before the others."""


def facts(found: Mapping[str, Json]) -> list[tuple[str, str]]:
    """Words and value of each fact that is known."""
    usual = dict(ORDER)
    keys = [key for key in usual if key in found] + [key for key in found if key not in usual]
    pairs = [(usual.get(key, sentence(key.replace("_", " "))), _said(found[key])) for key in keys]
    return [(words, value) for words, value in pairs if value]


def _said(value: Json) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{words}: {said}" for words, said in facts(value))
    if isinstance(value, list):
        return "; ".join(filter(None, map(_said, value)))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else _date_or_text(str(value))


def _date_or_text(text: str) -> str:
    try:
        return day(date.fromisoformat(text)) if text[4:5] == "-" else text
    except ValueError:
        return text
