"""People looked after on pages: roles given within reach only, being away, leaving, and nobody taken over."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cases import access, actions, api_tokens, assignments, audit, holds, meetings, owned, partnerships, people, records
from cases.people import Membership, Person, Relation, RelationKind
from cases.signing_in import sessions
from casework import across_borders, in_name
from casework.operations import tidying
from casework.signing_in import mailing
from casework.tasks import opened, sending
from engine import tasks
from foundation import canonical
from foundation.canonical import Json
from foundation.database import new_id
from tests.web import world as worlds
from tests.web.signing_in.entering import Entrance
from tests.web.world import World
from web import create_app

pytestmark = pytest.mark.slow


@pytest.fixture
def office(here: Entrance) -> Entrance:
    """The entrance of a world, with the demonstration's way of being somebody: here it is about what they may do."""
    return Entrance(here.world, here.world.office, create_app(here.world.office))


def as_(here: Entrance, who: str) -> FlaskClient:
    return worlds.signed_in(here.app, here.world, who)


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    return client.post(path, data=worlds.form(**fields))


def roles(world: World, person_id: str) -> set[tuple[str, str | None, str | None]]:
    with world.office.database.reading() as session:
        held = people.memberships(session, person_id, world.office.clock.now().date())
        return {(one.role, one.partnership_id, one.agency_id) for one in held}


NEW = {"name": "New Testcase", "email": "new@cspr.example", "role": "crg_member", "partnership": "lei"}


def test_a_manager_adds_somebody_who_gets_a_link_by_mail_and_has_that_role_only(office: Entrance) -> None:
    manager, world = as_(office, "manager"), office.world
    assert send(manager, "/people/new", **{**NEW, "email": "two@a.example, b@c.example"}).status_code == 422
    assert "has this address already" in send(manager, "/people/new", **{**NEW, "email": "OFFICE@cspr.example"}).text
    for wrong, said in (
        ({"role": "admin"}, "Only an administrator gives this role"),
        ({"role": "bo_manager"}, "Only an administrator gives this role"),
        ({"role": "king"}, "Select a role"),
        ({"partnership": "llr"}, "Select a partnership"),
        ({"role": "agency_lead"}, "Select the agency"),
        ({"role": "agency_lead", "agency": "none"}, "does not serve"),
        ({"role": "observer"}, "Enter a last day"),
        ({"until": "2020-01-01"}, "must not be before"),
    ):
        answer = send(manager, "/people/new", **{**NEW, **wrong})
        assert answer.status_code == 422 and said in answer.text, wrong
    with office.office.database.reading() as session:
        assert not people.is_known(session, "new@cspr.example")
    added = send(manager, "/people/new", **NEW)
    assert added.status_code == 303
    person_id = added.location.rpartition("/")[2]
    assert roles(world, person_id) == {("crg_member", "lei", None)}
    mails = sent(office)
    assert re.search(r"/link/[\w-]{43}", mails.pop("new@cspr.example"))
    # A role that knows every case is given by nobody unseen.
    assert mails.keys() == {"chair@cspr.example", "admin@cspr.example"}
    page = manager.get(f"/people/{person_id}").text
    assert "New Testcase" in page and "Not yet" in page
    # A guest is let in for a time, and is out when it is over.
    until = (office.clock.now() + timedelta(days=10)).date().isoformat()
    assert (
        send(manager, f"/people/{person_id}/roles", role="observer", partnership="lei", until=until).status_code == 303
    )
    assert ("observer", "lei", None) in roles(world, person_id)
    office.pass_(days=11)
    assert roles(world, person_id) == {("crg_member", "lei", None)}
    with office.office.database.reading() as session:
        said = [entry.action for entry in audit.entries(session, audit.PEOPLE)]
    assert said == ["person added", "role given", "role given"]


