"""Expectations about time: deadlines, how clocks stand, the meeting's window and its possible dates, flags."""

from collections.abc import Iterator, Mapping
from typing import Any

from cases import clocks, meetings, requests, slots
from cases.clocks import anchors, rules
from casework.rehearsal.checks.check import Check, same, same_things
from casework.rehearsal.moments import written
from casework.rehearsal.scene import Scene
from casework.rehearsal.shapes import Either, Key, Listed, Named, OneOf, Table, moment, number, words
from foundation.clock import london_date
from foundation.database import Session

OF = " of "


def _subjects(scene: Scene, session: Session, agency: str) -> dict[str, str]:
    """What clocks are about: the latest request to an agency, and the meeting that is coming or was last."""
    found: dict[str, str] = {}
    if agency:
        asked = requests.of_agency(session, scene.case_id, scene.agency(agency))
        found |= {"request_id": asked[-1].id} if asked else {}
    held = meetings.of_case(session, scene.case_id)
    coming = meetings.planned(session, scene.case_id) or (held[-1] if held else None)
    return found | ({"meeting_id": coming.id} if coming else {})


def _due(scene: Scene, wanted: Mapping[str, Any]) -> Iterator[str]:
    with scene.reading() as session:
        for name, at in wanted.items():
            clock, _, agency = name.partition(OF)
            if clock not in rules.NAMES:
                yield f"there is no clock {clock}; there are {', '.join(sorted(rules.NAMES))}"
                continue
            subjects = _subjects(scene, session, agency)
            found = clocks.deadline(session, scene.case_id, clock, scene.play.clock.now(), subjects)
            if not (found is None if at is None else at.matches(found)):
                yield f"{name}: expected {at or 'none'}, found {written(found)}"


def _dates(scene: Scene, wanted: Mapping[str, Any]) -> Iterator[str]:
    with scene.reading() as session:
        known = anchors.of_case(session, scene.case_id)
    for name, at in wanted.items():
        found = known.get(("", name))
        if not (found is None if at is None else at.matches(found)):
            yield f"{name}: expected {at or 'none'}, found {written(found)}"


def _clocks(scene: Scene, wanted: Mapping[str, str]) -> Iterator[str]:
    with scene.reading() as session:
        for name, state in wanted.items():
            clock, _, agency = name.partition(OF)
            subjects = _subjects(scene, session, agency)
            reading = clocks.reading(session, scene.case_id, clock, scene.play.clock.now(), subjects)
            yield from same(state, reading.state.value, name)


def _window(scene: Scene, wanted: Mapping[str, Any]) -> Iterator[str]:
    with scene.reading() as session:
        kind = slots.kind_of_next(session, scene.case_id)
        found = clocks.meeting_window(session, scene.case_id, scene.play.clock.now(), kind)
    if found is None:
        yield "there is no window yet"
        return
    for name, day in (("first", found.first), ("last", found.last), ("usable to", found.latest)):
        if name in wanted and not wanted[name].matches(day):
            yield f"{name}: expected {wanted[name]}, found {written(day)}"
    if "usable" in wanted:
        yield from same_things(map(str, wanted["usable"]), map(written, found.days), "usable")
    if "flag" in wanted:
        yield from same(wanted["flag"], found.flag, "flag")


def _meeting_dates(scene: Scene, wanted: list[Mapping[str, Any]]) -> Iterator[str]:
    with scene.reading() as session:
        found = slots.proposals(session, scene.case_id, scene.play.clock.now())
    for row in wanted:
        about = f"{row.get('kind')} {row.get('day')}"
        match = next((one for one in found if one.kind == row.get("kind") and row["day"].matches(one.start)), None)
        if match is None:
            offered = ", ".join(f"{one.kind} {written(london_date(one.start))}" for one in found)
            yield f"{about}: is not among the dates offered: {offered or 'none'}"
        else:
            yield from _is_slot(row, match, about)


