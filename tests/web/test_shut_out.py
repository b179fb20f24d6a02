"""That whoever is shut out of a case finds nothing of it anywhere: pages, numbers, links, calendars, e-mails."""

import html
import re
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from cases import assignments, audit, meetings, people, records
from cases.correspondence import outbox
from cases.signing_in import late_posts
from casework import calendar_invitations
from casework.mail import delivery, ordering
from casework.mail.ordering import Order
from engine import instances
from foundation.clock import london_date
from foundation.database import new_id
from tests.web.world import World, form
from web import overview

SignIn = Callable[[str], FlaskClient]


def id_of(world: World, nickname: str) -> str:
    with world.office.database.reading() as session:
        return records.by_reference(session, world.cases[nickname]).id


def shut_out(world: World, who: str, *nicknames: str) -> None:
    with world.office.database.transaction() as session:
        for one in nicknames:
            assignments.exclude(session, id_of(world, one), world.people[who], world.office.clock.now())


def test_an_administrator_s_numbers_leave_out_the_cases_they_are_shut_out_of(world: World, sign_in: SignIn) -> None:
    now = world.office.clock.now()
    with world.office.database.reading() as session:
        before, hidden = overview.pulse(session, now), {id_of(world, one) for one in world.cases}
        mails = outbox.counts(session)
        running = overview.running_by_definition(session)
        instance = instances.of_case(session, id_of(world, "waiting"))[0].id
        assert overview.pulse(session, now, hidden) == overview.Pulse(0, 0, 0, 0, 0)
        assert not outbox.counts(session, hidden) and not overview.running_by_definition(session, hidden)
    assert before.running and before.incidents and before.stuck_mails and mails and running
    admin = sign_in("admin")
    assert admin.get(f"/ops/process-instance/{instance}").status_code == 303
    shut_out(world, "admin", *world.cases)
    for address in ("/admin/instances", "/admin/incidents", "/admin/mail", "/processes", "/settings/LEI"):
        page = admin.get(address).text
        assert not [one for one in world.cases.values() if one in page], address
    assert f"{before.running} running" not in admin.get("/admin/instances").text
    assert admin.get(f"/ops/process-instance/{instance}").status_code == 404


def test_links_of_e_mails_and_calendars_lead_nowhere_and_nothing_more_is_sent(world: World, sign_in: SignIn) -> None:
    office, case_id, me = world.office, id_of(world, "waiting"), world.people["member"]
    client = sign_in("member")
    with office.database.transaction() as session:
        meeting = meetings.of_case(session, case_id)[0]
        meetings.invite(session, meeting, me, None, "member", office.clock.now())
        calendar_invitations.send(session, office, meeting, "job", office.clock.now())
        ordering.order(session, office, Order(case_id, "papers_released", "job"), [people.person(session, me)],
                       office.clock.now())  # fmt: skip
        mails = [one for one in outbox.of_case(session, case_id) if one.person_id == me]
        said = [text for one in mails for text in outbox.opened(session, office.keys, one)[1:] if text]
        kept = late_posts.keep(session, office.keys, me, f"/cases/{world.cases['waiting']}/tell/x",
                               [("words", "Written before.")], office.clock.now()).id  # fmt: skip
    link = f"/cases/{world.cases['waiting']}"
    assert any(link in text for text in said), "the calendar's entry links to the case"
    assert client.get(link).status_code == 200 and "Written before." in client.get(f"/kept/{kept}").text
    shut_out(world, "member", "waiting")
    unknown = client.get("/cases/LEI-99-999")
    for address in (link, f"{link}/documents", f"{link}/meetings", f"/kept/{kept}"):
        found = client.get(address)
        assert (found.status_code, "Written before." in found.text) == (404, False), address
    assert client.get(link).text == unknown.text
    assert world.cases["waiting"] not in client.get("/cases").text + client.get("/").text + client.get("/tasks").text
    asked = form(reference="LEI")
    found = client.post("/cases", data=asked, follow_redirects=True).text
    assert f'/cases/{world.cases["waiting"]}"' not in found and f'/cases/{world.cases["fresh"]}"' in found
    with office.database.transaction() as session:
        meetings.take_off(session, meetings.of_case(session, case_id)[0], me, office.clock.now())
        calendar_invitations.send(session, office, meetings.of_case(session, case_id)[0], "next", office.clock.now())
        assert [one.id for one in outbox.of_case(session, case_id) if one.person_id == me] == [one.id for one in mails]
    delivery.deliver_due(office)
    with office.database.reading() as session:
        assert not [one for one in outbox.of_case(session, case_id) if one.person_id == me and one.sent_at], "not one"


