"""Children are found again by keyed tokens, never by stored names, and another office learns only that there is one."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select, text

from cases import duplicates, identity, identity_tokens, records
from cases.identity_tokens import IdentityToken
from foundation import crypto
from foundation.canonical import Json
from foundation.database import Session

MakeCase = Callable[..., str]
CHILD = {"name": "Baby Testcase", "dob": "2026-11-26", "address": "1 Example Street, Leicester LE1 1AA"}


@pytest.fixture
def write(session: Session, keyring: crypto.Keyring, now: datetime) -> Callable[..., None]:
    """Writes the first child of a case with some facts changed."""

    def written(case_id: str, **changes: str | None) -> None:
        identity.write(session, keyring, case_id, "C1", {**CHILD, **changes}, now)

    return written


def test_no_name_date_or_address_stands_in_the_database_in_clear(
    session: Session, case_id: str, write: Callable[..., None]
) -> None:
    write(case_id)
    for table in ("identity", "identity_token"):
        for row in session.execute(text(f"SELECT * FROM {table}")):
            held = b"".join(v if isinstance(v, bytes) else str(v).encode() for v in row).lower()
            assert not any(word in held for word in (b"testcase", b"2026-11-26", b"le1", b"t232"))


def test_the_office_reads_who_the_child_is(
    session: Session, keyring: crypto.Keyring, case_id: str, write: Callable[..., None]
) -> None:
    write(case_id)
    (child,) = identity.of_case(session, case_id, identity.CHILD)
    assert (child.code, identity.read(session, keyring, child)) == ("C1", CHILD)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, True),
        ({"name": "B. TESTCÁSE"}, True),
        ({"name": "Baby Testkase", "address": None}, True),
        ({"name": "Baby Other-Testcase", "address": None}, True),
        ({"name": "Baby Elsewhere", "other_names": "Baby Testcase", "address": None}, True),
        ({"name": "Baby Elsewhere"}, True),
        ({"name": "Baby Elsewhere", "address": None}, False),
        ({"name": "Testcase, Baby", "address": None}, True),
        ({"name": "Ada Testcase", "dob": "2025-11-26", "address": None}, False),
        ({"dob": "2026-11-27"}, True),
        ({"dob": "2026-11-27", "address": None}, False),
        ({"dob": "2026-11-27", "name": "Baby Testkase"}, False),
        ({"dob": None}, True),
        ({"dob": None, "name": "Baby Testkase"}, False),
    ],
)
def test_a_like_child_in_the_same_office_is_proposed_as_a_duplicate(
    session: Session,
    keyring: crypto.Keyring,
    open_case: MakeCase,
    write: Callable[..., None],
    changes: dict[str, str | None],
    found: bool,
) -> None:
    first, second = open_case(), open_case()
    write(first)
    write(second, **changes)
    assert [match.case_id for match in duplicates.matches(session, keyring, second)] == ([first] if found else [])


def test_of_another_office_only_the_possibility_is_told(
    session: Session, keyring: crypto.Keyring, open_case: MakeCase, write: Callable[..., None]
) -> None:
    ours = open_case("lei")
    write(ours)
    for _ in range(2):
        write(open_case("llr"))
    assert duplicates.matches(session, keyring, ours) == [duplicates.Match("llr", None, ())]


def test_in_place_of_a_merged_case_the_one_that_took_it_in_is_proposed(
    session: Session, keyring: crypto.Keyring, open_case: MakeCase, write: Callable[..., None], now: datetime
) -> None:
    first, kept, later = open_case(), open_case(), open_case()
    write(first)
    write(kept, name="Somebody Else", dob="2015-01-01", address=None)
    write(later)
    records.merge(session, first, kept, "somebody", now)
    assert [match.case_id for match in duplicates.matches(session, keyring, later)] == [kept]
    records.merge(session, kept, later, "somebody", now)
    assert duplicates.matches(session, keyring, later) == []


def test_the_same_notification_is_found_without_a_child(
    session: Session, keyring: crypto.Keyring, open_case: MakeCase, now: datetime
) -> None:
    first, second, theirs = open_case(), open_case(), open_case("llr")
    for case_id in (first, theirs):
        identity_tokens.write_notification(session, keyring, case_id, "SIN 2027/0042", now)
    assert duplicates.matches(session, keyring, second, "sin-2027-0042") == [
        duplicates.Match("lei", first, (("", "same reference of the notification"),)),
        duplicates.Match("llr", None, ()),
    ]
    assert duplicates.matches(session, keyring, second) == []


def test_correcting_a_child_forgets_the_old_name(
    session: Session, keyring: crypto.Keyring, open_case: MakeCase, write: Callable[..., None]
) -> None:
    first, second = open_case(), open_case()
    write(first)
    write(second)
    write(second, name="Baby Elsewhere", dob="2020-01-01", address=None)
    assert duplicates.matches(session, keyring, second) == []


def test_a_case_whose_tokens_are_forgotten_is_found_by_nothing_of_it(
    session: Session, keyring: crypto.Keyring, open_case: MakeCase, write: Callable[..., None], now: datetime
) -> None:
    first, second = open_case(), open_case()
    for case_id in (first, second):
        write(case_id)
        identity_tokens.write_notification(session, keyring, case_id, "SIN 2027/0042", now)
    identity_tokens.forget(session, first)
    assert duplicates.matches(session, keyring, second, "SIN 2027/0042") == []
    assert set(session.scalars(text("SELECT DISTINCT case_id FROM identity_token"))) == {second}


def test_codes_go_on_where_they_stopped(session: Session, keyring: crypto.Keyring, case_id: str, now: datetime) -> None:
    people: list[dict[str, Json]] = [{"name": "One Testcase"}, {"name": "Two Testcase"}]
    source = identity.Source(case_id, "s1")
    assert identity.add_all(session, keyring, source, identity.CHILD, people, now) == ["C1", "C2"]
    assert identity.add_all(session, keyring, source, identity.CHILD, people[:1], now) == ["C3"]
    assert identity.add_all(session, keyring, source, identity.FAMILY, people, now) == ["F1", "F2"]
    assert len(identity.of_submission(session, case_id, "s1")) == 5


def test_why_a_child_may_be_one_of_another_case_is_told_the_likest_first(
    session: Session, keyring: crypto.Keyring, open_case: MakeCase, write: Callable[..., None], now: datetime
) -> None:
    ours, same, double, other = (open_case() for _ in range(4))
    facts = {"name": "Kate Testcase", "dob": "2021-04-03", "address": None}
    write(ours, **facts)
    write(same, **{**facts, "name": "TESTCASE, Kate", "dob": "2021-03-04"})
    write(double, **{**facts, "name": "Katherine Elsewhere"})
    identity.write(session, keyring, double, "C2", {**CHILD, **facts, "name": "Kat Testkase"}, now)
    write(other, **{**facts, "name": "Olivia Elsewhere"})
    found = [(match.case_id, match.alike) for match in duplicates.matches(session, keyring, ours)]
    assert found == [
        (
            double,
            (("C1", "same date of birth and a similar name"), ("C2", "same date of birth and a similar name")),
        ),
        (same, (("C1", "same name, and a date of birth easily mistaken for it"),)),
    ]


def test_tokens_of_two_partnerships_have_nothing_in_common(
    session: Session, keyring: crypto.Keyring, open_case: MakeCase, write: Callable[..., None]
) -> None:
    cases = [open_case(), open_case(), open_case("llr")]
    for case_id in cases:
        write(case_id)
    held = [
        set(session.scalars(select(IdentityToken.token).where(IdentityToken.case_id == case_id))) for case_id in cases
    ]
    assert held[0] == held[1]
    assert len({token[4:] for token in held[0]} & {token[4:] for token in held[2]}) == 0
    assert len({token[:4] for token in held[0] | held[2]}) == 2