def test_nobody_is_taken_over_and_nobody_raises_themselves(office: Entrance) -> None:
    manager, world = as_(office, "manager"), office.world
    give = {"role": "crg_chair", "partnership": "lei"}
    assert send(manager, f"/people/{world.people['manager']}/roles", **give).status_code == 403
    admin = as_(office, "admin")
    assert send(admin, f"/people/{world.people['admin']}/roles", **give).status_code == 403
    # A manager does not touch the way in of people who are more than theirs: their own account would be next.
    taken = {"name": "Ada Testcase", "email": "mine@evil.example"}
    both = world.people["member"]
    with office.office.database.transaction() as session:
        people.give_role(session, both, "crg_member", "llr")
        deputy = people.add(session, "Dee Testcase", "dee@cspr.example")
        session.flush()
        people.give_role(session, deputy.id, "crg_member", "lei")
        people.relate(session, RelationKind.DEPUTY, deputy.id, world.people["neighbour"])
        deputy_id = deputy.id
        session.add(partnerships.Agency(id="far", name="Far Invented Council", category="police", partner="police"))
        session.flush()
        partnerships.serve(session, "far", "llr")
        afar = people.add(session, "Far Testcase", "far@cspr.example")
        session.flush()
        people.give_role(session, afar.id, "crg_member", "lei")
        people.relate(session, RelationKind.STRATEGIC_LEAD, afar.id, agency_id="far")
        afar_id = afar.id
    for person_id in (world.people["admin"], both, deputy_id, afar_id, world.people["owner"]):
        assert send(manager, f"/people/{person_id}", **taken).status_code == 403, person_id
        assert send(manager, f"/people/{person_id}/link").status_code == 403
        assert send(manager, f"/people/{person_id}/leave", sure="yes").status_code == 403
    neighbour = world.people["neighbour"]
    assert manager.get(f"/people/{neighbour}").status_code == 404
    for path in ("", "/link", "/roles", "/leave", "/away", "/relations", "/back", "/sign-out"):
        assert send(manager, f"/people/{neighbour}{path}", **taken, sure="yes").status_code == 404, path
    own = world.people["colleague"]
    assert send(manager, f"/people/{own}/relations", kind="deputy", other=neighbour).status_code == 403
    # Links go to the address that is written down: of whoever can come in already it is not a manager’s to change.
    there = f"/people/{world.people['office']}"
    moved = {"name": "Ola Testcase", "email": "mine@evil.example"}
    assert "Only an administrator changes the address" in send(manager, there, **moved).text
    assert send(manager, there, name="Ola New-Name", email="office@cspr.example").status_code == 303
    assert send(admin, there, name="Ola Testcase", email="new@cspr.example").status_code == 303
    # The link that lets somebody set up an account is shown to administrators only.
    assert "/link/" not in send(manager, f"/people/{own}/link").text.replace(f"/people/{own}/link", "")
    assert re.search(r"/link/[\w-]{43}", send(admin, f"/people/{own}/link").text)
    for who in ("office", "chair", "lead"):
        assert as_(office, who).get("/people").status_code == 403
        assert send(as_(office, who), f"/people/{own}/leave", sure="yes").status_code == 403
    with office.office.database.reading() as session:
        assert people.person(session, world.people["admin"]).email == "admin@cspr.example"


def test_administrators_have_no_part_in_cases_whichever_came_first(office: Entrance) -> None:
    manager, admin, world = as_(office, "manager"), as_(office, "admin"), office.world
    give = {"role": "crg_chair", "partnership": "lei"}
    # Whoever keeps the system running has no part in cases, even by standing in for somebody.
    assert "have no part in cases" in send(manager, f"/people/{world.people['admin']}/roles", **give).text
    assert send(admin, f"/people/{world.people['office']}/roles", role="admin").status_code == 422
    assert send(admin, f"/people/{world.people['owner']}/roles", role="admin").status_code == 303
    owner = f"/people/{world.people['owner']}/relations"
    assert "have no part in cases" in send(admin, owner, kind="deputy", other=world.people["office"]).text
    assert "have no part in cases" in send(admin, owner, kind="strategic_lead", led="police").text
    # … nor by leading an agency strategically, whichever of the two came first.
    with office.office.database.transaction() as session:
        leading = people.add(session, "Lee Testcase", "lee@cspr.example")
        session.flush()
        people.relate(session, RelationKind.STRATEGIC_LEAD, leading.id, agency_id="police")
        leading_id = leading.id
    assert "have no part in cases" in send(admin, f"/people/{leading_id}/roles", role="admin").text


