"""How the pages write dates, times and counts: British, in London time, for people."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, time
from typing import Protocol, TypeAlias

from flask import Flask
from markupsafe import Markup

from foundation.clock import LONDON, MONTHS
from foundation.written_times import DAYS, written_time

NONE_YET = "no date yet"

Pairs: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]
"""Codes, each with its words."""


class Named(Protocol):
    """What can be chosen by its name."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


class Titled(Named, Protocol):
    """A person, whose job tells them from others of the same name."""

    @property
    def job_title(self) -> str: ...


def london_day(when: date | datetime) -> date:
    """The calendar date in London."""
    return when.astimezone(LONDON).date() if isinstance(when, datetime) else when


def day(when: date | datetime | None) -> str:
    """2 December 2026."""
    if when is None:
        return NONE_YET
    found = london_day(when)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def weekday(when: date | datetime | None) -> str:
    """Wednesday 2 December 2026."""
    return NONE_YET if when is None else f"{DAYS[london_day(when).weekday()]} {day(when)}"


def short_day(when: date | datetime | None) -> str:
    """2 Dec 2026, for tables."""
    if when is None:
        return NONE_YET
    found = london_day(when)
    return f"{found.day} {MONTHS[found.month - 1][:3]} {found.year}"


def clock_time(when: datetime) -> str:
    """9:32am; midday; midnight."""
    return written_time(when)


def moment(when: datetime | None) -> str:
    """4 June 2026 at 9:32am."""
    return NONE_YET if when is None else f"{day(when)} at {clock_time(when)}"


def short_moment(when: datetime | None) -> str:
    """4 Jun 2026, 9:32am, for tables."""
    return NONE_YET if when is None else f"{short_day(when)}, {clock_time(when)}"


def count(number: int, one: str, many: str | None = None) -> str:
    """1 task, 2 tasks, 1,200 tasks; many is the plural where an s will not do."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """The text with a capital letter first and the rest untouched."""
    return text[:1].upper() + text[1:]


def listed(items: list[str]) -> str:
    """A, B and C."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def stamped(when: date | datetime | None, style: str = "day") -> Markup:
    """A date in a time element, so that machines can read it too."""
    if when is None:
        return Markup("no date yet")
    written = STYLES[style](when)
    return Markup('<time datetime="{}">{}</time>').format(when.isoformat(), written)


def weekday_moment(when: datetime | None) -> str:
    """Wednesday 2 December 2026 at 9:32am."""
    if when is None or when.astimezone(LONDON).time() == time():
        # Only the day was given.
        return weekday(when)
    return f"{weekday(when)} at {clock_time(when)}"


def in_london(when: datetime) -> datetime:
    """The same instant on London's clocks."""
    return when.astimezone(LONDON)


STYLES: dict[str, Callable[..., str]] = {
    "day": day,
    "weekday": weekday,
    "weekday_moment": weekday_moment,
    "time": clock_time,
    "short": short_day,
    "moment": moment,
    "short_moment": short_moment,
}


def message_of(errors: Iterable[tuple[str, str]], name: str) -> dict[str, str] | bool:
    """The first error of a field, as the components take it; False when there is none."""
    return next(({"text": words} for field, words in errors if field == name), False)


def radios(pairs: Pairs, chosen: str | Collection[str] | None) -> list[dict[str, object]]:
    """Codes with their words, as radio buttons and checkboxes take them; `chosen` is a code or a collection of them."""
    ticked = {chosen} if isinstance(chosen, str) else set(chosen or ())
    return [{"value": code, "text": words, "checked": code in ticked} for code, words in _pairs(pairs)]


def selects(pairs: Pairs, chosen: str | None, nothing: str = "") -> list[dict[str, object]]:
    """The same as a list to select from takes them, with words for choosing nothing where that is possible."""
    first = [{"value": "", "text": nothing, "selected": not chosen}] if nothing else []
    return first + [{"value": code, "text": words, "selected": code == chosen} for code, words in _pairs(pairs)]


def named(things: Iterable[Named]) -> list[tuple[str, str]]:
    """What has an id and a name, as pairs of these."""
    return [(one.id, one.name) for one in things]


def titled(somebody: Iterable[Titled]) -> list[tuple[str, str]]:
    """People with their job titles, as pairs of id and words."""
    return [(one.id, ", ".join(filter(None, (one.name, one.job_title)))) for one in somebody]


def _pairs(pairs: Pairs) -> Iterable[tuple[str, str]]:
    return pairs.items() if isinstance(pairs, Mapping) else pairs


def register(app: Flask) -> None:
    """Make the words available to every template."""
    app.jinja_env.filters.update(
        stamped=stamped,
        count=count,
        sentence=sentence,
        listed=listed,
        day=day,
        weekday=weekday,
        moment=moment,
        in_london=in_london,
        message_of=message_of,
        named=named,
        radios=radios,
        selects=selects,
        titled=titled,
    )
