"""That no sequence of role changes, delegations and exclusions shows anybody more than it was meant to."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from cases import access, assignments, people, requests
from cases.people import Membership, Relation, RelationKind
from cases.roles import GLOBAL
from foundation.database import Session

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
    ),
    min_size=1,
    max_size=9,
)
WIDENS = {"give", "put on", "delegate"}
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
        case "put on":
            assignments.assign(session, cases[more[1]], person, more[0], now, "police")
        case "take off":
            assignments.end(session, cases[more[1]], person, more[0], now)
        case "exclude":
            assignments.exclude(session, cases[more[0]], person, now)
        case "switch off":
            people.person(session, person).active = False
    session.flush()


def views(session: Session, persons: list[str], cases: list[str]) -> list[set[tuple[str, str]]]:
    """What each person is to each case, as pairs of case and code."""
    return [{(case, code) for case in cases for code in access.codes_on(session, one, case)} for one in persons]


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
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
    before = views(session, persons, cases)
    for step in steps:
        act(session, step, persons, cases, now)
        after = views(session, persons, cases)
        if step[0] == "exclude":
            shut_out.add((step[1], cases[step[2]]))
        behind = {tuple(row) for row in session.execute(select(Relation.person_id, Relation.of_person_id))}
        for index, person in enumerate(persons):
            gained = after[index] - before[index]
            stands_in = (person, persons[step[1]]) in behind
            assert not gained or (step[0] in WIDENS and (index == step[1] or stands_in)), step
            if step[0] == "delegate" and index == step[1]:
                # A deputy comes to see what the other sees by role, and nothing by themselves.
                assert {case for case, _ in gained} <= {case for case, _ in after[step[2]]} | {
                    case for case in cases if (step[2], case) in shut_out
                } | {case for case, _ in before[index]} | _put_on(session, person), step
            assert not {case for case, _ in after[index]} & {case for who_, case in shut_out if who_ == index}, step
            known = set(session.scalars(access.visible_cases(person)))
            assert {case for case, _ in after[index]} == known & set(cases), "the list and the codes agree"
        before = after


def _put_on(session: Session, person_id: str) -> set[str]:
    """Cases that a deputy is put on themselves count for a role that the other holds."""
    mine = select(assignments.Assignment.case_id).where(assignments.Assignment.person_id == person_id)
    return set(session.scalars(mine))