def test_whoever_gives_a_role_that_knows_every_case_is_seen_by_chair_managers_and_administrators(
    office: Entrance,
) -> None:
    world, manager, last = office.world, as_(office, "manager"), (office.clock.now() + timedelta(days=5)).date()
    with office.office.database.transaction() as session:
        other = people.add(session, "Mo Testcase", "second@cspr.example")
        session.flush()
        people.give_role(session, other.id, "bo_manager", "lei")
    told = {"chair@cspr.example", "admin@cspr.example", "second@cspr.example"}
    chair = {**NEW, "role": "crg_chair"}
    invented = send(manager, "/people/new", **chair).location.rpartition("/")[2]
    mails = sent(office)
    assert mails.keys() == {*told, "new@cspr.example"}, "never whoever gave it"
    for each in told:
        assert "Case Review Group chair" in mails[each] and f"/people/{invented}" in mails[each]
        assert "New Testcase" not in mails[each] and "/link/" not in mails[each]
    # Whoever reads that ends it with one click.
    assert as_(office, "manager").get(f"/people/{invented}").status_code == 200
    own = f"/people/{world.people['colleague']}"
    send(manager, f"{own}/roles", role="auditor", partnership="lei")
    assert sent(office) == {}, "an auditor knows the cases that they are put on"
    send(manager, f"{own}/relations", kind="vice_chair", other=world.people["chair"])
    assert sent(office).keys() == {*told, "new@cspr.example"}, "the other chair is told as well"
    send(manager, f"/people/{world.people['member']}/away", substitute=world.people["colleague"], away_until=str(last))
    assert all("Case Review Group member" in each for each in sent(office).values())


def sent(office: Entrance) -> dict[str, str]:
    """The e-mails about accounts that are due, by address, each once."""
    folder = office.office.config.data_dir / "mail"
    before = set(folder.glob("*.eml"))
    mailing.deliver_due(office.office)
    read = [each.read_text() for each in set(folder.glob("*.eml")) - before]
    found = {re.findall(r"^To: (\S+)", each, re.MULTILINE)[0]: each for each in read}
    assert len(found) == len(read)
    return found


def test_a_changed_address_is_told_at_the_old_one_and_a_role_ends_at_once(office: Entrance) -> None:
    manager, world = as_(office, "manager"), office.world
    own = world.people["colleague"]
    colleague = as_(office, "colleague")
    assert colleague.get("/cases").status_code == 200
    assert send(manager, f"/people/{own}", name="Kit Testcase", email="office@cspr.example").status_code == 422
    changed = {"name": "Kit Testcase-New", "email": "kit@cspr.example", "phone": "0116 496 0001"}
    assert send(manager, f"/people/{own}", **changed).status_code == 303
    assert mailing.deliver_due(office.office) == 1
    (mail,) = (office.office.config.data_dir / "mail").glob("*.eml")
    assert "To: colleague@cspr.example" in mail.read_text()
    taken = world.task(world.cases["fresh"], "Check the referral")
    sending.claim(office.office, own, taken)
    with office.office.database.transaction() as session:
        (membership,) = session.scalars(select(Membership).where(Membership.person_id == own))
        people.give_role(session, own, "crg_member", "lei")
    assert colleague.get(f"/tasks/{taken}").status_code == 200
    assert send(manager, f"/people/{own}/roles/{membership.id}/end").status_code == 303
    # They know the case as a member of the group still; what they had taken as the office is the office's again.
    assert colleague.get(f"/cases/{world.cases['fresh']}").status_code == 200
    assert colleague.get(f"/tasks/{taken}").status_code == 404
    with office.office.database.transaction() as session:
        assert taken in {task.id for task in tasks.offered(session, {"business_office@lei"}, limit=100)}
        (member,) = (one for one in people.memberships(session, own, office.clock.now().date()))
        session.delete(member)
    assert "has ended already" in send(manager, f"/people/{own}/roles/{membership.id}/end").text
    assert roles(world, own) == set()
    assert "Testcase" in colleague.get("/cases").text and "LEI-27-" not in colleague.get("/cases").text
    send(manager, f"/people/{own}/sign-out")
    assert colleague.get("/cases").status_code == 303


