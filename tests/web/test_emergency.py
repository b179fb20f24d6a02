"""Access in an emergency: with a reason, for some hours, told at once, signed off by somebody else, past no ruling."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from cases import access, assignments, audit, emergencies, people, records
from cases.partnerships import Partnership
from foundation.database import Session, new_id
from tests.web.world import World, form

SignIn = Callable[[str], FlaskClient]
LIST = "/emergency-access"


@pytest.fixture
def case_id(world: World) -> str:
    """The case, and the manager of another office, who may open it, with an auditor of its own partnership."""
    with world.office.database.transaction() as session:
        for who, role, home in (("duty", "bo_manager", "llr"), ("auditor", "auditor", "lei")):
            person = people.add(session, f"{who} testcase", f"{new_id()}@cspr.example")
            session.flush()
            people.give_role(session, person.id, role, home)
            world.people[who] = person.id
        assert session.get(Partnership, "llr") is not None
        return records.by_reference(session, world.cases["waiting"]).id


def opens(client: FlaskClient, reference: str, key: str = "") -> tuple[int, str]:
    sent = form(reference=reference, reason="A child may be in danger.", **({"_key": key} if key else {}))
    answer = client.post(LIST, data=sent)
    return answer.status_code, answer.text


def knows(world: World, session: Session, who: str, case_id: str) -> bool:
    return access.may_know(session, world.people[who], case_id, world.office.clock.now())


def test_it_opens_one_case_for_its_time_tells_the_reviewers_and_is_signed_off_by_another(
    world: World, sign_in: SignIn, case_id: str
) -> None:
    reference, duty = world.cases["waiting"], sign_in("duty")
    address = f"/cases/{reference}"
    assert duty.get(address).status_code == 404
    assert duty.post(LIST, data=form(reference=reference, reason="")).status_code == 422
    key = new_id()
    assert opens(duty, reference, key)[0] == opens(duty, reference, key)[0] == 303, "the same page sent twice"
    page = duty.get(address)
    assert page.status_code == 200 and "open to you in an emergency" in page.text
    assert reference in duty.get("/cases").text
    # It shows, and changes nothing.
    assert duty.get(f"{address}/dates/aware_at").status_code == duty.get(f"{address}/access").status_code == 404
    with world.office.database.reading() as session:
        (use,) = emergencies.of_case(session, case_id)
        streams = [audit.entries(session, one) for one in (audit.of_case(case_id), audit.of_reads(case_id))]
        assert all("emergency access opened" in [one.action for one in entries] for entries in streams)
        assert (world.people["duty"], b"overview") in [(one.actor, one.subject.encode()) for one in streams[1]]
    one = f"{LIST}/{case_id}/{use.id}"
    # An auditor who is not on the case sees that it was used and by whom, not why.
    assert "duty testcase" in sign_in("auditor").get(one).text and "danger" not in sign_in("auditor").get(one).text
    assert "danger" in sign_in("chair").get(one).text
    found = form(justified="yes", reason="The police had rung.")
    assert duty.post(one, data=found).status_code == 404, "nobody signs off their own"
    assert sign_in("office").post(one, data=found).status_code == 404
    assert "Open the case" in duty.get(LIST).text and "Open the case" not in sign_in("auditor").get(LIST).text
    assert sign_in("auditor").post(one, data=form(justified="", reason="x")).status_code == 422
    assert "Enter what you found" in sign_in("auditor").post(one, data=form(justified="yes", reason="")).text
    assert sign_in("auditor").post(one, data=found).status_code == 303
    assert sign_in("chair").post(one, data=found).status_code == 404, "once"
    assert "The police had rung." in sign_in("chair").get(one).text
    world.pass_(hours=4)
    with world.office.database.reading() as session:
        assert not knows(world, session, "duty", case_id)
        assert not list(session.scalars(access.visible_cases(world.people["duty"], world.office.clock.now())))


def test_it_passes_no_ruling_and_answers_alike_for_what_is_forbidden_and_what_is_not_there(
    world: World, sign_in: SignIn, case_id: str
) -> None:
    reference, duty = world.cases["waiting"], sign_in("duty")
    now = world.office.clock.now()
    with world.office.database.transaction() as session:
        assignments.exclude(session, case_id, world.people["duty"], now)
    shut, unknown = opens(duty, reference), opens(duty, "LEI-99-999")
    assert shut[0] == unknown[0] == 422
    stripped = [text.replace(reference, "").replace("LEI-99-999", "").partition("<main")[2].partition("_key")[0]
                for _, text in (shut, unknown)]  # fmt: skip
    assert stripped[0] == stripped[1] and "There is no case of that reference" in stripped[0]
    assert opens(sign_in("auditor"), reference)[0] == 422, "a role that may look at uses, and make none"
    assert opens(sign_in("office"), reference)[0] == 422, "open to them already"
    assert sign_in("lead").get(LIST).status_code == 403
    with world.office.database.transaction() as session:
        assignments.lift(session, case_id, world.people["duty"], now)
    assert opens(duty, reference)[0] == 303
    with world.office.database.transaction() as session:
        assert knows(world, session, "duty", case_id)
        assignments.exclude(session, case_id, world.people["duty"], now)
    assert duty.get(f"/cases/{reference}").status_code == 404, "a ruling ends it at once"
    assert reference not in duty.get(LIST).text
    with world.office.database.transaction() as session:
        assignments.lift(session, case_id, world.people["duty"], now)
        (use,) = emergencies.of_case(session, case_id)
    assert duty.get(f"/cases/{reference}").status_code == 200
    assert duty.post(f"{LIST}/{case_id}/{use.id}", data=form(act="back")).status_code == 303
    assert duty.get(f"/cases/{reference}").status_code == 404, "given back"


def test_the_page_of_access_says_why_everybody_sees_it_and_the_other_why_somebody_does_not(
    world: World, sign_in: SignIn, case_id: str
) -> None:
    opens(sign_in("duty"), world.cases["waiting"])
    with world.office.database.transaction() as session:
        ruling = (None, world.people["chair"])
        assignments.exclude(session, case_id, world.people["member"], world.office.clock.now(), ruling)
    address = f"/cases/{world.cases['waiting']}/access"
    page = sign_in("chair").get(address).text
    for words in ("Opened it in an emergency as Business Office manager", "Business Office of the case’s",
                  "Put on this case as Referrer", "ruled by", "Who can read what"):  # fmt: skip
        assert words in page, words
    asked = sign_in("chair").get(f"{address}?person={world.people['member']}").text
    assert "shut out of the case: that beats every role" in asked
    theirs, none = (sign_in("member").get(f"/why?case={one}") for one in (world.cases["waiting"], "LEI-99-999"))
    assert theirs.status_code == none.status_code == 200
    assert theirs.text.replace(world.cases["waiting"], "") == none.text.replace("LEI-99-999", "")
    assert "you see every case of the partnership" in theirs.text
    assert "You hold no role there" in sign_in("member").get("/why?case=LLR-27-001").text
    assert "The case is open to you" in sign_in("referrer").get(f"/why?case={world.cases['waiting']}").text
    assert 'href="/why"' in sign_in("member").get("/cases/LEI-99-999").text
