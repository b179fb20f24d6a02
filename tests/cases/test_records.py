"""How cases are opened, known, handed over, linked and merged."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cases import keys, records
from cases.records import CaseStatus
from cases.states import IllegalMove
from foundation import crypto
from foundation.database import Database, Session, new_id


def test_references_count_up_per_office_and_year(
    session: Session, keyring: crypto.Keyring, open_case: Callable[..., str], now: datetime
) -> None:
    given = [records.reference_of(session, open_case(office)) for office in ("lei", "lei", "llr")]
    assert given == ["LEI-27-001", "LEI-27-002", "LLR-27-001"]
    next_year = records.Opening(new_id(), "lei", "LLR-WT2023", 1)
    records.open_case(session, keyring, next_year, now + timedelta(days=365))
    assert records.reference_of(session, next_year.case_id) == "LEI-28-001"


def test_opening_a_case_twice_gives_one_case_and_one_reference(
    session: Session, keyring: crypto.Keyring, now: datetime
) -> None:
    opening = records.Opening(new_id(), "lei", "LLR-WT2023", 1)
    first = records.open_case(session, keyring, opening, now)
    assert records.open_case(session, keyring, opening, now) is first
    assert len(records.references(session, first.id)) == 1


def test_a_handed_over_case_keeps_its_id_its_opening_and_its_old_reference(
    session: Session, case_id: str, now: datetime
) -> None:
    new = records.transfer(session, case_id, "llr", now + timedelta(days=1))
    assert (new, records.partnership_of(session, case_id)) == ("LLR-27-001", "llr")
    assert records.case(session, case_id).opened_at == now
    assert [each.reference for each in records.references(session, case_id)] == ["LLR-27-001", "LEI-27-001"]
    assert records.by_reference(session, "LEI-27-001").id == case_id


def test_handing_a_case_to_its_own_office_changes_nothing(session: Session, case_id: str, now: datetime) -> None:
    assert records.transfer(session, case_id, "lei", now) == "LEI-27-001"


def test_a_merged_duplicate_is_linked_both_ways_and_stays_merged(
    session: Session, open_case: Callable[..., str], now: datetime
) -> None:
    first, repeat = open_case(), open_case()
    records.merge(session, repeat, first, "someone", now)
    assert records.linked(session, first) == [(repeat, "duplicate")]
    assert records.linked(session, repeat) == [(first, "duplicate")]
    with pytest.raises(IllegalMove, match="merged and cannot become open"):
        records.change_status(session, repeat, CaseStatus.OPEN, now)


def test_a_closed_case_may_be_reopened(session: Session, case_id: str, now: datetime) -> None:
    records.change_status(session, case_id, CaseStatus.CLOSED, now)
    assert records.case(session, case_id).closed_at == now
    records.change_status(session, case_id, CaseStatus.OPEN, now)
    assert records.case(session, case_id).closed_at is None


def test_an_unknown_case_is_named_in_the_error(session: Session) -> None:
    with pytest.raises(records.NoSuchCase, match="LEI-99-001"):
        records.by_reference(session, "LEI-99-001")


def test_each_case_has_a_key_of_its_own(
    session: Session, keyring: crypto.Keyring, open_case: Callable[..., str]
) -> None:
    first, second = open_case(), open_case()
    first_keys, second_keys = ({*keys.of_case(session, keyring, one).every()} for one in (first, second))
    assert len(first_keys) == len(second_keys) == len(keys.PARTS), "each part of its records has one"
    assert not first_keys & second_keys


def test_what_was_sealed_for_a_case_cannot_be_read_once_its_key_is_gone(
    database: Database, keyring: crypto.Keyring
) -> None:
    with database.reading() as session, pytest.raises(keys.NoCaseKey, match="has no key"):
        keys.cipher(session, keyring, new_id())


def test_the_key_of_one_case_or_part_does_not_unwrap_in_the_row_of_another(
    session: Session, keyring: crypto.Keyring, open_case: Callable[..., str]
) -> None:
    first, second = open_case(), open_case()
    theirs, ours = keyring.store.of_case(first), keyring.store.of_case(second)
    for mine, other in ((ours[0], theirs[0]), (ours[1], ours[2])):
        kept = mine.wrapped
        assert keyring.store.rewrap(mine, other.wrapped)
        with pytest.raises(crypto.CannotOpen):
            keys.CaseKeys(keyring, second, may_make=False).look()
        assert keyring.store.rewrap(replace(mine, wrapped=other.wrapped), kept)
