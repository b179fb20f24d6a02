"""What was written in a form stays as it was written, is readable with the case's key only, and drafts are private."""

from datetime import datetime

import pytest
from sqlalchemy import text, update

from cases import drafts, submissions
from cases.submissions import Entry, Submission
from foundation import crypto
from foundation.canonical import Json
from foundation.database import Database, Session

ANSWERS: dict[str, Json] = {
    "summary": "Testcase was found with fractures",
    "children": [{"name": "Baby Testcase"}],
    "known": True,
}


def entry(case_id: str, **changes: object) -> Entry:
    facts = {"form_id": "f06_agency_reply", "form_version": "1", "visibility": "BO CH AL", "answers": ANSWERS}
    return Entry(case_id, **{**facts, **changes})  # type: ignore[arg-type]


def test_answers_come_back_as_they_were_given(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    kept = submissions.record(session, keyring, entry(case_id, agency_id="police", person_id="p"), now)
    again = submissions.get(session, case_id, kept.id)
    assert submissions.read(session, keyring, again) == ANSWERS


def test_nothing_a_person_wrote_stands_in_the_database_in_clear(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    submissions.record(session, keyring, entry(case_id), now)
    place = drafts.Place(case_id, "task", "person")
    drafts.save(session, keyring, place, drafts.Draft(ANSWERS, "1", now))
    session.flush()
    for table in ("submission", "draft"):
        for row in session.execute(text(f"SELECT * FROM {table}")):
            assert b"Testcase" not in b"".join(bytes(value) for value in row if isinstance(value, (bytes, memoryview)))
            assert "Testcase" not in repr(row)


def test_versions_count_within_the_form_and_the_agency(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    given = [
        submissions.record(session, keyring, entry(case_id, agency_id=agency), now).version
        for agency in ("police", "police", "hospital", None)
    ]
    assert given == [1, 2, 1, 1]
    latest = submissions.latest(session, case_id, "f06_agency_reply", "police")
    assert latest is not None
    assert latest.version == 2
    assert len(submissions.of_case(session, case_id)) == 4


def test_a_submission_cannot_be_changed_or_deleted(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    kept = submissions.record(session, keyring, entry(case_id), now)
    kept.visibility = "AU"
    with pytest.raises(submissions.Unchangeable, match="further version"):
        session.flush()
    session.rollback()


def test_widening_who_may_read_it_behind_our_back_makes_it_unreadable(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    kept = submissions.record(session, keyring, entry(case_id), now)
    session.execute(update(Submission).values(visibility="BO CH AL SP"))
    session.refresh(kept)
    with pytest.raises(crypto.CannotOpen):
        submissions.read(session, keyring, kept)


def test_the_submission_of_a_task_is_found_by_its_task(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    kept = submissions.record(session, keyring, entry(case_id, task_id="t1"), now)
    assert submissions.of_task(session, case_id, "t1") is kept
    assert submissions.of_task(session, case_id, "t2") is None


def test_a_draft_is_the_person_s_own_and_the_last_one_counts(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    mine, theirs = drafts.Place(case_id, "task", "me"), drafts.Place(case_id, "task", "you")
    drafts.save(session, keyring, mine, drafts.Draft({"summary": "first"}, "1", now))
    drafts.save(session, keyring, mine, drafts.Draft({"summary": "second"}, "2", now))
    found = drafts.load(session, keyring, mine)
    assert found == drafts.Draft({"summary": "second"}, "2", now)
    assert drafts.load(session, keyring, theirs) is None
    drafts.discard(session, mine)
    assert drafts.load(session, keyring, mine) is None


def test_a_draft_read_with_another_master_key_does_not_open(
    database: Database, session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    place = drafts.Place(case_id, "task", "me")
    drafts.save(session, keyring, place, drafts.Draft({"summary": "first"}, "1", now))
    session.flush()
    session.info.clear()
    with pytest.raises(crypto.CannotOpen, match="another key"):
        drafts.load(session, crypto.Keyring((crypto.new_key(),), crypto.new_key(), keyring.store), place)
