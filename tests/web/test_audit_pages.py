"""Who may look into the audit and the read log, what each of them finds there, and what looking leaves behind."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cases import assignments, audit, people, records
from foundation import canonical
from tests.web.world import World, form

SignIn = Callable[[str], FlaskClient]
KEY = r'name="_key" value="[^"]*"'
"""Every form's own key, which differs from page to page."""


@pytest.fixture(scope="module")
def audited(still_world: World) -> World:
    """The world with an auditor put on one case, and a chair who is shut out of it."""
    with still_world.office.database.transaction() as session:
        for key, role in (("auditor", "auditor"), ("shut out", "crg_chair"), ("their manager", "bo_manager")):
            person = people.add(session, f"{key.title()} Testcase", f"{role}@cspr.example")
            session.flush()
            people.give_role(session, person.id, role, "llr" if key == "their manager" else "lei")
            still_world.people[key] = person.id
        waiting = records.by_reference(session, still_world.cases["waiting"]).id
        now = still_world.office.clock.now()
        assignments.assign(session, waiting, still_world.people["auditor"], "auditor", now)
        assignments.exclude(session, waiting, still_world.people["shut out"], now)
    return still_world


@pytest.fixture
def world(audited: World) -> World:
    return audited


@pytest.fixture
def app(still_app: Flask) -> Flask:
    return still_app


def rows(client: FlaskClient, asked: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/audit/export{asked}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def search(client: FlaskClient, reference: str) -> None:
    """Look for a case by part of its reference, as its page does."""
    assert client.post("/cases", data=form(reference=reference), follow_redirects=True).status_code == 200


def test_each_finds_the_streams_that_are_theirs_and_no_others(world: World, sign_in: SignIn) -> None:
    sign_in("office").get(f"/cases/{world.cases['waiting']}/people")
    search(sign_in("office"), "LEI")
    with world.office.database.reading() as session:
        ids = {key: records.by_reference(session, reference).id for key, reference in world.cases.items()}
    ours = {f"case:{ids[key]}" for key in ("waiting", "broken")} | {f"reads:{ids['waiting']}"}
    searches = {f"searches:{world.people[key]}" for key in ("office",)}
    found = {key: {one["Stream"] for one in rows(sign_in(key))} for key in (
        "manager", "chair", "shut out", "auditor", "their manager", "admin",
    )}  # fmt: skip
    assert ours | searches | {"partnership:lei"} <= found["manager"]
    assert {one for one in found["manager"] if one.startswith("searches")} <= {
        f"searches:{each}" for each in world.people.values()
    }
    assert found["chair"] == ours | {one for one in found["manager"] if one.startswith(("case:", "reads:"))}
    assert found["shut out"] == found["chair"] - {f"case:{ids['waiting']}", f"reads:{ids['waiting']}"}
    assert found["auditor"] == {f"case:{ids['waiting']}", f"reads:{ids['waiting']}"}
    assert found["their manager"] == {"partnership:llr"}
    assert not [one for one in found["admin"] if one.startswith(("case:", "reads:"))]
    assert {"definitions:all", "partnership:lei", "partnership:llr", *searches} <= found["admin"]


@pytest.mark.parametrize("who", ["office", "member", "lead", "referrer", "neighbour", "owner"])
def test_it_is_not_for_others(world: World, sign_in: SignIn, who: str) -> None:
    client = sign_in(who)
    assert [client.get(each).status_code for each in ("/audit", "/audit/export")] == [403, 403]
    assert client.post("/audit/words", data=form(words="Sam")).status_code == 403
    assert "Audit" not in client.get("/help").text


def test_looking_and_taking_away_are_written_down_themselves(world: World, sign_in: SignIn) -> None:
    client = sign_in("auditor")
    client.get("/audit?kind=reading")
    taken = rows(client)
    with world.office.database.reading() as session:
        entries = audit.entries(session, audit.of_searches(world.people["auditor"]))[-2:]
    assert [(one.action, canonical.read(one.detail)["what"]) for one in entries] == [  # type: ignore[call-overload,index]
        ("searched", "audit"),
        ("exported", "audit"),
    ]
    assert canonical.read(entries[1].detail)["found"] == len(taken)  # type: ignore[call-overload,index]


def test_a_case_that_is_not_theirs_is_found_like_one_that_is_not_there(world: World, sign_in: SignIn) -> None:
    for who in ("shut out", "their manager", "admin"):
        there, nowhere = (sign_in(who).get(f"/audit?case={each}").text for each in (world.cases["waiting"], "LEI-99-9"))
        assert "Nothing is found" in there
        assert re.sub(KEY, "", there.replace(world.cases["waiting"], "LEI-99-9")) == re.sub(KEY, "", nowhere)


def test_who_searched_for_a_name_is_found_by_the_name_and_the_name_stands_nowhere(
    world: World, sign_in: SignIn
) -> None:
    search(sign_in("colleague"), "Zebedee")
    client = sign_in("manager")
    answer = client.post("/audit/words", data=form(words=" ZEBEDEE "))
    assert answer.status_code == 303
    assert "zebedee" not in answer.location.lower()
    page = client.get(answer.location).text
    assert page.count("Kit Testcase") == 2, "once to choose from, once as who searched"
    assert "zebedee" not in page.lower()
    other = client.post("/audit/words", data=form(words="Zebedeo")).location
    assert "Nothing is found" in client.get(other).text


def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_only_text(world: World, sign_in: SignIn) -> None:
    with world.office.database.transaction() as session:
        person = people.person(session, world.people["colleague"])
        was, person.name = person.name, "=HYPERLINK(1)"
    search(sign_in("colleague"), "LEI")
    names = {one["Who"] for one in rows(sign_in("manager"), f"?person={world.people['colleague']}")}
    with world.office.database.transaction() as session:
        people.person(session, world.people["colleague"]).name = was
    assert names == {"'=HYPERLINK(1)"}


def test_a_linked_case_is_named_only_to_those_who_may_know_it(world: World, sign_in: SignIn) -> None:
    with world.office.database.transaction() as session:
        fresh, waiting = (records.by_reference(session, world.cases[one]).id for one in ("fresh", "waiting"))
        records.link(session, fresh, waiting, "sibling", None, world.office.clock.now())
    pages = {who: sign_in(who).get(f"/cases/{world.cases['fresh']}").text for who in ("chair", "shut out")}
    assert world.cases["waiting"] in pages["chair"]
    assert world.cases["waiting"] not in pages["shut out"] and world.cases["fresh"] in pages["shut out"]
