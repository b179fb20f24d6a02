"""Whatever is uploaded, it compiles and runs, or it is said what is wrong; nothing fails in another way."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.errors import EngineError
from engine.spiff import compiler
from engine.spiff.runner import Run, Surroundings
from tests.engine.spiff.walking import NOW

HERE = Path(__file__).parent
GOOD = (HERE / "golden" / "v1.bpmn").read_bytes()


def runs_or_is_refused(bpmn: bytes) -> None:
    try:
        programs = [compiler.load(one.document) for one in compiler.compile_file(bpmn)]
        called = {program.key: program for program in programs}
        for program in programs:
            run = Run.start(program, called, {"people": ["p1"]}, Surroundings(NOW, {}, lambda key, seen: {}))
            run.advance()
            Run.load(program, called, run.dump(), Surroundings(NOW, {}, lambda key, seen: {}))
    except EngineError as problem:
        assert str(problem)


@given(st.binary(max_size=200))
def test_any_bytes(bpmn: bytes):
    runs_or_is_refused(bpmn)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(["drop", "strip", "rename", "double"]), st.integers(0, 10_000)), max_size=4))
def test_a_good_diagram_that_was_damaged(damage):
    root = etree.fromstring(GOOD)
    for how, where in damage:
        every = [one for one in root.iter() if one is not root]
        if not every:
            break
        one = every[where % len(every)]
        names = sorted(one.attrib)
        if how == "drop":
            one.getparent().remove(one)
        elif how == "double":
            one.addnext(etree.fromstring(etree.tostring(one)))
        elif names and how == "strip":
            del one.attrib[names[where % len(names)]]
        elif names:
            one.set(names[where % len(names)], "nowhere")
    runs_or_is_refused(etree.tostring(root))


def test_every_defect_at_once():
    with pytest.raises(EngineError):
        compiler.compile_file((HERE.parent / "lint" / "every_defect.bpmn").read_bytes())