def test_whoever_stands_in_no_longer_has_nothing_that_they_took_in_the_place_of_another(office: Entrance) -> None:
    world, manager, deputy = office.world, as_(office, "manager"), as_(office, "member")
    person_id, path = world.people["member"], f"/people/{world.people['member']}"
    made = send(manager, f"{path}/relations", kind="deputy", other=world.people["office"])
    assert made.status_code == 303
    taken = world.task(world.cases["fresh"], "Check the referral")
    sending.claim(office.office, person_id, taken)
    assert deputy.get(f"/tasks/{taken}").status_code == 200
    with office.office.database.reading() as session:
        (tie,) = session.scalars(select(Relation).where(Relation.person_id == person_id))
    assert send(manager, f"{path}/relations/{tie.id}/end").status_code == 303
    assert deputy.get(f"/cases/{world.cases['fresh']}").status_code == 200
    assert deputy.get(f"/tasks/{taken}").status_code == 404
    with office.office.database.reading() as session:
        assert tasks.find(session, taken).assignee is None and tasks.held_by(session, person_id) == []


def test_what_was_taken_in_a_role_is_nobody_s_to_send_once_that_has_ended_by_its_day(office: Entrance) -> None:
    world, here = office.world, office.office
    own, member = world.people["colleague"], world.people["member"]
    taken = world.task(world.cases["fresh"], "Check the referral")
    with here.database.transaction() as session:
        (membership,) = session.scalars(select(Membership).where(Membership.person_id == own))
        membership.active_to = here.clock.now().date()
        people.give_role(session, own, "crg_member", "lei")
    sending.claim(here, own, taken)
    tidying.give_back_lapsed(here)
    assert as_(office, "colleague").get(f"/tasks/{taken}").status_code == 200
    office.clock.move(timedelta(days=1))
    late = as_(office, "colleague")
    assert late.get(f"/cases/{world.cases['fresh']}").status_code == 200
    assert late.get(f"/tasks/{taken}").status_code == 404
    with pytest.raises(opened.NotYours):
        sending.send(here, own, taken, new_id(), {"complete": "yes", "reader": "me"})
    tidying.give_back_lapsed(here)
    # The deputy of whoever leaves goes on with nothing of theirs either.
    with here.database.transaction() as session:
        people.relate(session, RelationKind.DEPUTY, member, of_person_id=world.people["office"])
    sending.claim(here, member, taken)
    assert as_(office, "member").get(f"/tasks/{taken}").status_code == 200
    assert send(as_(office, "manager"), f"/people/{world.people['office']}/leave", sure="yes").status_code == 303
    assert as_(office, "member").get(f"/tasks/{taken}").status_code == 404
    with here.database.reading() as session:
        assert tasks.find(session, taken).assignee is None


def test_whoever_leaves_is_out_at_once_and_their_work_goes_on(office: Entrance) -> None:
    world, admin = office.world, as_(office, "admin")
    own, leaver = world.people["colleague"], as_(office, "colleague")
    extra = world.task(world.cases["fresh"], "Check the referral")
    sending.claim(office.office, own, extra)
    with office.office.database.transaction() as session:
        held = {task.id for task in tasks.held_by(session, own)}
        _, token = api_tokens.make(session, own, "Modeler", timedelta(days=30), office.clock.now())
    assert len(held) == 2
    page = admin.get(f"/people/{own}").text
    assert "0 open tasks" in page and "LEI-27" not in page, "administrators know no case"
    assert "2 open tasks" in as_(office, "manager").get(f"/people/{own}").text
    assert "Confirm that the person leaves" in send(admin, f"/people/{own}/leave").text
    done = send(admin, f"/people/{own}/leave", sure="yes", colleague=world.people["office"])
    assert done.status_code == 303
    told = admin.get(done.location).text
    assert "Kit Testcase has left." in told and "went to the colleague" not in told
    assert leaver.get("/cases").status_code == 303
    with office.office.database.reading() as session:
        assert {task.id for task in tasks.held_by(session, world.people["office"])} >= held
        assert not people.person(session, own).active
        assert not sessions.in_force(session, own, office.clock.now(), sessions.Limits())
        assert not list(session.scalars(access.visible_cases(own, office.clock.now())))
    assert "Kit Testcase" not in admin.get("/people").text and "Kit Testcase" in admin.get("/people?left=1").text
    assert send(admin, f"/people/{own}/link").status_code == 404
    assert send(admin, f"/people/{own}/back").status_code == 303
    assert roles(world, own) == set()
    # A token of before opens nothing, whatever they are given now.
    with office.office.database.reading() as session:
        assert people.person(session, own).active and api_tokens.owner(session, token, office.clock.now()) is None
    # Without a colleague the tasks are the team's again.
    send(admin, f"/people/{world.people['office']}/leave", sure="yes")
    with office.office.database.reading() as session:
        assert tasks.held_by(session, world.people["office"]) == []
        assert held <= {task.id for task in tasks.offered(session, {"business_office@lei"}, limit=100)}
        assert audit.verify(session) == []


