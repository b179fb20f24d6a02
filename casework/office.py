"""Everything a use case needs at hand: configuration, database, clock, keys and the engine's environment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import inspect

from cases import access, clocks, people
from casework import words
from casework.forms import notes, schema
from engine.work import Environment, Handler
from engine.worker import Worker
from foundation import master_key
from foundation.clock import Clock, SystemClock
from foundation.config import Config
from foundation.crypto import Keyring, new_key
from foundation.database import Database
from foundation.key_store import KeyStore

STARTED_WITH = frozenset({"partnership_id", "request_id", "agency_id", "meeting_id", "escalation_from", "during"})
"""Variables that the case file hands to a process when it starts."""

SENT_BY_HANDLERS: Mapping[str, frozenset[str]] = {"person_invited": frozenset({"invited_person"})}
"""Messages that handlers send, and what they carry."""


@dataclass(frozen=True, slots=True)
class Office:
    """The parts of a running system, put together once and handed in everywhere."""

    config: Config
    database: Database
    clock: Clock
    keys: Keyring
    environment: Environment

    @property
    def worker(self) -> Worker:
        """The engine's worker over these parts."""
        return Worker(self.database, self.environment, self.clock, self.config.data_dir / "in-hand")

    @property
    def key_source(self) -> master_key.Source:
        """Where the master key comes from."""
        return key_source(self.config)

    def close(self) -> None:
        """Let go of every connection; they are made again when needed."""
        self.database.engine.dispose()
        self.keys.store.close()


def key_source(config: Config) -> master_key.Source:
    """Where the master key comes from."""
    return master_key.Source(config.master_key_file, config.keys.text, config.keys.command)


def open_office(
    config: Config, table: Callable[["Office"], Mapping[str, Handler]], clock: Clock | None = None
) -> Office:
    """Put the parts together; `table` gives the handlers. Makes the master key of a demo or a first start only.

    Raises MasterKeyProblem, DBAPIError and OSError when key, database or folder cannot be used.
    """
    database = Database(config.database_url)
    # Where there are people there was a key: then a missing one must be found again, never replaced.
    source = key_source(config)
    if source.is_file and not source.file.exists() and not _has_people(database):
        master_key.create(source.file)
    keys = master_key.keyring(source, KeyStore(config.key_store))
    return _put_together(Office(config, database, clock or SystemClock(), keys, Environment()), table)


def paper_office(table: Callable[["Office"], Mapping[str, Handler]]) -> Office:
    """An office in memory, for commands that only look at files: it leaves no folder and no key behind."""
    nowhere = Path("nowhere")
    config = Config(nowhere, "sqlite://", 0, False, "", None, 0, "", nowhere, nowhere)
    keys = Keyring(masters=(new_key(),), index=new_key(), store=KeyStore("sqlite://"))
    return _put_together(Office(config, Database("sqlite://"), SystemClock(), keys, Environment()), table)


def _put_together(office: Office, table: Callable[["Office"], Mapping[str, Handler]]) -> Office:
    environment = Environment(
        functions=words.functions,
        function_names=words.NAMES,
        form_function_names=notes.OF_MEETINGS,
        qualify=access.qualify,
        groups=frozenset(people.ROLES),
        clocks=clocks.NAMES,
        variables=STARTED_WITH,
        messages=SENT_BY_HANDLERS,
        read_form=schema.problems,
    )
    # Handlers ask what would move in processes: their office knows the same words of expressions.
    return replace(office, environment=replace(environment, handlers=table(replace(office, environment=environment))))


def _has_people(database: Database) -> bool:
    try:
        if not inspect(database.engine).has_table(people.Person.__tablename__):
            return False
        with database.reading() as session:
            return people.anybody(session)
    finally:
        # Nobody may be there to close it when the key turns out to be missing.
        database.engine.dispose()
