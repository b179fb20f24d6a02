"""The product's processes are killed while people send forms and mail goes out: nothing lost, nothing done twice."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from cases import people, submissions
from cases.correspondence import outbox
from cases.correspondence.outbox import Mail, MailState
from casework.office import Office
from casework.operations import examining
from engine import definitions, tasks
from engine.states import InstanceState
from engine.tables.instances import Instance
from engine.tables.records import History
from foundation import master_key
from foundation.clock import SystemClock
from foundation.database import Database, new_id
from tests import postgresql
from tests.casework.mail.conftest import Server
from tests.faults import pulse
from tests.faults.browsing import Browser, hidden
from tests.scenarios import stage

ROOT = Path(__file__).parent.parent.parent
PEOPLE = ("Olive Office", "Oscar Office")
CASES = 4
"""Begun by each of them."""


@dataclass
class Show:
    """What runs, and what people were told is done."""

    office: Office
    port: int
    commands: dict[str, list[str]]
    environment: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    troubles: list[BaseException] = field(default_factory=list)

    def begin(self, name: str) -> None:
        """Start one of the processes, in a group of its own so that it dies with its children."""
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self.commands[name], cwd=ROOT, env={**os.environ, **self.environment}, start_new_session=True,
                stdout=log, stderr=log,
            )  # fmt: skip

    @property
    def log(self) -> Path:
        """What all of them said."""
        return self.office.config.data_dir / "log"

    def kill(self, name: str) -> None:
        """End it at once, in the middle of whatever it is at."""
        with suppress(ProcessLookupError):
            os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()

    def is_up(self) -> bool:
        """Whether pages are served."""
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=1):
            return True
        return False


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _prepared(folder: Path, database_url: str | None = None) -> Office:
    """An office with people since two months, and the process that is going to be hit."""
    if database_url is not None:
        master_key.create(folder / "master.key")
    office = stage.in_database(folder, database_url, date.today() - timedelta(days=60)).office
    with office.database.transaction() as session:
        definitions.deploy(session, office.environment, pulse.files(), "tester", office.clock.now())
    return office


def _person(show: Show, name: str) -> str:
    with show.office.database.reading() as session:
        return session.scalars(select(people.Person.id).where(people.Person.name == name)).one()


def _work(show: Show, name: str) -> None:
    """Begin cases and do whatever tasks there are, until all is done."""
    try:
        person_id = _person(show, name)
        browser = Browser(f"http://127.0.0.1:{show.port}")
        browser.post("/demo", {**hidden(browser.get("/demo")), "person": person_id})
        for _ in range(CASES):
            _send(show, browser, person_id, "/start/p/asked")
        until = time.monotonic() + 120
        while time.monotonic() < until and not _all_completed(show.office.database):
            for task_id in _open_tasks(show.office.database):
                _send(show, browser, person_id, f"/tasks/{task_id}")
            time.sleep(0.1)
        assert 500 not in browser.statuses, [line for line in show.log.read_text().splitlines() if "failed" in line]
    except BaseException as problem:
        show.troubles.append(problem)


def _send(show: Show, browser: Browser, person_id: str, path: str) -> None:
    words = new_id()
    page = browser.get(path)
    if "_key" not in hidden(page):
        return
    answer = browser.post(path, {**hidden(page), "words": words})
    if answer.status == 303:
        show.acknowledged.append((person_id, words))
    else:
        assert answer.status == 409, (path, answer.status)


def _open_tasks(database: Database) -> list[str]:
    with suppress(Exception), database.reading() as session:
        offices = session.scalars(select(tasks.Candidate.who).distinct()).all()
        return [task.id for task in tasks.offered(session, offices)]
    return []


def _all_completed(database: Database) -> bool:
    with suppress(Exception), database.reading() as session:
        done = select(func.count()).select_from(Instance).where(Instance.state == InstanceState.COMPLETED)
        unsent = select(func.count()).select_from(Mail).where(Mail.state != MailState.SENT)
        return session.scalars(done).one() == CASES * len(PEOPLE) and session.scalars(unsent).one() == 0
    return False


def _let_leases_run_out(database: Database) -> None:
    """As ten minutes after the kill: what the dead had taken is free again."""
    with suppress(Exception), database.transaction() as session:
        session.execute(update(Mail).where(Mail.state == MailState.LEASED).values(try_after=outbox.AT_ONCE))


def _rage(show: Show, kills: int, also: Callable[[int], None] = lambda number: None) -> None:
    """Two people work; every now and then a process is killed and started again; until everything is done."""
    chance = random.Random(11)
    for name in show.commands:
        show.begin(name)
    working = [threading.Thread(target=_work, args=(show, name)) for name in PEOPLE]
    for one in working:
        one.start()
    number = 0
    try:
        while any(one.is_alive() for one in working):
            if number < kills and show.is_up():
                time.sleep(chance.uniform(0.1, 1.0))
                victim = chance.choice(sorted(show.commands))
                show.kill(victim)
                also(number)
                _let_leases_run_out(show.office.database)
                show.begin(victim)
                number += 1
            time.sleep(0.1)
            if number == kills:
                _let_leases_run_out(show.office.database)
    finally:
        for name in show.commands:
            show.kill(name)
        for one in working:
            one.join()
        # Connections to a server that crashed are thrown away here, not whenever they are found.
        show.office.close()
    assert show.troubles == []
    assert number == kills, "all was done before it was killed often enough to mean anything"


def _all_is_well(show: Show, sink: Server) -> None:
    office, cases = show.office, CASES * len(PEOPLE)
    assert _all_completed(office.database)
    with office.database.reading() as session:
        kept = [
            (one.person_id, str(submissions.read(session, office.keys, one)["words"]))
            for one in session.scalars(select(submissions.Submission))
        ]
        assert sorted(kept) == sorted(show.acknowledged)
        assert len(kept) == cases * (1 + len(pulse.TASKS))
        assert session.scalars(select(func.count()).select_from(Instance)).one() == cases
        pauses = session.execute(select(History.started_at, History.at).where(History.element_id.like("%pause"))).all()
        assert len(pauses) == 2 * cases
        assert min(at - started for started, at in pauses if started) >= timedelta(seconds=1)
        ordered = {mail.message_id: mail for mail in session.scalars(select(Mail))}
        told = Counter((mail.case_id, mail.person_id) for mail in ordered.values())
        assert {case_id for case_id, _ in told} == set(session.scalars(select(Instance.case_id)))
        assert set(told.values()) == {len(pulse.MAIL_STEPS)}
    received: dict[str, set[bytes]] = {}
    for content in sink.taken:
        received.setdefault(str(message_from_bytes(content)["Message-ID"]), set()).add(content)
    assert received.keys() == ordered.keys()
    # What came twice came as the same e-mail, which mail programs show once.
    assert {len(contents) for contents in received.values()} == {1}
    lines: list[str] = []
    assert (examining.examine(replace(office, clock=SystemClock()), lines.append), lines) == (0, ["Everything holds."])


@pytest.mark.slow
def test_the_demo_killed_again_and_again_loses_nothing_and_does_nothing_twice(tmp_path: Path, server: Server) -> None:
    office = _prepared(tmp_path)
    port = free_port()
    environment = {
        "MODE": "demo", "DATA_DIR": str(tmp_path), "PORT": str(port), "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(server.port),
    }  # fmt: skip
    show = Show(office, port, {"all": [sys.executable, "server.py", "all"]}, environment)
    _rage(show, kills=5)
    _all_is_well(show, server)
    asked = [sys.executable, "server.py", "doctor"]
    told = subprocess.run(asked, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, check=False)
    assert (told.returncode, told.stdout.decode().strip()) == (0, "Everything holds.")


@pytest.mark.slow
@pytest.mark.postgresql
def test_pages_and_workers_and_their_database_server_may_be_killed(tmp_path: Path, server: Server) -> None:
    base = postgresql.Server()
    try:
        base.keep_what_is_acknowledged()
        office = _prepared(tmp_path, base.url())
        port = free_port()
        arguments = [str(tmp_path), base.url(), str(port), str(server.port)]
        roles = {"pages": "web", "worker 1": "worker", "worker 2": "worker"}
        commands = {
            name: [sys.executable, "-m", "tests.faults.served", role, *arguments] for name, role in roles.items()
        }
        show = Show(office, port, commands)

        def crash(number: int) -> None:
            if number == 2:
                base.crash()
                base.start()

        _rage(show, kills=6, also=crash)
        _all_is_well(show, server)
        office.close()
    finally:
        base.stop()
