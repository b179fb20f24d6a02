"""Values planted in every field of S6 are found where they belong and nowhere else: database, logs, mails, pages."""

import email
import email.policy
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from flask.testing import FlaskClient
from sqlalchemy import text

from cases import people
from casework.letters import rendering
from casework.rehearsal import scenario
from casework.rehearsal.acts import ACTS
from casework.rehearsal.scenario_1_answers import Ids
from casework.rehearsal.scene import Scene
from casework.rehearsal.stage import Stages
from casework.schema import metadata
from foundation.database import Session
from tests.planted import pages
from tests.planted.expected import NAMES_SEEN, OUTSIDE, SEEN
from tests.planted.planting import Garden, Gardener
from tests.planted.seeking import Seeker
from tests.scenarios.signed_in import browser, form
from web import create_app

pytestmark = pytest.mark.slow

S6 = Path(__file__).parents[2] / "scenarios" / "s6.yaml"
PROFILE = "LLR-WT2023"
PANEL = "national-panel@panel.example"
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
    with _everything_logged(folder / "logs"), rendering.at_home():
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


class _everything_logged:
    """Whatever any part of the program logs goes into one file, at the lowest level there is."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._file = self._path.open("w")
        structlog.configure(
            processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
            wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
            logger_factory=structlog.PrintLoggerFactory(self._file),
            cache_logger_on_first_use=False,
        )
        self._handler = logging.StreamHandler(self._file)
        self._before = logging.getLogger().level
        logging.getLogger().addHandler(self._handler)
        logging.getLogger().setLevel(logging.DEBUG)

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self._handler)
        logging.getLogger().setLevel(self._before)
        structlog.reset_defaults()
        self._file.close()


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
    assert len(forms) > 20
    assert len(played.garden.values) > 350


def cells(session: Session) -> Iterator[tuple[str, bytes]]:
    """Every column of every table, as one run of bytes."""
    for table in metadata().tables.values():
        rows = session.execute(table.select()).all()
        for number, column in enumerate(table.columns):
            held = [row[number] for row in rows if row[number] is not None]
            packed = [one for one in held if isinstance(one, bytes) and one[:1] in (b"x", b"P")]
            yield (
                f"{table.name}.{column.name}",
                b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in held),
            )
            yield from ((f"{table.name}.{column.name}", one) for one in packed)


def found_in_tables(session: Session, seeker: Seeker) -> dict[str, set[str]]:
    """Where in the tables planted values stand, by column."""
    found: dict[str, set[str]] = {}
    for column, content in cells(session):
        if places := seeker.in_bytes(content):
            found.setdefault(column, set()).update(places)
    return found


def test_no_table_and_no_file_of_the_database_holds_any_of_it(played: Played) -> None:
    with played.play.office.database.reading() as session:
        assert found_in_tables(session, played.seeker) == {}
    folder = played.play.office.config.data_dir
    files = [one for one in folder.rglob("*") if one.is_file() and one.suffix != ".eml"]
    assert any(one.name.startswith("demo.sqlite") for one in files)
    assert {one.name: found for one in files if (found := played.seeker.in_bytes(one.read_bytes()))} == {}
    assert {one.name for one in folder.rglob("*") if played.seeker.in_text(one.name)} == set()


def test_no_log_says_any_of_it_however_much_is_logged(played: Played) -> None:
    logged = played.logs.read_bytes()
    assert len(logged) > 10_000
    assert played.seeker.in_bytes(logged) == set()


def test_no_mail_says_any_of_it(played: Played) -> None:
    sent = sorted((played.play.office.config.data_dir / "mail").rglob("*.eml"))
    assert len(sent) > 50
    to_panel = set[str]()
    for path in sent:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        parts = [part.get_payload(decode=True) or b"" for part in message.walk() if not part.is_multipart()]
        heads = [str(value) for part in message.walk() for value in part.values()]
        assert played.seeker.in_text("\n".join(heads)) == set(), path.name
        said = played.seeker.in_bytes(path.read_bytes()).union(*map(played.seeker.in_bytes, parts))
        if message["to"] == PANEL:
            # The Combined Summary and its letter go there (guidance 4.8.1); they name nobody.
            to_panel |= said
        else:
            assert said == set(), path.name
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
