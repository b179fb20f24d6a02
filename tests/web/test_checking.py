"""Long forms: people read all their answers once more, and what is sent is what they read."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cases import people, submissions
from cases.begun_forms import BegunForm
from casework.forms import schema
from casework.forms.components import Component
from casework.operations import tidying
from engine import definitions
from engine.tables.instances import Instance
from foundation.database import new_id
from tests.faults.hard_office import kept_of, words_of
from tests.web import sample_files
from tests.web import world as worlds
from tests.web.world import World, form

LONG = 12
"""Questions, from which on a form is read once more."""
START = "/start/sample/received"


@pytest.fixture
def task(world: World) -> str:
    return world.task(world.cases["fresh"], "Check the referral")


def _looked_through(client: FlaskClient, task: str, **answers: str) -> html.HtmlElement:
    """The page of the answers, after the form was filled in like this."""
    answer = client.post(f"/tasks/{task}", data={**form(**answers), "_action": "check"})
    assert (answer.status_code, answer.location) == (303, f"/tasks/{task}/check")
    return html.fromstring(client.get(answer.location).text)


def _send(client: FlaskClient, task: str, page: html.HtmlElement) -> TestResponse:
    """Press the button of the page."""
    return client.post(f"/tasks/{task}/check", data=_asked(page) | form())


def _asked(page: html.HtmlElement) -> dict[str, str]:
    """What the page sends when its button is pressed."""
    return {one.get("name"): one.get("value") for one in page.xpath("//form[contains(@action, '/check')]//input")}


def _rows(page: html.HtmlElement) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in page.xpath("//div[@class='govuk-summary-list__row']")
    ]


def test_answers_are_read_with_what_was_left_empty_and_nothing_is_sent_before_the_second_button(
    app: Flask, world: World, task: str
) -> None:
    client = worlds.signed_in(app, world, "office")
    shown = html.fromstring(client.get(f"/tasks/{task}").text)
    # The Enter key presses the first button of a form: like the one below, it goes on to the answers.
    first, *_, last = shown.xpath("//form//button[@name='_action' and @value!='save']")
    assert (first.get("value"), last.get("value"), last.text_content().strip()) == (
        "check",
        "check",
        "Check your answers",
    )
    page = _looked_through(client, task, complete="yes")
    assert _rows(page) == [
        ["Is the referral complete?", "Yes", "Change Is the referral complete?"],
        ["Who read it?", "Not answered", "Change Who read it?"],
    ]
    again = html.fromstring(client.get(f"/tasks/{task}").text)
    for link in page.xpath("//dd//a/@href"):
        there, _, box = link.partition("#")
        assert there == f"/tasks/{task}" and again.get_element_by_id(box).tag == "input"
    assert kept_of(world, task) == []
    assert _send(client, task, page).location == f"/tasks/{task}/done"
    assert _send(client, task, page).status_code in {303, 409}
    assert [one["complete"] for one in kept_of(world, task)] == ["yes"]


def test_what_is_wrong_is_told_before_the_answers_are_shown(app: Flask, world: World, task: str) -> None:
    client = worlds.signed_in(app, world, "office")
    answer = client.post(f"/tasks/{task}", data={**form(complete="no", reader="Kim"), "_action": "check"})
    assert (
        answer.status_code == 422 and "What is missing" in words_of(answer) and "There is a problem" in words_of(answer)
    )
    # What was written is kept for them all the same, and the page of the answers is not to be had around it.
    assert client.get(f"/tasks/{task}/check").location == f"/tasks/{task}"
    assert 'value="Kim"' in client.get(f"/tasks/{task}").text


def test_only_what_was_shown_is_sent(app: Flask, world: World, task: str) -> None:
    client = worlds.signed_in(app, world, "office")
    page = _looked_through(client, task, complete="yes", reader="Kim")
    _looked_through(client, task, complete="yes", reader="Robin")
    stale = _send(client, task, page)
    assert stale.status_code == 409 and "Robin" in words_of(stale) and "have changed since" in words_of(stale)
    assert kept_of(world, task) == []
    assert _send(client, task, html.fromstring(stale.text)).status_code == 303
    assert [one["reader"] for one in kept_of(world, task)] == ["Robin"]


def test_nobody_sees_or_sends_a_colleague_s_answers(app: Flask, world: World, task: str) -> None:
    page = _looked_through(worlds.signed_in(app, world, "office"), task, complete="yes", reader="Kim")
    colleague = worlds.signed_in(app, world, "colleague")
    assert colleague.get(f"/tasks/{task}/check").location == f"/tasks/{task}"
    assert _send(colleague, task, page).status_code == 409
    assert worlds.signed_in(app, world, "neighbour").get(f"/tasks/{task}/check").status_code == 404
    assert kept_of(world, task) == []


def test_whoever_comes_too_late_is_told_who_was_first_and_reads_their_own_words(
    app: Flask, world: World, task: str
) -> None:
    client = worlds.signed_in(app, world, "office")
    page = _looked_through(client, task, complete="yes", reader="Kim of the office")
    worlds.signed_in(app, world, "colleague").post(f"/tasks/{task}", data=form(complete="yes"))
    late = _send(client, task, page)
    assert late.status_code == 409
    assert "Kit Testcase completed it" in words_of(late) and "Kim of the office" in words_of(late)


def _begun(client: FlaskClient, key: str, **answers: str) -> TestResponse:
    """Ask to look through a form that begins a case."""
    return client.post(START, data={**form(**answers), "_key": key, "_action": "check"})


def _referrer_of_two(world: World) -> None:
    """Let the referrer begin cases in two partnerships, so that they have to say for which."""
    with world.office.database.transaction() as session:
        people.give_role(session, world.people["referrer"], "referrer", "llr", None)


def _cases(world: World) -> int:
    with world.office.database.reading() as session:
        return session.execute(select(func.count()).select_from(Instance)).scalar_one()


def _kept(world: World, key: str) -> int:
    with world.office.database.reading() as session:
        mine = select(func.count()).select_from(BegunForm).where(BegunForm.page == key)
        return session.execute(mine).scalar_one()


def test_a_case_begins_once_with_what_was_shown_and_the_way_back_leads_to_the_same_words(
    app: Flask, world: World
) -> None:
    client, key, before = worlds.signed_in(app, world, "referrer"), new_id(), _cases(world)
    there = f"{START}/{key}/check"
    _referrer_of_two(world)
    answer = _begun(client, key, summary="It snowed.", _partnership="lei")
    assert (answer.status_code, answer.location) == (303, there)
    page = html.fromstring(client.get(there).text)
    assert _rows(page) == [
        [f"{asked}", said, f"Change {asked}"]
        for asked, said in (
            ("Which partnership is the case for?", "Leicester Safeguarding Children Partnership"),
            ("What happened?", "It snowed."),
            ("When did it happen?", "Not answered"),
        )
    ]
    again = html.fromstring(client.get(f"{START}/{key}").text)
    for link in page.xpath("//dd//a/@href"):
        address, _, box = link.partition("#")
        assert address == f"{START}/{key}" and again.get_element_by_id(box).tag in {"input", "textarea"}
    assert again.get_element_by_id("summary").text_content().strip() == "It snowed."
    assert again.xpath("//input[@name='_partnership' and @checked]/@value") == ["lei"]
    assert f"{START}/{key}" in client.get("/start").text, "it is found again after the window was closed"
    # In another window, or after going back, something else is written: it is shown before it is sent.
    assert _begun(client, key, summary="It rained.", _partnership="lei").location == there
    stale = client.post(there, data=_asked(page))
    assert stale.status_code == 409 and "It rained." in words_of(stale) and "have changed since" in words_of(stale)
    assert _cases(world) == before and _kept(world, key) == 1
    sent = [client.post(there, data=_asked(html.fromstring(stale.text))) for _ in range(2)]
    # Clicked twice, gone back to, or sent once more from the first window: it is one case, and the way leads there.
    sent += [client.get(there), client.get(f"{START}/{key}"), _begun(client, key, summary="Hail.", _partnership="lei")]
    assert {one.status_code for one in sent} == {303} and len({one.location for one in sent}) == 1
    assert "/cases/LEI-" in str(sent[0].location)
    assert _cases(world) == before + 1 and _kept(world, key) == 0
    with world.office.database.reading() as session:
        answers = [submissions.read(session, world.office.keys, one) for one in submissions.of_case(session, key)]
    assert [one["summary"] for one in answers] == ["It rained."]


def test_a_form_that_begins_a_case_is_kept_as_it_was_written_for_a_day_and_for_nobody_else(
    app: Flask, world: World
) -> None:
    client, key, before = worlds.signed_in(app, world, "referrer"), new_id(), _cases(world)
    there = f"{START}/{key}/check"
    _referrer_of_two(world)
    wrong = _begun(client, key, **{"on-day": "31", "on-month": "2", "on-year": "2027"})
    assert wrong.status_code == 422
    assert {"Select the partnership the case is for", "There is a problem"} <= set(_summary(wrong))
    assert client.get(there).location == f"{START}/{key}" and 'value="31"' in client.get(f"{START}/{key}").text
    assert _begun(client, key, summary="Sleet in the hills.", _partnership="lei").location == there
    page = html.fromstring(client.get(there).text)
    for file in world.office.config.data_dir.glob("*.sqlite*"):
        assert b"Sleet in" not in file.read_bytes(), "it is sealed"
    # Another person, who may begin a case there too, finds nothing of it, and takes nothing away.
    colleague = worlds.signed_in(app, world, "office")
    assert colleague.get(there).location == f"{START}/{key}"
    assert "Sleet" not in colleague.get(f"{START}/{key}").text and key not in colleague.get("/start").text
    assert colleague.post(there, data=_asked(page)).location == f"{START}/{key}"
    _begun(colleague, key, summary="Theirs.", _partnership="lei")
    assert colleague.post(f"{START}/{key}/away", data=form()).location == "/start"
    assert "Theirs." not in colleague.get(f"{START}/{key}").text and _kept(world, key) == 1
    _begun(colleague, key, summary="Theirs.", _partnership="lei")
    assert "Sleet" in client.get(there).text
    # Nor is it sent with a form that has changed since.
    files = sample_files.files()
    files["sample_referral.form"] = files["sample_referral.form"].replace(b"When did it", b"On which day did it")
    with world.office.database.transaction() as session:
        definitions.deploy(session, world.office.environment, files, world.people["admin"], world.office.clock.now())
    assert client.post(there, data=_asked(page)).location == f"{START}/{key}"
    assert "This form has changed since you saved your answers" in client.get(f"{START}/{key}").text
    assert _begun(client, key, summary="Sleet in the hills.", _partnership="lei").location == there
    assert _kept(world, key) == 2
    world.pass_(days=1)
    again = worlds.signed_in(app, world, "referrer")
    assert again.post(there, data=_asked(page)).location == f"{START}/{key}"
    assert "is not here any more" in again.get(f"{START}/{key}").text and _cases(world) == before
    tidying.forget_old_sign_ins(world.office)
    assert _kept(world, key) == 0


def _summary(answer: TestResponse) -> list[str]:
    """What the summary of a page says is wrong."""
    found = html.fromstring(answer.text).find_class("govuk-error-summary")
    return [" ".join(one.text_content().split()) for box in found for one in box.xpath(".//h2 | .//li")]


def _questions(components: tuple[Component, ...]) -> int:
    """How many questions a page asks; a list of rows is one."""
    inside = sum(_questions(one.components) for one in components if one.kind == "group")
    return inside + sum(one.asks or one.kind == "dynamiclist" for one in components)


def test_every_long_form_is_read_once_more() -> None:
    every = [schema.parse(path.read_bytes()) for path in Path("forms").glob("*.form")]
    long = {one.id for one in every if _questions(one.components) >= LONG}
    assert long == {one.id for one in every if one.is_checked}
