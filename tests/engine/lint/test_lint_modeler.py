"""A file as Camunda Modeler saves it, with all that belongs to drawing only, goes through without a remark."""

from pathlib import Path

from engine.lint.check import check
from tests.engine.lint.drawing import ASK, KNOWN

FILE = Path(__file__).with_name("as_the_modeler_saves.bpmn").read_bytes()


def test_a_file_of_the_modeler_goes_through_without_a_remark() -> None:
    assert check({"request.bpmn": FILE, "f_ask.form": ASK}, KNOWN).problems == ()


def test_the_same_file_without_a_prefix_for_its_elements_is_the_same_to_us() -> None:
    plain = FILE.replace(b"<bpmn:", b"<").replace(b"</bpmn:", b"</").replace(b"xmlns:bpmn=", b"xmlns=")

    assert check({"request.bpmn": plain, "f_ask.form": ASK}, KNOWN).problems == ()


def test_a_black_box_pool_is_only_drawn() -> None:
    alone = FILE.replace(
        b'<bpmn:process id="answer" name="Answer a request" isExecutable="true"', b'<bpmn:process id="answer"'
    )

    found = check({"request.bpmn": alone, "f_ask.form": ASK}, KNOWN).problems

    assert [(one.code, one.element_id, one.severity) for one in found] == [("not-executable", "answer", "warning")]
