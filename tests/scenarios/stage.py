"""A stage for scenarios: an office with the demo's people, everything deployed, and a clock that can be set."""

import shutil
from dataclasses import dataclass
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
from foundation.clock import LONDON, SettableClock

__all__ = ["MARK", "Chapter", "Restarting", "Stage", "config", "kept", "reopened", "restarting", "stage"]


@dataclass(frozen=True, slots=True)
class Stage:
    """The office, a play in it, the ids of its bodies, and the days of the story."""

    office: offices.Office
    play: Play
    ids: Ids
    days: Days


def stage(
    folder: Path, day_0: date = date(2027, 1, 14), database_url: str | None = None, profile: str = demo_people.PROFILE
) -> Stage:
    """A stage whose story begins on `day_0`, on which the people are there, with a profile of settings."""
    at = datetime(day_0.year, day_0.month, day_0.day, 8, tzinfo=LONDON)
    office = stages.opened(folder, handlers.table, at, database_url)
    stages.set_up(office, profile)
    with office.database.reading() as session:
        ids = Ids(session)
    return Stage(office, Play(office), ids, Days(day_0))


def reopened(old: offices.Office, at: datetime) -> offices.Office:
    """A new office over the same data."""
    return offices.open_office(old.config, handlers.table, SettableClock(at))


def restarting(office: offices.Office) -> Restarting:
    """A play in which the program is restarted before every step."""
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
        office = offices.open_office(config(folder), handlers.table, SettableClock(self.moment))
        play = Play(office)
        play.case_id, play.reference = self.case_id, self.reference
        with office.database.reading() as session:
            return Stage(office, play, Ids(session), self.days)


def kept(now: Stage, folder: Path) -> Chapter:
    """The story so far, copied to a folder."""
    now.play.office.database.engine.dispose()
    shutil.copytree(now.play.office.config.data_dir, folder)
    return Chapter(folder, now.play.clock.now(), now.play.case_id, now.play.reference, now.days)
