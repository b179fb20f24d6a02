"""However a file is damaged, the checks answer with problems: never with a traceback, and never by hanging."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.lint.check import check
from engine.lint.report import as_text
from tests.engine.lint.drawing import ASK, HEAD, KNOWN, chain, choice, diagram, table, user

EVERY_DEFECT = Path(__file__).with_name("every_defect.bpmn").read_bytes()
FILES = {
    "case.bpmn": diagram(choice()),
    "every.bpmn": EVERY_DEFECT,
    "size.dmn": table(),
    "f_ask.form": ASK,
}
NAMES = some.sampled_from(sorted(FILES))


def survives(files: dict[str, bytes]) -> None:
    """The checks give a report that can be shown, in which no check failed itself."""
    report = check(files, KNOWN)
    as_text(report)
    assert [one for one in report.problems if one.code == "check-failed"] == []


@given(data=some.binary(max_size=300), name=NAMES)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_answered(data: bytes, name: str) -> None:
    survives({name: data})


@given(text=some.text(max_size=200), name=NAMES)
@settings(max_examples=100, deadline=None)
def test_any_text_inside_a_good_frame_is_answered(text: str, name: str) -> None:
    survives({name: FILES[name].replace(b"name=", text.encode(errors="ignore"), 1)})


@pytest.mark.slow
@given(seed=some.integers(0, 10**9), name=NAMES)
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_answered(seed: int, name: str) -> None:
    chance = random.Random(seed)
    data = bytearray(FILES[name])
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data))
        end = min(len(data), start + chance.randint(0, 40))
        data[start:end] = chance.choice([b"", b"<", b'"', bytes(data[end : end + 20]), bytes([chance.randrange(256)])])
    survives(FILES | {name: bytes(data)})


@given(seed=some.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_a_diagram_with_shuffled_attributes_and_lines_is_answered(seed: int) -> None:
    chance = random.Random(seed)
    lines = EVERY_DEFECT.decode().splitlines()
    body = [line for line in lines if " id=" in line and line.strip().endswith("/>")]
    values = [part for line in body for part in line.split('"')[1::2]]
    words = [chance.choice(values) if chance.random() < 0.1 else part for part in "\n".join(body).split('"')]
    drawn = [
        word if index % 2 else part
        for index, (word, part) in enumerate(zip(words, "\n".join(body).split('"'), strict=True))
    ]
    survives({"case.bpmn": diagram('"'.join(drawn)), "f_ask.form": ASK})


json_values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=True) | some.text(max_size=10),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
components = some.fixed_dictionaries(
    {},
    optional={
        key: json_values | some.sampled_from(["textfield", "radio", "group", "a", "=a", "=(", "(a+)+"])
        for key in ("type", "id", "key", "label", "values", "validate", "conditional", "properties", "components")
    },
)


@pytest.mark.slow
@given(found=some.lists(components | json_values, max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_json_in_the_shape_of_a_form_is_answered(found: list[object]) -> None:
    whole = {"type": "default", "id": "f_ask", "components": found}
    survives({"case.bpmn": diagram(chain(user())), "f_ask.form": json.dumps(whole).encode()})


@given(text=some.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_as_a_condition_is_answered(text: str) -> None:
    escaped = "".join(one if one.isprintable() and one not in "<>&\"'" else f"&#{ord(one)};" for one in text)
    survives({"case.bpmn": diagram(choice(f"${{{escaped}}}")), "f_ask.form": ASK})


GATES = [f'<bpmn:parallelGateway id="p{n}" />' for n in range(1_000)]
CROSSED = "".join(f"<bpmn:sequenceFlow id='g{n}' sourceRef='p{n}' targetRef='p{999 - n}' />" for n in range(1_000))
EVERYTHING_OUT = "<bpmn:extensionElements><camunda:out variables='all' /></bpmn:extensionElements>"


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<bpmn:subProcess id='s{n}'>" for n in range(200)) + "</bpmn:subProcess>" * 200,
        "".join(f"<bpmn:callActivity id='c{n}' calledElement='case' />" for n in range(2_000)),
        "".join(f"<bpmn:sequenceFlow id='f{n}' sourceRef='a' targetRef='b' />" for n in range(4_000)),
        chain(*(user(f"u{n}") for n in range(900))),
        chain(*GATES, more=CROSSED),
        choice("${" + "(" * 500_000 + "}"),
        choice("${" + "'" * 500_000 + "}"),
        choice("${" + "a " * 500_000 + "}"),
        choice("${" + '\\&quot;' * 100_000 + "}"),
        chain(user(attributes='camunda:candidateGroups="' + "," * 500_000 + '"')),
        chain(user(attributes='camunda:candidateGroups="' + "${," * 200_000 + '"')),
        chain(user("a" * 100_000)),
    ],
    ids=[
        "deep",
        "calls",
        "loose flows",
        "long",
        "crossed",
        "brackets",
        "quotes",
        "words",
        "escapes",
        "commas",
        "braces",
        "name",
    ],
)  # fmt: skip
def test_a_file_made_to_be_slow_is_answered_soon(body: str) -> None:
    survives({"case.bpmn": diagram(body), "f_ask.form": ASK})


def test_many_processes_in_one_file_are_answered_soon() -> None:
    call = "<bpmn:callActivity id='c{0}' calledElement='p{1}'>" + EVERYTHING_OUT + "</bpmn:callActivity>"
    process = "<bpmn:process id='p{0}' isExecutable='true'>" + call + "</bpmn:process>"
    processes = "".join(process.format(number, number + 1) for number in range(700))

    survives({"case.bpmn": f"{HEAD}{processes}</bpmn:definitions>".encode()})
