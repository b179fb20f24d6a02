"""A stage for scenarios: an office with the demo's people, everything deployed, and a clock that can be set."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import handlers
from casework import office as offices
from casework import schema
from casework.demo import people as demo_people
from casework.operations import publish
from casework.rehearsal.play import Play
from casework.rehearsal.scenario_1 import Days, Ids
from foundation.clock import LONDON, SettableClock
from foundation.config import Config


@dataclass(frozen=True, slots=True)
class Stage:
    """The office, a play in it, the ids of its bodies, and the days of the story."""

    office: offices.Office
    play: Play
    ids: Ids
    days: Days


def config(folder: Path, database_url: str | None = None) -> Config:
    """A demo's configuration in a folder of its own."""
    return Config(
        data_dir=folder,
        database_url=database_url or f"sqlite:///{folder}/demo.sqlite",
        port=8000,
        demo=True,
        base_url="http://127.0.0.1:8000",
        smtp_host=None,
        smtp_port=25,
        mail_from="office@cspr.example",
        master_key_file=folder / "master.key",
        session_key_file=folder / "session.key",
    )


def stage(folder: Path, day_0: date = date(2027, 1, 14), database_url: str | None = None) -> Stage:
    """A stage whose story begins on `day_0`, a week before which the people are there."""
    clock = SettableClock(datetime(day_0.year, day_0.month, day_0.day, 8, tzinfo=LONDON))
    office = offices.open_office(config(folder, database_url), handlers.table, clock)
    schema.metadata().create_all(office.database.engine)
    with office.database.transaction() as session:
        demo_people.load(session, clock.now())
    assert publish.deploy_shipped(office, print) == 0
    with office.database.reading() as session:
        ids = Ids(session)
    return Stage(office, Play(office), ids, Days(day_0))
