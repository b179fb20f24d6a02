"""What tests look at in a played case: requests, mails with their recipients by name, dates, tasks, visible cases."""

import email
import email.policy
import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from lxml import etree
from sqlalchemy import select

from cases import access, clocks, decisions, files, identity, panel, people, requests, submissions
from cases.correspondence import letters as correspondence
from cases.correspondence.outbox import Mail
from cases.overrides import Override
from cases.partnerships import Agency
from cases.requests import InformationRequest, RequestStatus
from casework import occasions, tell
from engine import doctor, instances, tasks
from engine.spiff import codec
from engine.states import OPEN_TASKS
from engine.tables.instances import Candidate, Instance, Job, Subscription, Timer, UserTask
from engine.tables.records import Command, History, Incident, Message, Snapshot
from foundation.clock import LONDON, london_date
from foundation.database import Session
from tests.scenarios.stage import Stage
from web import clocks as shown


def request(on: Stage, agency: str) -> InformationRequest:
    """The latest request to an agency."""
    with on.office.database.reading() as session:
        return requests.of_agency(session, on.play.case_id, on.ids.agencies[agency])[-1]


def reply_dates(on: Stage) -> dict[str, datetime | None]:
    """By when each agency is asked to reply."""
    with on.office.database.reading() as session:
        return {one.agency_id: one.due_at for one in requests.of_case(session, on.play.case_id)}


def status(on: Stage, agency: str) -> RequestStatus:
    """How far the latest request to an agency has come."""
    return request(on, agency).status


def mails(on: Stage) -> list[tuple[str, str, datetime]]:
    """Every e-mail of the case: kind, recipient (a person's name, or the address of a mailbox), when ordered."""
    with on.office.database.reading() as session:
        found = session.scalars(select(Mail).where(Mail.case_id == on.play.case_id).order_by(Mail.ordered_at)).all()
        names = {
            each.id: each.name for each in people.by_ids(session, {one.person_id for one in found if one.person_id})
        }
        return [
            (one.kind, names.get(one.person_id or "", "outside"), one.ordered_at.astimezone(LONDON)) for one in found
        ]


def mailed(on: Stage, kind: str, since: datetime | None = None) -> set[str]:
    """Who got an e-mail of a kind."""
    return {name for one, name, at in mails(on) if one == kind and (since is None or at >= since)}


def count_of_mails(on: Stage) -> Counter[str]:
    """How many e-mails of each kind there are."""
    return Counter(kind for kind, _, _ in mails(on))


def deadline(on: Stage, name: str, **subjects: str) -> datetime | None:
    """A deadline of the case in London."""
    with on.office.database.reading() as session:
        at = clocks.deadline(session, on.play.case_id, name, on.play.clock.now(), subjects)
    return at.astimezone(LONDON) if at else None


def day(on: Stage, name: str, **subjects: str) -> date | None:
    """The date of a deadline."""
    at = deadline(on, name, **subjects)
    return london_date(at) if at else None


def clocks_shown(on: Stage) -> dict[str, str]:
    """The tone of each clock of the case that people see."""
    with on.office.database.reading() as session:
        return {one.id: one.tone for one in shown.of_case(session, on.play.case_id, on.play.clock.now())}


def cases_known_to(on: Stage, name: str) -> list[str]:
    """The ids of the cases that somebody may know of."""
    with on.office.database.reading() as session:
        return list(session.scalars(access.visible_cases(on.play.person(name), on.play.clock.now())))


def unsound(on: Stage) -> list[str]:
    """What doctor finds."""
    with on.office.database.reading() as session:
        return [str(one) for one in doctor.examine(session, on.play.clock.now())]


def variables(on: Stage, process: str) -> dict[str, Any]:
    """All variables of the newest instance of a process, those of called processes over its own."""
    with on.office.database.reading() as session:
        row = [one for one in instances.of_case(session, on.play.case_id) if one.process == process][-1]
        found: dict[str, Any] = {}
        for _host, _key, _spec, values, _rows in codec.document(row.tokens)["trees"]:
            found |= values or {}
    return found


def states(on: Stage, process: str) -> list[str]:
    """How the instances of a process stand."""
    with on.office.database.reading() as session:
        return [one.state.value for one in instances.of_case(session, on.play.case_id) if one.process == process]


def open_elements(on: Stage) -> set[str]:
    """The diagram's steps at which a task is open."""
    with on.office.database.reading() as session:
        return {task.element_id for task in tasks.of_case(session, on.play.case_id) if task.state in OPEN_TASKS}


