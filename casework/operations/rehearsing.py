"""Scenarios rehearsed: each file played under its profiles in a database of its own, and what was different told."""

import tempfile
from argparse import Namespace
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from casework.letters import rendering
from casework.operations import publish
from casework.rehearsal import coverage, performance, scenario, stage
from casework.rehearsal.narrating import narrator
from casework.rehearsal.performance import Outcome
from casework.rehearsal.restarting import Restarts
from casework.rehearsal.scenario import Scenario
from casework.rehearsal.telling import ScenarioPlay
from foundation import logs

Say = Callable[[str], None]


Draw: TypeAlias = Callable[
    [Path, Mapping[str, bytes], Mapping[str, Collection[str]], Mapping[str, list[tuple[str, str, str]]]], Path
]
"""Draws diagrams with what was taken into a folder, lists what was not, and gives the page to begin with."""


def rehearse(asked: Namespace, table: stage.Table, draw: Draw, say: Say) -> int:
    """Play the files that were asked for: 0 when all went as they tell, 1 when not, 2 when a file is no scenario."""
    logs.configure(quietly=True)
    stories, unread = _read(asked.files)
    for problem in unread:
        say(problem)
    if unread:
        return 2
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        stages = stage.Stages(Path(folder), table)
        outcomes = list(_played(stories, asked, stages, say))
    if asked.coverage:
        _draw(Path(asked.coverage), stages.passed, draw, say)
    return 0 if outcomes and all(outcome.is_green for outcome in outcomes) else 1


def _played(stories: list[Scenario], asked: Namespace, stages: stage.Stages, say: Say) -> Iterator[Outcome]:
    told, restarts = say if asked.verbose else None, Restarts.EVERY_STEP if asked.restart else Restarts.NEVER
    for story in stories:
        for profile in _profiles(story, asked.profile, say):
            outcome = played(story, profile, stages, told, restarts=restarts)
            _report(outcome, say)
            yield outcome


def played(
    story: Scenario, profile: str, stages: stage.Stages, say: Say | None = None, *, restarts: Restarts = Restarts.NEVER
) -> Outcome:
    """One story under one profile, in a database of its own in a folder that is removed after it."""
    with on_stage(story, profile, stages, restarts) as play, rendering.at_home():
        return performance.perform(story, profile, play, narrator(say))


@contextmanager
def on_stage(
    story: Scenario, profile: str, stages: stage.Stages, restarts: Restarts = Restarts.NEVER
) -> Iterator[ScenarioPlay]:
    """A play for a story, with everything set up before its first day begins."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        office = stages.at(story.begins(profile), profile, Path(folder))
        play = ScenarioPlay(office, stages.reopened, restarts)
        try:
            yield play
        finally:
            play.office.close()


def _read(paths: list[str]) -> tuple[list[Scenario], list[str]]:
    """The scenarios, and every problem of files that are none."""
    stories, problems = [], []
    for path in dict.fromkeys(paths):
        try:
            stories.append(scenario.load(Path(path)))
        except scenario.Unreadable as wrong:
            problems += wrong.problems
    return stories, problems


def _draw(folder: Path, passed: Collection[stage.Passed], draw: Draw, say: Say) -> None:
    """Write the diagrams with their coverage, and say how much it is and what was left without a reason."""
    diagrams = {name: content for name, content in publish.shipped().items() if name.endswith(".bpmn")}
    taken: dict[str, set[str]] = {name: set() for name in diagrams}
    left: dict[str, list[tuple[str, str, str]]] = {name: [] for name in diagrams}
    told = coverage.reasons()
    for flow in coverage.flows():
        if flow.passed in passed:
            taken[flow.file] |= {flow.id, flow.source, flow.target}
        else:
            left[flow.file].append((flow.id, flow.words, told.get(flow.process, {}).get(flow.id, "no reason given")))
    page = draw(folder, diagrams, taken, left)
    for name, flows in left.items():
        for id, words, reason in flows:
            say(f"{name}, {id} was not taken: {words} ({reason})")
    say(f"{sum(map(len, left.values()))} of {len(coverage.flows())} flows were not taken; see {page}.")


def _profiles(story: Scenario, wanted: str | None, say: Say) -> list[str]:
    if wanted is None:
        return list(story.profiles)
    if wanted not in story.profiles:
        say(f"{story.title}: is not told under {wanted}.")
        return []
    return [wanted]


def _report(outcome: Outcome, say: Say) -> None:
    name = f"{outcome.scenario.title} ({outcome.profile})"
    if outcome.is_green:
        say(f"{name}: as it tells.")
        return
    say(f"{name}: {len(outcome.differences)} differences.")
    for difference in outcome.differences:
        say(f"  {outcome.scenario.path}, {difference}")
