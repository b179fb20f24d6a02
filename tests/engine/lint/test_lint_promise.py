"""What the checks let through, the compiler takes: no process owner ever meets a message of the library."""

from pathlib import Path

import pytest

from engine.spiff import compiler
from tests.engine.lint import (
    test_lint_elements,
    test_lint_expressions,
    test_lint_gateways,
    test_lint_references,
    test_lint_structure,
    test_lint_tasks,
    test_lint_timers,
)
from tests.engine.lint.drawing import diagram
from tests.engine.lint.pieces import MEETING, Case

THEMES = (
    test_lint_elements,
    test_lint_expressions,
    test_lint_gateways,
    test_lint_references,
    test_lint_structure,
    test_lint_tasks,
    test_lint_timers,
)
CASES = [case for theme in THEMES for case in theme.CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_every_corrected_example_compiles(case: Case) -> None:
    [compiled] = compiler.compile_file(diagram(case[3]))

    assert compiled.key == "case"
    assert compiler.load(compiled.document).key == "case"


def test_a_file_of_the_modeler_compiles() -> None:
    data = Path(__file__).with_name("as_the_modeler_saves.bpmn").read_bytes()

    assert [one.key for one in compiler.compile_file(data)] == ["request", "answer"]
    assert [one.key for one in compiler.compile_file(MEETING)] == ["meeting"]
