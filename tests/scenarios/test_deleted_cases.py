"""A case that two people had deleted is gone, however the deletion was broken off on its way."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cases import deletion_orders, deletions, drafts, erasing, keys, records, sight, submissions
from cases.deletions import EVERYTHING, Deletion, DeletionEntry
from cases.records import CaseStatus
from cases.sealed import COLUMNS, Sealed
from cases.submissions import Submission
from casework import forgetting, schema
from casework.office import Office
from casework.operations import anchoring, examining
from engine import carriers, history, incidents, instances, worker
from engine.states import OPEN_TASKS, IncidentState, InstanceState, JobState
from engine.tables.instances import Candidate, Instance, Job, Subscription, Timer, UserTask
from engine.tables.records import Incident
from foundation import canonical, signed_files
from foundation.crypto import MasterKeyProblem
from foundation.database import Base, Blob, Session
from foundation.key_store import KeyStore
from foundation.signed_files import NotAsSigned
from tests.scenarios.stage import Stage

OTHER_BLOBS = {
    "account_mail.words", "audit_entry.detail", "audit_entry.hash", "audit_head.hash",
    "begun_form.answers", "begun_form.key",
    "definition.compiled", "definition.source", "deletion.signed", "identity_token.token", "instance.tokens",
    "kept_upload.content", "kept_upload.key", "kept_upload.name", "late_post.fields", "late_post.key",
    "local_account.authenticator", "recovery_code.token", "settings_version.changes", "settings_version.usual",
    "sign_in_step.secret", "snapshot.tokens",
}  # fmt: skip
"""Columns of bytes that hold nothing sealed with a case's key."""


def test_every_column_of_bytes_is_listed_as_sealed_with_a_cases_key_or_not() -> None:
    schema.metadata()
    tables = Base.metadata.tables.values()
    found = {f"{table.name}.{column.name}" for table in tables for column in table.c if isinstance(column.type, Blob)}
    listed = {f"{each.name}.{each.column}" for each in COLUMNS}
    assert (listed | OTHER_BLOBS, listed & OTHER_BLOBS) == (found, set())


def wanted(on: Stage, *classes: str) -> Deletion:
    return Deletion(on.play.case_id, classes or (EVERYTHING,), "person-1", "person-2", "retention", on.play.clock.now())


def contents(session: Session, sealed: Sealed, case_id: str) -> list[bytes]:
    found = session.scalars(select(getattr(sealed.table, sealed.column)).where(*sealed.of_case(case_id)))
    return [each for each in found if each]


@pytest.fixture
def on(chapter: Callable[[str], Stage]) -> Stage:
    """A case with replies, letters and e-mails, and a draft that somebody has begun."""
    on = chapter("papers")
    place = drafts.Place(on.play.case_id, "a task", "person-1")
    with on.office.database.transaction() as session:
        drafts.save(session, on.office.keys, place, drafts.Draft({"words": "begun"}, "1", on.play.clock.now()))
        submission = session.scalars(select(Submission)).first()
        assert submission and submissions.read(session, on.office.keys, submission)
    return on


def assert_gone(on: Stage) -> None:
    with on.office.database.reading() as session:
        for sealed in COLUMNS:
            assert contents(session, sealed, on.play.case_id) == [], sealed
        for table in erasing.of_a_case() - {*erasing.SKELETON}:
            assert session.scalars(select(table)).first() is None, table
        with pytest.raises(keys.NoCaseKey):
            keys.of_case(session, on.office.keys, on.play.case_id)
        assert deletions.is_forgotten(session, on.play.case_id)
        assert [row.carried_out_at is not None for row in deletions.entries(session)] == [True]
    with on.office.database.reading() as session:
        assert records.reference_of(session, on.play.case_id), "the skeleton stays"
        assert records.case(session, on.play.case_id).status is CaseStatus.DELETED
        assert examining.faults(session, on.office) == []


