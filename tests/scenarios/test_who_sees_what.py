"""Who sees what (domain.md §3.1), tried by opening everything: what is not theirs looks like what does not exist."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from cases import assignments, files, records, submissions
from cases.correspondence import letters, outbox
from casework import occasions
from casework.rehearsal.scenario_1_answers import AGENCIES
from engine import instances, tasks
from tests.scenarios.signed_in import TOKEN, browser
from tests.scenarios.stage import Chapter, Stage
from web import create_app

pytestmark = pytest.mark.slow

PARTS = ("", "/tasks", "/progress", "/people", "/documents", "/mail", "/meetings", "/clocks", "/timeline", "/dates")
SEEN: dict[str, set[str]] = {
    "Olive Office": set(PARTS),
    "Carla Chair": set(PARTS),
    "Maya Citymember": set(PARTS) - {"/mail", "/timeline"},
    "Lars Citypartner": set(PARTS) - {"/mail"},
    "Ida Independent": set(PARTS) - {"/mail", "/timeline"},
    "Nina Notifier": {"", "/tasks", "/documents"},
    "Gina Northpractice": {"", "/tasks", "/documents"},
    "Greg Northdeputy": {"", "/tasks", "/documents"},
    "Prue Probation": set(),
    "Rita Reviewer": set(),
    "Max Media": set(),
    "Aude Auditor": set(),
    "Bea Countyoffice": set(),
    "Chloe Countychair": set(),
    "Ada Administrator": set(),
    "Otis Owner": set(),
}
"""Which parts of a case half-way through scenario 1 are open to whom."""

CHILD = ("Baby Testcase", "Sibling Testcase", "1 Invented Lane")
WORDS = ("seriously harmed; the cause is not known",)
"""Something that the office wrote about the case."""


@pytest.fixture(scope="module")
def on(chapters: Mapping[str, Chapter], tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Scenario 1 when the meeting is set and every agency has replied."""
    return chapters["replied"].opened(tmp_path_factory.mktemp("seen"))


@pytest.fixture(scope="module")
def app(on: Stage) -> Flask:
    return create_app(on.office)


@pytest.fixture(scope="module")
def sign_in(app: Flask, on: Stage) -> Callable[[str], FlaskClient]:
    def signed_in(name: str) -> FlaskClient:
        return browser(app, on, name)

    return signed_in


def everything(on: Stage) -> Iterator[str]:
    """The addresses of things of the case: of every kind of thing, and of those that differ in whose they are."""
    start, case_id = f"/cases/{on.play.reference}", on.play.case_id
    yield from (start + part for part in PARTS)
    with on.office.database.reading() as session:
        yield from (f"{start}/files/{one.id}" for one in files.of_case(session, case_id)[::3])
        yield from (f"{start}/documents/{one.id}" for one in letters.of_case(session, case_id)[::3])
        yield from (f"{start}/forms/{one.id}" for one in submissions.of_case(session, case_id))
        yield from (f"{start}/mail/{one.id}" for one in outbox.of_case(session, case_id)[:2])
        for one in tasks.of_case(session, case_id)[::3]:
            yield from (f"/tasks/{one.id}", f"/tasks/{one.id}/done")
        for name in ("Olive Office", "Gina Northpractice"):
            places = occasions.places(session, on.office, on.play.person(name), case_id)
            yield from (f"{start}/tell/{one.id}" for one in places)
    yield f"{start}/dates/received_at"


def elsewhere(address: str) -> str:
    """An address of the same kind at which there is nothing."""
    if address.startswith("/tasks"):
        return re.sub(r"/tasks/[^/]+", "/tasks/none", address)
    return re.sub(r"/cases/[^/]+", "/cases/LEI-27-999", address)


def got(client: FlaskClient, address: str) -> TestResponse:
    """The whole answer, with nothing of it left to be sent."""
    with client.get(address) as answer:
        answer.get_data()
        return answer


@pytest.fixture(scope="module")
def pages_of(sign_in: Callable[[str], FlaskClient]) -> Callable[[str], Mapping[str, str]]:
    """Every page that somebody comes to by links, looked up once."""
    return functools.cache(lambda name: crawled(sign_in(name)))


def crawled(client: FlaskClient, first: str = "/") -> dict[str, str]:
    """Every page that can be reached by links, by address: no files and previews, which link to nothing."""
    found: dict[str, str] = {}
    waiting = [first]
    while waiting:
        address = waiting.pop()
        if address in found or re.search(r"^/(static|demo|processes/.*/file|settings/.*/templates/.*/)|step=", address):
            continue
        with client.get(address, follow_redirects=True) as answer:
            assert answer.status_code == 200, (address, answer.status_code)
            found[address] = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        if found[address]:
            links = html.document_fromstring(found[address]).xpath("//a/@href")
            waiting += [link.partition("#")[0] for link in links if link.startswith("/")]
    return found


@pytest.mark.parametrize("name", SEEN)
def test_the_parts_of_a_case_are_open_to_those_they_are_for(
    on: Stage, sign_in: Callable[[str], FlaskClient], name: str
) -> None:
    client = sign_in(name)
    answers = {part: client.get(f"/cases/{on.play.reference}{part}") for part in PARTS}
    assert {part for part, answer in answers.items() if answer.status_code == 200} == SEEN[name]


@pytest.mark.parametrize("name", SEEN)
def test_what_is_not_theirs_is_answered_just_like_what_does_not_exist(
    on: Stage, sign_in: Callable[[str], FlaskClient], name: str
) -> None:
    client, refused = sign_in(name), 0
    for address in everything(on):
        answer = got(client, address)
        if answer.status_code == 303:
            assert address.endswith("/done")
        elif answer.status_code != 200:
            refused += 1
            unknown = got(client, elsewhere(address))
            assert (answer.status_code, answer.text) == (404, unknown.text), address
            assert dict(answer.headers) == dict(unknown.headers), address
    assert refused or name == "Olive Office"


