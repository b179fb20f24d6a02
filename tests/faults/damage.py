"""Ways to damage one row of a database behind the product's back, as a bad restore or a hand in the tables would."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, insert, inspect, select, update

from foundation.database import Session

Damage = Callable[[Session], None]


def change(table: Any, *where: Any, **values: Any) -> Damage:
    """Change the first row for which all that holds."""

    def act(session: Session) -> None:
        session.execute(update(table).where(*_first(session, table, where)).values(**values))

    return act


def remove(table: Any, *where: Any) -> Damage:
    """Delete the first row for which all that holds."""

    def act(session: Session) -> None:
        session.execute(delete(table).where(*_first(session, table, where)))

    return act


def repeat(table: Any, *where: Any, **values: Any) -> Damage:
    """Insert the first row for which all that holds once more, with other values."""

    def act(session: Session) -> None:
        columns = [column.key for column in inspect(table).columns]
        row = session.execute(select(*[getattr(table, name) for name in columns]).where(*where)).first()
        assert row is not None, f"nothing to damage in {table.__tablename__}"
        session.execute(insert(table).values({**dict(zip(columns, row, strict=True)), **values}))

    return act


def several(*damages: Damage) -> Damage:
    """One after the other."""

    def act(session: Session) -> None:
        for one in damages:
            one(session)

    return act


def _first(session: Session, table: Any, where: Any) -> list[Any]:
    keys = inspect(table).primary_key
    row = session.execute(select(*keys).where(*where).order_by(*keys)).first()
    assert row is not None, f"nothing to damage in {table.__tablename__}"
    return [key == value for key, value in zip(keys, row, strict=True)]