def test_whoever_is_away_has_a_substitute_for_these_days_who_is_none_afterwards(office: Entrance) -> None:
    world, manager = office.world, as_(office, "manager")
    away, substitute = world.people["colleague"], world.people["member"]
    last = (office.clock.now() + timedelta(days=5)).date().isoformat()
    path = f"/people/{away}/away"
    assert "Enter the last day" in send(manager, path, substitute=substitute).text
    assert "Select somebody" in send(manager, path, substitute=away, away_until=last).text
    answer = send(manager, path, substitute=substitute, away_until=last)
    assert "Mel Testcase has 1 role of Kit Testcase" in manager.get(answer.location).text
    assert roles(world, substitute) == {("crg_member", "lei", None), ("business_office", "lei", None)}
    with office.office.database.reading() as session:
        assert tasks.held_by(session, away) == []
        assert len(tasks.held_by(session, substitute)) == 1
    # Said twice it is not given twice; a manager cannot give in this way what is not theirs to give.
    send(manager, path, substitute=substitute, away_until=last)
    with office.office.database.reading() as session:
        assert len(session.scalars(select(Membership).where(Membership.person_id == substitute)).all()) == 2
    office.pass_(days=6)
    assert roles(world, substitute) == {("crg_member", "lei", None)}
    with office.office.database.transaction() as session:
        people.give_role(session, away, "business_office", "llr")
    later = (office.clock.now() + timedelta(days=5)).date().isoformat()
    assert send(manager, path, substitute=substitute, away_until=later).status_code == 403
    assert roles(world, substitute) == {("crg_member", "lei", None)}


def test_what_stands_in_a_leavers_name_goes_along_where_it_can_and_is_listed_else(office: Entrance) -> None:
    world, admin, manager = office.world, as_(office, "admin"), as_(office, "manager")
    own, office_person, now = world.people["colleague"], world.people["office"], office.clock.now()
    with office.office.database.transaction() as session:
        case_id = records.by_reference(session, world.cases["waiting"]).id
        meeting = meetings.planned(session, case_id)
        assert meeting is not None
        meetings.invite(session, meeting, own, None, "business_office", now)
        action = actions.add(
            session, office.office.keys, case_id, actions.Plan("safety", "Ring.", None, own), None, now
        )
        action_id = action.id
        held = holds.Hold(**owned.key(case_id), step="local_work", owner_id=own, asked_by="police",
                          review_on=now.date(), started_at=now)  # fmt: skip
        holds.put_on(session, held, own)
        people.give_role(session, own, "auditor", "lei")
        people.give_role(session, own, "crg_member", "lei", None, (now.date() + timedelta(9), None))
        assignments.assign(session, case_id, own, "auditor", now)
        people.relate(session, RelationKind.DEPUTY, own, world.people["chair"])
        people.relate(session, RelationKind.DEPUTY, world.people["member"], own)
        # The first colleague is shut out of the case: nothing of it may go to them.
        assignments.exclude(session, case_id, office_person, now)
    done = send(admin, f"/people/{own}/leave", sure="yes", colleague=office_person)
    page = admin.get(done.location).text
    assert "Nothing in cases that you see" in page and "LEI-27" not in page and "still in their name" not in page
    listed = manager.get(f"/people/{own}").text
    assert listed.count(f'href="/cases/{world.cases["waiting"]}"') == 3 and "an open action" in listed
    with office.office.database.reading() as session:
        assert assignments.on_day(session, case_id, "auditor", now.date()) == []
        assert not list(
            session.scalars(select(Relation).where((Relation.person_id == own) | (Relation.of_person_id == own)))
        )
    assert "Select a colleague" in send(admin, f"/people/{own}/hand-on", colleague=own).text
    assert send(admin, f"/people/{own}/hand-on", colleague=world.people["chair"]).status_code == 303
    with office.office.database.reading() as session:
        assert in_name.of(session, own) == []
        assert actions.get(session, case_id, action_id).person_id == world.people["chair"]
        assert {one.owner_id for one in holds.in_force(session, case_id)} == {office_person, world.people["chair"]}
        invited = {one.person_id for one in meetings.invitees(session, case_id, meeting.id)}
        assert own not in invited and world.people["chair"] in invited
        told = [entry.action for entry in audit.entries(session, audit.of_case(case_id))]
        assert told.count("handed on") == 3 and told.count("taken off the case") == 1
        assert audit.verify(session) == []
    # Back with a role given anew, they are what that role says, and nothing of before.
    send(admin, f"/people/{own}/back")
    office.pass_(days=10)
    assert roles(world, own) == set()
    with office.office.database.reading() as session:
        assert not list(session.scalars(access.visible_cases(own, office.clock.now())))


