"""Every diagram can be printed and read: nothing lies on anything else, and no flow crosses another."""

from pathlib import Path

import pytest

from tests.processes import picture
from tests.processes.picture import Box
from web.diagram import text

PAPER = (400.0, 277.0)
"""What an A3 sheet leaves for the picture, in millimetres."""
LETTERS, SMALLEST = 12.0, 1.3
"""The size of letters in the picture, and the least height at which they can be read on paper, in millimetres."""

pytestmark = pytest.mark.parametrize("path", picture.DIAGRAMS, ids=lambda path: path.stem)


def test_no_two_shapes_overlap_but_a_boundary_event_and_its_host(path: Path) -> None:
    drawn, hosts = picture.drawing(path), picture.hosts(path)
    for at, one in enumerate(drawn.shapes):
        for other in drawn.shapes[at + 1 :]:
            ids = {one.element.id, other.element.id}
            if ids in ({event, host} for event, host in hosts.items()) or not picture.overlap(one.box, other.box):
                continue
            inner, outer = sorted((one, other), key=lambda shape: shape.box.width * shape.box.height)
            assert picture.is_area(outer), f"{ids} overlap"
            assert picture.within(inner.box, outer.box), f"{inner.element.id} sticks out of {outer.element.id}"


def test_a_boundary_event_sits_on_the_edge_of_its_host(path: Path) -> None:
    boxes = {shape.element.id: shape.box for shape in picture.drawing(path).shapes}
    for event, host in picture.hosts(path).items():
        (x, y), box = boxes[event].middle, boxes[host]
        assert (y in (box.y, box.bottom) and box.x < x < box.right) or (x == box.right and box.y < y < box.bottom), (
            event
        )


def test_no_flow_runs_through_a_shape(path: Path) -> None:
    drawn = picture.drawing(path)
    around = {shape.element.id: _holding(drawn, shape.box) for shape in drawn.shapes}
    for edge in drawn.edges:
        own = set.union(*(around[end] for end in picture.ends(edge)))
        for shape in drawn.shapes:
            if shape.element.kind in {"participant", "lane"} or (shape.element.id in own and picture.is_area(shape)):
                continue
            for segment in picture.segments(edge):
                assert not picture.passes(segment, shape.box), f"{edge.element.id} runs through {shape.element.id}"


def _holding(drawn: picture.Drawing, box: Box) -> set[str]:
    """The areas that a shape lies on; a boundary event of a sub-process sits on its edge and so not on it."""
    return {one.element.id for one in drawn.shapes if one.box != box and picture.within(box, one.box)}


def test_a_flow_begins_and_ends_at_the_edges_of_what_it_joins(path: Path) -> None:
    drawn = picture.drawing(path)
    boxes = {shape.element.id: shape.box for shape in drawn.shapes}
    for edge in drawn.edges:
        for point, end in zip(
            (edge.points[0], edge.points[-1]), (edge.element.source, edge.element.target), strict=True
        ):
            box, (x, y) = boxes[end], point
            on_side = x in (box.x, box.right) and box.y <= y <= box.bottom
            on_top = y in (box.y, box.bottom) and box.x <= x <= box.right
            assert on_side or on_top, f"{edge.element.id} does not touch {end}"


def test_flows_run_level_or_upright_and_do_not_cross(path: Path) -> None:
    drawn = picture.drawing(path)
    for edge in drawn.edges:
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in picture.segments(edge)), f"{edge.element.id} slants"
    for one, other in picture.pairs(drawn):
        if one.element.source == other.element.source or one.element.target == other.element.target:
            continue
        crossing = [(a, b) for a in picture.segments(one) for b in picture.segments(other) if picture.meet(a, b)]
        assert not crossing, f"{one.element.id} and {other.element.id} meet at {crossing}"


def test_words_have_room_and_lie_on_nothing(path: Path) -> None:
    drawn = picture.drawing(path)
    placed = picture.words(drawn)
    for at, one in enumerate(placed):
        for shape in drawn.shapes:
            if picture.is_area(shape):
                clear = not picture.overlap(one.box, shape.box) or picture.within(one.box, shape.box)
                assert clear, f"“{one.name}” lies across the edge of {shape.element.id}"
            else:
                assert not picture.overlap(one.box, shape.box), f"“{one.name}” lies on {shape.element.id}"
        for other in placed[at + 1 :]:
            assert not picture.overlap(one.box, other.box), f"“{one.name}” and “{other.name}” overlap"
        for edge in drawn.edges:
            for segment in picture.segments(edge):
                assert not picture.passes(segment, one.box), f"{edge.element.id} runs through “{one.name}”"


def test_every_name_is_placed_and_fits_its_place(path: Path) -> None:
    drawn = picture.drawing(path)
    for one in picture.words(drawn):
        longest = max(text.width(line) for line in text.wrapped(one.name, one.box.width, 99))
        assert longest <= one.box.width, f"“{one.name}” is wider than its place"
        assert picture.room_for(one.name, one.box.width) <= one.box.height, f"“{one.name}” is higher than its place"
    for shape in drawn.shapes:
        outside = shape.element.kind.endswith(("Event", "Gateway"))
        if outside or picture.is_area(shape):
            assert not outside or not shape.element.name or shape.label, f"the name of {shape.element.id} has no place"
            continue
        assert picture.room_for(shape.element.name, shape.box.width - 14) <= shape.box.height - 14, shape.element.name
    for edge in drawn.edges:
        assert not edge.element.name or edge.label, f"the name of {edge.element.id} has no place"


def test_all_is_on_one_page_that_can_be_read_on_paper(path: Path) -> None:
    assert path.read_bytes().count(b"<bpmndi:BPMNDiagram ") == 1
    pool = next(shape.box for shape in picture.drawing(path).shapes if shape.element.kind == "participant")
    scale = min(PAPER[0] / pool.width, PAPER[1] / pool.height)
    assert LETTERS * scale >= SMALLEST, f"letters would be {LETTERS * scale:.2f} mm high on an A3 sheet"


def test_what_happens_first_is_at_the_left(path: Path) -> None:
    drawn = picture.drawing(path)
    boxes = {shape.element.id: shape.box for shape in drawn.shapes}
    holding = {shape.element.id: _holding(drawn, shape.box) for shape in drawn.shapes}
    for shape in drawn.shapes:
        if shape.element.kind != "startEvent":
            continue
        name = shape.element.id
        beside = [other for other in boxes if holding[other] >= holding[name] and other not in holding[name]]
        assert all(boxes[other].right >= shape.box.right for other in beside), f"{name} is not at the left"
