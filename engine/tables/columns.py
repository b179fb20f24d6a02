"""Column shapes that the engine's tables share."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import orjson
from sqlalchemy import Dialect, LargeBinary, SmallInteger, String, Text
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

from foundation.database import Utc

Id = Annotated[str, mapped_column(String(36))]
Bucket = Annotated[int, mapped_column(SmallInteger, primary_key=True, autoincrement=False)]
Key = Annotated[str, mapped_column(String(36), primary_key=True)]
Name = Annotated[str, mapped_column(String(255))]
Instant = Annotated[datetime, mapped_column(Utc)]


class Document(TypeDecorator[Any]):
    """JSON kept as ordered bytes, never as the database's own JSON: the order of keys matters."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Encode."""
        return None if value is None else orjson.dumps(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Decode."""
        return None if value is None else orjson.loads(value)


class State(TypeDecorator[Enum]):
    """A state by its word, so that a row can be read without the program."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The word."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The state."""
        return None if value is None else self.kind(value)