def test_a_deleted_case_keeps_its_skeleton_and_its_audit_and_nothing_that_anybody_wrote(on: Stage) -> None:
    with on.office.database.reading() as session:
        there = {sealed for sealed in COLUMNS if contents(session, sealed, on.play.case_id)}
        assert len(there) > 8
        assert examining.faults(session, on.office) == []
    forgetting.forget(on.office, wanted(on))
    assert_gone(on)
    before = anchoring.verify(on.office, lambda _line: None)
    forgetting.forget(on.office, wanted(on))
    assert forgetting.finish(on.office) == 0
    assert_gone(on)
    assert before == anchoring.verify(on.office, lambda _line: None) == 0
    path = signed_files.place(forgetting.ledger(on.office).folder, 1)
    entry = canonical.read(path.read_bytes())
    assert isinstance(entry, dict)
    assert entry.keys() == {
        "asked_by", "at", "before", "case", "classes", "confirmed_by", "number", "reason", "signature"
    }  # fmt: skip


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("at", ["entered", "key destroyed", "content begun", "content erased"])
def test_a_deletion_that_was_broken_off_is_finished_by_whoever_comes_next(
    on: Stage, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    def killed_after_some(session: Session, case_id: str) -> bool:
        if at == "content begun" and erasing.everything(session, case_id):
            session.commit()
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        if at == "entered":
            patch.setattr(KeyStore, "destroy", killed)
        elif at == "content erased":
            patch.setattr(forgetting.audit, "append", killed)
        else:
            patch.setattr(erasing, "CLASSES", {EVERYTHING: killed_after_some})
        forgetting.forget(on.office, wanted(on))
    with on.office.database.reading() as session:
        said = [str(each) for each in examining.faults(session, on.office)]
    assert any("a deletion was decided and is not carried out" in each for each in said)
    assert forgetting.finish(on.office) == 1
    assert_gone(on)


def test_an_entry_whose_transaction_was_lost_with_the_process_counts_as_it_was_ordered_and_signed(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(deletions, "_keep", killed)
        forgetting.forget(on.office, wanted(on))
    with on.office.database.reading() as session:
        assert deletions.entries(session) == []
    other = replace(wanted(on), reason="court order", at=on.play.clock.now() + timedelta(days=1))
    forgetting.forget(on.office, other)
    assert forgetting.finish(on.office) == 0
    with on.office.database.reading() as session:
        book = forgetting.ledger(on.office)
        assert [deletions.read(book, row) for row in deletions.entries(session)] == [wanted(on), other]
        assert examining.faults(session, on.office) == []


def running(on: Stage) -> tuple[int, ...]:
    """How many instances, tasks, timers, jobs, subscriptions and incidents of the case are open."""
    counted = (
        select(Instance).where(Instance.state == InstanceState.RUNNING),
        select(UserTask).where(UserTask.state.in_(OPEN_TASKS)),
        *(select(table) for table in (Candidate, Timer, Job, Subscription)),
        select(Incident).where(Incident.state == IncidentState.OPEN),
    )
    with on.office.database.reading() as session:
        return tuple(len(session.scalars(each).all()) for each in counted)


def test_a_database_from_before_a_deletion_forgets_the_case_again_and_its_processes_end(
    on: Stage, tmp_path: Path
) -> None:
    now = on.play.clock.now()
    with on.office.database.transaction() as session:
        carriers.order_start(session, on.play.case_id, "no_such_process", "key", {}, now)
        job = session.scalars(select(Job).where(Job.topic == "no_such_process")).one()
        job.state = JobState.FAILED
        incidents.open_for_job(session, job, "It did not start.", "NotFound", now)
    assert all(running(on))
    on.office.close()
    older = shutil.copy(on.office.config.data_dir / "demo.sqlite", tmp_path / "older.sqlite")
    forgetting.forget(on.office, wanted(on))
    on.office.close()
    shutil.copy(older, on.office.config.data_dir / "demo.sqlite")
    assert all(running(on))
    assert forgetting.finish(on.office) == 1
    on.play.clock.set(now + timedelta(days=800))
    assert worker.run_until_idle(on.office.worker) == 0
    assert not any(running(on))
    assert_gone(on)
    with on.office.database.reading() as session:
        assert records.case(session, on.play.case_id).left_to == "".join(f" {role} " for role in sight.OF_SKELETONS)
        ended = [one for one in instances.of_case(session, on.play.case_id) if one.state is InstanceState.CANCELLED]
        assert {one.ended_at for one in ended} == {now}
        for one in ended:
            told = history.of_instance(session, one)
            assert [each.reason for each in told if each.what == "ended"] == [forgetting.DELETED]
            assert [each for each in told if each.what == "cancelled" and each.at == now]


def test_the_skeleton_of_a_case_is_left_to_the_same_as_the_diagram_leaves_it_to() -> None:
    drawn = (Path(__file__).parents[2] / "processes/retention.bpmn").read_text()
    assert f'name="roles">{" ".join(sight.OF_SKELETONS)}<' in drawn


def test_a_ledger_that_was_tampered_with_is_told_and_one_that_was_lost_is_written_again(on: Stage) -> None:
    def told(office: Office) -> str:
        with office.database.reading() as session:
            return "\n".join(map(str, examining.faults(session, office)))

    forgetting.forget(on.office, wanted(on))
    path = signed_files.place(forgetting.ledger(on.office).folder, 1)
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b"person-2", b"person-3"))
    assert "entry 1 of the ledger of deletions is not what was signed" in told(on.office)
    with pytest.raises(NotAsSigned):
        forgetting.finish(on.office)
    path.write_bytes(kept)
    aside = on.office.config.anchor_key.rename(on.office.config.data_dir / "aside")
    with pytest.raises(MasterKeyProblem, match="put it back"):
        forgetting.finish(on.office)
    assert not on.office.config.anchor_key.exists(), "no other one is made in its place"
    aside.rename(on.office.config.anchor_key)
    path.unlink()
    assert "a deletion is not in the ledger's folder" in told(on.office)
    forgetting.finish(on.office)
    assert path.read_bytes() == kept
    with on.office.database.transaction() as session:
        session.get_one(DeletionEntry, 1).signed = kept.replace(b"person-2", b"person-3")
    assert "entry 1 of the ledger of deletions is another one than in" in told(on.office)


def test_what_nobody_knows_how_to_delete_is_refused_before_it_is_entered(on: Stage) -> None:
    with pytest.raises(forgetting.UnknownClass, match="nobody knows how to delete love letters"):
        forgetting.forget(on.office, wanted(on, "love letters"))
    with on.office.database.reading() as session:
        assert (deletion_orders.left(session), deletions.entries(session)) == ([], [])