def _proposed(scene: Scene, wanted: Mapping[str, Any] | None) -> Iterator[str]:
    with scene.reading() as session:
        kind = (wanted or {}).get("type") or slots.kind_of_next(session, scene.case_id)
        found = slots.proposed(session, scene.case_id, scene.play.clock.now(), str(kind))
    if wanted is None or found is None:
        yield from same(None if wanted is None else str(wanted["day"]), None if found is None else written(found.start))
        return
    yield from same(wanted["kind"], found.kind, "kind")
    if not wanted["day"].matches(found.start):
        yield f"day: expected {wanted['day']}, found {written(found.start)}"
    yield from _is_slot(wanted, found, written(found.start))


def _is_slot(row: Mapping[str, Any], found: slots.Slot, about: str) -> Iterator[str]:
    if "working day" in row:
        yield from same(row["working day"], found.working_day, f"{about}, working day")
    refused = row.get("refused")
    if refused and refused not in found.why_not:
        yield f"{about}: was to be refused with “{refused}”; is {found.why_not or 'usable'}"
    if not refused and not found.is_usable:
        yield f"{about}: was to be usable; is refused: {found.why_not}"


def _meetings(scene: Scene, wanted: list[Mapping[str, Any]]) -> Iterator[str]:
    with scene.reading() as session:
        found = meetings.of_case(session, scene.case_id)
    yield from same(len(wanted), len(found), "how many")
    for row, one in zip(wanted, found, strict=False):
        if "at" in row and not row["at"].matches(one.starts_at):
            yield f"at: expected {row['at']}, found {written(one.starts_at)}"
        for name, value in (("slot", one.slot), ("status", one.status.value), ("type", one.kind)):
            if name in row:
                yield from same(row[name], value, f"{written(one.starts_at)}, {name}")


def _reply_dates(scene: Scene, wanted: Mapping[str, Any]) -> Iterator[str]:
    with scene.reading() as session:
        for agency, at in wanted.items():
            asked = requests.of_agency(session, scene.case_id, scene.agency(agency))
            found = asked[-1].due_at if asked else None
            if not (found is None if at is None else at.matches(found)):
                yield f"{agency}: expected {at or 'none'}, found {written(found)}"


_KIND = OneOf(slots.PREFERENCE)
_SLOT: Mapping[str, Key] = {
    "kind": Key("monthly, interim or extraordinary", _KIND, needed=True),
    "day": Key("its day", moment, needed=True),
    "type": Key("the type of meeting; rapid_review when left out", OneOf(tuple(meetings.KINDS))),
    "working day": Key("which working day after receipt it is", number),
}

CHECKS: Mapping[str, Check] = {
    "due": Check(
        Key("when a clock ends, or none; of an agency’s: “reply_due of Police”", Named(Either(moment, "none"))), _due
    ),
    "dates": Check(
        Key(
            "what is known of dates that clocks count from, such as received_at, or none", Named(Either(moment, "none"))
        ),
        _dates,
    ),
    "clocks": Check(Key("how a clock stands: running, due today, overdue, no date yet", Named(words)), _clocks),
    "window": Check(
        Key(
            "the days on which the meeting can be",
            Table(
                "“window”",
                {
                    "first": Key("its first day", moment),
                    "last": Key("its last day by the days from receipt", moment),
                    "usable to": Key("the last day that leaves time before the review is due", moment),
                    "usable": Key("exactly the days that can be used", Listed(moment)),
                    "flag": Key("ok, narrow or empty", OneOf(("ok", "narrow", "empty"))),
                },
            ),
        ),
        _window,
    ),
    "meeting dates": Check(
        Key(
            "dates that are offered for the meeting, or refused",
            Listed(Table("a meeting date", {**_SLOT, "refused": Key("it is refused, with these words", words)})),
        ),
        _meeting_dates,
    ),
    "proposed meeting": Check(
        Key("the date that the system proposes, or none", Either(Table("“proposed meeting”", _SLOT), "none")), _proposed
    ),
    "meetings": Check(
        Key(
            "exactly the meetings of the case, by date",
            Listed(
                Table(
                    "a meeting",
                    {
                        "at": Key("when", moment),
                        "slot": Key("monthly, interim or extraordinary", _KIND),
                        "status": Key("planned, held, rearranged or cancelled", words),
                        "type": Key("its type, such as rapid_review", words),
                    },
                )
            ),
        ),
        _meetings,
    ),
    "reply dates": Check(
        Key("by when an agency is asked to reply, or none", Named(Either(moment, "none"))), _reply_dates
    ),
}
