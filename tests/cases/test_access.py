"""Who sees what: deny by default, own things only for agencies, and exclusion beats everything."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cases import access, actions, assignments, attendance, codes, meetings, people, records, requests, sight
from cases.actions import ActionStatus
from cases.meetings import Ruling
from cases.people import RelationKind
from cases.records import Case, CaseStatus
from cases.requests import RequestStatus
from cases.roles import GLOBAL
from foundation import crypto
from foundation.database import Session

MakeCase = Callable[..., str]
MakePerson = Callable[..., str]


def noon(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None


def seen(session: Session, person_id: str) -> set[str]:
    return set(session.scalars(access.visible_cases(person_id)))


def ask(session: Session, case_id: str, agency_id: str, now: datetime) -> str:
    request = requests.prepare(session, case_id, agency_id, "standard", now)
    requests.send(session, case_id, request.id, now, now)
    session.flush()
    return request.id


def test_a_person_without_a_role_sees_nothing(session: Session, case_id: str, someone: MakePerson) -> None:
    assert seen(session, someone()) == set()
    assert access.groups_of(session, someone()) == set()


def test_an_office_sees_its_own_cases_and_no_other_office_s(
    session: Session, open_case: MakeCase, someone: MakePerson
) -> None:
    ours, theirs = open_case("lei"), open_case("llr")
    officer = someone("business_office")
    assert seen(session, officer) == {ours}
    assert not access.may_know(session, officer, theirs)


@pytest.mark.parametrize("role", ["admin", "process_owner"])
def test_administrators_and_process_owners_see_no_case(
    session: Session, case_id: str, someone: MakePerson, role: str
) -> None:
    keeper = someone(role, partnership_id=None)
    assert seen(session, keeper) == set()
    assert access.codes_on(session, keeper, case_id) == set()
    assert access.groups_of(session, keeper) == {role}


def test_an_agency_lead_sees_only_cases_their_agency_is_asked_about(
    session: Session, open_case: MakeCase, someone: MakePerson, now: datetime
) -> None:
    asked, drafted, withdrawn, other = open_case(), open_case(), open_case(), open_case()
    lead = someone("agency_lead", agency_id="police")
    ask(session, asked, "police", now)
    requests.prepare(session, drafted, "police", "standard", now)
    requests.mark(session, withdrawn, ask(session, withdrawn, "police", now), RequestStatus.WITHDRAWN, now)
    ask(session, other, "hospital", now)
    session.flush()
    assert seen(session, lead) == {asked}


def test_an_agency_lead_needs_to_belong_to_the_case_s_partnership(
    session: Session, open_case: MakeCase, someone: MakePerson, now: datetime
) -> None:
    next_door = open_case("llr")
    ask(session, next_door, "police", now)
    assert seen(session, someone("agency_lead", "lei", "police")) == set()
    assert seen(session, someone("agency_lead", "llr", "police")) == {next_door}


def test_an_agency_reads_its_own_reply_and_not_another_agency_s(
    session: Session, case_id: str, someone: MakePerson, now: datetime
) -> None:
    lead = someone("agency_lead", agency_id="gp-north")
    ask(session, case_id, "gp-north", now)
    ask(session, case_id, "hospital", now)
    assert access.may_see(session, lead, "BO CH AL", case_id, "gp-north")
    assert not access.may_see(session, lead, "BO CH AL", case_id, "hospital")
    assert not access.may_see(session, lead, "BO CH", case_id, "gp-north")


def test_a_group_member_who_leads_an_agency_reads_that_agency_s_reply_only(
    session: Session, case_id: str, someone: MakePerson, now: datetime
) -> None:
    member = someone("crg_member", agency_id="police")
    people.give_role(session, member, "agency_lead", "lei", "police")
    session.flush()
    assert access.codes_on(session, member, case_id) == {"MT"}, "nobody asked the agency, and nobody has declared yet"
    ask(session, case_id, "police", now)
    assert access.codes_on(session, member, case_id) == {"MT", "AL@police"}
    assert not access.may_see(session, member, "BO CH AL", case_id, "hospital")


def test_members_read_facts_once_they_declared_and_nobody_reads_them_with_an_interest_not_ruled_on(
    session: Session, case_id: str, someone: MakePerson, now: datetime
) -> None:
    meeting = meetings.plan(session, case_id, "rapid_review", "interim", now, "Room 1", now)
    for role, code, before in (("crg_member", "CRG", {"MT"}), ("safeguarding_partner", "SP", {"MT", "SP"})):
        person = someone(role)
        assert access.codes_on(session, person, case_id) == before
        attendance.declare(session, meeting, person, False, None, now)
        assert access.codes_on(session, person, case_id) == {"MT", code}
        attendance.declare(session, meeting, person, True, None, now)
        assert access.codes_on(session, person, case_id) == {"MT"}, "the chair has not ruled"
        attendance.rule(session, meeting, person, Ruling.LEAVES_ITEM, "chair", now)
        assert access.codes_on(session, person, case_id) == {"MT"}
        attendance.rule(session, meeting, person, Ruling.STAYS, "chair", now)
        assert access.codes_on(session, person, case_id) == {"MT", code}


def test_an_agency_that_owns_an_action_and_was_never_asked_sees_the_action_and_nothing_else(
    session: Session, keyring: crypto.Keyring, open_case: MakeCase, someone: MakePerson, now: datetime
) -> None:
    case_id, other = open_case(), open_case()
    lead, next_door = someone("agency_lead", agency_id="police"), someone("agency_lead", "llr", "police")
    assert seen(session, lead) == set()
    plan = actions.Plan("safety", "Supervise contact.", "police")
    action = actions.add(session, keyring, case_id, plan, None, now)
    assert (seen(session, lead), seen(session, next_door)) == ({case_id}, set())
    assert access.codes_on(session, lead, case_id) == {"AO@police"}
    assert access.codes_on(session, lead, other) == set()
    assert access.may_see(session, lead, "BO AO", case_id, "police")
    assert not access.may_see(session, lead, "BO AO", case_id, "hospital")
    ask(session, case_id, "police", now)
    assert access.codes_on(session, lead, case_id) == {"AL@police", "AO@police"}
    records.change_status(session, case_id, CaseStatus.CLOSED, now)
    sight.leave_to(session, case_id, ["bo_manager"])
    session.flush()
    assert access.codes_on(session, lead, case_id) == {"AO@police"}
    actions.change_status(session, case_id, action.id, ActionStatus.DONE)
    session.flush()
    assert seen(session, lead) == set(), "nothing of it is open"


def test_a_closed_case_is_seen_by_the_roles_it_is_left_to_until_it_is_opened_again(
    session: Session, case_id: str, someone: MakePerson, now: datetime
) -> None:
    people_of = {role: someone(role) for role in ("business_office", "crg_chair", "crg_member", "safeguarding_partner")}
    advisor = someone("independent_advisor")
    assignments.assign(session, case_id, advisor, "independent_advisor", now)
    assignments.share(session, case_id, "llr", None, now)
    others = {advisor, people_of["crg_member"], people_of["safeguarding_partner"], someone("business_office", "llr")}
    kept = {people_of["business_office"], people_of["crg_chair"]}
    records.change_status(session, case_id, CaseStatus.CLOSED, now)
    sight.leave_to(session, case_id, ["business_office", "crg_chair"])
    session.flush()
    assert {one for one in kept | others if access.codes_on(session, one, case_id)} == kept
    records.change_status(session, case_id, CaseStatus.OPEN, now)
    session.flush()
    assert {one for one in kept | others if access.codes_on(session, one, case_id)} == kept | others


def test_an_independent_advisor_sees_assigned_cases_only_and_none_after_the_end(
    session: Session, open_case: MakeCase, someone: MakePerson, now: datetime
) -> None:
    assigned, _other = open_case(), open_case()
    advisor = someone("independent_advisor")
    assignments.assign(session, assigned, advisor, "independent_advisor", now)
    assert seen(session, advisor) == {assigned}
    assert access.codes_on(session, advisor, assigned) == {"IA", "MT"}
    assignments.end(session, assigned, advisor, "independent_advisor", now)
    session.flush()
    assert seen(session, advisor) == set()


def test_being_put_on_a_case_is_not_enough_without_the_role(
    session: Session, case_id: str, someone: MakePerson, now: datetime
) -> None:
    stranger = someone()
    assignments.assign(session, case_id, stranger, "independent_advisor", now)
    assert seen(session, stranger) == set()


def test_a_shared_case_is_seen_by_the_second_office_until_then_not(
    session: Session, case_id: str, someone: MakePerson, now: datetime
) -> None:
    neighbour, member = someone("business_office", "llr"), someone("crg_member", "llr")
    assert seen(session, neighbour) == set()
    assignments.share(session, case_id, "llr", None, now)
    assert seen(session, neighbour) == {case_id}
    assert access.codes_on(session, neighbour, case_id) == {"BO"}
    assert seen(session, member) == set()


def test_a_handed_over_case_leaves_the_first_office_s_sight(
    session: Session, case_id: str, someone: MakePerson, now: datetime
) -> None:
    officer, neighbour = someone("business_office"), someone("business_office", "llr")
    records.transfer(session, case_id, "llr", now)
    assert (seen(session, officer), seen(session, neighbour)) == (set(), {case_id})


def test_deputies_and_vice_chairs_act_in_the_groups_of_those_they_stand_in_for(
    session: Session, someone: MakePerson
) -> None:
    lead, deputy = someone("agency_lead", agency_id="police"), someone()
    chair, vice = someone("crg_chair"), someone("crg_member")
    people.give_role(session, chair, "admin")
    people.relate(session, RelationKind.DEPUTY, deputy, lead)
    people.relate(session, RelationKind.VICE_CHAIR, vice, chair)
    session.flush()
    assert access.groups_of(session, deputy) == {"agency_lead@police"}
    assert access.groups_of(session, vice) == {"crg_member@lei", "crg_chair@lei"}


def test_the_office_acts_for_an_agency_without_an_active_safeguarding_lead(
    session: Session, someone: MakePerson
) -> None:
    officer, elsewhere = someone("business_office"), someone("business_office", "llr")
    led = {"city-care", "county-care", "commissioner", "hospital"}
    for agency in led:
        someone("agency_lead", agency_id=agency)
    gone = someone("agency_lead", agency_id="police")
    people.person(session, gone).active = False
    session.flush()
    assert access.groups_of(session, officer, date(2027, 1, 14)) == {
        "business_office@lei",
        "agency_lead@police",
        "agency_lead@gp-north",
    }
    assert "agency_lead@police" in access.groups_of(session, elsewhere, date(2027, 1, 14))
    assert access.groups_of(session, someone("crg_chair"), date(2027, 1, 14)) == {"crg_chair@lei"}


def test_a_time_limited_account_ends_with_its_last_day(session: Session, case_id: str, someone: MakePerson) -> None:
    visitor = someone()
    people.give_role(session, visitor, "business_office", "lei", period=(date(2027, 1, 1), date(2027, 1, 31)))
    session.flush()
    shown = [
        access.may_know(session, visitor, case_id, noon(day))
        for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 31), date(2027, 2, 1), None)
    ]
    assert shown == [False, True, True, False, False]


def test_a_person_switched_off_sees_nothing(session: Session, case_id: str, someone: MakePerson) -> None:
    officer = someone("business_office")
    people.person(session, officer).active = False
    session.flush()
    assert not seen(session, officer)
    assert not access.groups_of(session, officer)


def test_a_substitute_is_on_single_cases_for_these_days_and_never_past_an_exclusion(
    session: Session, open_case: MakeCase, someone: MakePerson, now: datetime
) -> None:
    first, last = date(2027, 1, 14), date(2027, 1, 20)
    days = [first - timedelta(1), first, last, last + timedelta(1), None]
    open_to_both, shut_to_one, shut_to_other = open_case(), open_case(), open_case()
    advisor, substitute = someone("independent_advisor"), someone()
    people.give_role(session, substitute, "independent_advisor", "lei")
    for case_id in (open_to_both, shut_to_one, shut_to_other):
        assignments.assign(session, case_id, advisor, "independent_advisor", now)
    assignments.exclude(session, shut_to_one, substitute, now)
    assignments.exclude(session, shut_to_other, advisor, now)
    rows = assignments.of_person(session, advisor)
    assert [assignments.stand_in(session, row, substitute, (first, last), now) for row in rows].count(True) == 1
    assert not any(assignments.stand_in(session, row, substitute, (first, last), now) for row in rows)
    for day, shown in zip(days, [False, True, True, False, False], strict=True):
        assert set(session.scalars(access.visible_cases(substitute, noon(day)))) == ({open_to_both} if shown else set())
        assert bool(access.codes_on(session, substitute, open_to_both, noon(day))) is shown
        on_it = {each.person_id for each in assignments.on_day(session, open_to_both, "independent_advisor", day)}
        assert on_it == ({advisor, substitute} if shown else {advisor})
    assert access.codes_on(session, substitute, open_to_both, noon(first)) == access.codes_on(
        session, advisor, open_to_both, noon(first)
    )
    # A ruling in between beats it, and whoever is taken off takes their substitute along.
    assignments.exclude(session, open_to_both, substitute, now)
    assert not access.may_know(session, substitute, open_to_both, noon(first))
    assignments.lift(session, open_to_both, substitute, now)
    session.flush()
    assert access.may_know(session, substitute, open_to_both, noon(first))
    assignments.end(session, open_to_both, advisor, "independent_advisor", now)
    session.flush()
    assert not access.may_know(session, substitute, open_to_both, noon(first))


def test_nobody_stands_in_for_whoever_is_switched_off(session: Session, case_id: str, someone: MakePerson) -> None:
    lead, deputy, officer = someone("agency_lead", agency_id="police"), someone(), someone("business_office")
    chair, vice = someone("crg_chair"), someone()
    people.relate(session, RelationKind.DEPUTY, deputy, lead)
    people.relate(session, RelationKind.VICE_CHAIR, vice, chair)
    people.relate(session, RelationKind.DEPUTY, deputy, officer)
    session.flush()
    assert seen(session, deputy) == seen(session, vice) == {case_id}
    for gone in (lead, chair, officer):
        people.person(session, gone).active = False
    session.flush()
    assert seen(session, deputy) == seen(session, vice) == set()
    assert not access.groups_of(session, deputy) | access.groups_of(session, vice)
    assert not access.acts_for(session, deputy, "police")


def test_the_condition_on_a_column_agrees_with_the_list_of_cases(
    session: Session, open_case: MakeCase, someone: MakePerson, now: datetime
) -> None:
    mine, theirs = open_case("lei"), open_case("llr")
    for case_id in (mine, theirs):
        ask(session, case_id, "police", now)
    officer = someone("business_office")
    column = requests.InformationRequest.case_id
    assert set(session.scalars(select(column).where(access.knows(officer, column)))) == {mine}


def test_plain_groups_belong_to_the_case_s_partnership(session: Session, case_id: str) -> None:
    assert access.qualify(session, case_id, "business_office") == "business_office@lei"
    assert access.qualify(session, case_id, "agency_lead@police") == "agency_lead@police"
    assert access.qualify(session, case_id, "admin") == "admin"


ROLES = st.sampled_from([*access.OFFICE, *access.ASSIGNED, "agency_lead", *GLOBAL])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25, deadline=None
)
@given(roles=st.lists(ROLES, max_size=5), excluded_from=st.integers(0, 2))
def test_an_exclusion_hides_its_case_whatever_the_roles_and_widens_nothing(
    session: Session,
    open_case: MakeCase,
    someone: MakePerson,
    now: datetime,
    roles: list[str],
    excluded_from: int,
) -> None:
    cases = [open_case(), open_case(), open_case("llr")]
    person = someone()
    for role in roles:
        people.give_role(session, person, role, "lei", "police" if role in codes.AGENCY else None)
    for case_id in cases[::2]:
        ask(session, case_id, "police", now)
        for role in roles:
            assignments.assign(session, case_id, person, role, now)
    session.flush()
    before = seen(session, person)
    hidden = cases[excluded_from]
    assignments.exclude(session, hidden, person, now)
    assert seen(session, person) == before - {hidden}
    assert access.codes_on(session, person, hidden) == set()
    assignments.lift(session, hidden, person, now)
    session.flush()
    assert seen(session, person) == before


def test_every_case_is_seen_by_somebody_of_its_own_office_only(
    session: Session, open_case: MakeCase, someone: MakePerson
) -> None:
    for office in ("lei", "llr", "lei"):
        open_case(office)
    officers = {office: someone("bo_manager", office) for office in ("lei", "llr")}
    everything = set(session.scalars(select(Case.id)))
    assert seen(session, officers["lei"]) | seen(session, officers["llr"]) == everything
    assert not seen(session, officers["lei"]) & seen(session, officers["llr"])
