"""Everything a use case needs at hand: configuration, database, clock, keys and the engine's environment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from cases import access, clocks, people
from casework import words
from casework.forms import schema
from engine.work import Environment, Handler
from engine.worker import Worker
from foundation.clock import Clock, SystemClock
from foundation.config import Config
from foundation.crypto import Keyring, create_master_key, read_keyring
from foundation.database import Database

STARTED_WITH = frozenset({"partnership_id", "request_id", "agency_id"})
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


def open_office(
    config: Config, table: Callable[["Office"], Mapping[str, Handler]], clock: Clock | None = None
) -> Office:
    """Put the parts together; `table` gives the handlers. Makes the master key of a demo or a first start only."""
    if not config.master_key_file.exists() and not _has_cases(config):
        create_master_key(config.master_key_file)
    environment = Environment(
        functions=words.functions,
        function_names=words.NAMES,
        qualify=access.qualify,
        groups=frozenset(people.ROLES),
        clocks=clocks.NAMES,
        variables=STARTED_WITH,
        messages=SENT_BY_HANDLERS,
        read_form=schema.problems,
    )
    office = Office(
        config, Database(config.database_url), clock or SystemClock(), read_keyring(config.master_key_file), environment
    )
    return replace(office, environment=replace(environment, handlers=table(office)))


def _has_cases(config: Config) -> bool:
    """Whether a database is there already: then a missing key must be found again, never replaced."""
    path = config.database_url.removeprefix("sqlite:///")
    return not config.database_url.startswith("sqlite") or (config.data_dir / path).exists()
