"""Every table of the product, and the database brought to the present schema."""

import importlib
import pkgutil
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect

import cases
import engine.tables
from foundation.database import Base, Database

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def metadata() -> MetaData:
    """All tables: those of the case file and those of the engine."""
    for package in (cases, engine.tables):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return Base.metadata


def migrate(database: Database, to: str = "head") -> None:
    """Bring a database, empty or older, to the present schema or to that of one migration."""
    command.upgrade(_alembic(database), to)


def is_current(database: Database) -> bool:
    """Whether every table is there, in the shape that the last migration gave it."""
    if not set(metadata().tables) <= set(inspect(database.engine).get_table_names()):
        return False
    with database.engine.connect() as connection:
        reached = MigrationContext.configure(connection).get_current_heads()
    return set(reached) == set(ScriptDirectory.from_config(_alembic(database)).get_heads())


def revision(database: Database) -> str:
    """The last migration that a database went through; empty for one without any."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def is_known(database: Database, wanted: str) -> bool:
    """Whether a migration is one of this program's."""
    return wanted in {each.revision for each in ScriptDirectory.from_config(_alembic(database)).walk_revisions()}


def _alembic(database: Database) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    return config
