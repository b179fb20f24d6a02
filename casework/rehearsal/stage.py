"""A stage: an office of its own with the demo's people, everything deployed, and a clock that can be set."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Dialect, event

from casework import schema
from casework.demo import people as demo_people
from casework.office import Office, open_office
from casework.operations import publish
from engine.work import Handler
from foundation.clock import LONDON, SettableClock
from foundation.config import Config
from foundation.database import Database

Passed: TypeAlias = tuple[str, str, str]
"""A flow that was passed: the ids of process, source and target."""

Table = Callable[[Office], Mapping[str, Handler]]

_SQLITE: list[Dialect] = []
_STATEMENTS: dict[Any, Any] = {}


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


def opened(folder: Path, table: Table, at: datetime, database_url: str | None = None) -> Office:
    """The office of a stage, standing at a moment."""
    office = open_office(config(folder, database_url), table, SettableClock(at))
    spare_the_disk(office.database)
    spare_the_disk(office.keys.store.database)
    share_statements(office.database)
    share_statements(office.keys.store.database)
    return office


def spare_the_disk(database: Database) -> None:
    """Let SQLite not wait for the disk: what is rehearsed is thrown away, and need not survive a power cut."""
    if database.engine.dialect.name == "sqlite":
        database.engine.dispose()
        event.listen(database.engine, "connect", lambda made, _: made.execute("PRAGMA synchronous=OFF"))


def share_statements(database: Database) -> None:
    """Let stages on SQLite use one another's statements as text: each begins with none, and there are hundreds."""
    engine = database.engine
    if engine.dialect.name != "sqlite":
        return
    if not _SQLITE:
        with engine.connect():  # now its dialect knows what kind of SQLite there is
            _SQLITE.append(engine.dialect)
    engine.dialect = _SQLITE[0]
    engine.update_execution_options(compiled_cache=_STATEMENTS)


def set_up(office: Office, profile: str = demo_people.PROFILE) -> None:
    """Make the tables, load the people with a profile of settings, and publish what ships. Raises CannotPublish."""
    schema.migrate(office.database)
    with office.database.transaction() as session:
        demo_people.load(session, office.clock.now(), profile)
    said: list[str] = []
    if publish.deploy_shipped(office, said.append):
        raise CannotPublish("\n".join(said))


class Stages:
    """Stages set up once for each profile and year, and copied for each story: copying takes a tenth of the time."""

    def __init__(self, folder: Path, table: Table) -> None:
        self.folder = folder
        self.table = table
        self.passed: set[Passed] = set()
        """Every flow that a token passed on these stages."""

    def at(self, moment: datetime, profile: str, folder: Path) -> Office:
        """A stage in a folder of its own, standing at a moment. Raises CannotPublish."""
        ready = self.folder / f"{profile}-{moment.year}"
        if not ready.exists():
            self._make(ready, profile, datetime(moment.year, 1, 1, 8, tzinfo=LONDON))
        shutil.copytree(ready, folder, dirs_exist_ok=True)
        return self._watched(opened(folder, self.table, moment))

    def _make(self, ready: Path, profile: str, moment: datetime) -> None:
        """Set a stage up aside, and put it in its place when it is whole: others may look for it meanwhile."""
        ready.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=ready.parent))
        office = opened(aside, self.table, moment)
        set_up(office, profile)
        office.close()
        try:
            aside.rename(ready)
        except OSError:  # somebody else was quicker
            shutil.rmtree(aside)

    def reopened(self, office: Office, at: datetime) -> Office:
        """A new office over the same data, standing at a moment."""
        return self._watched(opened(office.config.data_dir, self.table, at))

    def _watched(self, office: Office) -> Office:
        """The same office, in which every flow that a token passes is noted."""
        passed = replace(office.environment, passed=lambda *flow: self.passed.add(flow))
        return replace(office, environment=passed)


class CannotPublish(Exception):
    """The product's own diagrams cannot be published; the text says why."""
