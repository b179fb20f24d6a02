"""The complete matrix: every role × relation to the case × route and method, against a table written by hand.

A cell is one request, sent for real. Two of the tests see to it that no route and no role is without cells.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from cases import people
from casework import api_keys
from foundation.database import new_id
from tests.web import world as worlds
from tests.web.matrix import crowd
from tests.web.matrix.crowd import Somebody
from tests.web.world import World
from web import create_app, rules

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "who_may.yaml").read_text())
PARTS = ("case", "site", "signing in", "by token")
YES, HIDDEN, REFUSED, SIGN_IN = "yes", "404", "403", "sign in"
NOBODY = Somebody("nobody", "not signed in")


@pytest.fixture(scope="module")
def everybody(still_world: World) -> list[Somebody]:
    return [NOBODY, *crowd.settle(still_world, TABLE["people"])]


@pytest.fixture(scope="module")
def addresses(still_world: World, everybody: list[Somebody]) -> Mapping[str, str]:
    found = crowd.addresses(still_world)
    token = worlds.api_token(still_world)
    return {**found, "api_tokens.revoke": f"/tokens/{token}/revoke"}


def probes(who: Somebody) -> list[str]:
    """What a person asks for: everything about the case; the rest where it matters how they hold the role."""
    return [*TABLE["case"], *(TABLE["site"] if who.relation in TABLE["site relations"] else ())]


def members(names: list[str]) -> Iterator[str]:
    """What the names stand for, groups opened."""
    for name in names:
        if name in TABLE["groups"]:
            yield from members(TABLE["groups"][name])
        else:
            yield name


def expected(probe: str, who: Somebody) -> str:
    """What the table says of one cell."""
    if who == NOBODY:
        return YES if TABLE["site"].get(probe) == "everybody" else SIGN_IN
    if probe in TABLE["case"]:
        sight = TABLE["people"][who.role][who.relation]
        return YES if sight in set(members(TABLE["case"][probe])) else HIDDEN
    asked = TABLE["site"][probe]
    if isinstance(asked, str):
        return YES
    stands_in = "in person" in asked and who.relation.startswith("deputy")
    if not who.acts or stands_in or who.role not in asked["may"]:
        return HIDDEN if who.acts and who.role in asked.get("not theirs", ()) else str(asked["others"])
    if "of Leicester" in asked and who.home != crowd.OURS and who.role != "admin":
        return HIDDEN
    return HIDDEN if "hidden from the excluded" in asked and who.relation == "excluded" else YES


def answer(client: FlaskClient, probe: str, address: str) -> tuple[str, str]:
    """What came, as the table names it, and the page."""
    method = probe.partition(" ")[0]
    data = {"_token": worlds.TOKEN} if method == "POST" else None
    with client.open(address, method=method, data=data) as got:
        # The menu differs by what part of the site was asked for, whether anything is there or not.
        status, text = got.status_code, got.text.partition("<h1")[2] if got.status_code == 404 else ""
        if status == 401 or got.location == "/demo":
            return SIGN_IN, text
    return {200: YES, 303: YES, 409: YES, 422: YES, 404: HIDDEN, 403: REFUSED}.get(status, f"status {status}"), text


@pytest.mark.slow(100)
def test_every_cell_is_as_the_table_says(
    still_app: Flask, still_world: World, everybody: list[Somebody], addresses: Mapping[str, str]
) -> None:
    counted: Counter[str] = Counter()
    wrong: list[str] = []
    for who in everybody:
        still_world.people["somebody"] = who.person_id
        client = worlds.signed_in(still_app, still_world, None if who == NOBODY else "somebody")
        hidden: set[str] = set()
        for probe in probes(who):
            wanted = expected(probe, who)
            given, page = answer(client, probe, addresses[probe.partition(" ")[2]])
            counted[wanted] += 1
            hidden |= {page} if given == HIDDEN else set()
            if given != wanted:
                wrong.append(f"{who.role}, {who.relation}: {probe}: {given} instead of {wanted}")
        assert len(hidden) < 2, f"{who.role}, {who.relation}: one answer for all that is hidden"
    cells = sum(len(probes(who)) for who in everybody)
    print(f"{cells} cells asserted, {cells - sum(counted.values())} left out")
    assert not wrong, f"{len(wrong)} of {cells} cells:\n" + "\n".join(wrong)
    assert sum(counted.values()) == cells > 7_000
    assert min(counted.values()) > 50, counted


@pytest.mark.slow
def test_signing_in_and_the_modeler_s_calls_answer_every_role_alike(
    still_app: Flask, still_world: World, everybody: list[Somebody]
) -> None:
    one_of_each = {who.role: who for who in everybody}.values()
    token = api_keys.make(still_world.office, still_world.people["admin"], "Matrix", 30, new_id())
    counted: Counter[str] = Counter()
    for who in one_of_each:
        still_world.people["somebody"] = who.person_id
        client = worlds.signed_in(still_app, still_world, None if who == NOBODY else "somebody")
        for probe, (stranger, other) in TABLE["signing in"].items():
            assert status(client, probe) == (stranger if who == NOBODY else other), (who.role, probe)
            counted[who.role] += 1
        client = worlds.signed_in(still_app, still_world, None if who == NOBODY else "somebody")
        for probe, (refused, _) in TABLE["by token"].items():
            assert status(client, probe) == refused, (who.role, probe)
            counted[who.role] += 1
    bearer = {"Authorization": f"Bearer {token}"}
    for probe, (_, answered) in TABLE["by token"].items():
        assert status(still_app.test_client(), probe, bearer) == answered, probe
    cells = sum(counted.values())
    print(f"{cells} cells of signing in and of calls asserted, none left out")
    assert cells == len(one_of_each) * (len(TABLE["signing in"]) + len(TABLE["by token"])) > 700


def status(client: FlaskClient, probe: str, headers: Mapping[str, str] | None = None) -> int:
    """The status of the answer at an address that names nothing there is."""
    method, _, endpoint = probe.partition(" ")
    rule = next(one for one in client.application.url_map.iter_rules(endpoint) if method in (one.methods or ()))
    data = {"_token": worlds.TOKEN} if method == "POST" and headers is None else None
    with client.open(re.sub("<[^>]+>", "none", rule.rule), method=method, data=data, headers=headers) as got:
        return got.status_code


@pytest.mark.slow
def test_what_is_forbidden_costs_the_database_what_the_unknown_costs(
    still_app: Flask, still_world: World, everybody: list[Somebody], addresses: Mapping[str, str]
) -> None:
    asked: list[str] = []
    event.listen(still_world.office.database.engine, "before_cursor_execute", lambda *each: asked.append(each[2]))
    for who in everybody:
        if (who.role, who.relation) not in {("business_office", "excluded"), ("agency_lead", "not asked")}:
            continue
        still_world.people["somebody"] = who.person_id
        client = worlds.signed_in(still_app, still_world, "somebody")
        # The first page of a session writes down when it was last used.
        client.get("/tasks")
        for probe in TABLE["case"]:
            there = addresses[probe.partition(" ")[2]]
            counts = []
            for address in (there, re.sub(r"LEI-27-\d+", "LEI-99-999", re.sub("/tasks/[^/]+", "/tasks/none", there))):
                asked.clear()
                assert answer(client, probe, address)[0] == HIDDEN, (who, probe)
                counts.append(list(asked))
            assert counts[0] == counts[1], (who, probe)


def test_every_route_and_method_is_in_the_table(still_app: Flask) -> None:
    there = {
        f"{method} {rule.endpoint}"
        for rule in still_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    asked = {probe.partition(",")[0] for part in PARTS for probe in TABLE[part]}
    unasserted = there - asked
    print(f"{len(asked)} addresses and methods with cells, {len(unasserted)} without")
    assert unasserted == set() and asked == there


def test_every_route_has_a_rule(still_app: Flask) -> None:
    assert {rule.endpoint for rule in still_app.url_map.iter_rules()} == set(rules.RULES)


def test_a_route_without_a_rule_is_refused_to_everybody(still_world: World) -> None:
    app = create_app(still_world.office)
    app.add_url_rule("/forgotten", "forgotten", lambda: "everything")
    for who in ("office", "chair", "admin"):
        assert worlds.signed_in(app, still_world, who).get("/forgotten").status_code == 404


def test_every_role_is_in_the_table_and_every_person_is_something_to_the_case() -> None:
    assert set(TABLE["people"]) == {*people.ROLES, "no role"}
    sights = {sight for relations in TABLE["people"].values() for sight in relations.values()}
    assert sights - {"nobody"} == set(members(["all"])), "every sight is asked for, and none that nobody has"
