"""`server.py doctor` names every broken promise in words: each test damages a sound database in one way."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import delete, event, select, text, update

from cases.correspondence.letters import Letter
from cases.correspondence.outbox import Mail, MailState
from cases.deletions import DeletionEntry
from cases.files import CaseFile, FilePiece
from cases.identity import Identity
from cases.records import Case, Reference
from cases.signing_in.account_mail import AccountMail
from cases.signing_in.links import Purpose
from cases.submissions import Submission
from casework.office import Office
from casework.operations import examining
from casework.rehearsal import scenario_1
from casework.signing_in import mailing
from engine.states import InstanceState, JobState, TaskState
from engine.tables.instances import Candidate, Instance, Job, Subscription, Timer, UserTask
from engine.tables.records import Command, History, Message
from foundation import master_key
from foundation.audit import AuditEntry
from foundation.database import Session, new_id
from tests import postgresql
from tests.faults.damage import Damage, change, remove, repeat, several
from tests.scenarios import stage

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LATER = datetime(2030, 1, 1, tzinfo=UTC)
RUNNING = Instance.state == InstanceState.RUNNING
OPEN = UserTask.state == TaskState.OPEN
DONE = UserTask.state == TaskState.COMPLETED
SENT = Mail.state == MailState.SENT


def _play(folder: Path, database_url: str | None = None) -> Office:
    """The first two days of scenario 1: people, forms, files, letters, mails, timers, messages."""
    if database_url is not None:
        master_key.create(folder / "master.key")
    on = stage.in_database(folder, database_url)
    scenario_1.begin(on.play, on.ids, on.days)
    scenario_1.check_intake(on.play, on.days)
    scenario_1.ask_agencies(on.play, on.ids, on.days)
    with on.office.database.transaction() as session:
        invited, now = on.play.person("Nina Notifier"), on.office.clock.now()
        mailing.send_link(session, on.office, invited, Purpose.SET_UP, "setup", now)
    on.office.close()
    return on.office


@pytest.fixture(scope="module")
def sqlite_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A sound office on SQLite, where damage may break the rules between tables."""
    office = _play(tmp_path_factory.mktemp("sound"))
    event.listen(office.database.engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))
    yield office
    office.close()


