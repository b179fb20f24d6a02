"""Children are found by what somebody knows of them, nearly so too, and only where their names may be seen."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import assignments, finding, identity, identity_tokens, looking_for, people
from cases.looking_for import Asked
from cases.names import words
from foundation import crypto
from foundation.database import Session

MakeCase = Callable[..., str]
CHILD = {"name": "Zoë Smith-Testcase", "dob": "2021-03-07", "address": "1 Example Street, Leicester LE1 1AA"}
BORN = date(2021, 3, 7)


@pytest.fixture
def find(session: Session, keyring: crypto.Keyring, now: datetime) -> Callable[..., list[tuple[str, str, int]]]:
    """Searches as somebody who holds a role in Leicester; gives case, code and how far off each is."""

    def found(asked: Asked, role: str = "business_office", shut_out_of: str = "") -> list[tuple[str, str, int]]:
        person = people.add(session, "Olive Testcase", f"{role}@cspr.example")
        session.flush()
        people.give_role(session, person.id, role, "lei")
        if shut_out_of:
            assignments.exclude(session, shut_out_of, person.id, now)
        result = finding.find(session, keyring, person.id, asked, now)
        return [(one.case_id, one.code, one.off) for one in result.shown]

    return found


@pytest.fixture
def child(session: Session, keyring: crypto.Keyring, open_case: MakeCase, now: datetime) -> Callable[..., str]:
    """Opens a case about the child with some facts changed; gives its id."""

    def made(partnership: str = "lei", **changes: str | None) -> str:
        case_id = open_case(partnership)
        identity.write(session, keyring, case_id, "C1", {**CHILD, **changes}, now)
        identity_tokens.write_notification(session, keyring, case_id, "NP-27/0042", now)
        return case_id

    return made


@pytest.mark.parametrize(
    ("asked", "off"),
    [
        (Asked("Zoe Smith-Testcase"), 0),
        (Asked("testcase zoe"), 0),
        (Asked("ZOË, Smith Testcase"), 0),
        (Asked("SMITH"), 0),
        (Asked("zoe"), 0),
        (Asked("Zoey"), 1),
        (Asked("Smith-Elsewhere"), 1),
        (Asked("Smyth"), 2),
        (Asked("Zoya Smyth"), 3),
        (Asked("Testkase", BORN), 2),
        (Asked("Sam Testcase"), 3),
        (Asked(born=BORN), 0),
        (Asked(born=date(2021, 7, 3)), 1),
        (Asked(born=date(2020, 3, 7)), 2),
        (Asked("Testcase", date(2022, 3, 7), "le11aa"), 2),
        (Asked("Testcase", reference="np 27 0042"), 0),
        (Asked("Zoe Elsewhere", BORN), 3),
        (Asked("Zoe Elsewhere"), None),
        (Asked("Zoe Elsewhere", date(2021, 7, 3)), None),
        (Asked("Elsewhere"), None),
        (Asked(born=date(2021, 3, 8)), None),
        (Asked("Testcase", date(2019, 3, 7)), None),
        (Asked("Testcase", reference="NP-27/0043"), None),
        (Asked(postcode="LE1 1AB"), None),
        (Asked("-"), None),
        (Asked(), None),
    ],
)
def test_a_child_is_found_by_what_is_known_and_nearly_known(
    child: Callable[..., str], find: Callable[..., list[tuple[str, str, int]]], asked: Asked, off: int | None
) -> None:
    case_id = child()
    assert find(asked) == ([] if off is None else [(case_id, "C1", off)])


def test_a_reference_alone_finds_the_case_and_the_likest_come_first(
    child: Callable[..., str], find: Callable[..., list[tuple[str, str, int]]]
) -> None:
    sounds, same, unborn = child(name="Zoe Testkase"), child(), child(dob=None)
    assert {one[:2] for one in find(Asked(reference="NP-27/0042"))} == {(one, "") for one in (sounds, same, unborn)}
    assert [one[0] for one in find(Asked("Testcase", BORN), "bo_manager")] == [same, sounds, unborn]


def test_only_those_who_may_see_names_find_any_and_nobody_in_cases_that_are_not_theirs(
    child: Callable[..., str], find: Callable[..., list[tuple[str, str, int]]]
) -> None:
    ours, _theirs = child(), child("llr")
    assert [one[0] for one in find(Asked("Testcase"), "crg_chair")] == [ours]
    for role in ("crg_member", "safeguarding_partner", "agency_lead", "admin", "auditor", "referrer"):
        assert find(Asked("Testcase", BORN), role) == [], role
    assert find(Asked("Testcase"), "business_office", shut_out_of=ours) == []


def test_a_child_that_was_named_again_is_found_once_under_its_first_code(
    session: Session,
    keyring: crypto.Keyring,
    child: Callable[..., str],
    find: Callable[..., list[tuple[str, str, int]]],
    now: datetime,
) -> None:
    case_id = child()
    identity.write(session, keyring, case_id, "C2", {**CHILD}, now).same_as = "C1"
    session.flush()
    assert find(Asked("Testcase")) == [(case_id, "C1", 0)]


def test_of_children_with_one_given_name_few_are_shown_and_whoever_has_it_as_family_name_comes_first(
    session: Session, keyring: crypto.Keyring, open_case: MakeCase, someone: Callable[..., str], now: datetime
) -> None:
    case_id = open_case()
    for number in range(12):
        identity.write(session, keyring, case_id, f"C{number + 1}", {"name": "Muhammad Testcase"}, now)
    identity.write(session, keyring, case_id, "C20", {"name": "Adam Mohammed"}, now)
    found = finding.find(session, keyring, someone("business_office"), Asked("Mohamed"), now)
    assert (found.shown[0].code, len(found.shown), found.has_more) == ("C20", 11, True)
    assert [one.words for one in found.shown[1].alike] == ["given name is another form of it"]
    assert not finding.find(session, keyring, someone("crg_chair"), Asked("Muhammad Testcase"), now).has_more


@given(st.dates(date(1940, 1, 1), date(2030, 12, 31)))
def test_a_date_that_is_near_another_has_the_other_near_it(born: date) -> None:
    for other in looking_for.near(born):
        assert other != born
        assert born in looking_for.near(other)


@given(st.text(max_size=60))
def test_whatever_is_typed_as_a_name_is_words_of_small_letters(name: str) -> None:
    for word in words.words_of(name):
        assert all(each.isalpha() and each == each.casefold() for each in word.all)
    assert all(value for _, value in identity_tokens.of({"name": name, "other_names": name}))
