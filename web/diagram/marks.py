"""Where the tokens of an instance stand, element by element: one account for the picture and for its twin in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from web.diagram.geometry import Drawing, Element

LIVE, WAITS, DONE, FAILED = "live", "waits", "done", "failed"
WORDS = {LIVE: "Under way", WAITS: "Waiting", DONE: "Done", FAILED: "Failed"}
"""Words for each state; waiting are events, for a time or a message, under way is everything that somebody does."""

KINDS = {
    "startEvent": "start",
    "endEvent": "end",
    "intermediateCatchEvent": "wait",
    "intermediateThrowEvent": "event",
    "boundaryEvent": "boundary event",
    "userTask": "task for a person",
    "serviceTask": "done by the machine",
    "sendTask": "sends",
    "receiveTask": "waits for a message",
    "manualTask": "done by hand",
    "scriptTask": "calculation",
    "businessRuleTask": "decision table",
    "task": "step",
    "callActivity": "other process",
    "subProcess": "group of steps",
    "transaction": "group of steps",
    "exclusiveGateway": "question",
    "inclusiveGateway": "question",
    "parallelGateway": "split or join",
    "eventBasedGateway": "whichever comes first",
    "complexGateway": "question",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """The state of one element: what it is, how many tokens, since when, and who holds it."""

    element_id: str
    state: str
    count: int = 1
    since: datetime | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the text twin."""

    element_id: str
    name: str
    kind: str
    state: str
    words: str
    is_named: bool
    count: int
    since: datetime | None
    who: str


def by_element(marks: Sequence[Mark]) -> Mapping[str, Mark]:
    """The mark that shows for each element: failed before under way before waiting before done."""
    order = (DONE, WAITS, LIVE, FAILED)
    return {mark.element_id: mark for mark in sorted(marks, key=lambda mark: order.index(mark.state))}


def taken(drawing: Drawing, marks: Sequence[Mark]) -> set[str]:
    """The flows that were certainly passed.

    A flow says so only where there was no other way: its source is done, its target was reached, and the source has
    one way out, or the target one way in.
    """
    reached = {mark.element_id for mark in marks}
    done = {mark.element_id for mark in marks if mark.state == DONE}
    flows = [edge.element for edge in drawing.edges if edge.element.kind == "sequenceFlow"]
    splits = {shape.element.id for shape in drawing.shapes if shape.element.kind == "parallelGateway"}
    found = set()
    for flow in flows:
        only_way = flow.source in splits or (
            sum(other.source == flow.source for other in flows) == 1
            or sum(other.target == flow.target for other in flows) == 1
        )
        if flow.source in done and flow.target in reached and only_way:
            found.add(flow.id)
    return found


def twin(drawing: Drawing, marks: Sequence[Mark]) -> list[Row]:
    """The picture in words: every step, in reading order, with its state."""
    shown = by_element(marks)
    rows: dict[str, Row] = {}
    for shape in sorted(drawing.shapes, key=lambda shape: (shape.box.x, shape.box.y)):
        kind = KINDS.get(shape.element.kind)
        # A closed sub-process is drawn twice: closed, and open on the page below.
        if kind is not None and shape.element.id not in rows:
            rows[shape.element.id] = _row(shape.element, kind, shown.get(shape.element.id))
    return list(rows.values())


def _row(element: Element, kind: str, mark: Mark | None) -> Row:
    name = element.name or element.id
    if mark is None:
        return Row(element.id, name, kind, "", "Not reached", bool(element.name), 0, None, "")
    words = WORDS[mark.state]
    return Row(element.id, name, kind, mark.state, words, bool(element.name), mark.count, mark.since, mark.who)
