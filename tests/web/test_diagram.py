"""The picture of a process: everything is drawn, nothing in it can hurt a page, and the words say the same."""

import re
from datetime import UTC, datetime

import pytest
from lxml import etree

from tests.web import picture_file
from web.diagram import geometry, marks, svg, text
from web.diagram.marks import Mark

SINCE = datetime(2027, 1, 14, 9, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def drawing() -> geometry.Drawing:
    return geometry.read(picture_file.everything())


def picture(drawing: geometry.Drawing, *states: Mark) -> etree._Element:
    return etree.fromstring(str(svg.draw(drawing, "Rapid Review", states, lambda of: f"?step={of}")))


def named(root: etree._Element, label: str) -> etree._Element:
    return next(one for one in root.iter("{*}a") if one.get("aria-label", "").startswith(label))


def test_every_shape_of_the_file_is_in_the_picture(drawing: geometry.Drawing) -> None:
    words = " ".join("".join(node.itertext()) for node in picture(drawing).iter("{*}text"))
    for shape in drawing.shapes:
        assert shape.element.name.split(" ")[0] in words


def test_the_picture_holds_no_style_and_no_script(drawing: geometry.Drawing) -> None:
    for node in picture(drawing, Mark("userTask", "live", 3)).iter():
        assert not {"style", "onload", "onclick"} & set(node.attrib)
        assert not str(node.tag).endswith(("script", "style", "foreignObject"))


def test_names_from_the_file_are_escaped() -> None:
    evil = picture_file.everything().replace(b"Record what", b"&lt;script&gt;x&lt;/script&gt; &quot;onload=")
    drawn = str(svg.draw(geometry.read(evil), '"><script>', (), lambda of: '"><b>'))
    assert "<script" not in drawn and "<b>" not in drawn
    etree.fromstring(drawn)


def test_every_step_is_a_link_with_its_state_in_words(drawing: geometry.Drawing) -> None:
    root = picture(drawing, Mark("userTask", "live", 3), Mark("begin", "done"))
    assert named(root, "Record what").get("aria-label", "").endswith(": under way")
    assert named(root, "Notification copied").get("aria-label", "").endswith(": done")
    assert named(root, "Do the sendTask").get("href") == "?step=sendTask"


def test_a_picture_without_links_is_one_image(drawing: geometry.Drawing) -> None:
    assert 'role="img"' in str(svg.draw(drawing, "Rapid Review"))
    assert "<a " not in str(svg.draw(drawing, "Rapid Review"))


def test_a_count_stands_on_a_live_step_and_not_on_one_done_once(drawing: geometry.Drawing) -> None:
    root = picture(drawing, Mark("userTask", "live", 3), Mark("task", "done", 1), Mark("serviceTask", "failed"))
    counts = ["".join(node.itertext()) for node in root.iter("{*}text") if node.get("class") == "bpmn-badge-text"]
    assert sorted(counts) == ["1", "3"]


def test_a_failure_shows_before_a_token_and_a_token_before_what_is_done() -> None:
    shown = marks.by_element([Mark("a", "failed"), Mark("a", "live"), Mark("b", "live"), Mark("b", "done")])
    assert (shown["a"].state, shown["b"].state) == ("failed", "live")


def test_only_flows_that_were_certainly_passed_are_coloured(drawing: geometry.Drawing) -> None:
    assert marks.taken(drawing, [Mark("begin", "done"), Mark("task", "live")]) == {"flow0"}
    assert marks.taken(drawing, [Mark("begin", "live"), Mark("task", "live")]) == set()


def test_the_words_tell_what_the_picture_shows(drawing: geometry.Drawing) -> None:
    rows = {row.element_id: row for row in marks.twin(drawing, [Mark("userTask", "live", 3, SINCE, "Police")])}
    found = rows["userTask"]
    assert (found.words, found.count, found.since, found.who) == ("Under way", 3, SINCE, "Police")
    assert rows["sendTask"].words == "Not reached"
    drawn = {shape.element.id for shape in drawing.shapes if shape.element.kind in marks.KINDS}
    assert set(rows) == drawn


def test_boundary_events_are_drawn_over_their_tasks(drawing: geometry.Drawing) -> None:
    drawn = str(svg.draw(drawing, "x"))
    assert drawn.index("Record what") < drawn.index("Withdrawn")


def test_an_arrowhead_points_along_its_flow(drawing: geometry.Drawing) -> None:
    heads = [head.get("points", "") for head in picture(drawing).iter("{*}polygon")]
    tip, *corners = [float(pair.split(",")[0]) for pair in heads[1].split()]
    assert all(corner < tip for corner in corners)


def test_a_long_name_is_broken_into_lines_that_fit() -> None:
    lines = text.wrapped("Record what every agency already knows about the family", 90, 3)
    assert len(lines) == 3 and lines[-1].endswith("…")
    assert all(text.width(line) <= 100 for line in lines)


def test_the_whole_picture_is_inside_its_frame(drawing: geometry.Drawing) -> None:
    x, y, width, height = (float(v) for v in picture(drawing).get("viewBox", "").split())
    for shape in drawing.shapes:
        assert x <= shape.box.x and shape.box.right <= x + width
        assert y <= shape.box.y and shape.box.bottom <= y + height


def test_what_is_inside_a_closed_sub_process_is_drawn_below_the_rest() -> None:
    shape, edge = picture_file.shape, picture_file.edge
    model = (
        '<process id="main"><userTask id="first" name="First"/><subProcess id="inner" name="Inner">'
        '<userTask id="second" name="Second"/><sequenceFlow id="on" sourceRef="second" targetRef="third"/>'
        '<userTask id="third" name="Third"/></subProcess></process>'
    )
    pages = [
        ("main", shape("first", 400, 300, 100, 80) + shape("inner", 600, 300, 100, 80)),
        ("inner", shape("second", 0, 0, 100, 80) + shape("third", 200, 0, 100, 80) + edge("on", (100, 40), (200, 40))),
    ]
    plane = '<di:BPMNDiagram><di:BPMNPlane bpmnElement="{}">{}</di:BPMNPlane></di:BPMNDiagram>'
    planes = "".join(plane.format(of, drawn) for of, drawn in pages)
    drawing = geometry.read(f"{picture_file.HEAD}{model}{planes}</definitions>".encode())
    open_frame = drawing.shapes[2]

    assert [(one.element.id, one.expanded) for one in drawing.shapes] == [
        ("first", False), ("inner", False), ("inner", True), ("second", False), ("third", False),
    ]  # fmt: skip
    assert all(open_frame.box.y < one.box.y and one.box.bottom < open_frame.box.bottom for one in drawing.shapes[3:])
    assert open_frame.box.y > drawing.shapes[1].box.bottom
    assert drawing.edges[0].points[0] == (drawing.shapes[3].box.right, drawing.shapes[3].box.middle[1])
    rows = marks.twin(drawing, [Mark("second", marks.LIVE, who="Olive Office")])
    assert sorted((row.name, row.who) for row in rows) == [
        ("First", ""), ("Inner", ""), ("Second", "Olive Office"), ("Third", ""),
    ]  # fmt: skip
    assert named(picture(drawing, Mark("second", marks.LIVE)), "Second: under way") is not None


def test_a_file_without_a_picture_says_so() -> None:
    bare = re.sub(rb"<di:BPMNDiagram.*</di:BPMNDiagram>", b"", picture_file.everything())
    with pytest.raises(geometry.NoPicture):
        geometry.read(bare)


def test_an_xml_bomb_draws_nothing() -> None:
    entities = "".join(f'<!ENTITY e{at + 1} "{f"&e{at};" * 10}">' for at in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><definitions>&e9;</definitions>'
    with pytest.raises((geometry.NoPicture, etree.XMLSyntaxError)):
        geometry.read(bomb.encode())
