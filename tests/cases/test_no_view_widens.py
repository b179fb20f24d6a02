"""That no sequence of role changes, delegations and exclusions shows anybody more than it was meant to."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from cases import access, assignments, emergencies, people, records, requests
from cases import settings as settings_of
from cases.people import Membership, Relation, RelationKind
from cases.roles import GLOBAL
from foundation.database import Session
from tests.cases.conftest import KEYRING

MakeCase = Callable[..., str]
MakePerson = Callable[..., str]
Step = tuple[Any, ...]
"""What is done, to whom, and with what."""

ROLES = (*access.OFFICE, *access.ASSIGNED, "agency_lead", *GLOBAL)
PEOPLE, CASES = 3, 3
who, which = st.integers(0, PEOPLE - 1), st.integers(0, CASES - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("give"), who, st.sampled_from(ROLES), st.sampled_from(["lei", "llr"])),
        st.tuples(st.just("end"), who, st.sampled_from(ROLES)),
        st.tuples(st.just("delegate"), who, who, st.sampled_from([RelationKind.DEPUTY, RelationKind.VICE_CHAIR])),
        st.tuples(st.just("end delegation"), who, who),
        st.tuples(st.just("put on"), who, st.sampled_from(access.ASSIGNED), which),
        st.tuples(st.just("take off"), who, st.sampled_from(access.ASSIGNED), which),
        st.tuples(st.just("exclude"), who, which),
        st.tuples(st.just("switch off"), who),
        st.tuples(st.just("share"), who, which),
        st.tuples(st.just("share no more"), who, which),
        st.tuples(st.just("open in an emergency"), who, which),
        st.tuples(st.just("hours go by"), who),
    ),
    min_size=1,
    max_size=9,
)
WIDENS = {"give", "put on", "delegate", "open in an emergency"}
"""Everything else may only take away."""


def act(session: Session, step: Step, persons: list[str], cases: list[str], now: datetime) -> None:
    what, person, more = step[0], persons[step[1]], step[2:]
    match what:
        case "give":
            people.give_role(session, person, more[0], more[1], "police" if more[0] in access.AGENCY else None)
        case "end":
            session.execute(delete(Membership).where(Membership.person_id == person, Membership.role == more[0]))
        case "delegate":
            people.relate(session, more[1], person, persons[more[0]])
        case "end delegation":
            session.execute(
                delete(Relation).where(Relation.person_id == person, Relation.of_person_id == persons[more[0]])
            )
        case "switch off":
            people.person(session, person).active = False
        case _:
            act_on_a_case(session, step, persons, cases, now)
    session.flush()


def act_on_a_case(session: Session, step: Step, persons: list[str], cases: list[str], now: datetime) -> None:
    person, more = persons[step[1]], step[2:]
    match step[0]:
        case "put on":
            assignments.assign(session, cases[more[1]], person, more[0], now, "police")
        case "take off":
            assignments.end(session, cases[more[1]], person, more[0], now)
        case "exclude":
            assignments.exclude(session, cases[more[0]], person, now)
        case "share":
            assignments.share(session, cases[more[0]], "llr", None, now)
        case "share no more":
            assignments.end_share(session, cases[more[0]], "llr", now)
        case "open in an emergency":
            case = records.case(session, cases[more[0]])
            held = emergencies.opening_role(session, case, person, now)
            if held is not None:
                emergencies.open_case(session, KEYRING, case, held, "Nobody answers.", now)


def views(session: Session, persons: list[str], cases: list[str], now: datetime) -> list[set[tuple[str, str]]]:
    """What each person is to each case, as pairs of case and code."""
    return [{(case, code) for case in cases for code in access.codes_on(session, one, case, now)} for one in persons]


@pytest.mark.slow
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=30, deadline=None
)
@given(steps=STEPS)
def test_no_sequence_of_changes_widens_a_view(
    session: Session,
    open_case: MakeCase,
    someone: MakePerson,
    now: datetime,
    steps: list[Step],
) -> None:
    cases = [open_case("lei"), open_case("lei"), open_case("llr")]
    # They begin with something to lose.
    persons = [someone("business_office"), someone("crg_chair"), someone("agency_lead", agency_id="police")]
    request = requests.prepare(session, cases[0], "police", "standard", now)
    requests.send(session, cases[0], request.id, now, now)
    session.flush()
    shut_out: set[tuple[int, str]] = set()
    for home in ("lei", "llr"):
        settings_of.adopt(session, home, "LLR-WT2023", "setup", now)
    before = views(session, persons, cases, now)
    for step in steps:
        act(session, step, persons, cases, now)
        now += timedelta(hours=4) if step[0] == "hours go by" else timedelta()
        after = views(session, persons, cases, now)
        if step[0] == "exclude":
            shut_out.add((step[1], cases[step[2]]))
        behind = {tuple(row) for row in session.execute(select(Relation.person_id, Relation.of_person_id))}
        for index, person in enumerate(persons):
            gained = after[index] - before[index]
            stands_in = (person, persons[step[1]]) in behind
            widens = step[0] in WIDENS and (index == step[1] or stands_in)
            # A share shows the case to those who run cases of the other office, and to nobody else.
            shared = step[0] == "share" and {case for case, _ in gained} <= {cases[step[2]]} and _runs(session, person)
            assert not gained or widens or shared, step
            if step[0] == "open in an emergency":
                assert not gained or (index == step[1] and {case for case, _ in gained} == {cases[step[2]]}), step
            if step[0] == "delegate" and index == step[1]:
                # A deputy comes to see what the other sees by role, and nothing by themselves.
                assert {case for case, _ in gained} <= {case for case, _ in after[step[2]]} | {
                    case for case in cases if (step[2], case) in shut_out
                } | {case for case, _ in before[index]} | _put_on(session, person), step
            assert not {case for case, _ in after[index]} & {case for who_, case in shut_out if who_ == index}, step
            known = set(session.scalars(access.visible_cases(person, now)))
            assert {case for case, _ in after[index]} == known & set(cases), "the list and the codes agree"
        before = after


def _runs(session: Session, person_id: str) -> bool:
    return bool({(role, "llr") for role in access.VISITING} & access.roles_of(session, person_id))


def _put_on(session: Session, person_id: str) -> set[str]:
    """Cases that a deputy is put on themselves count for a role that the other holds."""
    mine = select(assignments.Assignment.case_id).where(assignments.Assignment.person_id == person_id)
    return set(session.scalars(mine))
