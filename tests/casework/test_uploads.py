"""Uploads: as large as the settings say, and thrown away when no form takes them."""

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


def test_an_upload_that_no_form_and_no_draft_takes_is_thrown_away_after_four_weeks(
    office: Office, case_id: str, clock: SettableClock
) -> None:
    forgotten, drafted, kept = (staged(office, case_id, name) for name in ("ann", "bob", "ann"))
    with office.database.transaction() as session:
        draft = drafts.Draft({"file": drafted}, "1", clock.now())
        drafts.save(session, office.keys, drafts.Place(case_id, "task", "bob"), draft)
        files.keep(session, case_id, kept, "submission")
    clock.set(clock.now() + timedelta(days=27))
    assert tidying.drop_uploads_never_sent(office) == 0
    clock.set(clock.now() + timedelta(days=2))
    assert tidying.drop_uploads_never_sent(office) == 1
    assert states(office, case_id, [forgotten, drafted, kept]) == [None, FileState.STAGED, FileState.KEPT]
    with office.database.reading() as session:
        left = {row.id.partition(":")[0] for row in session.query(files.FilePiece)}
    assert left == {drafted, kept}


def test_the_largest_file_is_a_setting_of_the_office(office: Office, clock: SettableClock) -> None:
    with office.database.transaction() as session:
        settings.adopt(session, "lei", "LLR-WT2023", "test", clock.now(), {"files.most_megabytes": 1})
        opening = records.Opening(new_id(), "lei", profile="LLR-WT2023", settings_version=2)
        made = records.open_case(session, office.keys, opening, clock.now()).id
        assert (
            attaching.limit(session, made) == attaching.limit_of(session, "lei", london_date(clock.now())) == 1_000_000
        )
        large = ("attach", "note.txt", b"x" * 1_000_001)
        with pytest.raises(FileRefused, match="larger than 1 MB"):
            attaching.taken_in(session, office, (made, "BO", "ann"), {}, [large], clock.now())