def test_what_goes_on_is_counted_of_the_cases_that_whoever_looks_may_know_of(office: Entrance) -> None:
    world, manager, now = office.world, as_(office, "manager"), office.clock.now()
    own, colleague = world.people["colleague"], world.people["office"]
    sending.claim(office.office, own, world.task(world.cases["fresh"], "Check the referral"))
    with office.office.database.transaction() as session:
        ids = {one: records.by_reference(session, world.cases[one]).id for one in ("fresh", "taken")}
        for case_id in ids.values():
            plan = actions.Plan("safety", "Ring.", None, own)
            actions.add(session, office.office.keys, case_id, plan, None, now)
            assignments.assign(session, case_id, own, "auditor", now)
        people.give_role(session, own, "auditor", "lei")
    page = manager.get(f"/people/{own}").text
    assert "2 open tasks, and 2 things in their name" in page
    with office.office.database.transaction() as session:
        assignments.exclude(session, ids["taken"], world.people["manager"], now)
        assignments.exclude(session, ids["fresh"], colleague, now)
    assert "1 open task, and 1 thing in their name" in manager.get(f"/people/{own}").text
    last = (now + timedelta(days=5)).date().isoformat()
    away = send(manager, f"/people/{own}/away", substitute=world.people["member"], away_until=last)
    assert "and is on 1 case in their place," in manager.get(away.location).text
    done = send(manager, f"/people/{own}/leave", sure="yes", colleague=colleague)
    told = manager.get(done.location).text
    assert "1 thing still in their name" in told and "1 case to which the office puts somebody else" in told
    assert "went to the colleague" not in told, "that was of the other case"
    assert told.count(f'href="/cases/{world.cases["fresh"]}"') == 1 and world.cases["taken"] not in told
    rest = send(manager, f"/people/{own}/hand-on", colleague=world.people["chair"])
    assert "theirs now: 1 thing of cases that you see" in manager.get(rest.location).text
    none = manager.get(send(manager, f"/people/{own}/hand-on", colleague=world.people["chair"]).location).text
    assert "What the colleague may see is theirs now." in none
    with office.office.database.reading() as session:
        entry = next(one for one in audit.entries(session, audit.PEOPLE) if one.action == "person left")
        assert canonical.read(entry.detail) == {"to": colleague}, "how many it was stands in no stream of people"


