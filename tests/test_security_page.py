"""Pages of docs that name code: whatever they name is there, and docs/security.md answers every requirement once."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("security", "dpia", "record-of-processing", "operations", "signing-in")
PAGES = tuple(ROOT / "docs" / f"{name}.md" for name in NAMES)
ROW = re.compile(r"\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (met|not applicable|\*\*open\*\*) \| ([^|]+) \|")
CODE, LINK = re.compile(r"`([^`\n]+)`"), re.compile(r"\]\(([^)#]+)")


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, ...]]:
    return [match.groups() for match in ROW.finditer(PAGES[0].read_text("utf-8"))]


def test_every_requirement_of_levels_1_and_2_is_answered_exactly_once(rows: list[tuple[str, ...]]) -> None:
    wanted = [tuple(line.split()) for line in (ROOT / "tests" / "asvs_5_0.txt").read_text().splitlines()[1:]]
    assert len(wanted) == 253
    assert [row[:2] for row in rows] == wanted
    counted = Counter(row[3].strip("*") for row in rows)
    said = ", ".join(f"{counted[one]} {one}" for one in ("met", "not applicable", "open"))
    assert f"{len(rows)} requirements: {said}." in PAGES[0].read_text("utf-8")


def test_an_answer_says_how_and_none_is_told_twice_in_other_words(rows: list[tuple[str, ...]]) -> None:
    assert not [row[0] for row in rows if len(row[4].strip()) < 5]
    assert not [row[0] for row in rows if len(row[2]) > 80], "a few words of our own, not the standard's"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_whatever_a_page_names_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    tests = {
        name for path in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text())
    }
    named = CODE.findall(text)
    assert not [one for one in named if one.startswith("test_") and one not in tests]
    files = [one for one in named if re.fullmatch(r"[\w./-]+/[\w.-]+\.\w+", one)]
    assert not [one for one in files if not (ROOT / one).is_file()]
    links = [one for one in LINK.findall(text) if not one.startswith("http")]
    assert not [one for one in links if not (page.parent / one).exists()]
    settings = {one for one in named if re.fullmatch(r"[A-Z][A-Z_]+", one)}
    code = "".join(path.read_text() for path in (ROOT / "foundation").glob("*.py")) + (ROOT / "server.py").read_text()
    assert not [one for one in settings if f'"{one}"' not in code], "no such setting"
