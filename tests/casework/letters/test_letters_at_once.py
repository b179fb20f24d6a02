"""Two people at one letter at the same moment, on a real PostgreSQL: what is released is what was written last."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from cases.correspondence import documents, letters
from cases.correspondence.letters import LetterStatus
from casework.letters import changing, preparing, releasing
from casework.letters.changing import NotChangeable, Wanted
from casework.letters.scope import Scope
from casework.office import Office
from foundation.database import Database, Session
from tests.casework.letters.conftest import File, words_of, written_case

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]

LINE = "It treated the baby."
CHANGED = "It treated the baby twice."
PATIENCE = 0.5
"""Seconds in which a session that is not made to wait would long have gone on."""


@pytest.fixture
def database(postgresql_database: Database) -> Database:
    """A PostgreSQL of this test's own: SQLite's writers queue anyhow."""
    return postgresql_database


@pytest.fixture
def case(office: Office) -> tuple[str, str, str]:
    """A committed case with a prepared request letter: case, request and letter."""
    with office.database.transaction() as session:
        file: File = written_case(session, office)
        request_id = file.requests["hospital"]
        made = preparing.render(preparing.plan(file.scope(request_id=request_id), ["D02", "D03"]))
        letter, _ = preparing.keep(session, office, made, file.now)
        return file.case_id, request_id, letter.id


@pytest.fixture
def aside() -> Iterator[Callable[[Callable[[], None]], Future[None]]]:
    """Does something in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit


def change(office: Office, case_id: str, letter_id: str) -> None:
    """Somebody of the office changes a sentence of the letter."""
    found = changing.opened(office, case_id, letter_id)
    number = next(at for at, text in enumerate(found.texts) if LINE in text)
    wanted = Wanted(case_id, letter_id, "olive", "It was twice.")
    changing.in_words(office, wanted, {number: found.texts[number].replace(LINE, CHANGED)}, "key")


def release(session: Session, office: Office, case_id: str, request_id: str) -> None:
    """The diagram's step that releases the letter."""
    releasing.send_by_link(Scope(session, office, case_id, {"request_id": request_id}, office.clock.now()), "D02")


def test_a_release_waits_for_who_is_changing_the_letter_and_sends_what_they_wrote(
    office: Office, case: tuple[str, str, str], aside: Callable[..., Future[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, request_id, letter_id = case
    written, may_commit = threading.Event(), threading.Event()
    keep = letters.prepare

    def slowly(*given: object) -> letters.Letter:
        made = keep(*given)  # type: ignore[arg-type]
        written.set()
        assert may_commit.wait(10)
        return made

    monkeypatch.setattr(letters, "prepare", slowly)
    editing = aside(change, office, case_id, letter_id)
    assert written.wait(20)
    threading.Timer(PATIENCE, may_commit.set).start()
    with office.database.transaction() as session:
        release(session, office, case_id, request_id)
        assert may_commit.is_set(), "the release did not wait"
    editing.result(10)
    with office.database.reading() as session:
        old, new = letters.of_case(session, case_id, "D02")
        assert (old.status, new.status) == (LetterStatus.SUPERSEDED, LetterStatus.SENT)
        assert CHANGED in words_of(documents.document(session, office.keys, new))


def test_who_changes_a_letter_while_it_is_released_is_told_that_it_is_too_late(
    office: Office, case: tuple[str, str, str], aside: Callable[..., Future[None]]
) -> None:
    case_id, request_id, letter_id = case
    changing.opened(office, case_id, letter_id)
    with office.database.transaction() as session:
        release(session, office, case_id, request_id)
        editing = aside(change, office, case_id, letter_id)
        with pytest.raises(TimeoutError):
            editing.result(PATIENCE * 4)
    with pytest.raises(NotChangeable):
        editing.result(10)
    with office.database.reading() as session:
        (only,) = letters.of_case(session, case_id, "D02")
        assert only.status is LetterStatus.SENT
