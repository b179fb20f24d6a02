"""No page asks the database more because there are more cases: lists ask once for all that they show."""

import pytest
from flask import Flask
from sqlalchemy import event

from cases import records
from cases.clocks import Anchor, set_anchor
from foundation.database import new_id
from tests.web import world as worlds
from tests.web.world import World

WHO = ("office", "manager", "admin")
MORE = 40
PATIENCE = ("/health", "/demo")
"""What is no list: how the machine is, and who to be."""


def _add_cases(world: World) -> None:
    with world.office.database.transaction() as session:
        like, now = records.by_reference(session, world.cases["waiting"]), world.office.clock.now()
        for _ in range(MORE):
            opening = records.Opening(
                new_id(), like.partnership_id, like.profile, like.settings_version, "rapid_review"
            )
            case = records.open_case(session, world.office.keys, opening, now)
            for name in ("received_at", "aware_at"):
                set_anchor(session, case.id, Anchor(name, now), "tester", now)


def _asked(app: Flask, world: World) -> dict[tuple[str, str], int]:
    """How many statements each page takes that has no case in its address, the second time that somebody looks."""
    addresses = sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith(PATIENCE)
    )
    statements: list[str] = []
    event.listen(world.office.database.engine, "before_cursor_execute", lambda *each: statements.append(each[2]))
    found = {}
    for who in WHO:
        client = worlds.signed_in(app, world, who)
        for address in addresses:
            client.get(address).close()
            statements.clear()
            with client.get(address) as answer:
                if answer.status_code == 200:
                    found[who, address] = len(statements)
    return found


@pytest.mark.slow
def test_forty_more_cases_make_no_page_ask_the_database_more(app: Flask, world: World) -> None:
    before = _asked(app, world)
    assert {("office", "/"), ("office", "/cases"), ("manager", "/records")} <= before.keys()
    _add_cases(world)
    after = _asked(app, world)
    assert {each: (before[each], after.get(each)) for each in before if after.get(each) != before[each]} == {}
    assert max(after.values()) < 60
