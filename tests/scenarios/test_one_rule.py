"""That the one rule, the lists and the pages give the same answers, each with the clause that decided."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from cases import access, assignments, decisions, files, meetings, partnerships, people, records, submissions
from cases import emergencies as opened
from cases.correspondence import outbox
from cases.records import Case
from casework import emergencies, may
from casework.may import Action, Clause
from casework.tasks.lists import Asker
from engine import instances, tasks
from engine.states import InstanceState
from foundation.database import new_id
from tests.scenarios import looking
from tests.scenarios.signed_in import browser
from tests.scenarios.stage import Stage
from web import create_app

Open = Callable[[str], Stage]


def answered(on: Stage, name: str, action: Action, thing: may.Thing) -> tuple[bool, Clause]:
    with on.office.database.reading() as session:
        asker = Asker(on.play.person(name), on.play.clock.now())
        answer = may.may(session, on.office, asker, action, thing)
        return answer.allowed, answer.clause


def of_form(on: Stage, form_id: str) -> submissions.Submission:
    with on.office.database.reading() as session:
        return next(one for one in submissions.of_case(session, on.play.case_id) if one.form_id == form_id)


@pytest.mark.slow
def test_the_rule_is_the_filter_and_says_which_clause_decided(chapter: Open) -> None:
    on = chapter("decided")
    with on.office.database.reading() as session:
        case_ids = list(session.scalars(select(Case.id)))
        for person in session.scalars(select(people.Person)):
            asker = Asker(person.id, on.play.clock.now())
            known = set(session.scalars(access.visible_cases(person.id, asker.now)))
            on_it = {one: may.on(session, on.office, asker, one) for one in case_ids}
            assert known == {one for one, here in on_it.items() if here.may(Action.KNOW, one)}, person.name
            for case_id, here in on_it.items():
                things = [*submissions.of_case(session, case_id), *files.of_case(session, case_id)]
                allowed = [here.may(Action.READ, one) for one in (*things, *tasks.of_case(session, case_id)[:5])]
                assert here.granted or not any(allowed), person.name
                assert all(bool(one) == bool(one.granted) for one in allowed), "what is allowed stands on a ground"
    case_id, reply = on.play.case_id, of_form(on, "f06_agency_reply")
    lead = next(
        one.name
        for one in people_of(on, "agency_lead")
        if answered(on, one.name, Action.READ, reply)[1] in {Clause.REQUEST, Clause.OWN}
    )
    other = next(one.name for one in people_of(on, "agency_lead") if one.name != lead and knows(on, one.name))
    assert answered(on, "Olive Office", Action.READ, reply) == (True, Clause.OFFICE)
    assert answered(on, other, Action.READ, reply) == (False, Clause.AGENCY)
    assert answered(on, "Ida Independent", Action.READ, reply) == (False, Clause.NEED)
    assert answered(on, "Ida Independent", Action.KNOW, case_id) == (True, Clause.ASSIGNMENT)
    assert answered(on, "Carla Chair", Action.CHANGE, case_id) == (True, Clause.OFFICE)
    assert answered(on, "Ida Independent", Action.CHANGE, case_id) == (False, Clause.ROLE)
    assert answered(on, "Ada Administrator", Action.KNOW, case_id) == (False, Clause.DEFAULT)


def test_a_ruling_beats_office_and_chair_in_every_question_at_once(chapter: Open) -> None:
    on = chapter("decided")
    reply = of_form(on, "f06_agency_reply")
    with on.office.database.reading() as session:
        paper = next(one for one in files.of_case(session, on.play.case_id))
        task = tasks.of_case(session, on.play.case_id)[0]
        meeting = meetings.of_case(session, on.play.case_id)[0]
    asked = [(Action.KNOW, on.play.case_id), (Action.READ, reply), (Action.READ, paper), (Action.READ, task),
             (Action.CHANGE, on.play.case_id), (Action.MANAGE, on.play.case_id)]  # fmt: skip
    for name in ("Olive Office", "Carla Chair"):
        assert answered(on, name, Action.MANAGE, on.play.case_id)[0]
        with on.office.database.transaction() as session:
            ruling = (meeting.id, on.play.person("Vera Vicechair"))
            assignments.exclude(session, on.play.case_id, on.play.person(name), on.play.clock.now(), ruling)
        assert {answered(on, name, *each) for each in asked} == {(False, Clause.DEFAULT)}, name
        with on.office.database.reading() as session:
            here = may.on(session, on.office, Asker(on.play.person(name), on.play.clock.now()), on.play.case_id)
            assert here.missing() is Clause.SHUT_OUT


def test_what_is_opened_in_an_emergency_is_told_to_chair_manager_and_auditors_without_a_word_of_why(
    chapter: Open,
) -> None:
    on = chapter("papers")
    duty = next(one.name for one in people_of(on, "bo_manager") if not knows(on, one.name))
    asked = emergencies.Asked(on.play.reference, "Sam Marked may be in danger.")
    emergencies.open_case(on.office, on.play.person(duty), asked, new_id())
    assert answered(on, duty, Action.KNOW, on.play.case_id) == (True, Clause.EMERGENCY)
    assert answered(on, duty, Action.CHANGE, on.play.case_id) == (False, Clause.ROLE)
    with on.office.database.reading() as session:
        told = [one for one in outbox.of_case(session, on.play.case_id) if one.kind == "emergency_access"]
        home = records.partnership_of(session, on.play.case_id)
        roles = [people.with_role(session, role, home) for role in ("crg_chair", "bo_manager", "auditor")]
        assert {one.person_id for one in told} == {each.id for held in roles for each in held}
        for mail in told:
            _, body, _ = outbox.opened(session, on.office.keys, mail)
            assert "Sam" not in body + mail.subject and duty not in body + mail.subject


def test_sealed_advice_is_opened_by_no_guest_and_by_no_emergency(chapter: Open) -> None:
    on = chapter("declared")
    case_id, now = on.play.case_id, on.play.clock.now()
    guest, duty = (
        next(one.name for one in people_of(on, role) if not knows(on, one.name))
        for role in ("business_office", "bo_manager")
    )
    with on.office.database.transaction() as session:
        version = submissions.of_case(session, case_id)[0].form_version
        entry = submissions.Entry(case_id, "f14_advice", version, "BO IA", {"reason": "Enough is known."})
        advice = submissions.record(session, on.office.keys, entry, now)
        decisions.advise(session, case_id, on.play.person("Ida Independent"), advice.id, now)
        elsewhere = next(one for one in partnerships.all_partnerships(session) if one.code == "LLR").id
    asked = emergencies.Asked(on.play.reference, "A child may be in danger.")
    emergencies.open_case(on.office, on.play.person(duty), asked, new_id())
    assert answered(on, duty, Action.READ, of_form(on, "f06_agency_reply")) == (True, Clause.EMERGENCY)
    assert answered(on, duty, Action.READ, advice) == (False, Clause.NEED)
    with on.office.database.transaction() as session:
        assignments.share(session, case_id, elsewhere, None, now)
    assert answered(on, guest, Action.READ, of_form(on, "f06_agency_reply")) == (True, Clause.SHARE)
    assert answered(on, guest, Action.READ, advice) == (False, Clause.NEED)
    declared = of_form(on, "f11_declaration")
    assert answered(on, guest, Action.READ, declared) == (False, Clause.NEED), "nor what interests are declared"
    assert answered(on, "Olive Office", Action.READ, declared) == (True, Clause.OFFICE)
    app, address = create_app(on.office), f"/cases/{on.play.reference}/meetings"
    theirs, guests = (browser(app, on, who).get(address).text for who in ("Olive Office", guest))
    assert "Maya Citymember" in guests and "Waiting for a declaration" in theirs and "declaration" not in guests
    assert answered(on, "Carla Chair", Action.READ, advice) == (False, Clause.NEED), "sealed from the chair too"
    assert answered(on, "Olive Office", Action.READ, advice) == (True, Clause.OFFICE)
    assert answered(on, "Ida Independent", Action.READ, advice) == (True, Clause.ASSIGNMENT)
    with on.office.database.transaction() as session:
        decisions.release_advice(session, case_id, None, now)
    assert answered(on, guest, Action.READ, advice) == (True, Clause.SHARE)
    assert answered(on, "Carla Chair", Action.READ, advice) == (True, Clause.OFFICE)


def test_an_emergency_that_nobody_signs_off_is_reminded_of_and_put_before_the_partners(chapter: Open) -> None:
    on = chapter("papers")
    duty = next(one.name for one in people_of(on, "bo_manager") if not knows(on, one.name))
    case_id, opened_at = on.play.case_id, on.play.clock.now()
    for _ in range(2):
        asked = emergencies.Asked(on.play.reference, "A child may be in danger.")
        emergencies.open_case(on.office, on.play.person(duty), asked, new_id())
        with on.office.database.reading() as session:
            first, *others = opened.of_case(session, case_id)
        emergencies.give_back(on.office, on.play.person(duty), (case_id, (others or [first])[-1].id))
    (second,) = others
    partner = next(one.name for one in people_of(on, "safeguarding_partner") if knows(on, one.name))
    found = opened.Finding(on.play.person("Carla Chair"), True, "The police had rung.")
    emergencies.sign_off(on.office, (case_id, second.id), found)
    reviewers = looking.mailed(on, "emergency_access")
    assert "Carla Chair" in reviewers and duty not in reviewers
    on.play.at(opened_at + timedelta(days=1))
    assert looking.mailed(on, "emergency_reminder") == set(), "two working days"
    on.play.at(opened_at + timedelta(days=5))
    assert looking.mailed(on, "emergency_reminder") == reviewers
    by_partner = opened.Finding(on.play.person(partner), False, "It could have waited.")
    with pytest.raises(emergencies.NotOpened):
        emergencies.sign_off(on.office, (case_id, first.id), by_partner)
    on.play.at(opened_at + timedelta(days=8))
    assert looking.mailed(on, "emergency_late") == {one.name for one in people_of(on, "safeguarding_partner")
                                                    if knows(on, one.name)}  # fmt: skip
    counts = looking.count_of_mails(on)
    assert counts["emergency_reminder"] == len(reviewers), "only of the use that nobody has signed off, and once"
    with pytest.raises(emergencies.NotOpened):
        emergencies.sign_off(on.office, (case_id, second.id), by_partner)
    with on.office.database.reading() as session:
        assert [one.row.id for one in emergencies.uses(session, on.office, on.play.person(partner))] == [first.id]
    emergencies.sign_off(on.office, (case_id, first.id), by_partner)
    with on.office.database.reading() as session:
        assert [(one.reviewed_by, one.justified) for one in opened.of_case(session, case_id)] == [
            (by_partner.by, False), (found.by, True)]  # fmt: skip
        running = [one for one in instances.of_case(session, case_id) if one.process == emergencies.PROCESS]
        assert {one.state for one in running} == {InstanceState.COMPLETED} and len(running) == 2
    assert looking.unsound(on) == []


def people_of(on: Stage, role: str) -> list[people.Person]:
    with on.office.database.reading() as session:
        return people.with_role(session, role, today=None)


def knows(on: Stage, name: str) -> bool:
    return answered(on, name, Action.KNOW, on.play.case_id)[0]
