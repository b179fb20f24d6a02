"""Modules, functions and their names stay as small and plain as CONTRIBUTING.md says; ruff counts the branches."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("web", "handlers", "casework", "engine", "cases", "feel", "foundation", "benchmarks", "tools")
MODULES = [*sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")), ROOT / "server.py"]
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_SERVER = 250, 40, 80
EMPTY_NAMES = {"utils", "helpers", "services", "managers", "core", "common", "misc"}


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_a_module_and_its_functions_are_small_and_said_in_a_sentence(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    assert len(text.splitlines()) <= (LONGEST_SERVER if path.name == "server.py" else LONGEST_MODULE)
    assert ast.get_docstring(tree) or not tree.body, "a module says in a sentence what it is"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


def test_no_module_is_named_after_nothing() -> None:
    assert not [path for path in MODULES if set(path.with_suffix("").parts) & EMPTY_NAMES]
