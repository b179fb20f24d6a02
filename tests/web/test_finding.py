"""What somebody searches for stands in no address, opens for nobody else, and is over after a while."""

from collections.abc import Callable

from flask.testing import FlaskClient

from cases import audit
from foundation import canonical
from tests.web.world import World, form

SignIn = Callable[[str], FlaskClient]
SAM = {"name": "Sam Testcase", "date-day": "4", "date-month": "5", "date-year": "2021"}


def test_a_child_is_found_without_its_name_in_address_page_or_log(world: World, sign_in: SignIn) -> None:
    client = sign_in("office")
    answer = client.post("/find", data=form(**SAM))
    assert answer.status_code == 303
    # "Sam" alone comes by chance in a sealed text now and then.
    assert "testcase" not in answer.location.lower() and "2021" not in answer.location
    for _ in range(2):  # reloading shows it again
        page = client.get(answer.location).text
        assert f"{world.cases['waiting']}-C1" in page
        assert "family name is the same" in page.lower()
    with world.office.database.reading() as session:
        found = audit.entries(session, audit.of_searches(world.people["office"]))
    token = world.office.keys.blind("search", "sam testcase").hex()
    assert [(one.subject, canonical.read(one.detail)) for one in found] == [
        (token, {"what": "children", "found": 1})
    ] * 2


def test_the_address_of_a_search_opens_for_nobody_else_nowhere_else_and_not_for_ever(
    world: World, sign_in: SignIn
) -> None:
    address = sign_in("office").post("/find", data=form(**SAM)).location
    over = "This search is over"
    assert over in sign_in("colleague").get(address).text
    assert over in sign_in("office").get(address.replace("/find", "/cases")).text
    assert over in sign_in("office").get(f"{address[:-3]}AAA").text
    world.pass_(minutes=29)
    assert "-C1" in sign_in("office").get(address).text
    world.pass_(minutes=2)
    assert over in sign_in("office").get(address).text


def test_none_and_none_that_may_be_seen_are_answered_alike(world: World, sign_in: SignIn) -> None:
    client = sign_in("neighbour")
    hidden = client.post("/find", data=form(**SAM), follow_redirects=True).text
    nobody = client.post("/find", data=form(**{**SAM, "name": "Zed Nowhere"}), follow_redirects=True).text
    assert "Nobody was found" in hidden
    assert without_keys(hidden).replace("Sam Testcase", "Zed Nowhere") == without_keys(nobody)


def without_keys(page: str) -> str:
    """A page without what is new in each form, and without the address it was at."""
    return "\n".join(line for line in page.splitlines() if "_key" not in line and "?q=" not in line)


def test_whoever_searches_too_often_waits_and_others_do_not(world: World, sign_in: SignIn) -> None:
    client = sign_in("office")
    answers = [client.post("/find", data=form(**SAM)).status_code for _ in range(121)]
    assert answers[:120] == [303] * 120
    assert answers[120] == 429
    assert sign_in("chair").post("/find", data=form(**SAM)).status_code == 303
    world.pass_(hours=1)
    assert client.post("/find", data=form(**SAM)).status_code == 303
