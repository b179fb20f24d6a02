"""The page that says where each paragraph of sections 1 to 4 of the guidance is met, and that it is true."""

import re
from pathlib import Path

import pytest

from cases.settings import catalogue
from casework.forms import schema, tree
from engine.lint import diagram
from engine.lint.xml_gate import parse

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "guidance.md").read_text("utf-8")
PARAGRAPHS = {
    "1.1": 4, "1.2": 2, "1.3": 4, "1.4": 5, "1.5": 8, "1.6": 3, "2.1": 7, "3.1": 3, "4.1": 7, "4.2": 2, "4.3": 5,
    "4.4": 2, "4.5": 2, "4.6": 3, "4.7": 5, "4.8": 3,
}  # fmt: skip
"""How many numbered paragraphs each section has; 4.9 is the flowcharts and has none."""

ROWS = re.findall(r"^\| (\d\.\d(?:\.\d+)?) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
NAMED = sorted({name for _, _, met in ROWS for name in re.findall(r"`([^`]+)`", met)})


def exists(name: str) -> bool:
    """Whether the element, form, question, letter, table or setting is there."""
    kind, _, rest = name.partition(":")
    if not rest:
        process, _, element = name.partition("/")
        path = ROOT / "processes" / f"{process}.bpmn"
        return path.exists() and element in diagram.read(path.name, parse(path.read_bytes())).by_id
    if kind == "form":
        form_id, _, key = rest.partition("/")
        path = ROOT / "forms" / f"{form_id}.form"
        form = schema.parse(path.read_bytes()) if path.exists() else None
        keys = {part for each in tree.every(form.components) for part in each.key} if form else set()
        return form is not None and (not key or key in keys)
    files = {"letter": f"letters/{rest}.docx", "table": f"processes/{rest}.dmn"}
    return (ROOT / files[kind]).exists() if kind in files else rest in catalogue.SETTINGS


def test_every_paragraph_of_sections_1_to_4_has_one_row() -> None:
    due = [f"{section}.{number}" for section, many in PARAGRAPHS.items() for number in range(1, many + 1)]
    assert [paragraph for paragraph, _, _ in ROWS] == [*due, "4.9"]


def test_every_row_names_what_meets_it() -> None:
    unmet = {paragraph for paragraph, _, met in ROWS if "`" not in met}
    assert unmet == {"1.5.2"}, "1.5.2 refers to 1.5.1"


def test_what_the_rows_name_exists() -> None:
    assert [name for name in NAMED if not exists(name)] == []


@pytest.mark.parametrize(
    "name", ["intake/nothing", "nothing/check_intake", "form:nothing", "form:f01_referral/nothing", "letter:D99",
             "table:nothing", "setting:nothing"],
)  # fmt: skip
def test_a_name_of_nothing_is_found_out(name: str) -> None:
    assert not exists(name)
