"""Scenario files by people in browsers, without scripts: what the commands do is reached through the pages."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from casework.letters import rendering
from casework.rehearsal import performance, scenario
from casework.rehearsal.stage import Stages
from tests import chromium
from tests.browser.scenario_pages import ScenarioInPages
from web import create_app

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.pages]

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize(("name", "profile"), [("s3", "LLR-2020"), ("s6", "LLR-WT2023"), ("s7", "LLR-WT2023")])
def test_a_scenario_goes_as_it_tells_in_the_pages(
    tmp_path: Path, ready: Stages, browser: Browser, name: str, profile: str
) -> None:
    story = scenario.load(SCENARIOS / f"{name}.yaml")
    office = ready.at(story.begins(profile), profile, tmp_path / "stage")
    with chromium.served(create_app(office)) as address, rendering.at_home():
        play = ScenarioInPages(office, browser, address, scripts=False)
        told = performance.perform(story, profile, play, lambda _scene, _step: None)
        play.close()
    assert told.differences == []
    by_pages = {form for _, form, _ in play.sent}
    forms = {step.said["do"] for step in story.under(profile) if step.what == "do"}
    assert forms <= by_pages
