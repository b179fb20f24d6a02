"""docs/feel.md says what the code does."""

import re
from pathlib import Path

import feel
from feel import kinds, limits
from feel.lexer import KEYWORDS
from feel.library import LIBRARY

PAGE = (Path(__file__).parents[2] / "docs" / "feel.md").read_text()


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_built_in_function_is_listed_with_its_parameters_and_no_other():
    listed = set(re.findall(r"`([a-z][a-z ]*\([^`]*\))`", section("Built-in functions").partition("`now()` and")[0]))
    assert listed == {f"{name}({way.written})" for name, ways in LIBRARY.items() for way in ways}


def test_every_keyword_is_listed():
    listed = section("Grammar").partition("Words with a meaning of their own:")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", listed)) == KEYWORDS


def test_every_kind_of_value_is_listed():
    listed = {row.split("|")[1].strip() for row in section("Values").splitlines() if row.startswith("| ")}
    assert listed - {"kind"} == {name.lower() for name in kinds.NAMES} - {"any"}


def test_the_limits_are_those_of_the_code():
    listed = dict(re.findall(r"\| ([a-z ]+?)(?:, [a-z ]+)? \| ([\d,]+)", section("Limits")))
    assert {name: int(number.replace(",", "")) for name, number in listed.items()} == {
        "characters of one expression": limits.SOURCE_CHARACTERS,
        "brackets inside each other": limits.NESTING,
        "operators in a row": limits.HEIGHT,
        "steps of loops": limits.STEPS,
        "time of one evaluation": limits.SECONDS,
        "size of a value": limits.SIZE // 1024,
        "functions calling each other": limits.CALLS,
        "characters of a regular expression": limits.PATTERN_CHARACTERS,
    }


def test_every_example_of_the_page_can_be_read():
    for title in ("Values", "Grammar"):
        for row in section(title).splitlines():
            cells = row.split(" | ")
            if row.startswith("| ") and len(cells) > 1 and "---" not in row:
                for example in re.findall(r"`([^`]+)`", cells[1]):
                    _read(example)


def _read(example: str) -> None:
    if example in {"=", "!=", "<", "<=", ">", ">=", "partial"}:
        return
    try:
        feel.compile_tests(example)
    except feel.FeelError:
        feel.compile(f"x instance of {example}")
