"""The databases measured on: SQLite in a file, and a PostgreSQL server of its own, both as safe as in production."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from casework import schema
from foundation.database import Database
from tests import postgresql

KINDS = ("sqlite", "postgresql")


class Databases:
    """Makes empty databases of each kind."""

    def __init__(self, folder: Path, server: postgresql.Server | None) -> None:
        self._folder = folder
        self._server = server
        self._made: list[Database] = []

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds there are on this machine."""
        return KINDS if self._server else KINDS[:1]

    def empty(self, kind: str) -> Database:
        """A new database with every table."""
        name = f"bench_{len(self._made)}"
        if kind == "sqlite":
            database = Database(f"sqlite:///{self._folder}/{name}.sqlite")
        elif self._server is None:
            raise LookupError("there is no PostgreSQL here")
        else:
            with psycopg.connect(self._server.url(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            database = Database(self._server.url(name))
        schema.metadata().create_all(database.engine)
        self._made.append(database)
        return database

    def close(self) -> None:
        """Let go of every connection."""
        for database in self._made:
            database.engine.dispose()


@contextmanager
def databases() -> Iterator[Databases]:
    """The databases of one run, removed at its end."""
    server = postgresql.Server() if postgresql.binaries() else None
    with tempfile.TemporaryDirectory(prefix="cspr-bench-") as folder:
        if server is not None:
            server.keep_what_is_acknowledged()
        made = Databases(Path(folder), server)
        try:
            yield made
        finally:
            made.close()
            if server is not None:
                server.stop()
