"""Values planted in every field of S6 are found where they belong and nowhere else: database, logs, mails, pages."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from cases import people
from casework.letters import rendering
from casework.rehearsal import scenario
from casework.rehearsal.acts import ACTS
from casework.rehearsal.scenario_1_answers import Ids
from casework.rehearsal.scene import Scene
from casework.rehearsal.stage import Stages
from foundation.database import Session
from tests.planted import pages
from tests.planted.digging import everything_logged, found_in_files, found_in_mails, found_in_tables
from tests.planted.expected import FORMS_OF_S6, NAMES_SEEN, OUTSIDE, SEEN
from tests.planted.planting import Garden, Gardener
from tests.planted.seeking import Seeker
from tests.scenarios.signed_in import browser, form
from web import create_app

pytestmark = pytest.mark.slow

S6 = Path(__file__).parents[2] / "scenarios" / "s6.yaml"
PROFILE = "LLR-WT2023"
IDENTITY = frozenset({"name", "other_names", "date of birth", "address", "postcode"})
"""The kinds of planted values that say who somebody is."""


@dataclass(frozen=True, slots=True)
class Played:
    """The story when it is over: the play, what was planted, what looks for it, and what was logged on the way."""

    play: Gardener
    garden: Garden
    seeker: Seeker
    logs: Path
    addresses: list[tuple[str, str]]


@pytest.fixture(scope="module")
def played(ready: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """S6 with values of its own in every field, and what pages take beside forms."""
    folder = tmp_path_factory.mktemp("planted")
    story = scenario.load(S6)
    office = ready.at(story.begins(PROFILE), PROFILE, folder / "on")
    play, garden = Gardener(office, ready.reopened), Garden()
    play.garden = garden
    with everything_logged(folder / "logs"), rendering.at_home():
        with office.database.transaction() as session:
            _extras(session, play)
        with office.database.reading() as session:
            scene = Scene(play, Ids(session), story.partnership, PROFILE)
        for step in story.under(PROFILE):
            if step.at:
                play.at(step.at.at)
            if step.what not in ("", "expect"):
                assert list(ACTS[step.what].carry_out(scene, step.said)) == [], step
            if step.said.get("do") == "f03_intake_check":
                _reasons(play, garden)
        yield Played(play, garden, Seeker(garden), folder / "logs", list(pages.addresses(play)))
    office.database.engine.dispose()


ROLES_ADDED = {"Rae Referrer": "referrer", "Pam Panel": "review_panel", "Obe Observer": "observer"}
"""Roles that nobody of the demo holds."""


def _extras(session: Session, play: Gardener) -> None:
    with play.office.database.reading() as looking:
        home = Ids(looking).partnerships["LEI"]
    for name, role in ROLES_ADDED.items():
        person = people.add(session, name, f"{name.lower().replace(' ', '.')}@cspr.example")
        session.flush()
        people.give_role(session, person.id, role, home)


@pytest.fixture(scope="module")
def visitor(played: Played) -> Callable[[str], FlaskClient]:
    """Gives a browser signed in as somebody of the story."""
    app = create_app(played.play.office)
    on = pages.stage(played.play)
    return lambda name: browser(app, on, name)


def _reasons(play: Gardener, garden: Garden) -> None:
    """What people write on pages that are no forms of the process: reasons, searches, things sent wrongly."""
    client = browser(create_app(play.office), pages.stage(play), "Olive Office")
    task = play.task_of("Olive Office", "f03_agencies")
    why = f"Because of {garden.word('hand_over', 'reason', 'text')}"
    sent = form(person=play.person("Oscar Office"), reason=why)
    assert client.post(f"/tasks/{task}/hand-over", data=sent).status_code == 303
    back = browser(create_app(play.office), pages.stage(play), "Oscar Office")
    sent = form(person=play.person("Olive Office"), reason=why)
    assert back.post(f"/tasks/{task}/hand-over", data=sent).status_code == 303
    case = f"/cases/{play.reference}"
    date = {"date-day": "2", "date-month": "2", "date-year": "2027", "time": "09:00"}
    sent = form(**date, reason=f"Because of {garden.word('dates', 'reason', 'text')}")
    shown = client.post(f"{case}/dates/aware_at", data=sent)
    agreed = re.search(r'name="agreed" value="([^"]+)"', shown.text)
    assert agreed, shown.text
    sent = {**sent, "act": "move", "agreed": agreed[1]}
    assert client.post(f"{case}/dates/aware_at", data=sent).status_code == 303
    wrong = garden.word("wrong", "anything", "text")
    pages.sent_wrongly(client, play, task, wrong)


def test_the_whole_story_was_planted(played: Played) -> None:
    kinds = {one.kind for one in played.garden.values}
    assert kinds >= IDENTITY | {"text", "e-mail", "file name", "file content"}
    forms = {one.form for one in played.garden.values}
    assert forms - {"hand_over", "dates", "wrong"} == FORMS_OF_S6
    assert len(played.garden.values) > 350


def test_no_table_and_no_file_of_the_database_holds_any_of_it(played: Played) -> None:
    with played.play.office.database.reading() as session:
        assert found_in_tables(session, played.seeker) == {}
    folder = played.play.office.config.data_dir
    assert any(one.name.startswith("demo.sqlite") for one in folder.iterdir())
    assert found_in_files(folder, played.seeker) == {}


def test_no_log_says_any_of_it_however_much_is_logged(played: Played) -> None:
    logged = played.logs.read_bytes()
    assert len(logged) > 10_000
    assert played.seeker.in_bytes(logged) == set()


def test_no_mail_says_any_of_it(played: Played) -> None:
    to_panel, to_others = found_in_mails(played.play.office.config.data_dir, played.seeker)
    assert to_others == {}
    assert to_panel
    assert not [one for one in played.garden.values if one.place in to_panel and one.kind in IDENTITY]


def looked_at(played: Played, client: FlaskClient) -> Iterator[tuple[str, str, bytes, str]]:
    """What each page shows to somebody: endpoint, address, content, headers."""
    for endpoint, address in played.addresses:
        with client.get(address) as answer:
            yield endpoint, address, answer.get_data(), str(answer.headers)


@pytest.mark.parametrize("name", OUTSIDE)
def test_whoever_has_no_part_in_the_case_is_shown_none_of_it(
    played: Played, visitor: Callable[[str], FlaskClient], name: str
) -> None:
    shown = {
        (endpoint, place)
        for endpoint, _, content, headers in looked_at(played, visitor(name))
        for place in played.seeker.in_bytes(content) | played.seeker.in_text(headers)
    }
    assert shown == set()


@pytest.mark.parametrize("name", SEEN)
def test_whoever_has_a_part_is_shown_what_that_part_is_for(
    played: Played, visitor: Callable[[str], FlaskClient], name: str
) -> None:
    kinds = {one.place: one.kind for one in played.garden.values}
    forms, named, in_addresses = set[str](), set[str](), set[str]()
    for endpoint, address, content, headers in looked_at(played, visitor(name)):
        shown = played.seeker.in_bytes(content)
        forms |= {place.partition(".")[0] for place in shown}
        named |= {endpoint for place in shown if kinds[place] in IDENTITY}
        links = re.findall(rb"(?:href|action|src)=\"([^\"]*)\"", content)
        in_addresses |= played.seeker.in_text(f"{headers}\n{address}") | played.seeker.in_bytes(b"\n".join(links))
    assert in_addresses == set()
    assert forms == set().union(*SEEN[name].values())
    assert named == NAMES_SEEN.get(name, set())


def test_every_role_was_looked_at(played: Played) -> None:
    with played.play.office.database.reading() as session:
        held = {
            one.role
            for name in (*OUTSIDE, *SEEN)
            for one in people.memberships(session, played.play.person(name), None)
        }
    assert held == set(people.ROLES)


INTO_THE_ENGINE = "UPDATE instance SET tokens = :leak WHERE id = (SELECT min(id) FROM instance)"


@pytest.mark.parametrize("disguise", ["plain", "upper", "base64", "utf-16", "hex", "compressed"])
def test_a_leak_is_found_however_it_is_written(played: Played, disguise: str) -> None:
    value = next(one.written[0] for one in played.garden.values if one.kind == "name")
    leak = pages.DISGUISES[disguise](f'{{"note": "the child {value} was seen"}}')
    with pytest.raises(pages.Undone), played.play.office.database.transaction() as session:
        session.execute(text(INTO_THE_ENGINE), {"leak": leak})
        found = found_in_tables(session, played.seeker)
        raise pages.Undone
    assert set(found) == {"instance.tokens"}
