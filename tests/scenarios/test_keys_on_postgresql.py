"""On PostgreSQL people work beside a rotation and a deletion, in connections of their own: nobody's work is lost."""

import threading
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, text

from cases import drafts, files, keys, records, submissions
from cases.deletions import EVERYTHING, Deletion
from cases.submissions import Submission
from casework import forgetting
from casework import office as offices
from casework.office import Office
from casework.operations import examining, rotating
from engine import carriers, incidents, worker
from engine.states import OPEN_TASKS, IncidentState, InstanceState, JobState
from engine.tables.instances import Candidate, Instance, Job, Subscription, Timer, UserTask
from engine.tables.records import Incident
from foundation.clock import SettableClock
from foundation.database import Session, new_id
from tests import postgresql
from tests.scenarios.stage import Stage
from tests.scenarios.test_backups import at, backed_up, case_of, restored

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
"""How many in this database wait for what somebody else holds."""


@pytest.fixture
def story(chapter: Callable[[str], Stage], tmp_path: Path) -> Office:
    """A case with replies, letters and tasks, and something that the machine could not do for it."""
    on = chapter("papers")
    with on.office.database.transaction() as session:
        carriers.order_start(session, on.play.case_id, "no_such_process", "key", {}, on.play.clock.now())
        job = session.scalars(select(Job).where(Job.topic == "no_such_process")).one()
        job.state = JobState.FAILED
        incidents.open_for_job(session, job, "It did not start.", "NotFound", on.play.clock.now())
    made = at(on.office.config.data_dir, on.office, anchors=tmp_path / "anchors")
    assert backed_up(made, tmp_path / "backups").startswith("0 ")
    return made


@pytest.fixture
def moved(story: Office, tmp_path: Path, postgresql_server: postgresql.Server) -> Iterator[Callable[[], Office]]:
    """The backup brought back on PostgreSQL, with what was deleted since."""
    name = f"moved_{new_id()[-12:]}"
    with psycopg.connect(postgresql_server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    office = at(tmp_path / "moved", story, postgresql_server.url(name), tmp_path / "anchors")

    def bring_back() -> Office:
        assert restored(office, tmp_path / "backups").endswith("Everything holds.")
        return office

    yield bring_back
    office.close()


class Beside(threading.Thread):
    """Somebody's command in a process of its own, begun when this returns."""

    def __init__(self, work: Callable[[Session], None], office: Office, under_way: threading.Event) -> None:
        super().__init__()
        self.work = work
        self.done = False
        self.office = offices.open_office(office.config, lambda _office: {}, SettableClock(office.clock.now()))
        self.start()
        assert under_way.wait(10)

    def run(self) -> None:
        """What goes wrong leaves it not done."""
        try:
            with self.office.database.transaction() as session:
                self.work(session)
            self.done = True
        finally:
            self.office.close()


def test_a_command_under_way_while_its_case_gets_new_keys_goes_on_and_what_it_wrote_is_kept(
    moved: Callable[[], Office],
) -> None:
    office = moved()
    case_id, under_way, rotated = case_of(office), threading.Event(), threading.Event()
    place = drafts.Place(case_id, "a task", "person-1")

    def work(session: Session) -> None:
        found = session.scalars(select(Submission).order_by(Submission.id)).all()
        submissions.read(session, office.keys, found[0])
        under_way.set()
        assert rotated.wait(60)
        # Read after the rotation had sealed it with a key that this command had not seen.
        session.expire_all()
        for each in (found[-1], *found):
            submissions.read(session, office.keys, each)
        drafts.save(session, office.keys, place, drafts.Draft({"words": "mine"}, "1", office.clock.now()))

    person = Beside(work, office, under_way)
    said: list[str] = []
    with office.database.reading() as session:
        reference = records.reference_of(session, case_id)
    assert rotating.rotate(office, Namespace(case=reference, forget_old=False), said.append) == 0, said
    rotated.set()
    person.join()
    assert person.done
    with office.database.reading() as session:
        draft = drafts.load(session, office.keys, place)
        assert draft and draft.answers == {"words": "mine"}
        for each in session.scalars(select(Submission)):
            submissions.read(session, office.keys, each)
    assert rotating.rotate(office, Namespace(case=reference, forget_old=False), said.append) == 0
    with office.database.reading() as session:
        assert not [each for each in map(str, examining.faults(session, office)) if "older key" in each]


def test_a_class_is_deleted_once_whoever_is_writing_in_the_case_is_done(moved: Callable[[], Office]) -> None:
    office = moved()
    case_id, under_way = case_of(office), threading.Event()
    upload = replace(files.Upload(case_id, "note.txt", b"Invented.", "BO"), part=keys.LETTERS)

    def work(session: Session) -> None:
        files.stage(session, office.keys, upload, office.clock.now())
        under_way.set()
        # The deletion has begun by the time that something waits for what this holds.
        ends = time.monotonic() + 60
        while not session.scalar(text(WAITING)):
            assert time.monotonic() < ends
            time.sleep(0.01)

    person = Beside(work, office, under_way)
    forgetting.forget(office, Deletion(case_id, ("letters",), "person-1", "person-2", "request", office.clock.now()))
    person.join()
    assert person.done
    with office.database.transaction() as session:
        for file in files.of_case(session, case_id):
            assert files.read(session, office.keys, file)
        again = files.stage(session, office.keys, upload, office.clock.now())
    with office.database.reading() as session:
        assert files.read(session, office.keys, files.get(session, case_id, again.id)) == b"Invented."


def test_the_processes_of_a_deleted_case_that_an_older_backup_brings_back_end(
    story: Office, moved: Callable[[], Office]
) -> None:
    def running(office: Office) -> list[int]:
        counted = (
            select(func.count()).select_from(Instance).where(Instance.state == InstanceState.RUNNING),
            select(func.count()).select_from(UserTask).where(UserTask.state.in_(OPEN_TASKS)),
            *(select(func.count()).select_from(table) for table in (Candidate, Timer, Job, Subscription)),
            select(func.count()).select_from(Incident).where(Incident.state == IncidentState.OPEN),
        )
        with office.database.reading() as session:
            return [session.scalar(each) or 0 for each in counted]

    assert all(running(story))
    case_id = case_of(story)
    forgetting.forget(story, Deletion(case_id, (EVERYTHING,), "person-1", "person-2", "request", story.clock.now()))
    office = moved()
    assert not any(running(office))
    assert worker.run_until_idle(office.worker) == 0
    assert not any(running(office)) and forgetting.finish(office) == 0
