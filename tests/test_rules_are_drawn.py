"""What happens next, and who takes part, is in diagrams, tables, forms and settings: neither stands in Python."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases import people
from casework.forms import schema, tree

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("casework", "handlers", "engine")
TOLD = frozenset({"demo", "rehearsal"})
"""Stories told with the product: what people answer in them is theirs."""

DECIDING = (
    ("f13_decision", "decision"),
    ("f13_version_2", "decision"),
    ("f14_advice", "advises_review"),
    ("f14_advice", "ia_position"),
    ("f15_confirmation", "position"),
    ("f38_panel_reply", "panel_position"),
    ("f03b_should_notify", "should_notify"),
    ("not_quorate", "next_step"),
)
"""The questions by whose answers diagrams go one way or another."""

PLAIN = frozenset({"yes", "no"})
"""Answers that any question may have."""


def codes() -> dict[str, str]:
    """The codes of the answers to those questions, and where each comes from."""
    found = {}
    for form_id, key in DECIDING:
        form = schema.parse((ROOT / "forms" / f"{form_id}.form").read_bytes())
        question = next(each for each in tree.every(form.components) if each.key and each.key[-1] == key)
        assert question.choices is not None
        written = {str(each.value): f"{form_id}/{key}" for each in question.choices.written}
        assert written, f"{form_id}/{key} offers nothing"
        found |= written
    return {code: where for code, where in found.items() if code not in PLAIN}


def literals(source: str) -> Iterator[tuple[int, str]]:
    """Every text in a program, with its line; what explains the program to its readers is none."""
    tree_of = ast.parse(source)
    said = {
        id(node.value)
        for node in ast.walk(tree_of)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree_of):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def programs() -> Iterator[Path]:
    for layer in LAYERS:
        for path in sorted((ROOT / layer).rglob("*.py")):
            if not TOLD & set(path.relative_to(ROOT).parts):
                yield path


def standing_in(source: str, forbidden: dict[str, str]) -> list[str]:
    """Which of the forbidden texts stand in a program, with their lines."""
    return [f"line {line}: {text} ({forbidden[text]})" for line, text in literals(source) if text in forbidden]


def test_no_code_of_a_decision_stands_in_python() -> None:
    forbidden = codes()
    assert {"lcspr", "no_further_action", "reconsider", "national_review"} <= forbidden.keys()
    found = {str(path): lines for path in programs() if (lines := standing_in(path.read_text("utf-8"), forbidden))}
    assert found == {}, "what follows from a decision is drawn in processes/, worded in forms/ and letters/"


def test_no_role_is_named_in_python() -> None:
    named = dict.fromkeys(people.ROLES, "a role")
    found = {str(path): lines for path in programs() if (lines := standing_in(path.read_text("utf-8"), named))}
    assert found == {}, (
        "who is asked, told or invited is drawn in processes/; what a role may see is in cases/access.py"
    )


@pytest.mark.parametrize(
    "source", ['x = y == "lcspr"', 'WORDS = {"lcspr": "a review"}', 'match y:\n    case "lcspr":\n        pass',
               'def f(a="lcspr"):\n    "Says lcspr."'],
)  # fmt: skip
def test_a_code_in_a_program_is_found_however_it_is_used(source: str) -> None:
    assert len(standing_in(source, codes())) == 1
