"""Sessions are rows in the database: they end by time and by hand, change their text, and lose nobody's words."""

import re

import pytest
from sqlalchemy import select

from cases import people
from cases.signing_in import sessions
from cases.signing_in.sessions import SignedIn, Way
from cases.submissions import Submission
from engine.tables.instances import Instance
from foundation.database import new_id
from tests.web.signing_in.entering import HIDDEN, Browser, Entrance
from tests.web.world import BEGUN
from web.here import SIGNED_IN


def enter(here: Entrance, who: str, browser: Browser | None = None) -> Browser:
    """Somebody signed in, without the seconds that a password takes: the text of a session put into the cookie."""
    browser = browser or here.browser()
    with here.office.database.transaction() as session:
        person = here.world.people[who]
        _, text = sessions.begin(session, person, Way.PASSWORD, "Firefox on Windows", here.clock.now())
    with browser.client.session_transaction() as held:
        held[SIGNED_IN] = text
    return browser


def test_a_session_ends_after_half_an_hour_idle_and_after_twelve_hours_whatever_is_done(here: Entrance) -> None:
    used, idle = enter(here, "office"), enter(here, "office")
    for _ in range(28):
        here.pass_(minutes=25)
        assert used.get("/account").status_code == 200
        if _ == 0:
            assert idle.get("/account").status_code == 200
    assert idle.get("/account").location == "/sign-in"
    here.pass_(minutes=25)
    assert used.get("/account").location == "/sign-in"
    assert used.get("/cases").location == "/sign-in"


def test_people_see_where_they_are_signed_in_and_end_it_at_once(here: Entrance) -> None:
    browser, other, theirs = enter(here, "office"), enter(here, "office"), enter(here, "chair")
    with here.office.database.reading() as session:
        chairs = session.scalars(select(SignedIn.id).where(SignedIn.person_id == here.world.people["chair"])).one()
    page = browser.get("/account").text
    ends = re.findall(r'action="(/account/sessions/[^"]+/end)"', page)
    assert len(ends) == 2 and page.count("Firefox on Windows") >= 2 and chairs not in page
    assert browser.send(f"/account/sessions/{chairs}/end", on="/account").status_code == 404
    assert theirs.get("/account").status_code == 200
    with here.office.database.reading() as session:
        text = other.text()
        row = sessions.of_text(session, text, here.clock.now())
    assert row is not None and text not in {row.id, row.digest}
    assert browser.send(f"/account/sessions/{row.id}/end", on="/account").location == "/account"
    assert (browser.get("/account").status_code, other.get("/account").status_code) == (200, 303)
    enter(here, "office", other)
    browser.send("/account/sessions/end-others", on="/account")
    assert (browser.get("/account").status_code, other.get("/account").status_code) == (200, 303)
    # Signing out ends the session itself, so that a copy of the cookie is worth nothing.
    text = browser.text()
    assert browser.send("/sign-out", on="/account").location == "/sign-in"
    with browser.client.session_transaction() as held:
        held[SIGNED_IN] = text
    assert browser.get("/account").status_code == 303


def test_signing_in_takes_nothing_over_from_before(here: Entrance) -> None:
    browser = enter(here, "colleague")
    before = browser.text()
    with browser.client.session_transaction() as held:
        held["planted"] = "by somebody else"
        planted = held["_token"] = "known to somebody else"
    browser.client.post("/sign-out", data={"_token": planted})
    with browser.client.session_transaction() as held:
        held["planted"], held["_token"] = "by somebody else", planted
    enter(here, "office", browser)
    with here.app.test_request_context("/", headers={"User-Agent": "Mozilla/5.0 (Macintosh) Chrome/1 Safari/1 Edg/1"}):
        from flask import session as held

        from web import signed_in

        held.update(_token=planted, signed_in=before, planted="by somebody else", next="/cases")
        assert signed_in.begin(here.world.people["office"], Way.PASSWORD).startswith("/kept/")
        assert list(held) == [SIGNED_IN] and held[SIGNED_IN] != before
    with here.office.database.reading() as session:
        assert "Edge on Mac" not in {row.browser for row in session.scalars(select(SignedIn))}
        assert "Edge" in {row.browser for row in session.scalars(select(SignedIn))}


