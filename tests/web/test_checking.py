"""Long forms: people read all their answers once more, and what is sent is what they read."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from casework.forms import schema
from casework.forms.components import Component
from tests.faults.hard_office import kept_of, words_of
from tests.web import world as worlds
from tests.web.world import World, form

LONG = 12
"""Questions, from which on a form is read once more."""
BEGUN_WITH = {"f01_referral", "f02_notification"}
"""Forms that begin a case: before there is one, there is nowhere to keep answers and files between two pages."""


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
    asked = page.xpath("//form[contains(@action, '/check')]//input")
    return client.post(f"/tasks/{task}/check", data={one.get("name"): one.get("value") for one in asked} | form())


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


def _questions(components: tuple[Component, ...]) -> int:
    """How many questions a page asks; a list of rows is one."""
    inside = sum(_questions(one.components) for one in components if one.kind == "group")
    return inside + sum(one.asks or one.kind == "dynamiclist" for one in components)


def test_every_long_form_is_read_once_more() -> None:
    every = [schema.parse(path.read_bytes()) for path in Path("forms").glob("*.form")]
    long = {one.id for one in every if _questions(one.components) >= LONG}
    assert long == {one.id for one in every if one.is_checked} | BEGUN_WITH