@pytest.fixture(scope="module")
def postgresql_office(
    postgresql_server: postgresql.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """A sound office on PostgreSQL."""
    with psycopg.connect(postgresql_server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE sound TEMPLATE empty")
    office = _play(tmp_path_factory.mktemp("sound"), postgresql_server.url("sound"))
    yield office
    office.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def sound(request: pytest.FixtureRequest) -> Office:
    """A sound office, once of each kind of database. Damage to it is never committed."""
    found: Office = request.getfixturevalue(f"{request.param}_office")
    return found


def _everything_it_waits_for(session: Session) -> None:
    instance_id = session.scalars(
        select(UserTask.instance_id).join(Instance, Instance.id == UserTask.instance_id).where(RUNNING, OPEN)
    ).first()
    for table in (Timer, Job, Subscription, UserTask):
        rows = session.scalars(select(table).where(table.instance_id == instance_id)).all()
        for row in rows:
            session.delete(row)


def _job(state: JobState) -> Damage:
    def act(session: Session) -> None:
        instance = session.scalars(select(Instance).where(RUNNING)).first()
        assert instance is not None
        session.add(
            Job(
                bucket=instance.bucket, id=new_id(), case_id=instance.case_id, instance_id=instance.id, kind="rearm",
                topic="rearm", element_id="", parameters={}, key=new_id(), state=state, attempts=0, retries="",
                run_at=LONG_AGO, created_at=LONG_AGO,
            )
        )  # fmt: skip

    return act


def _lost_message(session: Session) -> None:
    waits = session.scalars(select(Subscription)).first()
    assert waits is not None
    session.add(
        Message(
            bucket=waits.bucket, id=new_id(), case_id=waits.case_id, name=waits.name, correlation=waits.correlation,
            variables={}, unique_id=new_id(), published_at=LONG_AGO, expires_at=LATER,
        )
    )  # fmt: skip


def _nothing(_result: object) -> None:
    """A damage gives nothing back."""


def _same_task(session: Session) -> None:
    one, other = session.scalars(select(Submission.task_id).where(Submission.task_id.is_not(None)).limit(2))
    change(Submission, Submission.task_id == other, task_id=one)(session)


def _deleted(session: Session) -> None:
    case_id = session.scalars(select(Case.id)).first()
    assert case_id
    session.add(DeletionEntry(number=1, case_id=case_id, everything=True, signed=b"nonsense"))


DAMAGES: dict[str, Damage] = {
    "a running instance waits for nothing": _everything_it_waits_for,
    "a row of history belongs to no instance": change(History, instance_id="nowhere"),
    "a row of timer belongs to no instance": change(Timer, instance_id="nowhere"),
    "an open task belongs to an instance that has ended": change(
        Instance,
        Instance.id.in_(select(UserTask.instance_id).where(OPEN)),
        state=InstanceState.COMPLETED,
        ended_at=LONG_AGO,
    ),
    "an ended instance still has a timer": change(
        Instance, Instance.id.in_(select(Timer.instance_id)), state=InstanceState.CANCELLED, ended_at=LONG_AGO
    ),
    "an open task is offered to nobody": lambda session: _nothing(session.execute(delete(Candidate))),
    "a task is in somebody's list that is not open": change(Candidate, sort_at=LONG_AGO),
    "a task's state and who holds or ended it do not agree": change(UserTask, DONE, ended_by=None),
    "an instance's state and the time it ended do not agree": change(Instance, RUNNING, ended_at=LONG_AGO),
    "a timer is due for more than a minute": change(Timer, Timer.due_at.is_not(None), due_at=LONG_AGO),
    "a job is ready for more than a minute": _job(JobState.READY),
    "a job was given up and no incident says so": _job(JobState.FAILED),
    "an instance waits for a timer that has no row": remove(Timer),
    "an instance waits for a subscription that has no row": remove(Subscription),
    "an instance waits for a user task that has no row": remove(UserTask, OPEN),
    "a user task has a row but no instance waits for it": repeat(UserTask, OPEN, id=new_id()),
    "a timer's row does not say what its instance says": change(Timer, Timer.due_at.is_not(None), due_at=LATER),
    "the state of an instance cannot be read": change(Instance, RUNNING, tokens=b"nonsense"),
    "a message is not on its way although somebody waits for it": _lost_message,
    "a step was done twice": repeat(History, History.what == "completed", History.token_id.is_not(None), id=new_id()),
    "a completed task is not in the history of its instance": remove(
        History, History.what == "completed", History.kind == "userTask"
    ),
    "the history has a task as completed that is not": change(UserTask, DONE, state=TaskState.CANCELLED),
    "a completed task and the audit do not agree": remove(AuditEntry, AuditEntry.action == "completed task"),
    "an instance is there that was never started": remove(History, History.what == "started"),
    "a command answered with an instance that is not there": change(Command, result={"instance": "nowhere"}),
    "a case has no key": repeat(Case, id=new_id()),
    "a deleted case still has its key": _deleted,
    "a deletion was decided and is not carried out": _deleted,
    "entry 1 of the ledger of deletions cannot be read": _deleted,
    "a case does not have exactly one reference": change(Reference, ended_at=LONG_AGO),
    "a reference stands for more than one case": repeat(Reference, id=new_id()),
    "a submission is not as it was written": change(Submission, visibility="everybody"),
    "the versions of the form": change(Submission, version=7),
    "a file is not what was uploaded": change(FilePiece, content=b"nonsense"),
    "a piece of a file belongs to no file": remove(CaseFile),
    "a file came with a submission that is not there": change(
        CaseFile, CaseFile.submission_id.is_not(None), submission_id="nowhere"
    ),
    "a letter has lost its document": change(Letter, Letter.file_id.is_not(None), file_id="nowhere"),
    "a letter is not the one that was released, by the audit": several(
        change(Letter, Letter.released_at.is_not(None), sha256="0" * 64), change(CaseFile, sha256="0" * 64)
    ),
    "an e-mail cannot be opened": change(Mail, body=b"nonsense"),
    "an e-mail does not have the Message-ID of what asked for it": change(Mail, message_id="<another@cspr.example>"),
    "an e-mail's state and the time it was sent do not agree": change(Mail, SENT, sent_at=None),
    "an e-mail carries a letter that is not there": change(Mail, letter_ids="nowhere"),
    "rows of identity are not in the bucket of their case": change(Identity, bucket=-1),
    "rows of candidate belong to a case that is not there": change(Candidate, case_id="nowhere"),
    "a task was completed and its form was not kept exactly once": remove(Submission, Submission.task_id.is_not(None)),
    "a form was kept for a task that was not completed with it": change(
        Submission, Submission.task_id.is_not(None), task_id="nowhere"
    ),
    "an e-mail in the outbox and the audit's orders do not agree": remove(Mail),
    "an e-mail's sending and the audit do not agree": change(
        Mail, SENT, state=MailState.READY, attempts=0, sent_at=None
    ),
    "an e-mail was taken and never given back": change(Mail, state=MailState.LEASED, try_after=LONG_AGO),
    "an e-mail should have been tried again by now": change(
        Mail, state=MailState.READY, attempts=1, try_after=LONG_AGO
    ),
    "an e-mail has never been tried": several(
        change(AuditEntry, AuditEntry.action == "mail ordered", recorded_at=LONG_AGO),
        lambda session: _nothing(session.execute(update(Mail).values(state=MailState.READY, attempts=0))),
    ),
    "an e-mail about an account and the audit do not agree": remove(AccountMail),
    "an e-mail about an account should have been sent by now": change(AccountMail, try_after=LONG_AGO),
    "the audit does not hold at entry": change(AuditEntry, actor="somebody else"),
}
"""What doctor says, by what was done."""


class _Undo(Exception):
    """Ends the transaction in which the damage was done."""


def _said(office: Office, done: Damage) -> list[str]:
    """What doctor would say about the damage, which is undone at once."""
    lines: list[str] = []
    with suppress(_Undo), office.database.transaction() as session:
        if not office.database.is_sqlite:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        done(session)
        session.flush()
        lines += [str(fault) for fault in examining.faults(session, office)]
        raise _Undo
    return lines


@pytest.mark.slow
def test_a_sound_database_holds(sound: Office) -> None:
    lines: list[str] = []
    assert (examining.examine(sound, lines.append), lines) == (0, ["Everything holds."])


@pytest.mark.slow
@pytest.mark.parametrize("words", DAMAGES)
def test_damage_is_named_in_words(sound: Office, words: str) -> None:
    said = _said(sound, DAMAGES[words])
    assert [line for line in said if line.startswith(words)], said


@pytest.mark.slow
def test_two_forms_for_one_task_are_named(sound: Office) -> None:
    assert [line for line in _said(sound, _same_task) if "not kept exactly once" in line]


@pytest.mark.slow
def test_a_key_file_that_others_may_read_is_named(sound: Office) -> None:
    path = sound.config.session_key_file
    with_key = path.exists()
    path.touch(0o600)
    path.chmod(0o644)
    try:
        with sound.database.reading() as session:
            said = [str(fault) for fault in examining.faults(session, sound)]
        assert said == [
            f"a key file cannot be used: {path} is open to other users of this computer: run chmod 600 {path}"
        ]
    finally:
        path.chmod(0o600)
        if not with_key:
            path.unlink()