def test_a_day_off_and_the_office_s_own_audit_tell_a_manager_nothing_of_a_case_they_are_shut_out_of(
    world: World, sign_in: SignIn
) -> None:
    case_id, now = id_of(world, "waiting"), world.office.clock.now()
    with world.office.database.transaction() as session:
        meeting = meetings.planned(session, case_id)
        assert meeting is not None
        audit.append(session, audit.of_partnership("lei"), world.people["office"], "case transferred", case_id, {}, now)
    on = london_date(meeting.starts_at)
    day = form(name="Flood", kind="shut", reason="No power.", **{"date-day": str(on.day)},
               **{"date-month": str(on.month), "date-year": str(on.year)})  # fmt: skip
    manager = sign_in("manager")
    told = [manager.post("/settings/LEI/calendar/days", data=day).text, manager.get("/audit").text]
    assert f"A meeting is planned for that day in {world.cases['waiting']}" in told[0] and case_id in told[1]
    shut_out(world, "manager", "waiting")
    told = [manager.post("/settings/LEI/calendar/days", data=day).text, manager.get("/audit").text]
    assert "What would move" in told[0] and "A meeting is planned" not in told[0]
    assert not [one for one in (world.cases["waiting"], case_id) if one in told[0] + told[1]]


def test_who_works_on_a_case_names_nobody_who_may_not_know_of_it(world: World, sign_in: SignIn) -> None:
    case_id, now = id_of(world, "waiting"), world.office.clock.now()
    with world.office.database.transaction() as session:
        added = {}
        for name, role in (("Vera Vice", "agency_lead"), ("Ida On", "independent_advisor"),
                           ("Ivo Off", "independent_advisor"), ("Pat Partner", "safeguarding_partner")):  # fmt: skip
            added[name] = people.add(session, name, f"{new_id()}@cspr.example")
            session.flush()
            people.give_role(session, added[name].id, role, "lei", "police" if role == "agency_lead" else None)
        people.relate(session, people.RelationKind.VICE_CHAIR, added["Vera Vice"].id, world.people["chair"])
        assignments.assign(session, case_id, added["Ida On"].id, "independent_advisor", now)
        chair = people.person(session, world.people["chair"]).name
    assert named_on(world, sign_in) >= {chair, "Ida On", "Pat Partner"}
    assert not {"Ivo Off", "Vera Vice"} & named_on(world, sign_in), "not put on it; not needed"
    shut_out(world, "chair", "waiting")
    with world.office.database.transaction() as session:
        for name in ("Ida On", "Pat Partner"):
            assignments.exclude(session, case_id, added[name].id, now)
    assert not {chair, "Ida On", "Pat Partner", "Ivo Off"} & named_on(world, sign_in)
    assert "Vera Vice" in named_on(world, sign_in), "who acts in the chair’s place"


@pytest.mark.slow
def test_by_no_link_of_the_site_does_anybody_come_to_a_case_they_are_shut_out_of(
    app: Flask, world: World, sign_in: SignIn
) -> None:
    names = (world.cases["waiting"], id_of(world, "waiting"))
    who = ("office", "chair", "admin")
    # An administrator sees its reference where instances are operated, and no more of it.
    assert all(len(telling(app, sign_in(one), names)) >= (2 if one == "admin" else 8) for one in who)
    for one in who:
        shut_out(world, one, "waiting")
    assert {one: found for one in who if (found := telling(app, sign_in(one), names))} == {}


def telling(app: Flask, client: FlaskClient, names: tuple[str, ...], each: int = 2) -> list[str]:
    """The pages on which one of these stands, of all that links and forms lead to; no more than `each` of one kind."""
    rules, seen, found = app.url_map.bind(""), Counter[str](), []
    ahead = [
        "/",
        *(rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and "<" not in rule.rule),
    ]
    known = set(ahead)
    for path in ahead:
        try:
            kind = rules.match(path.partition("?")[0], "GET")[0]
        except HTTPException:
            continue
        seen[kind] += 1
        if seen[kind] > each or kind.startswith(("sign_", "demo.", "assets.", "health.", "static")):
            continue
        with client.get(path) as got:
            text = got.get_data(as_text=True) if got.mimetype.startswith("text/") else ""
        if any(name in text for name in names):
            found.append(path)
        new = {html.unescape(link) for link in re.findall(r'(?:href|action)="(/[^"#]*)', text)} - known
        known |= new
        ahead += sorted(new)
    return found


def named_on(world: World, sign_in: SignIn) -> set[str]:
    shown = sign_in("member").get(f"/cases/{world.cases['waiting']}/people").text
    return set(re.findall(r"<t[dh][^>]*>([^<]+)</t[dh]>", shown.partition("Who works on it")[2]))


def test_whoever_has_left_gets_no_e_mail_that_was_ordered_before(world: World) -> None:
    office, case_id, me = world.office, id_of(world, "waiting"), world.people["colleague"]
    with office.database.transaction() as session:
        person = people.person(session, me)
        (mail,) = ordering.order(
            session, office, Order(case_id, "papers_released", "job"), [person], office.clock.now()
        )
        person.active = False
    delivery.deliver_due(office)
    with office.database.reading() as session:
        assert outbox.get(session, case_id, mail.id).sent_at is None


def test_the_opening_of_a_case_is_its_audit_s_first_entry(world: World, sign_in: SignIn) -> None:
    client = sign_in("office")
    answer = client.post("/start/sample/received", data=form(summary="Nobody came.", _partnership="lei"))
    assert answer.status_code == 303
    reference = answer.location.rpartition("/")[2]
    with world.office.database.reading() as session:
        case_id = records.by_reference(session, reference).id
        first = audit.entries(session, audit.of_case(case_id))[0]
    assert (first.actor, first.action, first.subject) == (world.people["office"], "case opened", case_id)
