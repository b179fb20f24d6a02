"""A stage for scenarios: an office with the demo's people, everything deployed, and a clock that can be set."""

import copy
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import handlers
from cases.settings import versions
from casework import attaching, schema
from casework import office as offices
from casework.demo import people as demo_people
from casework.forms import tree
from casework.forms.components import Form
from casework.operations import publish
from casework.rehearsal.play import Play
from casework.rehearsal.scenario_1_answers import Days, Ids
from engine import programs
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


def stage(
    folder: Path, day_0: date = date(2027, 1, 14), database_url: str | None = None, profile: str = demo_people.PROFILE
) -> Stage:
    """A stage whose story begins on `day_0`, on which the people are there, with a profile of settings."""
    clock = SettableClock(datetime(day_0.year, day_0.month, day_0.day, 8, tzinfo=LONDON))
    office = offices.open_office(config(folder, database_url), handlers.table, clock)
    schema.migrate(office.database)
    with office.database.transaction() as session:
        demo_people.load(session, clock.now())
        ids = Ids(session)
        if profile != demo_people.PROFILE:
            for partnership_id in ids.partnerships.values():
                versions.adopt(session, partnership_id, profile, "test", clock.now())
    assert publish.deploy_shipped(office, print) == 0
    return Stage(office, Play(office), ids, Days(day_0))


def restarted(old: Play) -> offices.Office:
    """A new office over the same data, as after a restart: nothing that was held in memory is left."""
    old.office.database.engine.dispose()
    programs.forget()
    return offices.open_office(old.office.config, handlers.table, SettableClock(old.clock.now()))


MARK = "Zzyzxmark"
"""A word that stands in everything anybody writes, and nowhere else: where it is found, what people wrote is found."""

OPEN_TEXTS = frozenset({("venue",)})
"""What everybody invited is told in their calendar."""


class Restarting(Play):
    """A play in which the program is restarted before every thing that anybody does, and every text has the mark."""

    def written(self, form: Form, answers: dict[str, Any]) -> dict[str, Any]:
        """The answers with the mark at the end of every free text."""
        marked: dict[str, Any] = copy.deepcopy(answers)
        for place in list(tree.places(form.components, answers)):
            component, said = place.component, tree.dig(answers, place.spot)
            is_free = component.kind in ("textfield", "textarea") and component.key not in OPEN_TEXTS
            is_any = not component.rules.format and component.rules.pattern is None
            if is_free and is_any and isinstance(said, str) and said:
                tree.dig(marked, place.spot[:-1])[place.spot[-1]] = f"{said} {MARK}"
        return marked

    def restart(self) -> None:
        """Go on with a new office at the same moment."""
        self.office = restarted(self)
        assert isinstance(self.office.clock, SettableClock)
        self.clock = self.office.clock

    def at(self, moment: datetime) -> None:
        """Restart, then go forward to a moment."""
        self.restart()
        super().at(moment)

    def do(self, name: str, form: str, files: attaching.Attached = (), step: str = "", /, **answers: Any) -> None:
        """Restart, then send a form."""
        self.restart()
        super().do(name, form, files, step, **answers)


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
