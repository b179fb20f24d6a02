"""Local accounts: set up by a link that works once, entered by password and code; whoever guesses learns nothing."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import extract_parameters
from sqlalchemy import text

from cases import audit
from cases.signing_in import links, throttle, trail
from cases.signing_in.links import Purpose
from casework.operations import tidying
from casework.signing_in import mailing, passwords, setting_up
from foundation.clock import SettableClock
from foundation.database import Database
from tests.web import world as worlds
from tests.web.signing_in.entering import Entrance, entrance
from web import create_app

pytestmark = pytest.mark.slow

GOOD = "copper lantern sixty fjords"


def key_on(page: str) -> bytes:
    import base64

    shown = re.search(r'app-code">([A-Z2-7 ]+)<', page)
    assert shown
    plain = shown[1].replace(" ", "")
    return base64.b32decode(plain + "=" * (-len(plain) % 8))


def test_an_invited_person_sets_up_an_account_with_a_link_that_only_a_finished_form_uses_up(here: Entrance) -> None:
    address = setting_up.invite(here.office, here.world.people["chair"], here.world.people["admin"])
    path = address.removeprefix(here.office.config.base_url)
    browser, scanner = here.browser(), here.browser()
    for _ in range(3):
        page = scanner.get(path)
        assert page.status_code == 200 and "Testcase" not in page.text and "cspr.example" not in page.text
    assert browser.send(path).location == "/set-up"
    page = browser.get("/set-up").text
    secret = key_on(page)
    assert "chair@cspr.example" in page and 'class="app-qr"' in page
    # Whatever is wrong is said by its field, and the link still holds.
    for password, said in (
        ("short", "12 characters or more"),
        ("x" * 129, "128 characters or fewer"),
        ("testcase1234", "too easy to guess"),
        ("passwordpassword", "Many people use this one"),
    ):
        answer = browser.send("/set-up", password=password, code=here.code(secret))
        assert answer.status_code == 422 and said in answer.text, password
    assert "not the code that the app shows" in browser.send("/set-up", password=GOOD, code="000000").text
    here.pass_(minutes=5)
    done = browser.send("/set-up", password=GOOD, code=here.code(secret))
    recovery = re.findall(r'<li class="app-code">([0-9A-Z-]{29})</li>', done.text)
    assert done.status_code == 200 and len(set(recovery)) == 10
    assert "Ira Testcase" in browser.get("/account").text
    # Once used, it holds for nobody, not even in the browser that had begun with it.
    assert scanner.get(path).status_code == browser.get(path).status_code == 410
    assert browser.get("/set-up").status_code == 410
    # The code that set the account up is used up too.
    assert browser.send("/sign-out", on="/account").location == "/sign-in"
    assert browser.password("chair@cspr.example", GOOD).location == "/sign-in/code"
    assert "used before" in browser.send("/sign-in/code", code=here.code(secret)).text
    # Each recovery code works once, however it is typed.
    typed = recovery[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert browser.send("/sign-in/code", code=typed).status_code == 303
    assert "9 codes left" in browser.get("/account").text
    again = here.browser()
    again.password("chair@cspr.example", GOOD)
    assert again.send("/sign-in/code", code=recovery[0]).status_code == 422
    here.pass_(seconds=30)
    assert again.send("/sign-in/code", code=here.code(secret)).status_code == 303


def test_links_run_out_give_way_to_newer_ones_and_are_kept_as_hashes_only(here: Entrance) -> None:
    chair, admin = here.world.people["chair"], here.world.people["admin"]
    first, second = (setting_up.invite(here.office, chair, admin).rpartition("/")[2] for _ in range(2))
    assert setting_up.purpose_of(here.office, first) is None
    assert setting_up.purpose_of(here.office, second) is Purpose.SET_UP
    with here.office.database.reading() as session:
        rows = session.execute(text("select * from one_time_link")).all()
        assert second not in str(rows)
    here.pass_(days=7)
    assert setting_up.purpose_of(here.office, second) is None
    third = setting_up.invite(here.office, chair, admin).rpartition("/")[2]
    with here.office.database.transaction() as session:
        links.withdraw(session, chair, admin, here.clock.now())
    assert here.browser().get(f"/link/{third}").status_code == 410
    with here.office.database.reading() as session:
        said = [entry.action for entry in audit.entries(session, trail.of_person(chair))]
    assert said == ["link made", "link made", "link made", "link withdrawn"]


def test_whoever_guesses_learns_nothing_and_must_wait_longer_each_time(
    here: Entrance, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = here.browser()
    wrong = browser.password("office@cspr.example", "not this one, surely")
    nobody = browser.password("nobody@cspr.example", "not this one, surely")
    without = browser.password("colleague@cspr.example", "not this one, surely")
    assert wrong.status_code == nobody.status_code == without.status_code == 422
    plain = {
        re.sub(r'value="[^"]*"', "", answer.text.replace(f"{name}@cspr.example", "")) for answer, name in
        ((wrong, "office"), (nobody, "nobody"), (without, "colleague"))
    }  # fmt: skip
    assert len(plain) == 1
    for _ in range(4):
        browser.password("nobody@cspr.example", "x")
        browser.password("office@cspr.example", "x")
    # Even the right password is not looked at now, in any process; somebody else's account is.
    elsewhere = replace(here, app=create_app(here.office)).browser()
    for name in ("office", "nobody"):
        assert elsewhere.password(f"{name}@cspr.example", worlds.PASSWORD).status_code == 429
    assert "Wait 1 minute" in elsewhere.password("office@cspr.example", worlds.PASSWORD).text
    assert elsewhere.password("chair@cspr.example", "x").status_code == 422
    here.pass_(seconds=31)
    assert elsewhere.password("office@cspr.example", "x").status_code == 422
    here.pass_(seconds=31)
    assert elsewhere.password("office@cspr.example", worlds.PASSWORD).status_code == 429
    here.pass_(seconds=30)
    assert elsewhere.password("office@cspr.example", worlds.PASSWORD).status_code == 303
    # Codes are counted of their own: knowing the password does not let anybody try them all.
    for _ in range(5):
        assert elsewhere.send("/sign-in/code", code="000000").status_code == 422
    assert elsewhere.send("/sign-in/code", code=here.code()).status_code == 429
    here.pass_(seconds=31)
    assert elsewhere.send("/sign-in/code", code=here.code()).status_code == 303
    logged = "".join(capsys.readouterr())
    assert logged.count("sign_in_refused") > 10 and "cspr.example" not in logged and "127.0.0.1" not in logged
    for file in Path(here.office.config.data_dir).glob("demo.sqlite*"):
        assert b"nobody@cspr.example" not in file.read_bytes()


def test_many_people_behind_one_network_address_do_not_shut_each_other_out_but_a_guesser_shuts_it(
    sqlite: Database, clock: SettableClock
) -> None:
    def tried(right: bool) -> bool:
        with sqlite.transaction() as session:
            wait = throttle.take(session, {"council": throttle.NETWORK}, clock.now())
            if right and not wait:
                throttle.give_back(session, "council", throttle.NETWORK, clock.now())
        return wait is None

    assert all(tried(right=True) for _ in range(200))
    assert all(tried(right=False) for _ in range(60))
    assert not tried(right=True)
    clock.move(timedelta(seconds=31))
    assert tried(right=False) and not tried(right=True)
    clock.move(timedelta(hours=1))
    assert tried(right=True)


def test_an_address_that_is_not_known_costs_as_much_as_one_that_is() -> None:
    parameters = extract_parameters(passwords.NOBODYS)
    hasher = passwords.HASHER
    assert (parameters.time_cost, parameters.memory_cost, parameters.parallelism) == (
        hasher.time_cost, hasher.memory_cost, hasher.parallelism,
    )  # fmt: skip
    assert parameters == extract_parameters(worlds.PASSWORD_HASH)
    assert not passwords.verifies(None, "")
    longest = "a longest one ".ljust(passwords.LONGEST, "x")
    assert passwords.verifies(passwords.hashed(longest), longest)
    assert not passwords.verifies(passwords.hashed(longest), longest + "y")
    assert passwords.verifies(passwords.hashed("Zoe\u0301 and the lantern"), "Zo\u00e9 and the lantern")


def test_a_forgotten_password_is_chosen_anew_by_mail_with_the_authenticator_only(here: Entrance) -> None:
    browser = here.browser()
    answers = [
        re.sub(r'value="[^"]*"', "", browser.send("/sign-in/forgotten", email=f"{name}@cspr.example").text)
        for name in ("nobody", "colleague", "office")
    ]
    assert len(set(answers)) == 1 and "a link is on its way" in answers[0]
    # Sent twice more, and then no more for a while: nobody's letter box is flooded.
    for _ in range(5):
        browser.send("/sign-in/forgotten", email="office@cspr.example")
    assert mailing.deliver_due(here.office) == 2
    mails = sorted((here.office.config.data_dir / "mail").glob("*.eml"))
    assert len(mails) == 2
    mail = mails[-1].read_text()
    assert "To: office@cspr.example" in mail and "Ola" not in mail
    with here.office.database.reading() as session:
        assert session.execute(text("select count(*) from account_mail")).scalar_one() == 0
    found = re.search(r"/link/([\w-]+)", mail)
    assert found
    other = here.signed_in()
    assert browser.send(f"/link/{found[1]}").location == "/set-up"
    assert "otpauth" not in browser.get("/set-up").text and "app-qr" not in browser.get("/set-up").text
    assert browser.send("/set-up", password=GOOD, code="000000").status_code == 422
    here.pass_(seconds=30)
    assert browser.send("/set-up", password=GOOD, code=here.code()).status_code == 303
    assert browser.get("/account").status_code == 200
    # Whoever was signed in with the old password is not any more.
    assert other.get("/account").status_code == 303
    assert here.browser().password("office@cspr.example", worlds.PASSWORD).status_code == 422


def test_people_change_their_own_means_only_by_proving_who_they_are(here: Entrance) -> None:
    browser, other = here.signed_in(), None
    here.pass_(seconds=30)
    other = here.signed_in()
    half = here.browser()
    half.password("office@cspr.example", worlds.PASSWORD)
    assert browser.send("/account/password", old_password="x", password=GOOD).status_code == 422
    assert "too easy" in browser.send("/account/password", old_password=worlds.PASSWORD, password="ola testcase").text
    before = browser.text()
    assert browser.send("/account/password", old_password=worlds.PASSWORD, password=GOOD).status_code == 303
    assert browser.text() not in {"", before}
    assert (browser.get("/account").status_code, other.get("/account").status_code) == (200, 303)
    # Whoever had entered the password of before comes no further with it, also with the right code.
    here.pass_(seconds=30)
    assert half.send("/sign-in/code", code=here.code()).location == "/sign-in"
    assert browser.send("/account/codes", code="000000").status_code == 422
    here.pass_(seconds=30)
    assert "Write down your recovery codes" in browser.send("/account/codes", code=here.code()).text
    assert browser.send("/account/authenticator", password="x").status_code == 422
    assert browser.send("/account/authenticator", password=GOOD).status_code == 303
    secret = key_on(browser.get("/account/authenticator").text)
    assert browser.send("/account/authenticator", code="000000").status_code == 422
    assert browser.send("/account/authenticator", code=here.code(secret)).status_code == 303
    here.pass_(seconds=30)
    again = here.browser()
    again.password("office@cspr.example", GOOD)
    assert again.send("/sign-in/code", code=here.code()).status_code == 422
    assert again.send("/sign-in/code", code=here.code(secret)).status_code == 303
    assert mailing.deliver_due(here.office) == 3
    with here.office.database.reading() as session:
        said = [entry.action for entry in audit.entries(session, trail.of_person(here.world.people["office"]))]
        assert audit.verify(session) == []
    for what in ("password changed", "recovery codes made", "authenticator changed", "account mail accepted"):
        assert what in said
    # Somebody without a password has none of these pages.
    colleague = here.browser()
    colleague.client = worlds.signed_in(here.app, replace(here.world, office=here.office), "colleague")
    assert colleague.get("/account").status_code == 200
    assert colleague.get("/account/password").status_code == 404


@pytest.mark.postgresql
def test_the_same_holds_on_postgresql_and_leaves_nothing_behind_when_tidied(
    postgresql_database: Database, tmp_path: Path, clock: SettableClock
) -> None:
    world = worlds.make(tmp_path, clock, postgresql_database.url)
    here = entrance(world)
    browser = here.signed_in()
    assert browser.get("/account").status_code == 200
    assert here.browser().password("nobody@cspr.example", "x").status_code == 422
    here.browser().send("/sign-in/forgotten", email="office@cspr.example")
    assert mailing.deliver_due(here.office) == 1
    here.pass_(days=120)
    tidying.forget_old_sign_ins(here.office)
    with here.office.database.reading() as session:
        for table in (
            "sign_in_attempts",
            "one_time_link",
            "sign_in_step",
            "late_post",
            "begun_form",
            "kept_upload",
            "signed_in",
            "account_mail",
        ):
            assert session.execute(text(f"select count(*) from {table}")).scalar_one() == 0, table