def test_a_change_of_rights_gives_the_browser_another_text_and_the_old_one_dies(here: Entrance) -> None:
    browser, thief = enter(here, "office"), here.browser()
    browser.get("/account")
    old = browser.text()
    with thief.client.session_transaction() as held:
        held[SIGNED_IN] = old
    here.pass_(minutes=2)
    browser.get("/account")
    assert browser.text() == old
    with here.office.database.transaction() as session:
        people.give_role(session, here.world.people["office"], "bo_manager", "lei")
    assert "Settings" in browser.get("/account").text
    new = browser.text()
    assert new != old and browser.get("/account").status_code == 200
    # Pages that were asked for a moment before still come; after a minute the old text is worth nothing.
    assert thief.get("/account").status_code == 200
    here.pass_(seconds=61)
    assert thief.get("/account").status_code == 303
    assert browser.get("/account").status_code == 200
    # Who is no longer active is out with the next click.
    with here.office.database.transaction() as session:
        people.person(session, here.world.people["office"]).active = False
    assert browser.get("/account").location == "/sign-in"


def test_after_signing_in_people_come_back_to_the_page_they_wanted_and_to_no_other_site(here: Entrance) -> None:
    browser = here.browser()
    for path, wanted in (
        ("/cases?state=open", "/cases?state=open"),
        ("/sign-in?next=https://evil.example/", "/cases?state=open"),
        ("//evil.example/cases", "/cases?state=open"),
        ("/\\evil.example", "/cases?state=open"),
        ("/no/such/page", "/cases?state=open"),
        ("/settings", "/settings"),
    ):
        browser.get(path)
        with browser.client.session_transaction() as held:
            assert held.get("next") == wanted, path


FORM = "/start/sample/received"
WORDS = "It snowed, and nobody came <b>at all</b>."


def test_a_form_sent_too_late_is_kept_for_its_sender_alone_and_shown_again_with_nothing_sent(here: Entrance) -> None:
    browser, stranger = enter(here, "referrer"), enter(here, "office")
    page = browser.get(FORM).text
    hidden = {name: value for name, value in HIDDEN.findall(page) if name in {"_token", "_key"}}
    here.pass_(minutes=31)
    # Nothing is kept of what another site sent in a person's name.
    assert browser.client.post(FORM, data={**hidden, "_token": "x", "summary": "forged"}).status_code == 403
    answer = browser.client.post(FORM, data={**hidden, "summary": WORDS, "password": "never kept"})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Your answers were kept" in browser.get("/sign-in").text
    with here.office.database.reading() as session:
        counts = len(session.scalars(select(Instance.id)).all()), len(session.scalars(select(Submission.id)).all())
    kept = signed_in_as(here, browser, "referrer")
    assert kept.startswith("/kept/")
    # Not for anybody else, whoever they are.
    for who in ("office", "admin", "colleague"):
        assert enter(here, who, stranger).get(kept).status_code == 404
        assert stranger.send(kept, on="/account", _action="again").status_code == 404
    page = browser.get(kept).text
    assert "Go on with the form" in page and "never kept" not in page and "forged" not in page
    assert "nobody came &lt;b&gt;at all" in page
    fields = dict(HIDDEN.findall(page.partition(f'action="{kept}"')[2].partition("</form>")[0]))
    again = browser.client.post(kept, data={**fields, "summary": WORDS})
    assert (again.status_code, again.location) == (307, FORM)
    shown = browser.client.post(FORM, data={**fields, "summary": WORDS})
    assert shown.status_code == 200 and "nobody came &lt;b&gt;at all" in shown.text
    with here.office.database.reading() as session:
        assert counts == (
            len(session.scalars(select(Instance.id)).all()),
            len(session.scalars(select(Submission.id)).all()),
        )
    assert browser.get(kept).status_code == 404
    for file in here.office.config.data_dir.glob("demo.sqlite*"):
        assert b"nobody came" not in file.read_bytes()


