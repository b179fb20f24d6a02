"""What the tests of letters share: a case with two agencies asked, one replied, and documents read back as words."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from cases import identity, partnerships, people, records, requests, settings, submissions
from cases.clocks import Anchor
from cases.partnerships import Agency, Partnership
from cases.requests import RequestStatus
from casework import anchors
from casework.letters import preparing, rendering
from casework.letters.scope import Scope
from casework.office import Office
from engine.work import Environment
from foundation import config
from foundation.canonical import Json
from foundation.clock import SettableClock
from foundation.database import Database, Session, new_id
from tests.cases.conftest import KEYRING
from tools import letter_drawing

AGENCIES = (("hospital", "Hospital trust", "CQC"), ("police", "Police", "HMICFRS"), ("gp", "GP practice", "CQC"))


def drawn(text: str) -> bytes:
    """A template with these lines."""
    return letter_drawing.draw(letter_drawing.read("X", f"title: Test\nversion: 7\n\n# Heading\n{text}"))


@pytest.fixture
def at_home() -> Iterator[None]:
    """Documents are made without a process for each; test_letter_rendering shows that they are made in one."""
    with rendering.at_home():
        yield


def words_of(content: bytes) -> str:
    """Everything a document says in its body, tables in their places."""
    document = Document(io.BytesIO(content))
    return "\n".join(
        element.text for element in document.element.body.iter() if element.tag.endswith("}t") and element.text
    )


@dataclass(frozen=True, slots=True)
class File:
    """A case in the middle of its Rapid Review, in one transaction."""

    session: Session
    office: Office
    case_id: str
    now: datetime
    people: dict[str, str]
    requests: dict[str, str]

    def scope(self, now: datetime | None = None, **variables: Any) -> Scope:
        """Where a letter takes its data from."""
        return Scope(self.session, self.office, self.case_id, variables, now or self.now)

    def wrote(self, form_id: str, agency_id: str | None = None, by: str = "somebody", **answers: Json) -> str:
        """Somebody sent a form."""
        entry = submissions.Entry(self.case_id, form_id, "", "BO CH", answers, person_id=by, agency_id=agency_id)
        return submissions.record(self.session, self.office.keys, entry, self.now).id

    def mark(self, agency_id: str, status: RequestStatus) -> None:
        """An agency's request moves on."""
        requests.mark(self.session, self.case_id, self.requests[agency_id], status, self.now)

    def words(self, code: str, now: datetime | None = None, **variables: Any) -> list[str]:
        """What the letters of a code say, each rendered."""
        made = preparing.render(preparing.plan(self.scope(now, **variables), [code]))
        return [words_of(each.content) for each in made]


@pytest.fixture
def database(sqlite: Database) -> Database:
    """What a letter says hangs on no kind of database; what happens at once is tried on the other one."""
    return sqlite


@pytest.fixture
def office(database: Database, clock: SettableClock, tmp_path: Path) -> Office:
    """The parts of a running system without handlers."""
    return Office(config.read({"DATA_DIR": str(tmp_path)}), database, clock, KEYRING, Environment())


@pytest.fixture
def file(office: Office) -> Iterator[File]:
    """A case with a notification, two children, three agencies asked and the requests sent."""
    with office.database.transaction() as session:
        yield written_case(session, office)


def written_case(session: Session, office: Office) -> File:
    """The case, written into whatever transaction this is."""
    now = office.clock.now()
    people_ids = _world(session, now)
    opening = records.Opening(new_id(), "lei", profile="LLR-2020", settings_version=1)
    case_id = records.open_case(session, office.keys, opening, now).id
    made = File(session, office, case_id, now, people_ids, {})
    _began(made)
    _asked(made)
    return made


def _world(session: Session, now: datetime) -> dict[str, str]:
    session.add(
        Partnership(
            id="lei",
            code="LEI",
            name="Leicester Partnership",
            office_name="Leicester office",
            office_address="1 Example Street",
            office_phone="0116 496 0000",
            office_email="office@cspr.example",
        )
    )
    session.flush()
    settings.adopt(session, "lei", "LLR-2020", "test", now)
    found = {}
    for id_, name, inspectorate in AGENCIES:
        session.add(Agency(id=id_, name=name, category="other", partner=None, inspectorates=inspectorate))
        session.flush()
        partnerships.serve(session, id_, "lei")
        lead = people.add(session, f"{id_.title()} Lead", f"{id_}@cspr.example", "Named nurse")
        session.flush()
        people.give_role(session, lead.id, "agency_lead", "lei", id_)
        found[id_] = lead.id
    for role in ("referrer", "crg_member", "crg_chair"):
        person = people.add(session, f"Invented {role.title()}", f"{role}@cspr.example")
        session.flush()
        people.give_role(session, person.id, role, "lei")
        found[role] = person.id
    session.flush()
    return found


def _began(file: File) -> None:
    told: dict[str, Json] = {"np_ref": "NP-1", "summary": "What happened.", "inc_date": "2027-01-11"}
    source = file.wrote("f02_notification", **told, children=[{"identified": "yes"}, {"identified": "yes"}])
    children: list[dict[str, Json]] = [
        {"name": "Baby Testcase", "dob": "2026-11-24", "address": "1 Invented Lane"},
        {"name": "Sibling Testcase", "dob": "2024-01-08"},
    ]
    identity.add_all(
        file.session, file.office.keys, identity.Source(file.case_id, source), identity.CHILD, children, file.now
    )
    for name in ("received_at", "notified_at", "aware_at"):
        anchors.set_anchor(file.session, file.case_id, Anchor(name, file.now), "test", file.now)


def _asked(file: File) -> None:
    due = file.now + timedelta(days=7)
    rows: list[Json] = [
        {"agency": "hospital", "why": "It treated the baby.", "variant": "health", "children": ["C1"]},
        {"agency": "police", "why": "It was called.", "variant": "police", "children": ["C1", "C2"]},
        {"agency": "gp", "why": "It is the family’s practice.", "variant": "health", "children": ["C1"]},
    ]
    file.wrote("f03_agencies", agencies=rows, period_from="2025-01-11", period_to="2027-01-11")
    file.wrote("f05_release_requests", by="olive", brief_outline="A baby was harmed.")
    for id_, _, _ in AGENCIES:
        variant = "police" if id_ == "police" else "health"
        request = requests.prepare(file.session, file.case_id, id_, variant, file.now)
        requests.send(file.session, file.case_id, request.id, due, file.now)
        for name, at in (("sent_at", file.now), ("due_at", due)):
            anchors.set_anchor(file.session, file.case_id, Anchor(name, at, request.id), "test", file.now)
        file.requests[id_] = request.id


@pytest.fixture
def replied(file: File) -> Callable[..., None]:
    """An agency replies: `replied("hospital", summary_inv="…")`."""

    def reply(agency_id: str, **answers: Json) -> None:
        usual: dict[str, Json] = {
            "known": "yes",
            "first_contact": "2026-12-01",
            "last_contact": "2027-01-10",
            "status_now": "open",
            "summary_inv": f"Summary of {agency_id}.",
            "key_events": [
                {"date": "2027-01-02", "what": f"Seen by {agency_id}", "did": "Recorded", "child_seen": "yes"}
            ],
            "voice": "Settled when seen.",
            "parents": ["none"],
        }
        written = file.wrote("f06_agency_reply", agency_id=agency_id, **{**usual, **answers})
        requests.get(file.session, file.case_id, file.requests[agency_id]).reply_id = written
        file.mark(agency_id, RequestStatus.REPLIED)

    return reply
