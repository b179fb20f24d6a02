"""Wrap every key anew with the present master key, or give one case new keys; safe to break off and begin again.

Until the end both keys open. What is done is known by the four bytes that every sealed value says of its key, so
nothing needs to be written down about how far a rotation has come.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import func, select, update

from cases import file_parts, files, keys, papers, submissions, token_keys
from cases.correspondence import documents
from cases.files import UNSENT, CaseFile
from cases.sealed import COLUMNS, Sealed
from cases.signing_in import wrapped
from cases.signing_in.wrapped import Wrapped
from casework import key_copies, searchable
from casework.office import Office
from foundation import crypto
from foundation.database import Session, bucket_of
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
    """Wrap everything with the present master key, a little at a time. Raises CannotOpen where no key opens it.

    Search tokens get a new key of their own, under which they are then written anew (casework.searchable).
    """
    searchable.renew_keys(office)
    for key in of_stores(office):
        step("wrapping the cases' keys")
        place = keys.place(key.case_id, key.part)
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
    """One value of a case that is not sealed with the newest key of its part."""

    sealed: Sealed
    id: str
    part: str


def suspects(office: Office) -> list[str]:
    """The cases in which something may be sealed with an older key: all but those with the keys of their opening."""
    found: dict[str, list[WrappedKey]] = {}
    for key in office.keys.store.every():
        found.setdefault(key.case_id, []).append(key)
    of_tokens = {key.case_id for rows in found.values() for key in rows if token_keys.partnership_of(key)}
    return sorted(case_id for case_id, rows in found.items() if case_id not in of_tokens and not _as_opened(rows))


def _as_opened(rows: Sequence[WrappedKey]) -> bool:
    """Whether these are the keys that a case was opened with, here or by an earlier version, and no others."""
    parts = [row.part for row in sorted(rows, key=lambda row: row.number)]
    return parts in ([keys.CASE], [*keys.PARTS])


def of_case(session: Session, office: Office, case_id: str) -> list[Left]:
    """What is sealed with an older key of a case; cheap for a case that has the keys of its opening."""
    if _as_opened(office.keys.store.of_case(case_id)):
        return []
    known = keys.of_case(session, office.keys, case_id)
    return [
        Left(each.sealed, each.id, each.part)
        for each in values(session, case_id)
        if each.key_id != crypto.key_id(_newest(known, each.part))
    ]


def give_new_key(office: Office, case_id: str) -> None:
    """Give a case new keys, which seal from now on; the older ones go on opening what they sealed.

    Nothing to do when new ones were given that have not sealed everything yet. Raises NoCaseKey.
    """
    with office.database.reading() as session:
        keys.of_case(session, office.keys, case_id)
        parts = [row.part for row in office.keys.store.of_case(case_id)]
        if len(parts) > len({*parts}) and of_case(session, office, case_id):
            return
    keys.put_more(office.keys, case_id, keys.PARTS, office.clock.now())
    # Nothing is sealed with a key of which there is no copy.
    key_copies.write(office)


def seal_anew(office: Office, case_id: str, step: Step) -> None:
    """Seal whatever older keys of a case sealed with its newest, a few values in a transaction.

    Whoever holds one of its rows meanwhile is waited for, and nobody waits for long.
    """
    for file_id in office.database.carry_out(lambda session: _files_of_no_part(session, case_id)):
        office.database.carry_out(partial(_sort, office=office, case_id=case_id, file_id=file_id))
    with office.database.reading() as session:
        left = of_case(session, office, case_id)
    for start in range(0, len(left), AT_ONCE):
        office.database.carry_out(
            partial(_seal_some, office=office, case_id=case_id, some=left[start : start + AT_ONCE])
        )
        for _ in left[start : start + AT_ONCE]:
            step("sealing the case anew")


def _seal_some(session: Session, office: Office, case_id: str, some: Sequence[Left]) -> None:
    for each in some:
        _seal(session, office, case_id, each)


def _seal(session: Session, office: Office, case_id: str, left: Left) -> None:
    sealed, cipher = left.sealed, keys.cipher(session, office.keys, case_id, left.part)
    found = select(sealed.table).where(*sealed.of_case(case_id), sealed.table.id == left.id)
    row = session.scalars(found.with_for_update().execution_options(populate_existing=True)).first()
    value = getattr(row, sealed.column) if row is not None else None
    if value is not None and value[1:5] != crypto.key_id(_newest(cipher.keys, left.part)):
        where = (sealed.name, sealed.column, sealed.within(row))
        anew = cipher.seal_bytes(cipher.open_bytes(value, *where), *where)
        # Past the guards of rows that nobody may change: what they say stays the same.
        table = sealed.table.__table__
        its = [table.c.id == left.id, *[clause for clause in sealed.of_case(case_id)]]
        session.execute(update(table).where(*its).values({sealed.column: anew}))


def _newest(known: keys.CaseKeys, part: str) -> bytes:
    found = known.newest(part) or known.newest(keys.CASE)
    if found is None:
        raise keys.NoCaseKey(known.case_id)
    return known.of(found)


def _files_of_no_part(session: Session, case_id: str) -> list[str]:
    """Files that an earlier version kept, which had one key for all of a case."""
    its = (CaseFile.bucket == bucket_of(case_id), CaseFile.case_id == case_id, CaseFile.part == keys.CASE)
    return list(session.scalars(select(CaseFile.id).where(*its, CaseFile.state.not_in(UNSENT))))


def _sort(session: Session, office: Office, case_id: str, file_id: str) -> None:
    file, part = files.get(session, case_id, file_id), keys.CASE
    if file.submission_id is not None:
        made = submissions.get(session, case_id, file.submission_id)
        part = submissions.part_of_files(made.form_id, made.agency_id)
    elif documents.of_file(session, case_id, file_id) is not None:
        part = keys.TABLED if papers.are_among(session, case_id, file_id) else keys.LETTERS
    file_parts.belongs(session, office.keys, file, part)


@dataclass(frozen=True, slots=True)
class Value:
    """One sealed value of a case: the four bytes that it says of its key, and the part whose key should seal it."""

    sealed: Sealed
    id: str
    key_id: bytes
    part: str


def values(session: Session, case_id: str) -> Iterator[Value]:
    """Every sealed value of a case."""
    for sealed in COLUMNS:
        column = getattr(sealed.table, sealed.column)
        asked = select(sealed.table.id, func.substr(column, 1, 5), *sealed.told_by).where(*sealed.of_case(case_id))
        for id, begins, *told in session.execute(asked.execution_options(yield_per=AT_ONCE)):
            if begins:
                yield Value(sealed, str(id), bytes(begins)[1:], sealed.part(*told))