def test_a_substitute_is_put_on_the_single_cases_of_whoever_is_away(office: Entrance) -> None:
    world, manager, now = office.world, as_(office, "manager"), office.clock.now()
    away, substitute = world.people["colleague"], world.people["member"]
    with office.office.database.transaction() as session:
        ids = [records.by_reference(session, world.cases[one]).id for one in ("fresh", "waiting")]
        people.give_role(session, away, "auditor", "lei")
        for case_id in ids:
            assignments.assign(session, case_id, away, "auditor", now)
        assignments.exclude(session, ids[1], substitute, now)
    last = (now + timedelta(days=5)).date().isoformat()
    answer = send(manager, f"/people/{away}/away", substitute=substitute, away_until=last)
    assert (
        "Mel Testcase has 2 roles of Kit Testcase, and is on 1 case in their place,"
        in manager.get(answer.location).text
    )
    # Whoever looks after people does not come on a case by entering an absence.
    mine = send(manager, f"/people/{away}/away", substitute=world.people["manager"], away_until=last)
    assert mine.status_code == 403
    with office.office.database.reading() as session:
        on = [{each.person_id for each in assignments.on_day(session, one, "auditor", now.date())} for one in ids]
        assert on == [{away, substitute}, {away}]
        assert "substitute" in [entry.action for entry in audit.entries(session, audit.of_case(ids[0]))]


def test_guests_of_another_area_get_a_link_with_their_role_and_whoever_can_sign_in_gets_none(office: Entrance) -> None:
    world, now = office.world, office.clock.now()
    until = (now + timedelta(days=30)).date().isoformat()
    said: dict[str, Json] = {
        "observers": [
            {"person": "Gus Testcase", "email": "gus@other.example", "job": "Reviewer", "until": until},
            {"person": "Ola Testcase", "email": "office@cspr.example", "job": "Coordinator", "until": until},
        ]
    }
    with office.office.database.transaction() as session:
        case_id = records.by_reference(session, world.cases["fresh"]).id
        across_borders.let_in(session, office.office, case_id, said, world.people["manager"], now)
        # Told of again, in other letters: it is the same agency, and whoever speaks for it is added.
        before = len(partnerships.agencies_of(session, "lei"))
        for name in ("Invented Trust", " invented  trust"):
            row: Json = {"name": name, "category": "health", "person": "Ola", "email": "office@cspr.example"}
            across_borders.let_in(session, office.office, case_id, {"agencies": [row]}, world.people["manager"], now)
        assert len(partnerships.agencies_of(session, "lei")) == before + 1
    assert mailing.deliver_due(office.office) == 1
    (mail,) = (office.office.config.data_dir / "mail").glob("*.eml")
    assert "To: gus@other.example" in mail.read_text()


def test_the_access_review_lists_every_role_in_force_within_reach_and_can_be_taken_away(office: Entrance) -> None:
    world = office.world
    with office.office.database.transaction() as session:
        session.get_one(Person, world.people["referrer"]).name = "=HYPERLINK(1)"
        people.give_role(
            session, world.people["chair"], "auditor", "lei", None, (None, office.clock.now().date() - timedelta(1))
        )
    lines = as_(office, "manager").get("/people/review?as=csv").text.splitlines()
    assert lines[0].startswith("\ufeffName,Address,Role") and any(line.startswith("'=HYPERLINK") for line in lines)
    assert not any("neighbour@" in line or "Auditor" in line for line in lines)
    everybody = as_(office, "admin").get("/people/review?as=csv").text
    assert "neighbour@cspr.example" in everybody and "office@cspr.example" in everybody
    assert as_(office, "office").get("/people/review?as=csv").status_code == 403
    with office.office.database.reading() as session:
        (taken,) = audit.entries(session, audit.of_searches(world.people["admin"]))
        assert taken.action == "exported" and b"access review" in taken.detail


