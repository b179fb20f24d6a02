"""What a setting can hold, how people type it and how it is shown; what cannot be is said in words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from foundation import addresses
from foundation.canonical import Json

WORKING_DAYS, MONTHS, YEARS, DAYS = "working days", "months", "years", "days"
NUMBER, MEGABYTES = "number", "megabytes"
SPANS = frozenset({WORKING_DAYS, MONTHS, YEARS, DAYS})
COUNTS = SPANS | {NUMBER, MEGABYTES}
TIME, CHOICE, YES_NO, LINE, TEXT, ADDRESS, DOMAINS = "time", "choice", "yes or no", "line", "text", "address", "domains"
DAY, ADDRESSES, NAMES = "day", "addresses", "names"
LISTS = frozenset({DOMAINS, ADDRESSES, NAMES})
YES, NO = "yes", "no"
LONGEST = {LINE: 120, TEXT: 2000}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in plain words, what it can be, and the paragraph of the guidance it comes from.

    `least` and `most` bound a count; `choices` are the words of each choice.
    """

    key: str
    section: str
    words: str
    kind: str
    paragraph: str = ""
    hint: str = ""
    least: int = 1
    most: int = 120
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = True


class WrongValue(ValueError):
    """What was typed cannot be the value of this setting; the text says why and what can."""


def read(setting: Setting, typed: str) -> Json:
    """The value that a person typed. Raises WrongValue."""
    text = typed.strip()
    if not text and setting.kind not in COUNTS | LISTS | {TIME, CHOICE, YES_NO} and not setting.required:
        return ""
    if not text and setting.kind not in LISTS:
        raise WrongValue(f"Enter a value for “{setting.words}”")
    reader = _count if setting.kind in COUNTS else _READERS[setting.kind]
    return reader(setting, text)


def _count(setting: Setting, text: str) -> Json:
    wrong = f"“{setting.words}” must be a whole number from {setting.least} to {setting.most}"
    if not re.fullmatch(r"[0-9]{1,6}", text) or not setting.least <= int(text) <= setting.most:
        raise WrongValue(wrong)
    return int(text)


def _time(setting: Setting, text: str) -> Json:
    match = re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})", text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise WrongValue(f"“{setting.words}” must be a time on the 24-hour clock, for example 17:00")
    return time(int(match[1]), int(match[2])).strftime("%H:%M")


def _choice(setting: Setting, text: str) -> Json:
    if text not in setting.choices:
        raise WrongValue(f"Choose one of the answers for “{setting.words}”")
    return text


def _yes_no(setting: Setting, text: str) -> Json:
    if text not in (YES, NO):
        raise WrongValue(f"Choose yes or no for “{setting.words}”")
    return text == YES


def _words(setting: Setting, text: str) -> Json:
    most = LONGEST[setting.kind]
    if len(text) > most:
        raise WrongValue(f"“{setting.words}” must be {most} characters or fewer")
    if setting.kind == LINE and "\n" in text:
        raise WrongValue(f"“{setting.words}” must be one line")
    return text.replace("\r\n", "\n")


def _address(setting: Setting, text: str) -> Json:
    try:
        return addresses.one(text)
    except addresses.NotAnAddress:
        raise WrongValue(f"“{setting.words}” must be one e-mail address, for example office@council.example") from None


def _addresses(setting: Setting, text: str) -> Json:
    return list[Json](dict.fromkeys(_address(setting, part) for part in text.replace(",", " ").split()))


def _names(setting: Setting, text: str) -> Json:
    return list[Json](dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _day(setting: Setting, text: str) -> Json:
    for way in ("%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, way).date().isoformat()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    raise WrongValue(f"“{setting.words}” must be a date, for example 14/1/2027")


def _domains(setting: Setting, text: str) -> Json:
    found = [part.lower().removeprefix("@") for part in text.replace(",", " ").split()]
    for one in found:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+", one):
            raise WrongValue(f"{one} cannot be the part of an e-mail address after the @: write, for example, nhs.uk")
    return list[Json](dict.fromkeys(found))


_READERS: Mapping[str, Callable[[Setting, str], Json]] = {
    TIME: _time,
    CHOICE: _choice,
    YES_NO: _yes_no,
    LINE: _words,
    TEXT: _words,
    ADDRESS: _address,
    DOMAINS: _domains,
    ADDRESSES: _addresses,
    NAMES: _names,
    DAY: _day,
}


def typed(setting: Setting, value: Json) -> str:
    """A value as a person would type it."""
    if isinstance(value, bool):
        return YES if value else NO
    if setting.kind == DAY and value:
        return f"{date.fromisoformat(str(value)):%-d/%-m/%Y}"
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def shown(setting: Setting, value: Json) -> str:
    """A value as people read it, with its unit."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "None"
    if setting.kind == DAY and value:
        return f"{date.fromisoformat(str(value)):%-d %B %Y}"
    if setting.kind == CHOICE:
        return setting.choices.get(str(value), str(value))
    if setting.kind in SPANS:
        return f"{value} {setting.kind if value != 1 else setting.kind.removesuffix('s')}"
    return f"{value} MB" if setting.kind == MEGABYTES else str(value) or "Empty"
