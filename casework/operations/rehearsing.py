"""Scenarios rehearsed: each file played under its profiles in a database of its own, and what was different told."""

import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from casework.rehearsal import performance, scenario, stage
from casework.rehearsal.narrating import narrator
from casework.rehearsal.performance import Outcome
from casework.rehearsal.scenario import Scenario
from casework.rehearsal.telling import ScenarioPlay
from foundation import logs

Say = Callable[[str], None]


def rehearse(asked: Namespace, table: stage.Table, say: Say) -> int:
    """Play the files that were asked for: 0 when all went as they tell, 1 when not, 2 when a file is no scenario."""
    logs.configure(quietly=True)
    stories, unread = _read(asked.files)
    for problem in unread:
        say(problem)
    if unread:
        return 2
    outcomes = []
    for story in stories:
        for profile in _profiles(story, asked.profile, say):
            outcome = played(story, profile, table, say if asked.verbose else None, restarts=asked.restart)
            outcomes.append(outcome)
            _report(outcome, say)
    return 0 if outcomes and all(outcome.is_green for outcome in outcomes) else 1


def played(story: Scenario, profile: str, table: stage.Table, say: Say | None, *, restarts: bool = False) -> Outcome:
    """One story under one profile, in a database of its own in a folder that is removed after it."""
    with on_stage(story, profile, table, restarts=restarts) as play:
        return performance.perform(story, profile, play, narrator(say))


@contextmanager
def on_stage(story: Scenario, profile: str, table: stage.Table, *, restarts: bool) -> Iterator[ScenarioPlay]:
    """A play for a story, with everything set up before its first day begins."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        office = stage.opened(Path(folder), table, story.begins(profile))
        stage.set_up(office, profile)
        play = ScenarioPlay(office, lambda old, at: stage.opened(old.config.data_dir, table, at), always=restarts)
        try:
            yield play
        finally:
            play.office.database.engine.dispose()


def _read(paths: list[str]) -> tuple[list[Scenario], list[str]]:
    """The scenarios, and every problem of files that are none."""
    stories, problems = [], []
    for path in dict.fromkeys(paths):
        try:
            stories.append(scenario.load(Path(path)))
        except scenario.Unreadable as wrong:
            problems += wrong.problems
    return stories, problems


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