def test_the_access_review_is_signed_off_for_the_list_that_was_shown_and_is_late_after_a_quarter(
    office: Entrance,
) -> None:
    world = office.world
    manager, admin = as_(office, "manager"), as_(office, "admin")

    def list_of(client: FlaskClient) -> str:
        found = re.search(r'name="list" value="(\w{64})"', client.get("/people/review").text)
        assert found
        return found[1]

    shown = list_of(manager)
    assert "Never signed off" in manager.get("/people/review").text
    assert "Confirm that you went" in send(manager, "/people/review", list=shown).text
    with office.office.database.transaction() as session:
        people.give_role(session, world.people["member"], "auditor", "lei")
    assert "has changed since" in send(manager, "/people/review", list=shown, sure="yes").text
    assert send(manager, "/people/review", list=list_of(manager), sure="yes").status_code == 303
    assert "by Mo Testcase" in manager.get("/people/review").text
    # What one office went through is not everybody; everybody is each office.
    assert "Never signed off" in admin.get("/people/review").text
    office.pass_(days=93)
    assert "more than a quarter ago" in manager.get("/people/review").text
    assert send(admin, "/people/review", list=list_of(admin), sure="yes").status_code == 303
    assert "by Ada Testcase" in manager.get("/people/review").text
    with office.office.database.reading() as session:
        signed = [one for one in audit.entries(session, audit.PEOPLE) if one.action == "access review signed off"]
        assert [one.subject for one in signed] == ["lei", "everybody"]


def test_agencies_are_added_and_no_longer_asked_by_those_whose_partnerships_they_serve(office: Entrance) -> None:
    manager, admin = as_(office, "manager"), as_(office, "admin")
    new = {"name": "Testcase Trust", "category": "nhs_provider", "serves": "lei"}
    for wrong, said in (
        ({"name": " leicestershire POLICE "}, "of this name already"),
        ({"category": "circus"}, "Select what kind"),
        ({"partner": "king"}, "Select a safeguarding partner"),
        ({"council": "none"}, "Select a council"),
        ({"serves": "llr"}, "Select at least one partnership"),
    ):
        answer = send(manager, "/people/agencies", **{**new, **wrong})
        assert answer.status_code == 422 and said in answer.text, wrong
    assert send(manager, "/people/agencies", **new).status_code == 303
    with office.office.database.reading() as session:
        (trust,) = (one for one in partnerships.agencies_of(session, "lei") if one.name == "Testcase Trust")
    page = manager.get("/people/agencies").text
    assert "Testcase Trust" in page and "Lou Testcase" in page
    assert send(manager, f"/people/agencies/{trust.id}").status_code == 303
    with office.office.database.reading() as session:
        assert trust.id not in {one.id for one in partnerships.agencies_of(session, "lei")}
    send(manager, f"/people/agencies/{trust.id}")
    # It is put right, with the days between which it may be asked; what was there before is in the audit.
    shown = manager.get(f"/people/agencies/{trust.id}").text
    assert 'value="Testcase Trust"' in shown
    day = office.clock.now().date()
    until = (day + timedelta(days=3)).isoformat()
    path, better = f"/people/agencies/{trust.id}/details", {**new, "name": "Better Trust", "until": until}
    for wrong, said in (
        ({"name": "leicestershire police"}, "of this name already"),
        ({"since": until, "until": day.isoformat()}, "must not be before"),
        ({"until": "soon"}, "until"),
        ({"serves": ""}, "Select at least one partnership"),
    ):
        answer = send(manager, path, **{**better, **wrong})
        assert answer.status_code == 422 and said in answer.text, wrong
    assert send(manager, path, **better).status_code == 303
    assert send(manager, path, **better).status_code == 303
    with office.office.database.reading() as session:
        asked = [[one.name for one in partnerships.asked_by(session, "lei", day + timedelta(days=n))] for n in (3, 4)]
        assert asked == [["Better Trust", "Leicestershire Police"], ["Leicestershire Police"]]
        (entry,) = (one for one in audit.entries(session, audit.PEOPLE) if one.action == "agency changed")
        assert "Testcase Trust → Better Trust" in (said_of := entry.detail.decode()) and until in said_of
    assert "an administrator changes it" in manager.get("/people/agencies/police").text
    assert send(manager, "/people/agencies/police/details", **new).status_code == 403
    # The police serve both partnerships: only an administrator lets them be asked no more.
    assert send(manager, "/people/agencies/police").status_code == 403
    assert send(admin, "/people/agencies/police").status_code == 303
    with office.office.database.reading() as session:
        assert [one.name for one in partnerships.agencies_of(session, "lei")] == ["Better Trust"]
        said = [entry.action for entry in audit.entries(session, audit.PEOPLE)]
    switched = ["agency not asked any more", "agency asked again"]
    assert said == ["agency added", *switched, "agency changed", switched[0]]
