"""Modules, functions and their names stay as small and plain as CONTRIBUTING.md says; ruff counts the branches."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("web", "handlers", "casework", "engine", "cases", "feel", "foundation", "benchmarks", "tools")
MODULES = [*sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")), ROOT / "server.py"]
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_SERVER = 250, 40, 80
EMPTY_NAMES = {"utils", "helpers", "services", "managers", "core", "common", "misc"}


def _faults(path: Path) -> Iterator[str]:
    """What is too large in a module, or not said."""
    text = path.read_text()
    tree, name = ast.parse(text), path.relative_to(ROOT)
    if len(text.splitlines()) > (LONGEST_SERVER if path.name == "server.py" else LONGEST_MODULE):
        yield f"{name} is {len(text.splitlines())} lines long"
    if tree.body and not ast.get_docstring(tree):
        yield f"{name} does not say in a sentence what it is"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{node.name} in {name} is {length} lines long"


def test_modules_and_their_functions_are_small_and_said_in_a_sentence() -> None:
    assert [fault for path in MODULES for fault in _faults(path)] == []


def test_no_module_is_named_after_nothing() -> None:
    assert not [path for path in MODULES if set(path.with_suffix("").parts) & EMPTY_NAMES]