def test_answers_that_were_sent_too_late_from_the_page_that_shows_them_are_shown_there_again(here: Entrance) -> None:
    browser, there = enter(here, "referrer"), f"{FORM}/{BEGUN}/check"
    hidden = dict(HIDDEN.findall(browser.get(there).text))
    here.pass_(minutes=31)
    assert browser.client.post(there, data=hidden).location == "/sign-in"
    kept = signed_in_as(here, browser, "referrer")
    page = browser.get(kept).text
    assert kept.startswith("/kept/") and "Look through your answers again" in page and "Throw my" not in page
    fields = dict(HIDDEN.findall(page.partition(f'action="{kept}"')[2].partition("</form>")[0]))
    again = browser.client.post(kept, data=fields)
    assert (again.status_code, again.location) == (303, there)
    assert "It rained in an invented place." in browser.get(there).text and browser.get(kept).status_code == 404


def test_a_token_that_was_asked_for_too_late_is_asked_for_again_with_the_same_words(here: Entrance) -> None:
    browser = enter(here, "owner")
    hidden = {name: value for name, value in HIDDEN.findall(browser.get("/tokens").text) if name in {"_token", "_key"}}
    here.pass_(minutes=31)
    browser.client.post("/tokens", data={**hidden, "name": "Laptop at the window", "days": "30"})
    kept = signed_in_as(here, browser, "owner")
    fields = dict(HIDDEN.findall(browser.get(kept).text))
    assert browser.client.post(kept, data=fields).location == "/tokens"
    again = browser.client.post("/tokens", data=fields).text
    assert 'value="Laptop at the window"' in again and "There is no token yet" in again


def test_what_another_form_said_can_be_read_again_and_is_gone_after_a_day(here: Entrance) -> None:
    browser = enter(here, "office")
    hidden = {name: value for name, value in HIDDEN.findall(browser.get("/account").text) if name in {"_token", "_key"}}
    here.pass_(minutes=31)
    assert browser.client.post("/emergency-access", data={**hidden, "reason": "Laptop at the window"}).location
    kept = signed_in_as(here, browser, "office")
    page = browser.get(kept).text
    assert "Laptop at the window" in page and 'href="/emergency-access"' in page and "Go on with the form" not in page
    here.pass_(days=1)
    enter(here, "office", browser)
    assert browser.get(kept).status_code == 404
    # A session that was ended by hand keeps nothing: whoever holds its cookie may be anybody.
    hidden = {name: value for name, value in HIDDEN.findall(browser.get("/account").text) if name in {"_token", "_key"}}
    with here.office.database.transaction() as session:
        sessions.end_all(session, here.world.people["office"], "admin", here.clock.now())
    assert browser.client.post("/emergency-access", data={**hidden, "_key": new_id(), "reason": "x"}).status_code == 401


def signed_in_as(here: Entrance, browser: Browser, who: str) -> str:
    """Sign in as the pages do; gives where they lead to."""
    from web import signed_in

    with browser.client.session_transaction() as held:
        before = dict(held)
    with here.app.test_request_context("/"):
        from flask import session

        session.update(before)
        onward = signed_in.begin(here.world.people[who], Way.PASSWORD)
        after = dict(session)
    with browser.client.session_transaction() as held:
        held.clear()
        held.update(after)
    return onward


@pytest.mark.slow
def test_the_whole_way_in_leads_back_to_the_page_and_a_copy_of_the_first_cookie_is_worth_nothing(
    here: Entrance,
) -> None:
    browser = here.browser()
    assert browser.get("/cases?state=open").location == "/sign-in"
    with here.office.database.transaction() as session:
        from cases.signing_in import late_posts

        for row in late_posts.of_person(session, here.world.people["office"], here.clock.now()):
            late_posts.drop(session, row)
    browser.password("office@cspr.example", "lantern gravel ninety orchid")
    with browser.client.session_transaction() as held:
        planted = dict(held)
    assert browser.send("/sign-in/code", code=here.code()).location == "/cases?state=open"
    assert browser.get("/cases").status_code == 200
    copy = here.browser()
    with copy.client.session_transaction() as held:
        held.update(planted)
    assert copy.get("/cases").status_code == 303
    assert copy.send("/sign-in/code", on="/sign-in", code=here.code()).location == "/sign-in"