def letters(on: Stage) -> dict[str, set[str]]:
    """Every letter in force by kind: for whom it is, agencies and people by name, empty for papers of the case."""
    with on.office.database.reading() as session:
        named = {each.id: each.name for each in session.scalars(select(Agency))}
        named |= {each.id: each.name for each in session.scalars(select(people.Person))}
        found: dict[str, set[str]] = {}
        for letter in correspondence.of_case(session, on.play.case_id):
            whose = {named[one] for one in (letter.agency_id, letter.person_id) if one}
            found.setdefault(letter.kind, set()).update(whose)
    return found


def text_of(on: Stage, kind: str) -> str:
    """What the latest letter of a kind says, paragraph by paragraph."""
    with on.office.database.reading() as session:
        letter = correspondence.of_case(session, on.play.case_id, kind)[-1]
        content = files.read(session, on.office.keys, files.get(session, on.play.case_id, letter.file_id or ""))
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)


def decided(on: Stage) -> tuple[list[str], int, int]:
    """What only people may bring about: decisions, what went to the Panel, what the Panel answered."""
    with on.office.database.reading() as session:
        outcomes = [one.outcome for one in decisions.versions(session, on.play.case_id)]
        sent = [one for one in panel.sendings(session, on.play.case_id) if one.sent_at]
        return outcomes, len(sent), len(panel.replies(session, on.play.case_id))


def identities(on: Stage) -> set[str]:
    """Every text that says who a child is."""
    with on.office.database.reading() as session:
        found = [identity.read(session, on.office.keys, one) for one in identity.of_case(session, on.play.case_id)]
    return {str(value) for one in found for key, value in one.items() if key in ("name", "dob", "address") and value}


ENGINE = (Instance, UserTask, Candidate, Timer, Job, Subscription, Incident, History, Message, Command, Snapshot)


def engine_texts(on: Stage) -> list[str]:
    """Everything that the engine holds, row by row in words, states unpacked."""
    found = []
    with on.office.database.reading() as session:
        for table in ENGINE:
            for row in session.execute(select(*table.__table__.columns)):
                for value in row:
                    packed = isinstance(value, bytes) and value
                    found.append(json.dumps(codec.document(value)) if packed else str(value))
    return found


def mail_text(path: Path) -> str:
    """An e-mail in words: subject and every part of it."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message["subject"]), *map(str, parts)])


def due_of(on: Stage, element: str) -> datetime | None:
    """When the newest task of a step is due."""
    with on.office.database.reading() as session:
        found = [one.due_at for one in tasks.of_case(session, on.play.case_id) if one.element_id == element]
    return found[-1].astimezone(LONDON) if found[-1] else None


def versions(on: Stage, form: str, agency: str | None = None) -> int:
    """How many versions of a form there are, of an agency or of the office."""
    with on.office.database.reading() as session:
        newest = submissions.latest(session, on.play.case_id, form, on.ids.agencies[agency] if agency else None)
    return newest.version if newest else 0


def overrides(session: Session, case_id: str) -> list[str]:
    """The rules that were set aside in a case."""
    return list(session.scalars(select(Override.rule).where(Override.case_id == case_id)))


def letter_versions(on: Stage, kind: str) -> int:
    """The highest version of a letter of the case."""
    with on.office.database.reading() as session:
        return max((one.version for one in correspondence.of_case(session, on.play.case_id, kind)), default=0)


def letter_words(on: Stage, kind: str, subject_id: str) -> str:
    """Everything that the newest letter of a kind about one request or meeting says."""
    with on.office.database.reading() as session:
        newest = correspondence.in_force(session, on.play.case_id, kind, subject_id)[-1]
        file = files.get(session, on.play.case_id, newest.file_id or "")
        content = files.read(session, on.office.keys, file)
    parts = Document(BytesIO(content))
    cells = [cell.text for table in parts.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in parts.paragraphs), *cells])


def answers(on: Stage, form: str) -> dict[str, Any]:
    """What was last written in a form of the office."""
    with on.office.database.reading() as session:
        made = submissions.latest(session, on.play.case_id, form)
        return dict(submissions.read(session, on.office.keys, made)) if made else {}


def words_of(on: Stage, kind: str) -> str:
    """The words of the newest letter of a kind."""
    with on.office.database.reading() as session:
        letter = correspondence.of_case(session, on.play.case_id, kind)[-1]
        content = files.read(session, on.office.keys, files.get(session, on.play.case_id, letter.file_id or ""))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(etree.fromstring(packed.read("word/document.xml")).itertext())


def told_on(on: Stage, name: str, event: str) -> Mapping[str, Any]:
    """What the form of an event is given when somebody is about to tell of it."""
    person_id = on.play.person(name)
    with on.office.database.reading() as session:
        offered = occasions.places(session, on.office, person_id, on.play.case_id)
        place = next(one for one in offered if one.element.id == event)
        return tell.open_place(session, on.office, person_id, on.play.case_id, place.id).data
