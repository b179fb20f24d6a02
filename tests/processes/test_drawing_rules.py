"""The diagrams speak plainly: questions with answers, verbs with objects, and the paragraph behind every task."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests.processes.picture import DIAGRAMS

ASKING = ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway")
DOING = ("Task", "callActivity", "subProcess")
VERBS = frozenset(
    re.findall(
        r"\w+",
        """accept acknowledge add advise agree alert answer ask await begin build calculate cancel carry chase
        check close collect complete confirm consider continue copy count decide declare end explain follow give
        hide hold leave let link list lock look make mark merge note open prepare put rearrange recall record release
        remind review rule say send set show sign start supply take tell transfer warn withdraw write""",
    )
)
"""What a step may begin with: a new verb is added here, so that somebody reads it once."""

pytestmark = pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)


def _elements(path: Path, *kinds: str) -> Iterator[etree._Element]:
    for node in etree.fromstring(path.read_bytes()).iter("{*}*"):
        if etree.QName(node).localname.endswith(kinds) and "/MODEL" in str(node.tag):
            yield node


def _outgoing(path: Path, gateway: etree._Element) -> list[etree._Element]:
    return [flow for flow in _elements(path, "sequenceFlow") if flow.get("sourceRef") == gateway.get("id")]


def test_a_gateway_that_parts_the_way_is_a_question(path: Path) -> None:
    for gateway in _elements(path, *ASKING):
        if len(_outgoing(path, gateway)) > 1:
            assert gateway.get("name", "").endswith("?"), gateway.get("id")


def test_every_flow_out_of_a_question_is_an_answer(path: Path) -> None:
    names = {node.get("id"): node.get("name") for node in _elements(path, "Event")}
    for gateway in _elements(path, *ASKING):
        flows = _outgoing(path, gateway)
        for flow in flows if len(flows) > 1 else []:
            # After “What comes first?” the answer is the event that the flow leads to.
            assert flow.get("name") or names.get(flow.get("targetRef")), flow.get("id")
        assert len({flow.get("name") for flow in flows if flow.get("name")}) == len(
            [flow for flow in flows if flow.get("name")]
        ), f"{gateway.get('id')} has two answers of the same name"


def test_every_step_says_what_is_done_to_what(path: Path) -> None:
    for step in _elements(path, *DOING):
        verb, _, rest = step.get("name", "").partition(" ")
        assert verb.lower() in VERBS and rest, f"{step.get('id')} is called “{step.get('name')}”"


def test_every_step_for_people_cites_its_paragraph_of_the_guidance(path: Path) -> None:
    for task in _elements(path, "userTask"):
        words = task.findtext("{*}documentation") or ""
        assert re.search(r"guidance (\d+(\.\d+)+|appendix \w)", words, re.IGNORECASE), f"{task.get('id')}: “{words}”"


def test_a_file_holds_the_process_it_is_named_after_and_its_ids_can_be_read(path: Path) -> None:
    assert [process.get("id") for process in _elements(path, "process")] == [path.stem]
    for node in etree.fromstring(path.read_bytes()).iter("{*}*"):
        assert re.fullmatch(r"[a-z][a-z0-9_]*", node.get("id", "x")), node.get("id")
