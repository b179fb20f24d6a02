"""Every form of every page sent back with words that break programs: no failure, no hang, and no page that runs them.

What was kept of it is looked at again on every page afterwards. `make test` sends each form once, with other words in
each field; `make scan` sets ATTACKS=all and sends all the words.
"""

import pytest

from tests.attacks import naughty
from tests.attacks.walking import Walk
from tests.web.conftest import app, kept_world, world
from tests.web.pages import PAGES
from tests.web.world import World
from web import create_app

__all__ = ["app", "kept_world", "world"]

ELSEWHERE = {
    # What programs send: see test_programs.py.
    "engine_rest.deploy", "engine_rest.start", "engine_rest.start_newest", "engine_rest.anything_else",
    # What the organisation's provider sends: see tests/web/signing_in/test_back_channel.py.
    "back_channel.end",
    # No page of the demonstration has it, and it reads no field.
    "sign_out.leave",
}  # fmt: skip
"""Addresses that take a post and are not walked to."""

TURNS = naughty.turns(1)


@pytest.mark.slow
def test_no_form_of_any_page_can_be_made_to_fail_or_to_run_what_is_written(world: World) -> None:
    walk = Walk(create_app(world.office), world)
    forms = walk.forms()
    assert walk.faults == []
    assert {one.method for one in forms} == {"get", "post"}
    for turn in TURNS:
        for form in forms:
            walk.send(form, turn)
        assert walk.faults == [], "\n".join(walk.faults)
    takes = {rule.endpoint for rule in walk.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert takes - walk.reached == ELSEWHERE
    for page in PAGES:
        if page.body is None:
            walk.look(page)
    assert walk.faults == [], "\n".join(walk.faults)
