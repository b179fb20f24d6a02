"""The scenarios that ship go as they tell, whole, under each of their profiles."""

from pathlib import Path

import pytest

import handlers
from casework.operations import rehearsing
from casework.rehearsal import scenario
from casework.rehearsal.restarting import Restarts
from casework.rehearsal.stage import Stages
from tests.scenarios import rehearsed
from tests.scenarios.rehearsed import TOLD

pytestmark = pytest.mark.rehearsal

WITH_RESTARTS = ("s10", "LLR-2020")


def _play(path: Path, profile: str) -> object:
    marks = [pytest.mark.again] if rehearsed.is_told_again(path, profile) else []
    return pytest.param(path, profile, id=f"{path.stem}-{profile}", marks=marks)


@pytest.mark.parametrize(("path", "profile"), [_play(*one) for one in TOLD])
def test_a_scenario_goes_as_it_tells(
    ready: Stages, tmp_path_factory: pytest.TempPathFactory, path: Path, profile: str
) -> None:
    place, stages, passed = rehearsed.folder(tmp_path_factory), Stages(ready.folder, handlers.table), None
    # One of them with restarts, which must make no difference; S6 has them between any two steps in test_restarts.
    restarts = Restarts.AS_TIME_GOES if (path.stem, profile) == WITH_RESTARTS else Restarts.NEVER
    try:
        outcome = rehearsing.played(scenario.load(path), profile, stages, restarts=restarts)
        passed = stages.passed if outcome.is_green else None
    finally:
        rehearsed.note(place, path, profile, passed)
    assert outcome.differences == []
