"""The dates that scenario files expect, counted once more by other means than ours: see counting.py."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pytest

from casework.rehearsal.moments import Moment
from casework.rehearsal.scenario import Scenario
from tests.scenarios import rehearsed
from tests.scenarios.counted_rules import TASKS, about_agency, clocks, sent, window
from tests.scenarios.counting import HOLIDAYS, between
from tests.scenarios.told import NAMES, Told, learn

TOLD = [(rehearsed.load(path), profile) for path, profile in rehearsed.TOLD]

REGULAR = {"LEI": {"monthly": (1, 2), "interim": (1, 4)}, "LLR": {"monthly": (2, 3), "interim": (2, 1)}}
"""On which weekday, and which one of the month, each office's group meets (0 is Monday)."""


def slot(told: Told, home: str, row: Mapping[str, Any], now: datetime) -> Iterator[tuple[object, object]]:
    """What is said of a date for the meeting, each beside what is counted."""
    day, kind, again = row["day"].day, row["kind"], row.get("type") == "reconsider"
    yield between(now.date() if again else told.day("received"), day), row.get("working day", "no number")
    if kind in REGULAR[home]:
        yield (day.weekday(), (day.day + 6) // 7), REGULAR[home][kind]
    if told.is_review and not again:
        can = window(told)
        usable = can["usable"]
        assert isinstance(usable, list)
        yield day in usable, "refused" not in row


def matches(said: Any, found: set[datetime]) -> bool:
    """Whether a moment is among these; without a time, whether its day is."""
    return any(said.day == one.date() and said.clock in (None, one.time()) for one in found)


def wrong(told: Told, home: str, expected: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """Every date that is expected of a case and counted otherwise here."""
    dates = list[tuple[str, Moment, set[datetime]]]()
    for name, at in (expected.get("due") or {}).items():
        rule, _, agency = name.partition(" of ")
        dates += [(name, at, about_agency(told, rule, agency, now))] if at else []
    for agency, at in (expected.get("reply dates") or {}).items():
        dates += [(agency, at, {told.replies[agency]} | told.promises)] if at else []
    for form, times in (expected.get("task due") or {}).items():
        right = (
            clocks(told, TASKS[form]) if form in TASKS else set(told.replies.values()) | told.actions | told.promises
        )
        dates += [(form, at, right) for at in times]
    for mail in expected.get("mails") or []:
        dates += [(mail["kind"], mail["at"], sent(told, mail["kind"]))] if mail.get("at") else []
    for name, at in (expected.get("dates") or {}).items():
        dates.append((name, at, told.heard if name == "first_contact_at" else {told.at[NAMES[name]]}))
    yield from (f"{name}: {at}, not {sorted(map(str, right))}" for name, at, right in dates if not matches(at, right))
    for name, value in (expected.get("window") or {}).items():
        plain = [one.day for one in value] if isinstance(value, list) else getattr(value, "day", value)
        if window(told)[name] != plain:
            yield f"window, {name}: {value}, not {window(told)[name]}"
    rows = [*(expected.get("meeting dates") or []), *filter(None, [expected.get("proposed meeting")])]
    pairs = [(row, pair) for row in rows for pair in slot(told, home, row, now)]
    proposed = expected.get("proposed meeting")
    if proposed and proposed["kind"] == "extraordinary":
        usable = window(told)["usable"]
        assert isinstance(usable, list)
        pairs.append((proposed, (proposed["day"].day, usable[len(usable) // 2])))
    yield from (f"{row['kind']} {row['day']}: {a}, not {b}" for row, (a, b) in pairs if b not in (a, "no number"))


def counted_again(story: Scenario, profile: str) -> Iterator[str]:
    """Every difference, with its line: a case is known by what the story calls it."""
    heard, now = set[datetime](), datetime.min
    cases, told = dict[str, Told](), Told(profile, heard)
    for step in story.under(profile):
        now = step.at.at.replace(tzinfo=None) if step.at else now
        if step.what == "begin":
            told = cases[str(step.said.get("called"))] = Told(profile, heard)
        told = cases[step.said["case"]] if "case" in step.said else told
        learn(told, step, now)
        if step.what == "expect":
            yield from (f"line {step.line}: {one}" for one in wrong(told, story.partnership, step.said["expect"], now))


def test_the_list_of_the_government_reaches_as_far_as_the_stories() -> None:
    assert {date(2026, 12, 28), date(2027, 3, 29), date(2027, 5, 31)} <= HOLIDAYS


@pytest.mark.parametrize(("story", "profile"), TOLD, ids=[f"{story.path.stem}-{profile}" for story, profile in TOLD])
def test_the_dates_that_a_scenario_expects_are_counted_right(story: Scenario, profile: str) -> None:
    assert list(counted_again(story, profile)) == []
    expected = [step.said["expect"].keys() for step in story.under(profile) if step.what == "expect"]
    assert any({"due", "task due"} & keys for keys in expected), "a story says when something is due"
