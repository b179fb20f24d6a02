"""Before what a passer-by at an open screen must not do people show anew that it is them; nothing typed is lost."""

from html import unescape

import pytest
from werkzeug.test import TestResponse

from cases import api_tokens, audit
from cases.signing_in import accounts, trail
from cases.signing_in.accounts import Means
from tests.web import world as worlds
from tests.web.signing_in.entering import HIDDEN, Browser, Entrance
from tests.web.signing_in.test_sessions import enter

pytestmark = pytest.mark.slow

WRONG = "an invented wrong one"


def hidden(page: TestResponse) -> dict[str, str]:
    """The hidden fields of a page, as a browser sends them."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page.text)}


def proved(browser: Browser, asked: TestResponse, path: str, password: str) -> TestResponse:
    """The page that asked for the password, sent with one."""
    return browser.client.post(path, data={**hidden(asked), "_proof": password})


def tokens(here: Entrance) -> list[str]:
    with here.office.database.reading() as session:
        return [one.name for one, _ in api_tokens.listed(session, here.world.people["owner"])]


@pytest.fixture
def owner(here: Entrance) -> Browser:
    """A process owner with a password, who signed in six minutes ago."""
    with here.office.database.transaction() as session:
        means = Means(worlds.PASSWORD_HASH, worlds.SECRET, [], 0)
        accounts.set_up(session, here.office.keys, here.world.people["owner"], means, here.clock.now())
    browser = enter(here, "owner")
    here.pass_(minutes=6)
    return browser


def test_whoever_has_been_signed_in_for_a_while_enters_the_password_again_and_what_was_typed_stays(
    here: Entrance, owner: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = owner.send("/tokens", name="Laptop <b>at</b> home", days="30")
    assert asked.status_code == 200 and "Enter your password again" in asked.text and tokens(here) == []
    for given, said in (("", "Enter your password"), (WRONG, "This is not your password")):
        answer = proved(owner, asked, "/tokens", given)
        assert answer.status_code == 422 and said in answer.text and "Error: " in answer.text, given
        assert WRONG not in answer.text
        fields = hidden(answer)
        assert (fields["name"], fields["days"]) == ("Laptop <b>at</b> home", "30")
        # The command keeps its key, however often the page is sent.
        assert fields["_key"] == hidden(asked)["_key"]
    fields = {**hidden(asked), "name": "Laptop", "_proof": worlds.PASSWORD}
    made = owner.client.post("/tokens", data=fields)
    assert made.status_code == 200 and "Copy your token" in made.text and tokens(here) == ["Laptop"]
    # For some minutes nothing is asked again; then it is.
    assert "Copy your token" in owner.send("/tokens", name="Another", days="30").text
    here.pass_(minutes=5)
    assert "Enter your password again" in owner.send("/tokens", name="Third", days="30").text
    assert sorted(tokens(here)) == ["Another", "Laptop"]
    with here.office.database.reading() as session:
        said = [entry.action for entry in audit.entries(session, trail.of_person(here.world.people["owner"]))]
    assert said.count("proved again") == 1
    assert WRONG not in "".join(capsys.readouterr())


def test_nobody_at_an_open_screen_ends_other_sessions_and_everybody_may_leave_their_own(
    here: Entrance, owner: Browser
) -> None:
    other = enter(here, "owner")
    page = owner.get("/account").text
    ends = sorted({line.split('"')[0] for line in page.split('action="')[1:] if line.startswith("/account/sessions/")})
    for path in ends:
        asked = owner.send(path, on="/account") if not _is_own(here, owner, path) else None
        assert asked is None or "Enter your password again" in asked.text, path
    assert other.get("/account").status_code == 200
    for _ in range(5):
        asked = owner.send("/account/sessions/end-others", on="/account")
        assert proved(owner, asked, "/account/sessions/end-others", WRONG).status_code == 422
    # Guessing here is counted like guessing at the front door.
    answer = proved(owner, asked, "/account/sessions/end-others", worlds.PASSWORD)
    assert answer.status_code == 422 and "too many attempts" in answer.text
    here.pass_(minutes=16)
    asked = owner.send("/account/sessions/end-others", on="/account")
    assert proved(owner, asked, "/account/sessions/end-others", worlds.PASSWORD).location == "/account"
    assert (owner.get("/account").status_code, other.get("/account").status_code) == (200, 303)
    here.pass_(minutes=6)
    [own] = [path for path in ends if _is_own(here, owner, path)]
    assert owner.send(own, on="/account").status_code == 303
    assert owner.get("/account").status_code == 303


def _is_own(here: Entrance, browser: Browser, path: str) -> bool:
    from cases.signing_in import sessions

    with here.office.database.reading() as session:
        row = sessions.of_text(session, browser.text(), here.clock.now())
    return row is not None and row.id in path
