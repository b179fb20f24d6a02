"""Rows of any table as JSON, the same for every kind of database, so that either can take what the other gave."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, insert, select

from foundation import canonical
from foundation.canonical import Json

FRAME = 1_000_000
"""About how many bytes are sealed together."""

AT_ONCE = 200
FILES_AT_ONCE = 8
"""Rows fetched at once; those that may have a megabyte each are fewer."""


Change = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


def as_it_is(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """No change."""
    return row


def tables(connection: Connection) -> list[Table]:
    """Every table that a database has, each after those it refers to, with plain columns."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def given(connection: Connection, table: Table, change: Change = as_it_is) -> Iterator[bytes]:
    """The rows of a table, each changed or left out, in portions of about FRAME bytes."""
    at_once = FILES_AT_ONCE if table.name == "file_piece" else AT_ONCE
    rows = connection.execution_options(yield_per=at_once).execute(select(table))
    portion: list[Json] = []
    size = 0
    for row in filter(None, (change(dict(each._mapping)) for each in rows)):
        portion.append([_plain(value) for value in row.values()])
        size += sum(len(value) if isinstance(value, bytes | str) else 20 for value in row.values())
        if size >= FRAME:
            yield canonical.write(portion)
            portion, size = [], 0
    if portion:
        yield canonical.write(portion)


def taken(
    connection: Connection,
    table: Table,
    columns: Iterable[str],
    portions: Iterable[bytes],
    change: Change = as_it_is,
) -> None:
    """Put rows into a table, each changed or left out."""
    naive = connection.dialect.name == "sqlite"
    for portion in portions:
        content = canonical.read(portion)
        rows = content if isinstance(content, list) else []
        found = [
            dict(zip(columns, (_value(each, naive) for each in row), strict=True))
            for row in rows
            if isinstance(row, list)
        ]
        values = [dict(row) for row in map(change, found) if row is not None]
        if values:
            connection.execute(insert(table), values)


def _plain(value: Any) -> Json:
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, datetime):
        at = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return {"t": at.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a column holds a {type(value).__name__}, which no backup can keep yet")


def _value(plain: Json, naive: bool) -> Any:
    if not isinstance(plain, dict):
        return plain
    ((kind, text),) = plain.items()
    if kind == "b":
        return base64.b64decode(str(text))
    if kind == "d":
        return date.fromisoformat(str(text))
    at = datetime.fromisoformat(str(text))
    return at.replace(tzinfo=None) if naive else at
