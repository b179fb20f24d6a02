"""Opening the office for a command: what keeps it shut is said in words, with what to do."""

from collections.abc import Callable, Mapping

from sqlalchemy.exc import DBAPIError

from cases import keys
from casework import schema
from casework.office import Office, key_source, open_office
from engine.work import Handler
from foundation.config import Config
from foundation.crypto import MasterKeyProblem

Table = Callable[[Office], Mapping[str, Handler]]

MAKES_THE_SCHEMA = frozenset({"migrate", "setup", "demo", "restore"})
"""Commands that bring the database to the present schema themselves."""


HAS_NO_KEYS_YET = MAKES_THE_SCHEMA | {"restore-keys"}
"""Commands that look for the key store themselves."""


class CannotOpen(Exception):
    """The office cannot be opened; the message says what is in the way and what to do about it."""


def opened(config: Config, table: Table, command: str) -> Office:
    """The office, with a database that answers and, unless the command makes it, has the present schema.

    Raises CannotOpen.
    """
    if command == "demo" and not config.demo:
        raise CannotOpen("The demo runs with MODE=demo only, in a database of its own.")
    if command == "restore" and key_source(config).is_file and not config.master_key_file.exists():
        raise CannotOpen(f"{config.master_key_file} is not there: put the master key of the backup back first.")
    try:
        office = open_office(config, table)
        office.database.engine.connect().close()
        ready = command in MAKES_THE_SCHEMA or schema.is_current(office.database)
        if ready and command not in HAS_NO_KEYS_YET:
            with office.database.reading() as session:
                keys.check(session, office.keys.store)
        office.close()
    except MasterKeyProblem as problem:
        raise CannotOpen(f"The master key cannot be used: {problem}.") from None
    except keys.AnotherKeyStore as problem:
        raise CannotOpen(f"{problem}.") from None
    except DBAPIError as problem:
        reason = str(problem.orig).strip().partition("\n")[0]
        raise CannotOpen(
            f"The database cannot be used: {reason}. Look at DATABASE_URL, KEYS_URL and DATA_DIR."
        ) from None
    except OSError as problem:
        where = problem.filename or config.data_dir
        raise CannotOpen(f"{where} cannot be used: {problem.strerror}. Set DATA_DIR to a folder of yours.") from None
    if not ready:
        raise CannotOpen("The database has not the present schema: run server.py migrate, or setup when it is empty.")
    return office
