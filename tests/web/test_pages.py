"""Every page in every state is sound HTML: one heading, unique ids, labelled fields, errors that lead somewhere."""

from collections.abc import Callable
from functools import cache

import pytest
from flask import Flask
from lxml import html

from tests.web import world as worlds
from tests.web.pages import ANSWERS, CALLS, NOT_PAGES, PAGES, Page
from tests.web.world import World

Read = Callable[[Page], html.HtmlElement]


@pytest.fixture(scope="module")
def read(still_app: Flask, still_world: World) -> Read:
    """Gives a page of the world that nobody changes; it is asked for once."""
    return cache(lambda page: _asked_for(still_app, still_world, page))


def _asked_for(app: Flask, world: World, page: Page) -> html.HtmlElement:
    client, address = worlds.signed_in(app, world, page.who), page.address(world)
    if page.body is None:
        answer = client.get(address)
    else:
        answer = client.post(address, data=page.body.content, content_type=page.body.kind)
    assert answer.status_code == page.status, answer.text[:2000]
    return html.document_fromstring(answer.text)


def test_every_route_is_in_the_table_of_pages(still_app: Flask) -> None:
    shown = {rule.endpoint for rule in still_app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    sent = {rule.endpoint for rule in still_app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert shown - NOT_PAGES == {page.endpoint for page in PAGES if page.body is None} - NOT_PAGES
    assert sent - ANSWERS == {page.endpoint for page in PAGES if page.body is not None}


def test_only_what_is_open_to_all_asks_nobody_who_they_are() -> None:
    from web import frame, rules

    open_to_all = {endpoint for endpoint, rule in rules.RULES.items() if rule is rules.EVERYBODY}
    assert open_to_all == frame.OPEN_TO_ALL


def test_every_route_but_a_few_asks_who_is_there(still_app: Flask) -> None:
    from web.csrf import BY_TOKEN
    from web.frame import ONLY_IN_DEMO, OPEN_TO_ALL

    assert {name.partition(".")[0] for name in CALLS} | {"back_channel"} == BY_TOKEN
    assert {rule.endpoint for rule in still_app.url_map.iter_rules()} >= OPEN_TO_ALL | ONLY_IN_DEMO
    client = still_app.test_client()
    for rule in still_app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in OPEN_TO_ALL | ONLY_IN_DEMO | CALLS:
            path = rule.rule.replace("<int:version>", "1").replace("<uuid:page>", worlds.BEGUN)
            answer = client.get(path.replace("<", "").replace(">", ""))
            assert (answer.status_code, answer.location) == (303, "/demo"), rule.rule


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_sound_with_nothing_inline_and_carries_its_marking_its_tokens_and_no_other_identity(
    read: Read, page: Page
) -> None:
    root = read(page)
    _is_sound(root)
    _has_nothing_inline_and_nothing_from_elsewhere(root)
    _carries_no_identity_of_another_body(root)
    _carries_tokens_and_keys(root)
    assert "OFFICIAL-SENSITIVE" in root.xpath("string(//header)")
    assert "invented" in root.xpath("string(//aside[@aria-label='Demonstration'])")


def _is_sound(root: html.HtmlElement) -> None:
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)
    assert len(root.xpath("//h1")) == 1
    assert root.xpath("string(//title)").strip().endswith("– Safeguarding practice reviews")
    for link in root.xpath("//a[starts-with(@href, '#')]/@href"):
        assert link[1:] in ids, link
    for name in ("aria-labelledby", "aria-describedby", "aria-controls"):
        for value in root.xpath(f"//@{name}"):
            assert set(value.split()) <= set(ids), (name, value)
    for field in root.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert root.xpath(f"//label[@for='{field.get('id')}']"), html.tostring(field)


def _has_nothing_inline_and_nothing_from_elsewhere(root: html.HtmlElement) -> None:
    assert not root.xpath("//@style | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]")
    for address in root.xpath("//script/@src | //link/@href | //img/@src"):
        assert address.startswith("/static/"), address


def _carries_no_identity_of_another_body(root: html.HtmlElement) -> None:
    text = html.tostring(root).decode().lower()
    for word in ("gds transport", "crown", "crest", "gov.uk"):
        assert word not in text


def _carries_tokens_and_keys(root: html.HtmlElement) -> None:
    for form in root.xpath("//form[@method='post']"):
        assert form.xpath(".//input[@name='_token']/@value") == [worlds.TOKEN]
        assert len(form.xpath(".//input[@name='_key']/@value")[0]) == 36
