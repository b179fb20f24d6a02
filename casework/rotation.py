"""Wrap every key anew with the present master key, or give one case a new key; safe to break off and begin again.

Until the end both keys open. What is done is known by the four bytes that every sealed value says of its key, so
nothing needs to be written down about how far a rotation has come.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from cases import keys
from cases.sealed import COLUMNS, Sealed
from cases.signing_in import wrapped
from cases.signing_in.wrapped import Wrapped
from casework import key_copies
from casework.office import Office
from foundation import crypto
from foundation.database import Session
from foundation.key_store import WrappedKey

Step = Callable[[str], None]

AT_ONCE = 20
"""How many values are sealed anew in one transaction: at most so many megabytes."""


def of_stores(office: Office) -> list[WrappedKey]:
    """The cases' keys that are wrapped by an older master key."""
    return [key for key in office.keys.store.every() if not office.keys.is_current(key.wrapped)]


def of_people(session: Session, office: Office) -> list[tuple[Wrapped, str]]:
    """What is wrapped by an older master key otherwise: each column with the row it is in."""
    return [
        (each, str(id))
        for each in wrapped.COLUMNS
        for id, value in session.execute(select(getattr(each.table, each.key), getattr(each.table, each.column)))
        if not office.keys.is_current(value)
    ]


def wrap_anew(office: Office, step: Step) -> None:
    """Wrap everything with the present master key, a little at a time. Raises CannotOpen where no key opens it."""
    for key in of_stores(office):
        step("wrapping the cases' keys")
        place = keys.place(key.case_id)
        office.keys.store.rewrap(key, office.keys.wrap(office.keys.unwrap(key.wrapped, place), place))
    key_copies.write(office)
    with office.database.reading() as session:
        left = of_people(session, office)
    for each, id in left:
        step("wrapping what belongs to accounts")
        with office.database.transaction() as session:
            _wrap(session, office, each, id)


def _wrap(session: Session, office: Office, each: Wrapped, id: str) -> None:
    row, column = getattr(each.table, each.key) == id, getattr(each.table, each.column)
    value = session.execute(select(column).where(row).with_for_update()).scalar_one_or_none()
    if value is not None:
        place = each.place(id)
        anew = office.keys.wrap(office.keys.unwrap(value, place), place)
        session.execute(update(each.table).where(row).values({each.column: anew}))


@dataclass(frozen=True, slots=True)
class Left:
    """One value of a case that is sealed with an older key of it."""

    sealed: Sealed
    id: str


def of_case(session: Session, office: Office, case_id: str) -> list[Left]:
    """What is sealed with an older key of a case; cheap for a case that has one key only."""
    found = office.keys.store.of_case(case_id)
    if len(found) < 2:
        return []
    newest = crypto.key_id(office.keys.unwrap(found[0].wrapped, keys.place(case_id)))
    return [
        Left(sealed, str(id))
        for sealed in COLUMNS
        for id, value in _values(session, sealed, case_id)
        if value and value[1:5] != newest
    ]


def give_new_key(office: Office, case_id: str) -> None:
    """Give a case a new key, which seals from now on; the older ones go on opening what they sealed.

    Nothing to do when a new one was given that has not sealed everything yet. Raises NoCaseKey.
    """
    with office.database.reading() as session:
        older = keys.case_keys(session, office.keys, case_id)
        if of_case(session, office, case_id):
            return
    number = office.keys.store.of_case(case_id)[0].number + 1
    fresh = crypto.new_key()
    while crypto.key_id(fresh) in map(crypto.key_id, older):
        fresh = crypto.new_key()
    at = office.clock.now()
    office.keys.store.put([WrappedKey(case_id, number, office.keys.wrap(fresh, keys.place(case_id)), at)])
    # Nothing is sealed with a key of which there is no copy.
    key_copies.write(office)


def seal_anew(office: Office, case_id: str, step: Step) -> None:
    """Seal whatever older keys of a case sealed with its newest, a few values in a transaction."""
    with office.database.reading() as session:
        left = of_case(session, office, case_id)
    for start in range(0, len(left), AT_ONCE):
        with office.database.transaction() as session:
            for each in left[start : start + AT_ONCE]:
                step("sealing the case anew")
                _seal(session, office, case_id, each)


def _seal(session: Session, office: Office, case_id: str, left: Left) -> None:
    sealed, cipher = left.sealed, keys.cipher(session, office.keys, case_id)
    found = select(sealed.table).where(*sealed.of_case(case_id), sealed.table.id == left.id)
    row = session.scalars(found.with_for_update().execution_options(populate_existing=True)).first()
    value = getattr(row, sealed.column) if row is not None else None
    if value is not None and value[1:5] != crypto.key_id(cipher.keys[0]):
        where = (sealed.name, sealed.column, sealed.within(row))
        anew = cipher.seal_bytes(cipher.open_bytes(value, *where), *where)
        # Past the guards of rows that nobody may change: what they say stays the same.
        table = sealed.table.__table__
        its = [table.c.id == left.id, *[clause for clause in sealed.of_case(case_id)]]
        session.execute(update(table).where(*its).values({sealed.column: anew}))


def _values(session: Session, sealed: Sealed, case_id: str) -> Iterator[tuple[Any, bytes | None]]:
    column = getattr(sealed.table, sealed.column)
    found = session.execute(
        select(sealed.table.id, column).where(*sealed.of_case(case_id)).execution_options(yield_per=AT_ONCE)
    )
    yield from ((row[0], row[1]) for row in found)
