"""Every table of the product, and the database brought to the present schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import MetaData, inspect

from cases import (  # noqa: F401 - imported so that their tables are known
    actions,
    audit,
    calendar,
    clocks,
    correspondence,
    decisions,
    drafts,
    files,
    identity,
    keys,
    meetings,
    overrides,
    panel,
    partnerships,
    people,
    records,
    requests,
    settings,
    slots,
    submissions,
)
from engine.tables import definitions, instances  # noqa: F401
from engine.tables import records as engine_records  # noqa: F401
from foundation.database import Base, Database

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def metadata() -> MetaData:
    """All tables."""
    return Base.metadata


def migrate(database: Database) -> None:
    """Bring a database, empty or older, to the present schema."""
    command.upgrade(_alembic(database), "head")


def is_current(database: Database) -> bool:
    """Whether every table is there."""
    return set(metadata().tables) <= set(inspect(database.engine).get_table_names())


def _alembic(database: Database) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    return config
