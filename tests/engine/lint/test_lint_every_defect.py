"""A diagram with every defect at once: one problem for each, on its line, and nothing else."""

import re
from collections import Counter
from pathlib import Path

from engine.lint.check import check
from tests.engine.lint.drawing import ASK, KNOWN, chain, diagram, user

FILE = Path(__file__).with_name("every_defect.bpmn")
MARK = re.compile(r"<!--! ([a-z0-9 -]+) -->")


def test_every_planted_defect_is_found_once_on_its_line() -> None:
    data = FILE.read_bytes()
    planted = Counter(
        (code, number)
        for number, line in enumerate(data.decode().splitlines(), 1)
        for mark in MARK.findall(line)
        for code in mark.split()
    )
    meeting = diagram(chain(user()), process='id="meeting" isExecutable="true"')

    report = check({"every_defect.bpmn": data, "meeting.bpmn": meeting, "f_ask.form": ASK}, KNOWN)

    assert Counter((one.code, one.line) for one in report.problems) == planted
    assert len({code for code, _ in planted}) > 75
    assert not report.publishable
