"""Lists of work and of what happened: complete, in pages, and offering only what this person may do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from cases import people
from cases.people import RelationKind
from engine import worker
from foundation.clock import SettableClock
from tests.web import world as worlds
from tests.web.world import World

SignIn = Callable[[str], FlaskClient]


def read(client: FlaskClient, path: str) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:1000]
    return html.document_fromstring(answer.text)


def links(root: html.HtmlElement, words: str) -> list[str]:
    return [one.get("href") for one in root.iter("a") if words in one.text_content()]


def names(root: html.HtmlElement) -> list[str]:
    return [one.text_content() for one in root.find_class("app-task__name")]


@pytest.mark.slow
def test_a_long_list_goes_on_on_the_next_page_and_leaves_nothing_out(world: World, sign_in: SignIn) -> None:
    for _ in range(51):
        worlds.begun(world)
    client = sign_in("office")
    first = read(client, "/tasks?view=team")
    assert "50+ tasks" in first.text_content()
    (following,) = links(first, "More tasks")
    second = read(client, following)
    assert "Further tasks" in second.text_content()
    assert len(names(first)) == 50
    assert len(names(second)) == 3
    assert not set(names(first)) & set(names(second))
    assert links(second, "Back to the first tasks") == ["/tasks?view=team"]


@pytest.mark.parametrize("after", ["nonsense", "2027-01-14_", "_x", "2027-01-14T10:00:00+00:00_nobody"])
def test_a_list_begins_anew_or_goes_on_whatever_its_address_says(
    still_world: World, still_app: Flask, after: str
) -> None:
    client = worlds.signed_in(still_app, still_world, "office")
    assert client.get("/tasks", query_string={"view": "team", "after": after}).status_code == 200


@pytest.mark.parametrize("path", ["/cases", "/admin/instances", "/cases/{}/timeline"])
@pytest.mark.parametrize("number", ["0", "-5", "99999999999999999999999", "x"])
def test_a_page_number_that_no_list_has_shows_a_page_all_the_same(
    still_world: World,
    still_app: Flask,
    path: str,
    number: str,
) -> None:
    client = worlds.signed_in(still_app, still_world, "admin" if "admin" in path else "office")
    address = path.format(still_world.cases["waiting"])
    assert client.get(address, query_string={"page": number}).status_code == 200


def test_what_somebody_did_is_under_done(still_world: World, still_app: Flask) -> None:
    root = read(worlds.signed_in(still_app, still_world, "chair"), "/tasks?view=done")
    assert [one.split(",")[0] for one in names(root)] == ["Record the decision"]


def test_a_task_of_another_team_is_listed_in_its_case_but_cannot_be_opened_or_taken(
    still_world: World,
    still_app: Flask,
) -> None:
    address = f"/cases/{still_world.cases['fresh']}/tasks"
    office = read(worlds.signed_in(still_app, still_world, "office"), address)
    chair = read(worlds.signed_in(still_app, still_world, "chair"), address)
    assert names(office) == names(chair) == ["Check the referral"]
    assert links(office, "Check the referral")
    assert office.xpath("//form[contains(@action, '/claim')]")
    assert not links(chair, "Check the referral")
    assert not chair.xpath("//form[contains(@action, '/claim')]")
    assert "with another team" in chair.text_content()


def test_somebody_who_stands_in_for_another_has_the_pages_and_tasks_of_that_person(
    world: World, sign_in: SignIn
) -> None:
    with world.office.database.transaction() as session:
        deputy = people.add(session, "Dee Testcase", "deputy@cspr.example", "Deputy")
        session.flush()
        people.relate(session, RelationKind.DEPUTY, deputy.id, world.people["office"])
        world.people["deputy"] = deputy.id
    client = sign_in("deputy")
    assert "Check the referral" in read(client, "/").text_content()
    assert links(read(client, "/"), "Cases")
    assert "Stands in for Ola Testcase" in read(client, "/demo").text_content()


def test_those_who_keep_the_system_running_can_be_chosen_in_the_demonstration(
    still_world: World,
    still_app: Flask,
) -> None:
    root = read(worlds.signed_in(still_app, still_world, None), "/demo")
    for key in ("admin", "owner"):
        assert root.xpath(f"//input[@name='person'][@value='{still_world.people[key]}']")


def test_the_timeline_tells_what_people_did_and_on_request_what_the_machine_did_too(
    world: World, sign_in: SignIn
) -> None:
    assert isinstance(world.office.clock, SettableClock)
    world.office.clock.move(timedelta(days=3))
    worker.run_until_idle(world.office.worker)
    client, address = sign_in("office"), f"/cases/{world.cases['fresh']}/timeline"
    told, everything = (read(client, address + more).text_content() for more in ("", "?show=all"))
    assert "Referral check: started" in told
    assert "Rae Testcase" in told
    assert "Send a reminder" not in told
    assert "Send a reminder" in everything


def test_the_first_page_shows_the_next_clock_of_each_case_to_those_who_may_see_clocks(
    still_world: World,
    still_app: Flask,
) -> None:
    office = read(worlds.signed_in(still_app, still_world, "office"), "/").text_content()
    referrer = read(worlds.signed_in(still_app, still_world, "referrer"), "/").text_content()
    assert "Next clock" in office
    assert "Notification to the National Panel" in office
    assert still_world.cases["waiting"] in referrer
    assert "Next clock" not in referrer
    assert "Clocks to watch" not in referrer
