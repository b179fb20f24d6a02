"""Outside the demonstration nobody can sign in yet: every address says so in plain words and shows nothing."""

from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.routing import Rule

from foundation.database import Database
from tests.web import world as worlds
from tests.web.pages import CALLS
from tests.web.world import World
from web import create_app
from web.frame import OPEN_TO_ALL


@pytest.fixture(scope="module")
def production(still_world: World) -> Flask:
    """The application as production starts it, over a database with people and cases in it."""
    office = still_world.office
    return create_app(replace(office, config=replace(office.config, demo=False)))


def addresses(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (rule.rule.replace("<int:version>", "1").replace("<", "").replace(">", ""), rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN_TO_ALL | CALLS
    ]


def test_every_address_says_that_nobody_can_sign_in_yet_and_nothing_else(production: Flask, still_world: World) -> None:
    client = production.test_client()
    known = [
        (path, method) for path, rule in addresses(production) for method in ("GET", "POST") if method in rule.methods
    ]
    real = [(f"/cases/{still_world.cases['waiting']}", "GET"), ("/no/such/page", "GET"), ("/no/such/page", "POST")]
    assert ("/demo", "POST") in known
    bodies = set()
    for path, method in [*known, *real]:
        answer = client.open(
            path, method=method, data={"person": still_world.people["office"]} if method == "POST" else None
        )
        assert answer.status_code == 503, (method, path)
        bodies.add(answer.text)
    (body,) = bodies
    assert "Nobody can sign in yet" in body
    assert "Be somebody else" not in body
    for word in ("Testcase", "LEI-", "Demonstration"):
        assert word not in body


def test_the_demonstration_cannot_be_entered_by_a_post(production: Flask, still_world: World) -> None:
    client = production.test_client()
    with client.session_transaction() as session:
        session["_token"] = worlds.TOKEN
    answer = client.post("/demo", data=worlds.form(person=still_world.people["office"]))
    assert answer.status_code == 503
    assert client.get("/cases").status_code == 503


def test_monitors_and_the_style_sheet_are_answered_all_the_same(production: Flask) -> None:
    client = production.test_client()
    assert client.get("/health").json == {"status": "ok"}
    assert client.get("/ready").json == {"status": "ok"}
    assert client.get("/help").status_code == 200
    assert client.get("/accessibility").status_code == 200
    assert client.get("/static/x/app/app.css").status_code == 200


def test_a_database_that_does_not_answer_is_told_to_monitors_and_to_people(still_world: World) -> None:
    broken = Database("postgresql://nobody@127.0.0.1:1/none")
    app = create_app(replace(still_world.office, database=broken))
    assert app.test_client().get("/health").status_code == 200
    answer = app.test_client().get("/ready")
    assert (answer.status_code, answer.json["status"]) == (503, "unavailable")
    client = worlds.signed_in(app, still_world, "office")
    for path in ("/", "/cases", "/no/such/page"):
        answer = client.get(path)
        assert answer.status_code == (404 if path == "/no/such/page" else 503), path
        assert "nobody@" not in answer.text
