"""The chapters of scenario 1, played once for all tests of a run."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import structlog

from casework.letters import rendering
from casework.rehearsal import scenario_1
from casework.rehearsal.stage import Stages
from tests.once import once, run_folder
from tests.scenarios import stage as stages
from tests.scenarios.stage import Chapter, Stage

STEPS: Mapping[str, Callable[[Stage], None]] = {
    "begun": lambda on: scenario_1.begin(on.play, on.ids, on.days),
    "checked": lambda on: scenario_1.check_intake(on.play, on.days),
    "chosen": lambda on: scenario_1.choose_agencies(on.play, on.ids, on.days),
    "set": lambda on: scenario_1.set_meeting(on.play),
    "asked": lambda on: scenario_1.release_requests(on.play, on.days),
    "acknowledged": lambda on: scenario_1.acknowledge(on.play, on.days),
    "replied": lambda on: scenario_1.reply(on.play, on.days),
    "papers": lambda on: scenario_1.papers(on.play, on.days),
    "declared": lambda on: scenario_1.declare(on.play, on.days),
    "attended": lambda on: scenario_1.attend(on.play, on.ids, on.days),
    "decided": lambda on: scenario_1.decide(on.play, on.days),
    "confirmed": lambda on: scenario_1.confirm(on.play, on.days),
    "sent": lambda on: scenario_1.send(on.play, on.days),
}
"""What is done to come to each chapter."""


@pytest.fixture(autouse=True)
def letters_are_made_at_home() -> Iterator[None]:
    """Letters are made without a process for each; that they are made in one is shown by the letters' own tests."""
    with rendering.at_home():
        yield


@pytest.fixture(scope="session")
def chapters(tmp_path_factory: pytest.TempPathFactory, ready: Stages) -> dict[str, Chapter]:
    """Every chapter of the story by name."""
    return once(run_folder(tmp_path_factory) / "story", lambda folder: _played(folder, ready))


def _played(folder: Path, ready: Stages) -> dict[str, Chapter]:
    begun = stages.stage(ready, folder / "on")
    now = Stage(begun.office, stages.marking(begun.office), begun.ids, begun.days)
    found = {}
    with (folder / "log.txt").open("w") as log, rendering.at_home():
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(log), cache_logger_on_first_use=False)
        try:
            for name, step in STEPS.items():
                step(now)
                found[name] = stages.kept(now, folder / name)
        finally:
            structlog.reset_defaults()
    return found


@pytest.fixture(scope="session")
def chapters_2020(tmp_path_factory: pytest.TempPathFactory, ready: Stages) -> dict[str, Chapter]:
    """The story up to the declarations under the profile of 2020, in which the partners need not confirm."""
    return once(run_folder(tmp_path_factory) / "story_2020", lambda folder: _played_in_2020(folder, ready))


def _played_in_2020(folder: Path, ready: Stages) -> dict[str, Chapter]:
    now = stages.stage(ready, folder / "on", profile="LLR-2020")
    found = {}
    for name in itertools.takewhile(lambda name: name != "attended", STEPS):
        with rendering.at_home():
            STEPS[name](now)
        if name in ("checked", "asked", "declared"):
            found[name] = stages.kept(now, folder / name)
    return found


@pytest.fixture
def chapter_2020(chapters_2020: dict[str, Chapter], tmp_path: Path) -> Callable[[str], Stage]:
    """Opens a chapter under the profile of 2020 for this test alone."""
    return lambda name: chapters_2020[name].opened(tmp_path / f"{name}_2020")


@pytest.fixture(scope="session")
def story_log(chapters: dict[str, Chapter], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where everything was logged while the story was played."""
    return run_folder(tmp_path_factory) / "story" / "log.txt"


@pytest.fixture
def chapter(chapters: dict[str, Chapter], tmp_path: Path) -> Callable[[str], Stage]:
    """Opens a chapter for this test alone."""
    return lambda name: chapters[name].opened(tmp_path / name)
