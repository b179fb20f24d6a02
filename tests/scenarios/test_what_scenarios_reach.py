"""Every flow of every diagram is taken by a scenario, or has its reason. Comes last, by the name of its file."""

import pytest

from casework.rehearsal import coverage
from tests.scenarios import rehearsed


def test_reasons_for_flows_not_taken_are_about_flows_that_there_are() -> None:
    there = {(flow.process, flow.id) for flow in coverage.flows()}
    told = {(process, flow): why for process, flows in coverage.reasons().items() for flow, why in flows.items()}
    assert told.keys() <= there
    assert all(why.endswith(".") for why in told.values()), "a reason is a sentence"


@pytest.mark.rehearsal
def test_every_flow_is_taken_by_a_scenario_or_has_its_reason_and_none_has_both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    names = {item.name for item in request.session.items if item.path.stem == "test_rehearsals"}
    plays = [
        (path, profile) for path, profile in rehearsed.TOLD if any(f"{path.stem}-{profile}" in one for one in names)
    ]
    if {path for path, _ in plays} != set(rehearsed.FILES):
        pytest.skip("NOT RUN: only where every scenario is played in the same run")
    passed = rehearsed.all_passed(rehearsed.folder(tmp_path_factory), plays)
    if passed is None:
        pytest.skip("NOT RUN: a scenario did not go as it tells, so that it is not known what they reach")
    assert [f"{flow.process}, {flow.id}: {flow.words}" for flow in coverage.unexplained(passed)] == []
    assert coverage.stale(passed) == []
