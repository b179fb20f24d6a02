"""Uploads go through ClamAV where there is one; without its answer nothing is taken, and nothing written is lost."""

import io
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cases import files, kept_uploads
from cases.file_types import FileRefused
from cases.files import FileState
from cases.kept_uploads import KeptUpload
from foundation import clamd
from foundation.database import new_id
from tests.attacks import scanner_served
from tests.attacks.hostile_files import EICAR
from tests.attacks.wholesome import pdf
from tests.faults import hard_office
from tests.web import world as worlds
from tests.web.world import World
from web import create_app, staged_files

pytestmark = pytest.mark.slow


@pytest.fixture(params=["real", "spoken"])
def scanner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a scanner listens."""
    if request.param == "real" and not Path(scanner_served.CLAMD).exists():
        pytest.skip("ClamAV is not installed here: apt-get install clamav-daemon")
    with ExitStack() as stack:
        made = scanner_served.real(tmp_path) if request.param == "real" else scanner_served.spoken()
        yield stack.enter_context(made)


def test_a_virus_is_named_and_what_the_scanner_cannot_say_is_no_clearance(scanner: str) -> None:
    assert clamd.is_there(scanner)
    # A real one adds that the signature is not its maker's.
    assert clamd.virus_in(scanner, EICAR.encode()).startswith("Eicar-Test-Signature")
    assert clamd.virus_in(scanner, pdf(b"invented " * 100_000)) == ""
    with pytest.raises(clamd.ScannerAway):
        clamd.virus_in(scanner, bytes(2_000_000))


def test_a_scanner_that_is_away_or_hangs_is_told_apart_from_a_clean_file(tmp_path: Path) -> None:
    for address in (str(tmp_path / "none.socket"), "127.0.0.1:1", "localhost:none"):
        with pytest.raises(clamd.ScannerAway):
            clamd.virus_in(address, b"x")
    begun = time.monotonic()
    with scanner_served.silent() as address:
        with pytest.raises(clamd.ScannerAway):
            clamd.virus_in(address, b"x", seconds=0.3)
        assert not clamd.is_there(address, seconds=0.3)
    assert time.monotonic() - begun < 3


def test_a_form_with_a_virus_or_without_its_scanner_keeps_its_words_and_no_file(hard_world: World) -> None:
    task = hard_office.begun(hard_world)
    before = staged(hard_world)
    with scanner_served.spoken() as address:
        assert "finds a virus in this file" in sent(hard_world, task, address, EICAR.encode())
        assert staged(hard_world) == before
        assert "finds a virus" not in sent(hard_world, task, address, b"Invented words.")
        assert staged(hard_world) == before + 1
    assert "cannot be checked for viruses just now" in sent(hard_world, task, address, b"Other words.")
    assert staged(hard_world) == before + 1 and hard_office.kept_of(hard_world, task) == []


def test_a_task_keeps_a_file_while_the_scanner_is_away_for_whoever_chose_it_and_for_a_form_read_by_the_same(
    hard_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, away, note = hard_world, "127.0.0.1:1", b"Invented words of a note."
    task, another = hard_office.begun(world), hard_office.begun(world)

    def posted(
        scanner: str, ids: list[str], chosen: bytes = b"", who: str = "office", task: str = task, **fields: str
    ) -> TestResponse:
        at = replace(world.office, config=replace(world.office.config, virus_scanner=scanner))
        data = worlds.form(**fields) | {"papers-staged": ids}
        if chosen:
            data["papers"] = (io.BytesIO(chosen), "note.txt")
        client = worlds.signed_in(create_app(at), world, who)
        return client.post(f"/tasks/{task}", data=data, content_type="multipart/form-data")

    def waiting(page: TestResponse) -> list[str]:
        return re.findall(r'name="papers-staged" value="([^"]+)"', page.text)

    def state(file_id: str) -> FileState | None:
        with world.office.database.reading() as session:
            return session.scalars(select(files.CaseFile.state).where(files.CaseFile.id == file_id)).one_or_none()

    page = posted(away, [], note, words="Snow.")
    assert page.status_code == 422 and "This one is kept for you" in page.text and "Remove note.txt" in page.text
    (first,) = waiting(page)
    assert state(first) is FileState.WAITING
    page = posted(away, [first], EICAR.encode(), words="Snow.")
    first, virus = waiting(page)
    assert page.status_code == 422 and page.text.count("This one is kept for you") >= 2
    with scanner_served.spoken() as address:
        for who, where in (("colleague", task), ("office", another)):
            page = posted(address, [first], who=who, task=where, words="Mine.")
            assert (page.status_code, waiting(page)) == (422, []) and "is not here any more" in page.text
        page = posted(address, [first, virus], words="Snow.")
        assert page.status_code == 422 and "finds a virus in this file" in page.text and waiting(page) == [first]
        assert (state(first), state(virus)) == (FileState.STAGED, None)
        page = posted(away, [first], b"Other words.", words="Snow.")
        (_, late) = waiting(page)
        with monkeypatch.context() as a_day_later:
            a_day_later.setattr(staged_files, "UNSEEN", timedelta())
            page = posted(address, [first, late], words="Snow.")
            assert page.status_code == 422 and "is not here any more" in page.text and waiting(page) == [first]
        assert posted(address, [first], words="Snow.").status_code == 303
        assert posted(address, [first], words="Snow.").status_code == 409
    assert state(first) is FileState.KEPT
    assert [[one["name"] for one in sent["papers"]] for sent in hard_office.kept_of(world, task)] == [["note.txt"]]


def test_a_form_that_begins_a_case_keeps_its_file_while_the_scanner_is_away_for_whoever_chose_it(
    hard_world: World,
) -> None:
    world, start = hard_world, "/start/p/asked"
    note, other = b"Invented words of a note.", b"Words of another."

    def posted(
        key: str, scanner: str, *chosen: tuple[str, bytes], who: str = "office", **fields: str | list[str]
    ) -> TestResponse:
        at = replace(world.office, config=replace(world.office.config, virus_scanner=scanner))
        data = {"_token": worlds.TOKEN, "_key": key, **fields}
        papers = [(io.BytesIO(content), name) for name, content in chosen]
        client = worlds.signed_in(create_app(at), world, who)
        return client.post(start, data={**data, "papers": papers}, content_type="multipart/form-data")

    def looked_through(key: str, scanner: str, shown: re.Match[str] | None = None) -> str:
        at = replace(world.office, config=replace(world.office.config, virus_scanner=scanner))
        client = worlds.signed_in(create_app(at), world, "office")
        sent = {"_token": worlds.TOKEN, "_key": key, "_shown": shown[1] if shown else ""}
        return (client.post if shown else client.get)(f"{start}/{key}/check", data=sent).text

    def waiting(page: str = "") -> list[str]:
        found = re.findall(r'name="papers-staged" value="([^"]+)"', page)
        with world.office.database.reading() as session:
            kept = list(session.scalars(select(KeptUpload.id).order_by(KeptUpload.id)))
            for raw in session.execute(select(KeptUpload.name, KeptUpload.content)):
                assert not [one for one in raw if note in one or b"note" in one], "it is sealed"
        assert not page or sorted(found) == kept
        return found

    before, key, away = waiting(), new_id(), "127.0.0.1:1"
    assert before == []
    page = posted(key, away, ("note.txt", note), more="Snow fell.")
    # All is said at once: the file cannot be looked at, and an answer is missing.
    assert page.status_code == 422 and "cannot be checked for viruses just now" in page.text
    assert "Enter words" in page.text and "Snow fell." in page.text and "Remove note.txt" in page.text
    (first,) = waiting(page.text)
    # Still away, and one more is chosen.
    page = posted(key, away, ("other.txt", other), words="Begun.", **{"papers-staged": [first]})
    assert page.status_code == 422 and "Remove other.txt" in page.text
    both = waiting(page.text)
    assert len(both) == 2
    for who, stolen in (("colleague", key), ("office", new_id())):
        with scanner_served.spoken() as address:
            page = posted(stolen, address, who=who, words="Mine.", **{"papers-staged": both})
        assert page.status_code in (404, 422) and "note.txt" not in page.text, "it is for its chooser, on its page"
    with scanner_served.spoken() as address:
        # Whoever looks through the answers first reads which files are sent; without the scanner none is.
        seen = posted(key, address, words="Begun.", **{"papers-staged": both, "_action": "check"})
        assert seen.location == f"{start}/{key}/check"
        answers = looked_through(key, address)
        assert "note.txt, other.txt" in answers
    refused = looked_through(key, away, re.search(r'name="_shown" value="(\w+)"', answers))
    assert "cannot be checked for viruses just now" in refused and waiting(refused) == both
    with scanner_served.spoken() as address:
        bad = posted(key, address, ("bad.txt", EICAR.encode()), words="Begun.", **{"papers-staged": both})
        assert bad.status_code == 422 and "finds a virus in this file" in bad.text and "Remove bad.txt" not in bad.text
        assert waiting(bad.text) == both
        for _ in range(2):
            # A second click on the same page is the same case.
            done = posted(key, address, words="Begun.", **{"papers-staged": both, "papers-drop": [both[1]]})
            assert done.status_code == 303, done.text
    assert waiting() == []
    with world.office.database.reading() as session:
        (kept,) = files.of_case(session, key)
        assert files.read(session, world.office.keys, kept) == note
        assert files.name_of(session, world.office.keys, kept) == "note.txt"


def test_what_waits_for_a_form_is_bounded_in_number_size_and_age(
    hard_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_uploads, "MOST_BYTES", 2_000_000)
    office, now = hard_world.office, hard_world.office.clock.now()
    me, page = hard_world.people["office"], new_id()

    def keep(page: str, size: int = 1) -> str:
        with office.database.transaction() as session:
            return kept_uploads.keep(session, office.keys, (me, page), "a.txt", bytes(size), now).id

    def there(page: str, row_id: str, later: timedelta = timedelta()) -> bool:
        with office.database.reading() as session:
            return kept_uploads.find(session, (me, page), row_id, now + later) is not None

    older = keep(new_id())
    first, *_ = [keep(page) for _ in range(kept_uploads.MOST)]
    with office.database.reading() as session:
        assert session.get(KeptUpload, older) is None and there(page, first), "older pages give way, this one keeps all"
    with pytest.raises(FileRefused, match="No more than 20 files"):
        keep(page)
    second = new_id()
    large = keep(second, kept_uploads.MOST_BYTES // 2 + 1)
    with pytest.raises(FileRefused, match="2 MB together"):
        keep(second, kept_uploads.MOST_BYTES // 2)
    assert there(second, large) and not there(second, large, kept_uploads.KEPT)
    with office.database.transaction() as session:
        kept_uploads.forget_old(session, now + kept_uploads.KEPT)
        assert session.execute(select(func.count()).select_from(KeptUpload)).scalar_one() == 0


def sent(world: World, task: str, scanner: str, content: bytes) -> str:
    """The page that comes back when a form with a file lacks an answer: what was written still stands there."""
    office = replace(world.office, config=replace(world.office.config, virus_scanner=scanner))
    client = worlds.signed_in(create_app(office), world, "office")
    fields = {**worlds.form(more="Snow fell."), "papers": (io.BytesIO(content), "note.txt")}
    answer = client.post(f"/tasks/{task}", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 422 and "Snow fell." in answer.text and "Enter words" in answer.text
    return answer.text


def staged(world: World) -> int:
    with world.office.database.reading() as session:
        waiting = select(func.count()).where(files.CaseFile.state == files.FileState.STAGED)
        return session.execute(waiting).scalar_one()
