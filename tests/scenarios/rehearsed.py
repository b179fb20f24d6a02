"""What the shipped scenarios passed when they were played, put down by each play for whoever looks at it all."""

import functools
import json
import time
from collections.abc import Collection
from pathlib import Path

import pytest

from casework.rehearsal import scenario
from casework.rehearsal.stage import Passed
from tests.once import run_folder

FILES = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
load = functools.cache(scenario.load)
"""A story that is only looked at, read once."""
TOLD = [(path, profile) for path in FILES for profile in load(path).profiles]
ABOUT = {"s3": "LLR-2020"}
"""Stories that only one profile leads into what they are about."""
PATIENCE = 600
"""Seconds for the plays that another worker is still at."""


def is_told_again(path: Path, profile: str) -> bool:
    """Whether a story is told here under another profile than the one under which it is told in any case."""
    profiles = [other for told, other in TOLD if told == path]
    return profile != ABOUT.get(path.stem, max(profiles))


def folder(factory: pytest.TempPathFactory) -> Path:
    """Where the plays of this run say what they passed."""
    found = run_folder(factory) / "rehearsed"
    found.mkdir(exist_ok=True)
    return found


def note(place: Path, path: Path, profile: str, passed: Collection[Passed] | None) -> None:
    """A play is over: the flows it passed, or None when it did not go as it tells."""
    whole = place / f"{path.stem}-{profile}.part"
    whole.write_text(json.dumps(None if passed is None else sorted(passed)))
    whole.rename(whole.with_suffix(".json"))


def all_passed(place: Path, plays: Collection[tuple[Path, str]]) -> set[Passed] | None:
    """What these plays passed together, as soon as the last of them is over; None when one did not go as it tells."""
    until = time.monotonic() + PATIENCE
    found: set[Passed] = set()
    for path, profile in plays:
        kept = place / f"{path.stem}-{profile}.json"
        while not kept.exists():
            assert time.monotonic() < until, f"{kept.stem} was not played in {PATIENCE} seconds"
            time.sleep(0.2)
        passed = json.loads(kept.read_text())
        if passed is None:
            return None
        found |= {(process, source, target) for process, source, target in passed}
    return found
