"""What the tests of e-mails share: an office with a case and people, and mail servers that behave and misbehave."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from cases import people, records, settings
from cases.correspondence import outbox
from cases.correspondence.outbox import Mail
from cases.partnerships import Partnership
from casework.office import Office
from engine.work import Environment
from foundation import config
from foundation.clock import SettableClock
from foundation.database import Database, Session, new_id
from tests.cases.conftest import KEYRING


@pytest.fixture
def office(database: Database, clock: SettableClock, tmp_path: Path) -> Office:
    """The parts of a running system without handlers, with an office that has chosen its settings."""
    made = Office(config.read({"DATA_DIR": str(tmp_path)}), database, clock, KEYRING, Environment())
    with database.transaction() as session:
        session.add(
            Partnership(
                id="lei",
                code="LEI",
                name="Leicester",
                office_name="Leicester office",
                office_phone="0116 496 0000",
                office_email="office@cspr.example",
            )
        )
        session.flush()
        settings.adopt(session, "lei", "LLR-WT2023", "test", clock.now())
    return made


@pytest.fixture
def now(clock: SettableClock) -> datetime:
    """The morning on which scenario S1's notification is copied to the office."""
    return clock.now()


@pytest.fixture
def case_id(office: Office, now: datetime) -> str:
    """An open case in Leicester."""
    with office.database.transaction() as session:
        opening = records.Opening(new_id(), "lei", profile="LLR-WT2023", settings_version=1)
        return records.open_case(session, office.keys, opening, now).id


@pytest.fixture
def someone(office: Office) -> Callable[..., str]:
    """Adds people: `someone("crg_chair", "carla")`; gives the person id."""

    def added(role: str, name: str = "somebody", agency_id: str | None = None, email: str | None = None) -> str:
        with office.database.transaction() as session:
            address = f"{name}@cspr.example" if email is None else email
            person = people.add(session, f"Invented {name.title()}", address)
            session.flush()
            people.give_role(session, person.id, role, "lei", agency_id)
            return person.id

    return added


def mails(office: Office, case_id: str) -> list[Mail]:
    """The outbox of a case."""
    with office.database.reading() as session:
        return outbox.of_case(session, case_id)


def envelope(case_id: str, key: str = "a step", address: str = "carla@cspr.example") -> outbox.Envelope:
    """An e-mail as a step would ask for it."""
    return outbox.Envelope(
        case_id, key, "request_sent", address, "LEI-27-001 – Information request", "Words.\n", "cspr.example"
    )


def put(session: Session, office: Office, case_id: str, key: str = "a step") -> Mail:
    """An e-mail in the outbox."""
    return outbox.put(session, office.keys, envelope(case_id, key), office.clock.now())


@dataclass
class Server:
    """A real SMTP server that keeps what it took, and answers as it is told, the last answer for ever."""

    answers: list[str] = field(default_factory=lambda: ["250 Taken"])
    drop_after_data: int = 0
    meanwhile: Callable[[], None] = lambda: None
    """What happens while it has an e-mail in hand and has not answered yet."""
    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.meanwhile()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer.startswith("250"):
            self.taken.append(envelope.content)  # type: ignore[attr-defined]
            self.recipients += envelope.rcpt_tos  # type: ignore[attr-defined]
        if self.drop_after_data:
            self.drop_after_data -= 1
            server.transport.abort()  # type: ignore[attr-defined]
        return answer


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server on this computer; see `through`."""
    handler = Server(port=free_port())
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


def through(office: Office, server: Server) -> Office:
    """The office with its mail going to a server."""
    return replace(office, config=replace(office.config, smtp_host="127.0.0.1", smtp_port=server.port))
