"""Answers read as the kinds they are: words, choices, rows, days and instants."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from foundation.canonical import Json
from foundation.clock import as_utc, london, london_date

Answers = Mapping[str, Any]


def words(answers: Answers, key: str) -> str:
    """A text or a choice; empty when not answered."""
    value = answers.get(key)
    return value if isinstance(value, str) else ""


def chosen(answers: Answers, key: str) -> str | None:
    """A choice from the case file, such as an agency or a person; None when not answered."""
    return words(answers, key) or None


def several(answers: Answers, key: str) -> list[str]:
    """The choices ticked."""
    value = answers.get(key)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def yes(answers: Answers, key: str) -> bool:
    """Whether a box is ticked or a question answered yes."""
    return answers.get(key) in (True, "yes")


def rows(answers: Answers, key: str) -> list[dict[str, Json]]:
    """The rows of a repeating group."""
    value = answers.get(key)
    return [dict(each) for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def day(answers: Answers, key: str) -> date | None:
    """A date; of an instant, the date on which it was in London."""
    text = words(answers, key)
    return date.fromisoformat(text[:10]) if text else None


def instant(answers: Answers, key: str) -> datetime | None:
    """An instant in UTC; a date alone means its beginning in London."""
    text = words(answers, key)
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return london(found.date(), found.time()) if found.tzinfo is None else as_utc(found)


def at_time(answers: Answers, key: str, of: datetime) -> datetime | None:
    """A time of day, on the London date of another instant; None when not answered."""
    text = words(answers, key)
    if not text:
        return None
    return instant(answers, key) if "T" in text else london(london_date(of), time.fromisoformat(text[:5]))
