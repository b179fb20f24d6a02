"""Uploads: as large and as many as the settings say, free of viruses, and thrown away when no form takes them."""

from datetime import timedelta

import pytest

from cases import drafts, files, records, settings
from cases.file_types import FileRefused
from cases.files import FileState, Upload
from casework import attaching
from casework.office import Office
from casework.operations import tidying
from foundation.clock import SettableClock, london_date
from foundation.database import new_id
from tests.casework.mail.conftest import case_id, now, office

__all__ = ["case_id", "now", "office"]


def staged(office: Office, case_id: str, person: str) -> str:
    with office.database.transaction() as session:
        upload = Upload(case_id, "note.txt", b"Invented words.", "BO CH", person_id=person)
        return files.stage(session, office.keys, upload, office.clock.now()).id


def states(office: Office, case_id: str, ids: list[str]) -> list[FileState | None]:
    with office.database.reading() as session:
        found = {}
        for id_ in ids:
            row = session.get(files.CaseFile, (files.bucket_of(case_id), case_id, id_))
            found[id_] = row.state if row else None
        return [found[id_] for id_ in ids]


def test_an_upload_that_no_form_and_no_draft_takes_is_thrown_away_after_a_week(
    office: Office, case_id: str, clock: SettableClock
) -> None:
    forgotten, drafted, kept = (staged(office, case_id, name) for name in ("ann", "bob", "ann"))
    with office.database.transaction() as session:
        draft = drafts.Draft({"file": drafted}, "1", clock.now())
        drafts.save(session, office.keys, drafts.Place(case_id, "task", "bob"), draft)
        files.keep(session, case_id, kept, "submission")
    clock.set(clock.now() + timedelta(days=6))
    assert tidying.drop_uploads_never_sent(office) == 0
    clock.set(clock.now() + timedelta(days=2))
    assert tidying.drop_uploads_never_sent(office) == 1
    assert states(office, case_id, [forgotten, drafted, kept]) == [None, FileState.STAGED, FileState.KEPT]
    with office.database.transaction() as session:
        # What could not be looked at goes after a day: no draft ever names it.
        upload = Upload(case_id, "note.txt", b"Invented words.", "BO CH", person_id="bob", looked_at=False)
        unseen = files.stage(session, office.keys, upload, clock.now()).id
    clock.set(clock.now() + timedelta(hours=23))
    assert (tidying.drop_uploads_never_sent(office), states(office, case_id, [unseen])) == (0, [FileState.WAITING])
    clock.set(clock.now() + timedelta(hours=1))
    assert (tidying.drop_uploads_never_sent(office), states(office, case_id, [unseen])) == (1, [None])
    with office.database.reading() as session:
        left = {row.id.partition(":")[0] for row in session.query(files.FilePiece)}
    assert left == {drafted, kept}


def test_the_largest_file_is_a_setting_of_the_office(office: Office, clock: SettableClock) -> None:
    with office.database.transaction() as session:
        settings.adopt(session, "lei", "LLR-WT2023", "test", clock.now(), {"files.most_megabytes": 1})
        opening = records.Opening(new_id(), "lei", profile="LLR-WT2023", settings_version=2)
        made = records.open_case(session, office.keys, opening, clock.now()).id
        assert (
            attaching.limit(session, made)
            == attaching.limits_of(session, "lei", london_date(clock.now()))[0]
            == 1_000_000
        )
        large = ("attach", "note.txt", b"x" * 1_000_001)
        with pytest.raises(FileRefused, match="larger than 1 MB"):
            attaching.taken_in(session, office, (made, "BO", "ann"), {}, [large], clock.now())


def test_how_many_files_come_are_settings_of_the_office(office: Office, case_id: str, clock: SettableClock) -> None:
    few = {"in_a_form": 2, "waiting": 3, "in_a_case": 4, "megabytes_of_a_case": 1}
    with office.database.transaction() as session:
        own = {f"files.most_{name}": most for name, most in few.items()}
        made = settings.adopt(session, "lei", "LLR-WT2023", "test", clock.now(), own)
        opening = records.Opening(new_id(), "lei", profile="LLR-WT2023", settings_version=made.version)
        small = records.open_case(session, office.keys, opening, clock.now()).id

    def send(person: str, size: int = 1) -> None:
        upload = Upload(small, "note.txt", b"x" * size, "BO CH", person_id=person)
        attaching.staged(office, upload, clock.now())

    with office.database.transaction() as session, pytest.raises(FileRefused, match="at most 2 files"):
        three = [("attach", "note.txt", b"x")] * 3
        attaching.taken_in(session, office, (small, "BO", "ann"), {}, three, clock.now())
    with pytest.raises(FileRefused, match="as large as they may be"):
        send("ann", 1_000_001)
    for _ in range(3):
        send("ann")
    with pytest.raises(FileRefused, match="without sending their forms"):
        send("ann")
    send("bob")
    with pytest.raises(FileRefused, match="as many files as it may have"):
        send("bob")
    clock.set(clock.now() + timedelta(days=8))
    assert tidying.drop_uploads_never_sent(office) == 4
    send("bob")
