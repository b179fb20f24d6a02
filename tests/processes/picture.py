"""The shipped diagrams as pictures: boxes, flows and words with their places, for tests of how they are drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from web.diagram import geometry, text
from web.diagram.geometry import Box, Drawing, Edge, Shape

PROCESSES = Path(__file__).parents[2] / "processes"
DIAGRAMS = sorted(PROCESSES.glob("*.bpmn"))
AREAS = frozenset({"participant", "lane", "subProcess"})
TOUCH = 1.0
"""Pixels that two things may share: coordinates in the file are rounded."""

Segment = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Words:
    """A name that stands outside its shape or beside its flow."""

    of: str
    name: str
    box: Box


def drawing(path: Path) -> Drawing:
    """The picture that a diagram's file holds."""
    return geometry.read(path.read_bytes())


def is_area(shape: Shape) -> bool:
    """Whether other shapes lie on it."""
    return shape.element.kind in AREAS


def words(drawn: Drawing) -> list[Words]:
    """Every name that the file places itself."""
    placed: list[Shape | Edge] = [*drawn.shapes, *drawn.edges]
    return [Words(one.element.id, one.element.name, one.label) for one in placed if one.label is not None]


def segments(edge: Edge) -> list[Segment]:
    """The straight stretches of a flow."""
    return list(pairwise(edge.points))


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > TOUCH and down > TOUCH


def within(inner: Box, outer: Box) -> bool:
    """Whether a box lies wholly on another."""
    return (
        inner.x >= outer.x - TOUCH
        and inner.y >= outer.y - TOUCH
        and inner.right <= outer.right + TOUCH
        and inner.bottom <= outer.bottom + TOUCH
    )


def passes(segment: Segment, box: Box) -> bool:
    """Whether a stretch runs through the inside of a box."""
    return overlap(_around(segment), box)


def _around(segment: Segment) -> Box:
    (x1, y1), (x2, y2) = segment
    # A line has no width: it is given just enough to count as inside.
    half = TOUCH / 2 + 0.1
    return Box(min(x1, x2) - half, min(y1, y2) - half, abs(x2 - x1) + 2 * half, abs(y2 - y1) + 2 * half)


def meet(one: Segment, other: Segment) -> bool:
    """Whether two stretches cross, or run along each other."""
    return overlap(_around(one), _around(other))


def ends(edge: Edge) -> set[str]:
    """The two shapes that a flow joins."""
    return {edge.element.source, edge.element.target}


def hosts(path: Path) -> dict[str, str]:
    """The shape on whose edge each boundary event sits."""
    from lxml import etree

    root = etree.fromstring(path.read_bytes())
    return {node.get("id", ""): node.get("attachedToRef", "") for node in root.iter("{*}boundaryEvent")}


def pairs(drawn: Drawing) -> Iterator[tuple[Edge, Edge]]:
    """Every two flows."""
    for at, one in enumerate(drawn.edges):
        for other in drawn.edges[at + 1 :]:
            yield one, other


def room_for(name: str, width: float) -> float:
    """How high the words stand when broken to fit a width."""
    return len(text.wrapped(name, width, 99)) * 13.2
