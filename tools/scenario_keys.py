"""Writes the tables of docs/scenarios.md: every key that a scenario file may have, from what the loader accepts.

`python -m tools.scenario_keys` writes them; a test fails when they no longer say what the loader takes.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from casework.rehearsal.acts import ACTS
from casework.rehearsal.checks import CHECKS
from casework.rehearsal.grammar import AGENCY, FILE, PERSON, SHARED, STEP
from casework.rehearsal.shapes import Key, inner

PAGE = Path(__file__).parent.parent / "docs" / "scenarios.md"

TABLES: Mapping[str, Mapping[str, Key]] = {
    "file": FILE,
    "shared": SHARED,
    "agency": AGENCY,
    "person": PERSON,
    "step": STEP,
    **{name: {name: act.key, **act.keys} for name, act in ACTS.items()},
    "expectations": {name: check.key for name, check in CHECKS.items()},
}
"""The tables by the name that their place in the page has."""


def page() -> str:
    """The page with its tables as they should be."""
    text = PAGE.read_text("utf-8")
    for name, keys in TABLES.items():
        begin, end = f"<!-- keys: {name} -->", "<!-- end -->"
        rows = ["| key | what it means |", "|---|---|", *_rows(keys, name == "expectations")]
        text, found = re.subn(f"{begin}.*?{end}", "\n".join([begin, *rows, end]).replace("\\", r"\\"), text, flags=re.S)
        if not found:
            raise LookupError(f"docs/scenarios.md has no place for the keys of {name}: add {begin}{end}")
    return text


def _rows(keys: Mapping[str, Key], deeply: bool) -> Iterator[str]:
    for name, key in keys.items():
        yield f"| `{name}` | {key.meaning}{'; needed' if key.needed else ''} |"
        for part, part_key in (inner(key.shape) if deeply else {}).items():
            yield f"| `{name}`: `{part}` | {part_key.meaning}{'; needed' if part_key.needed else ''} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
