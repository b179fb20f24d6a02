"""What each column holds, said beside the table: the data map is made from it (docs/data-map.md).

A column whose class follows from its name or type need not be named: the id of a person, case, agency or thing is a
reference, and what is neither text nor bytes is technical. Every other one has to be, or a test fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, String, Table
from sqlalchemy.types import TypeDecorator

ENDINGS = ("_id", "_by")
NAMED = frozenset({"id", "actor", "assignee", "person", "subject", "who", "instead_of", "deputy_for", "case_id"})
"""Columns that hold ids: of themselves they say nothing of anybody."""


CODES = frozenset({"kind", "sha256", "visibility"})
"""Columns that hold words of the program, whichever table they are in."""

OF_CASE = "whoever may know the case, by the codes of each thing"
OFFICE = "office and chair of the case"
MACHINE = "nobody: the program alone"
ADMINS = "administrators"
MANAGERS = "managers of offices for theirs, administrators"
EVERYBODY = "everybody who is signed in"
OF_SETTINGS = "those who see the settings"
"""Who may read a table, in the words of the data map."""


class DataClass(Enum):
    """How close to a person what a column holds is, nearest first."""

    IDENTITY = "identity, readable in the database"
    SEALED = "content, sealed"
    SECRET = "secret: hash, token or wrapped key"  # noqa: S105 - the words for a class
    WORDS = "words in plain: no personal data by rule"
    REFERENCE = "pseudonymous reference"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Data:
    """What a table is about, who may read it and how long it is kept; the columns of each class, with spaces between.

    `kept` is empty where the table belongs to a case: then its record class says how long.
    """

    about: str
    readers: str
    kept: str = ""
    identity: str = ""
    sealed: str = ""
    guarded: str = ""
    words: str = ""
    codes: str = ""

    def named(self) -> dict[str, DataClass]:
        """The class of each column that is named; raises ValueError when one is named twice."""
        found: dict[str, DataClass] = {}
        for columns, each in (
            (self.identity, DataClass.IDENTITY),
            (self.sealed, DataClass.SEALED),
            (self.guarded, DataClass.SECRET),
            (self.words, DataClass.WORDS),
            (self.codes, DataClass.TECHNICAL),
        ):
            for name in columns.split():
                if name in found:
                    raise ValueError(f"{name} has two classes")
                found[name] = each
        return found


def classes(data: Data, table: Table) -> Iterator[tuple[str, DataClass | None]]:
    """Each column of a table with its class; None where nobody has said it."""
    named = data.named()
    if unknown := named.keys() - set(table.columns.keys()):
        raise ValueError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    for column in table.columns:
        yield column.name, named.get(column.name) or _of(column)


def _of(column: Column[Any]) -> DataClass | None:
    if column.name in NAMED or column.name.endswith(ENDINGS):
        return DataClass.REFERENCE
    if column.name in CODES:
        return DataClass.TECHNICAL
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    is_code = hasattr(kind, "enums") or isinstance(getattr(column.type, "kind", None), type)
    is_open = isinstance(kind, String | LargeBinary | JSON) and not is_code
    return None if is_open else DataClass.TECHNICAL