@pytest.mark.parametrize("name", [name for name, parts in SEEN.items() if not parts])
def test_those_without_a_part_find_nothing_of_the_case_wherever_they_go(
    on: Stage, pages_of: Callable[[str], Mapping[str, str]], name: str
) -> None:
    pages = pages_of(name)
    assert len(pages) > 3
    operates = name == "Ada Administrator"
    for address, text in pages.items():
        for word in (*CHILD, *WORDS, *([] if operates else [on.play.reference, "running instance"])):
            assert word not in text or name == "Otis Owner", (address, word)


def test_an_agency_finds_no_other_agency_and_no_child_beyond_its_own_request(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    others = [word for agency, _, lead in AGENCIES if lead != "Gina Northpractice" for word in (agency, lead)]
    for name in ("Gina Northpractice", "Greg Northdeputy"):
        pages = crawled(sign_in(name))
        assert f"/cases/{on.play.reference}/documents" in pages
        for address, text in pages.items():
            said = without_choices(text)
            for word in others:
                assert word not in said or word == "Police", (address, word)


def without_choices(text: str) -> str:
    """What a page says, without lists to choose from: to say who else knows a family, any agency can be named."""
    root = html.document_fromstring(text or "<p></p>")
    for one in root.xpath("//select"):
        one.drop_tree()
    return str(root.text_content())


@pytest.mark.parametrize("name", ["Maya Citymember", "Lars Citypartner", "Ida Independent"])
def test_who_was_asked_and_who_answers_is_for_the_office_and_the_chair(
    on: Stage, sign_in: Callable[[str], FlaskClient], name: str
) -> None:
    client = sign_in(name)
    hidden = [word for _, _, lead in AGENCIES for word in (lead,)] + ["GP practice North", "Housing association"]
    for part in SEEN[name]:
        text = client.get(f"/cases/{on.play.reference}{part}").text
        for word in (*hidden, *CHILD):
            assert word not in text, (part, word)
    with on.office.database.reading() as session:
        for one in instances.of_case(session, on.play.case_id):
            page = client.get(f"/cases/{on.play.reference}/progress?of={one.id}").text
            assert not [word for word in hidden if word in page]
    everything_told = client.get(f"/cases/{on.play.reference}/timeline?show=all").text
    assert not [word for word in hidden if word in everything_told]


def test_an_administrator_finds_no_case_content(on: Stage, pages_of: Callable[[str], Mapping[str, str]]) -> None:
    pages = pages_of("Ada Administrator")
    assert any(address.startswith("/admin/instances/") for address in pages)
    named = [agency for agency, _, _ in AGENCIES if agency != "Police"]
    for address, text in pages.items():
        # Who works for which agency is theirs to look after; that an agency has to do with a case is not.
        of_case = [on.play.reference] if re.match("/people($|[/?])", address) else named
        for word in (*CHILD, *WORDS, *of_case):
            assert word not in text, (address, word)
        assert not address.startswith("/cases"), address


def test_whoever_is_shut_out_loses_everything_at_once(on: Stage, sign_in: Callable[[str], FlaskClient]) -> None:
    client = sign_in("Cathy Communitymember")
    assert client.get(f"/cases/{on.play.reference}").status_code == 200
    with on.office.database.transaction() as session:
        person = on.play.person("Cathy Communitymember")
        assignments.exclude(session, records.by_reference(session, on.play.reference).id, person, on.office.clock.now())
    for address in everything(on):
        answer = got(client, address)
        assert (answer.status_code, answer.text) == (404, got(client, elsewhere(address)).text), address
    assert not [address for address, text in crawled(client).items() if on.play.reference in text]


@pytest.mark.parametrize(
    "name", ["Prue Probation", "Bea Countyoffice", "Nina Notifier", "Gina Northpractice", "Otis Owner"]
)
def test_what_is_posted_to_what_is_not_theirs_changes_nothing_and_tells_nothing(
    on: Stage, sign_in: Callable[[str], FlaskClient], name: str
) -> None:
    client, data = sign_in(name), {"_token": TOKEN, "complete": "yes"}
    with on.office.database.reading() as session:
        found = [one for one in tasks.of_case(session, on.play.case_id) if one.ended_at is None]
        mail = outbox.of_case(session, on.play.case_id)[0]
        # What they may tell themselves, they may.
        own = {one.id for one in occasions.places(session, on.office, on.play.person(name), on.play.case_id)}
        office_s = occasions.places(session, on.office, on.play.person("Olive Office"), on.play.case_id)
        places = [one for one in office_s if one.id not in own]
    mine = {one.id for one in found if client.get(f"/tasks/{one.id}").status_code == 200}
    assert found
    assert not mine
    addresses = [f"/tasks/{one.id}{act}" for one in found if one.id not in mine for act in ("", "/claim", "/release")]
    start = f"/cases/{on.play.reference}"
    addresses += [
        f"{start}/mail/{mail.id}",
        f"{start}/dates/received_at",
        *(f"{start}/tell/{one.id}" for one in places),
    ]
    for address in addresses:
        answer = client.post(address, data=data)
        assert (answer.status_code, answer.text) == (404, client.post(elsewhere(address), data=data).text), address
    for address in ("/admin/instances", "/admin/incidents/none", "/admin/timers/none", "/admin/mail"):
        assert client.get(address).status_code == 403
