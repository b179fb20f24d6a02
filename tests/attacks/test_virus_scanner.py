"""Uploads go through ClamAV where there is one; without its answer nothing is taken, and nothing written is lost."""

import io
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cases import files
from foundation import clamd
from tests.attacks import scanner_served
from tests.attacks.hostile_files import EICAR
from tests.attacks.wholesome import pdf
from tests.faults import hard_office
from tests.web import world as worlds
from tests.web.world import World
from web import create_app


@pytest.fixture(params=["real", "spoken"])
def scanner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a scanner listens."""
    if request.param == "real" and not Path(scanner_served.CLAMD).exists():
        pytest.skip("ClamAV is not installed here: apt-get install clamav-daemon")
    with ExitStack() as stack:
        made = scanner_served.real(tmp_path) if request.param == "real" else scanner_served.spoken()
        yield stack.enter_context(made)


@pytest.mark.slow
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


def sent(world: World, task: str, scanner: str, content: bytes) -> str:
    """The page that comes back when a form with a file lacks an answer: what was written still stands there."""
    office = replace(world.office, config=replace(world.office.config, virus_scanner=scanner))
    client = worlds.signed_in(create_app(office), world, "office")
    fields = {**worlds.form(more="Snow fell."), "papers": (io.BytesIO(content), "note.txt")}
    answer = client.post(f"/tasks/{task}", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 422 and "Snow fell." in answer.text
    return answer.text


def staged(world: World) -> int:
    with world.office.database.reading() as session:
        waiting = select(func.count()).where(files.CaseFile.state == files.FileState.STAGED)
        return session.execute(waiting).scalar_one()
