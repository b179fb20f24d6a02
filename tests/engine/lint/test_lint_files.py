"""Whatever is in a file, the checks answer with a problem in plain words and never fall over."""

import json

import pytest

from engine.lint import xml_gate
from engine.lint.check import check
from tests.engine.lint.drawing import ASK, HEAD, KNOWN, chain, diagram, user

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;">]>
<definitions>&lol2;</definitions>"""
OUTSIDE = b"<!-- <!DOCTYPE no> -->\n<?x y?>\n<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a />"
GOOD = diagram(chain(user()))


def codes(name: str, data: bytes) -> list[tuple[str, int]]:
    """The codes and lines of what is wrong with one file."""
    return [(one.code, one.line) for one in check({name: data, "f_ask.form": ASK}, KNOWN).problems]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [("not-xml", 1)]),
        (b"\x00\x01\x02\xff\xfe", [("xml-encoding", 1)]),
        (b"hello", [("not-xml", 1)]),
        (b"<a><b></a>", [("not-xml", 1)]),
        (b"<a>\n<b>\n</a>", [("not-xml", 3)]),
        (b"<definitions />", [("not-bpmn", 1)]),
        (BOMB, [("doctype", 2)]),
        (OUTSIDE, [("doctype", 3)]),
        (b"<a>&lol;</a>", [("not-xml", 1)]),
        (b"<a>" * 300 + b"</a>" * 300, [("xml-too-deep", 1)]),
        (b'<?xml version="1.0" encoding="klingon"?><a />', [("xml-encoding", 1)]),
        (b'<?xml version="1.0" encoding="utf-7"?><a />', [("xml-encoding", 1)]),
        (b"<a>\n\xff</a>", [("xml-encoding", 2)]),
        (b"<a>" + b" " * xml_gate.MAX_BYTES + b"</a>", [("file-too-large", 0)]),
        (HEAD.encode() + b"</bpmn:definitions>", [("no-process", 2)]),
    ],
)  # fmt: skip
def test_what_is_no_diagram_is_refused_in_plain_words(data: bytes, expected: list[tuple[str, int]]) -> None:
    assert codes("case.bpmn", data) == expected
    if expected[0][0] not in {"not-bpmn", "no-process"}:
        assert codes("table.dmn", data) == expected


def test_a_comment_that_speaks_of_a_document_type_is_no_document_type() -> None:
    assert codes("case.bpmn", GOOD.replace(b"<bpmn:process", b"<!-- <!DOCTYPE x> --><bpmn:process")) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    named = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    text = GOOD.decode().replace('"UTF-8"', f'"{named}"').replace('name="Ask"', 'name="Zoë"')

    assert codes("case.bpmn", text.encode(encoding)) == []


def test_a_diagram_with_too_many_elements_is_refused() -> None:
    many = "".join(f'<bpmn:task id="t{number}" />' for number in range(5_001))

    assert codes("case.bpmn", diagram(chain(user(), more=many))) == [("too-many-elements", 2)]


def test_a_process_that_is_not_executable_is_refused() -> None:
    for process in ('id="case"', 'id="case" isExecutable="false"'):
        assert codes("case.bpmn", diagram(chain(user()), process=process)) == [("not-executable", 9)]


def test_a_second_pool_that_is_only_drawn_is_a_warning() -> None:
    other = '<bpmn:process id="other"><bpmn:task id="x" /></bpmn:process>'
    report = check({"case.bpmn": diagram(chain(user()), before=other), "f_ask.form": ASK}, KNOWN)

    assert report.publishable
    assert [(one.code, one.severity) for one in report.problems] == [("not-executable", "warning")]


def test_a_missing_picture_is_a_warning() -> None:
    bare = GOOD[: GOOD.index(b"<bpmndi:BPMNDiagram")] + b"</bpmn:definitions>"
    without_one = GOOD.replace(b'bpmnElement="ask"', b'bpmnElement="other"')

    assert codes("case.bpmn", bare) == [("no-picture", 9)]
    assert codes("case.bpmn", without_one) == [("no-picture", 9)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [("not-json", 1)]),
        (b"{", [("not-json", 1)]),
        (b'{\n"a": 1,\n}', [("not-json", 3)]),
        (b"[]", [("not-a-form", 1)]),
        (b"7", [("not-a-form", 1)]),
        (b"\xff\xfe", [("not-json", 1)]),
        (b"[" * 100_000, [("not-json", 0)]),
        (b'{"a":' * 100_000, [("json-too-deep", 1)]),
        (b'{"a": ' + b"9" * 10_000 + b"}", [("not-json", 0)]),
        (b'"' + b'\\"' * 500_000 + b"\\", [("not-json", 1)]),
        (b" " * (xml_gate.MAX_BYTES + 1), [("file-too-large", 0)]),
        (json.dumps({"type": "default", "id": "x"}).encode(), [("not-a-form", 1)]),
        (json.dumps({"components": [], "id": "x"}).encode(), [("not-a-form", 1)]),
        (json.dumps({"components": [], "type": "default"}).encode(), [("form-id", 1)]),
        (json.dumps({"components": 7, "type": 7, "id": 7}).encode(), [("form-id", 1), ("not-a-form", 1)]),
    ],
)
def test_what_is_no_form_is_refused_in_plain_words(data: bytes, expected: list[tuple[str, int]]) -> None:
    assert codes("x.form", data) == expected


def test_a_tag_over_several_lines_is_told_by_its_first_line() -> None:
    data = GOOD.replace(b'<bpmn:userTask id="ask"', b'<bpmn:userTask\n   id="ask"').replace(
        b"camunda:formRef=", b"\n  x="
    )

    assert codes("case.bpmn", data) == [("no-form", 11)]


def test_a_message_without_an_id_is_refused() -> None:
    assert codes("case.bpmn", diagram(chain(user()), before='<bpmn:message name="reply" />')) == [("no-id", 8)]
