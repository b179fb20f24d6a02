"""A stage for scenarios: an office with the demo's people, everything deployed, and a clock that can be set."""

import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import handlers
from casework import office as offices
from casework.demo import people as demo_people
from casework.rehearsal import stage as stages
from casework.rehearsal.play import Play
from casework.rehearsal.restarting import MARK, Restarting
from casework.rehearsal.scenario_1_answers import Days, Ids
from casework.rehearsal.stage import config
from engine.work import Variables, Work
from foundation.clock import LONDON

__all__ = ["MARK", "Chapter", "Restarting", "Stage", "config", "in_database", "kept", "marking", "reopened", "stage"]


@dataclass(frozen=True, slots=True)
class Stage:
    """The office, a play in it, the ids of its bodies, and the days of the story."""

    office: offices.Office
    play: Play
    ids: Ids
    days: Days


DAY_0 = date(2027, 1, 14)


def stage(ready: stages.Stages, folder: Path, day_0: date = DAY_0, profile: str = demo_people.PROFILE) -> Stage:
    """A stage whose story begins on `day_0`, on which the people are there, with a profile of settings."""
    return _on(ready.at(_morning(day_0), profile, folder), day_0)


def in_database(folder: Path, database_url: str | None = None, day_0: date = DAY_0) -> Stage:
    """The same set up anew in another database than one copied; None is SQLite in the folder."""
    office = stages.opened(folder, handlers.table, _morning(day_0), database_url)
    stages.set_up(office)
    return _on(office, day_0)


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=LONDON)


def _on(office: offices.Office, day_0: date) -> Stage:
    with office.database.reading() as session:
        ids = Ids(session)
    return Stage(office, Play(office), ids, Days(day_0))


def reopened(old: offices.Office, at: datetime) -> offices.Office:
    """A new office over the same data."""
    return stages.opened(old.config.data_dir, handlers.table, at, old.config.database_url)


def marking(office: offices.Office) -> Restarting:
    """A play in which everything that people write has the mark."""
    return Restarting(office, reopened)


@dataclass(frozen=True, slots=True)
class Chapter:
    """The story kept on disk as it was at a moment: a folder that each test copies."""

    folder: Path
    moment: datetime
    case_id: str
    reference: str
    days: Days

    def opened(self, folder: Path) -> Stage:
        """A stage of its own that goes on from here."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        office = stages.opened(folder, handlers.table, self.moment)
        play = Play(office)
        play.case_id, play.reference = self.case_id, self.reference
        with office.database.reading() as session:
            return Stage(office, play, Ids(session), self.days)


def kept(now: Stage, folder: Path) -> Chapter:
    """The story so far, copied to a folder."""
    now.play.office.close()
    shutil.copytree(now.play.office.config.data_dir, folder)
    return Chapter(folder, now.play.clock.now(), now.play.case_id, now.play.reference, now.days)


def failing(on: Stage, topic: str) -> Play:
    """The same story, played by a program in which one kind of machine work always fails."""

    def fails(_work: Work) -> Variables:
        raise RuntimeError("the template cannot be read")

    handlers = dict(on.office.environment.handlers)
    handlers[topic] = replace(handlers[topic], run=fails, prepare=None)
    play = Play(replace(on.office, environment=replace(on.office.environment, handlers=handlers)))
    play.case_id, play.reference = on.play.case_id, on.play.reference
    return play
