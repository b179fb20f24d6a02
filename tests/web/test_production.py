"""Outside the demonstration every address leads whoever is not signed in to the sign-in page, and shows nothing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
import structlog
from flask import Flask
from werkzeug.routing import Rule

from cases.signing_in import sessions
from cases.signing_in.sessions import Way
from foundation import logs
from foundation.config import ConfigurationError
from foundation.database import Database
from tests.web import world as worlds
from tests.web.pages import CALLS
from tests.web.world import World
from web import create_app, session_key
from web.frame import OPEN_TO_ALL
from web.here import SIGNED_IN


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """What a test sets up of the log must not reach the tests after it."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(scope="module")
def production(still_world: World) -> Flask:
    """The application as production starts it, over a database with people and cases in it."""
    office = still_world.office
    return create_app(replace(office, config=replace(office.config, demo=False)))


def addresses(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (
            rule.rule.replace("<int:version>", "1")
            .replace("<uuid:page>", worlds.BEGUN)
            .replace("<", "")
            .replace(">", ""),
            rule,
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN_TO_ALL | CALLS | {"back_channel.end"}
    ]


def test_every_address_leads_to_the_sign_in_page_and_shows_nothing(production: Flask, still_world: World) -> None:
    client = production.test_client()
    known = [
        (path, method) for path, rule in addresses(production) for method in ("GET", "POST") if method in rule.methods
    ]
    real = [(f"/cases/{still_world.cases['waiting']}", "GET"), ("/no/such/page", "GET"), ("/no/such/page", "POST")]
    assert ("/demo", "POST") in known
    refusals = set()
    for path, method in [*known, *real]:
        answer = client.open(
            path, method=method, data={"person": still_world.people["office"]} if method == "POST" else None
        )
        if method == "GET":
            assert (answer.status_code, answer.location) == (303, "/sign-in"), path
        else:
            assert answer.status_code == 401, path
            refusals.add(answer.text)
    (refusal,) = refusals
    page = client.get("/sign-in").text
    for word in ("Testcase", "LEI-", "Demonstration", "Be somebody else"):
        assert word not in refusal + page


def test_the_demonstration_cannot_be_entered_and_its_sessions_hold_nowhere_else(
    production: Flask, still_world: World
) -> None:
    client = worlds.signed_in(production, still_world, None)
    assert client.post("/demo", data=worlds.form(person=still_world.people["office"])).status_code == 401
    office = still_world.office
    with office.database.transaction() as session:
        _, text = sessions.begin(session, still_world.people["office"], Way.DEMO, "A browser", office.clock.now())
    with client.session_transaction() as held:
        held[SIGNED_IN] = text
    assert client.get("/cases").status_code == 303
    with office.database.transaction() as session:
        _, text = sessions.begin(session, still_world.people["office"], Way.PASSWORD, "A browser", office.clock.now())
    with client.session_transaction() as held:
        held[SIGNED_IN] = text
    assert client.get("/cases").status_code == 200
    assert client.get("/demo").status_code == client.post("/demo", data=worlds.form()).status_code == 404


def test_a_key_for_cookies_that_is_open_to_others_or_not_random_is_refused(still_world: World) -> None:
    path = still_world.office.config.data_dir / "another.key"
    assert len(session_key(path)) == 32
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        session_key(path)
    path.chmod(0o600)
    path.write_bytes(b"secret" * 10)
    with pytest.raises(ConfigurationError, match="no random key"):
        session_key(path)


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


def test_whoever_comes_to_what_is_not_theirs_is_in_the_log_by_session_and_never_by_name(
    still_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(quietly=True)
    client = worlds.signed_in(create_app(still_world.office), still_world, "neighbour")
    assert client.get("/people").status_code == 403
    assert client.get(f"/cases/{still_world.cases['fresh']}").status_code == 404
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"refused"' in line]
    assert [(one["endpoint"], one["status"]) for one in told] == [("people.index", 403), ("cases.show", 404)]
    with still_world.office.database.reading() as session:
        row = sessions.find(session, told[0]["session"])
        assert row is not None and row.person_id == still_world.people["neighbour"]
    assert "Testcase" not in str(told) and "LEI-" not in str(told)


def test_what_fails_a_check_is_in_the_log_by_session_and_never_by_its_words(
    still_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(quietly=False)
    client = worlds.signed_in(create_app(still_world.office), still_world, "office")
    task = still_world.task(still_world.cases["fresh"], "Check the referral")
    answer = client.post(f"/tasks/{task}", data=worlds.form(complete="no", reader="Sam Testcase"))
    assert answer.status_code == 422
    [told] = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "input_refused" in line]
    assert (told["endpoint"], told["status"]) == ("tasks.send", 422)
    with still_world.office.database.reading() as session:
        row = sessions.find(session, told["session"])
        assert row is not None and row.person_id == still_world.people["office"]
    assert "Testcase" not in str(told) and task not in str(told)
    # A forged form, a file and what is not theirs: the planted words are in no line, whatever they were sent as.
    planted = "Zoe Plantedname"
    for path, fields in (
        (f"/tasks/{task}", {"_token": planted, "reader": planted}),
        (f"/tasks/{task}", {**worlds.form(), "reader": (BytesIO(planted.encode()), f"{planted}.exe")}),
        ("/tokens", worlds.form(name=planted)),
        ("/sign-out/by-provider", {"logout_token": planted}),
    ):
        assert client.post(path, data=fields, query_string={"q": planted}).status_code in {400, 403, 422}, path
    logged = capsys.readouterr().err
    assert logged.count("refused") >= 4 and planted not in logged and "Plantedname" not in logged
