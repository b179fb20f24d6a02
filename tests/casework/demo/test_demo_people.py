"""The demo's cast is complete, invented, and everybody in it sees what they should."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import select

from cases import access, partnerships, people, slots
from cases.partnerships import CATEGORIES, SAFEGUARDING_PARTNERS, Agency
from cases.people import ROLES, Membership, Person
from cases.slots import GroupDate
from casework.demo import cast
from casework.demo import people as demo
from foundation.clock import SettableClock
from foundation.database import Database, Session


@pytest.fixture
def demo_session(database: Database, clock: SettableClock) -> Iterator[Session]:
    """A database with the demo's cast in it."""
    with database.transaction() as session:
        assert demo.load(session, clock.now())
        yield session


def home(session: Session, code: str) -> str:
    found = partnerships.by_code(session, code)
    assert found is not None
    return found.id


def test_loading_twice_changes_nothing(demo_session: Session, clock: SettableClock) -> None:
    before = len(list(demo_session.scalars(select(Membership))))
    assert not demo.load(demo_session, clock.now())
    assert len(list(demo_session.scalars(select(Membership)))) == before


def test_every_role_that_the_paths_use_is_held_in_both_partnerships(demo_session: Session) -> None:
    for code in cast.BOTH:
        for role in ("business_office", "bo_manager", "crg_chair", "crg_member", "independent_advisor", "la_notifier"):
            assert people.with_role(demo_session, role, home(demo_session, code)), (code, role)
        partners = people.with_role(demo_session, "safeguarding_partner", home(demo_session, code))
        assert len(partners) == 3
    assert {each.role for each in cast.PEOPLE} <= set(ROLES)


def test_a_second_person_is_there_for_everything_that_two_must_do(demo_session: Session) -> None:
    for code in cast.BOTH:
        assert len(people.with_role(demo_session, "business_office", home(demo_session, code))) >= 2


def test_every_agency_has_an_active_lead_in_each_partnership_it_serves(demo_session: Session) -> None:
    for agency in demo_session.scalars(select(Agency)):
        assert agency.category in CATEGORIES
        assert agency.partner in {None, *SAFEGUARDING_PARTNERS}
        served = [code for made in cast.AGENCIES if made.name == agency.name for code in made.serves]
        for code in served:
            assert people.with_role(demo_session, "agency_lead", home(demo_session, code), agency.id)


def test_both_partnerships_can_be_quorate_with_their_own_members(demo_session: Session) -> None:
    for code in cast.BOTH:
        members = people.of_partnership(demo_session, home(demo_session, code))
        agencies = {each.agency_id for each in members if each.role == "crg_member" and each.agency_id}
        partners = {demo_session.get_one(Agency, each).partner for each in agencies} - {None}
        assert len(agencies) >= 3
        assert partners == set(SAFEGUARDING_PARTNERS)


def test_nobody_s_address_leads_outside_the_demo(demo_session: Session) -> None:
    assert all(person.email.endswith("@cspr.example") for person in demo_session.scalars(select(Person)))


def test_a_deputy_acts_for_the_lead_and_the_vice_chair_for_the_chair(demo_session: Session) -> None:
    lead, deputy = demo.named(demo_session, "Cora Citycare"), demo.named(demo_session, "Dan Citydeputy")
    groups = access.groups_of(demo_session, deputy.id)
    assert groups == access.groups_of(demo_session, lead.id)
    vice = demo.named(demo_session, "Vera Vicechair")
    assert f"crg_chair@{home(demo_session, 'LEI')}" in access.groups_of(demo_session, vice.id)


def test_the_administrator_and_the_process_owner_hold_no_case_role(demo_session: Session) -> None:
    for name, role in (("Ada Administrator", "admin"), ("Otis Owner", "process_owner")):
        assert access.groups_of(demo_session, demo.named(demo_session, name).id) == {role}


@pytest.mark.parametrize(
    ("code", "kind", "days"),
    [
        ("LEI", slots.MONTHLY, ["2027-01-12", "2027-02-09", "2027-03-09", "2027-04-13", "2027-05-11", "2027-07-13"]),
        ("LEI", slots.INTERIM, ["2026-12-22", "2027-01-26", "2027-02-23", "2027-03-23", "2027-04-27", "2027-07-27"]),
        ("LLR", slots.MONTHLY, ["2026-12-16", "2027-01-20", "2027-02-17", "2027-04-21", "2027-06-16", "2027-07-21"]),
        ("LLR", slots.INTERIM, ["2026-12-02", "2027-01-06", "2027-02-03", "2027-04-07", "2027-05-05", "2027-07-07"]),
    ],
)
def test_the_groups_meet_on_the_dates_of_the_domain_notes(
    demo_session: Session, code: str, kind: str, days: list[str]
) -> None:
    query = select(GroupDate.day).where(GroupDate.partnership_id == home(demo_session, code), GroupDate.kind == kind)
    assert {date.fromisoformat(day) for day in days} <= set(demo_session.scalars(query))


def test_an_unknown_name_is_an_error(demo_session: Session) -> None:
    with pytest.raises(LookupError, match="nobody in the demo is called Sherlock"):
        demo.named(demo_session, "Sherlock")


def test_the_calendars_reach_far_enough_from_any_day(database: Database) -> None:
    with database.transaction() as session:
        demo.load(session, datetime.fromisoformat("2026-11-24T09:00+00:00"))
        days = set(session.scalars(select(GroupDate.day)))
    assert min(days) < date(2026, 11, 1)
    assert max(days) > date(2028, 8, 1)
