"""An office with invented people, a small process and cases in every state that a page can show."""

import shutil
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient

from cases import (
    actions,
    api_tokens,
    begun_forms,
    contested,
    data_requests,
    decisions,
    disclosures,
    files,
    holds,
    identity,
    meetings,
    owned,
    panel,
    partnerships,
    people,
    records,
    settings,
    slots,
    submissions,
)
from cases.begun_forms import Begun
from cases.calendar import OfficeDay
from cases.clocks import anchors, answering
from cases.correspondence import letters, outbox
from cases.correspondence.outbox import MailState
from cases.data_requests import DataRequest
from cases.disclosures import Decided
from cases.files import Upload
from cases.partnerships import Agency, LocalAuthority, Partnership
from cases.signing_in import accounts, late_posts, links, secret, sessions, steps
from cases.signing_in.accounts import Means
from cases.signing_in.links import Purpose
from cases.signing_in.sessions import Way
from cases.signing_in.steps import Kind
from casework import api_keys, schema, start
from casework import office as offices
from casework.disclosing import records as held
from casework.rehearsal import stage as stages
from casework.signing_in import codes, passwords
from casework.tasks import sending
from engine import definitions, incidents, tasks, worker
from engine.work import Handler, Work
from foundation import master_key
from foundation.clock import SettableClock
from foundation.database import Session, new_id
from tests.scenarios import stage
from tests.web import sample_files
from tools import letter_drawing
from web.here import SIGNED_IN
from web.pages.sign_in import STEP


@dataclass(slots=True)
class World:
    """The office, and the ids that tests speak of."""

    office: offices.Office
    people: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    """References by nickname."""
    steps: dict[str, str] = field(default_factory=dict)
    """Texts of what browsers are in the middle of before anybody is signed in, by nickname."""
    link: str = ""
    """The text of a one-time link that holds."""

    def pass_(self, **length: int) -> None:
        """Let time pass."""
        assert isinstance(self.office.clock, SettableClock)
        self.office.clock.move(timedelta(**length))

    def task(self, reference: str, name: str) -> str:
        """The id of the newest task of that name in a case."""
        with self.office.database.reading() as session:
            found = tasks.of_case(session, records.by_reference(session, reference).id)
            return next(one.id for one in reversed(found) if one.name == name)


def make(folder: Path, clock: SettableClock, database_url: str | None = None) -> World:
    """A fresh world in a folder of its own, in another database than its own when that is named."""
    if database_url is not None:
        master_key.create(folder / "master.key")
    office = offices.open_office(stage.config(folder), _handlers, clock)
    schema.metadata().create_all(office.database.engine)
    world = World(office)
    with office.database.transaction() as session:
        _partnerships(session, world, clock)
        _people(session, world)
        definitions.deploy(session, office.environment, sample_files.files(), world.people["admin"], clock.now())
    _cases(world, clock)
    with office.database.transaction() as session:
        _entrance(session, world, clock)
    return world


@dataclass(frozen=True, slots=True)
class Kept:
    """A world kept on disk, to be copied by each test that changes it."""

    folder: Path
    moment: datetime
    people: dict[str, str]
    cases: dict[str, str]
    steps: dict[str, str]
    link: str

    def opened(self, folder: Path) -> World:
        """A world of its own that is as this one was."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        office = stages.opened(folder, _handlers, self.moment)
        return World(office, dict(self.people), dict(self.cases), dict(self.steps), self.link)


def kept(folder: Path, clock: SettableClock) -> Kept:
    """A fresh world in a folder, closed."""
    world = make(folder, clock)
    world.office.close()
    return Kept(folder, clock.now(), world.people, world.cases, world.steps, world.link)


def _handlers(_office: offices.Office) -> dict[str, Handler]:
    def remind(_work: Work) -> dict[str, Any]:
        return {}

    def write(_work: Work) -> dict[str, Any]:
        raise RuntimeError("the printer of this test is always broken")

    return {
        "sample.remind": Handler("sample.remind", "Send a reminder", remind),
        "sample.write": Handler("sample.write", "Write the letter", write),
    }


def _partnerships(session: Session, world: World, clock: SettableClock) -> None:
    for code, name in (("LEI", "Leicester"), ("LLR", "Leicestershire and Rutland")):
        session.add(
            Partnership(
                id=code.lower(),
                code=code,
                name=f"{name} Safeguarding Children Partnership",
                office_name=f"{name} business office",
                office_address="1 Example Street, Leicester",
                office_phone="0116 496 0000",
                office_email=f"{code.lower()}@cspr.example",
            )
        )
    session.flush()
    session.add(LocalAuthority(id="city", name="Leicester City Council", partnership_id="lei"))
    session.add(Agency(id="police", name="Leicestershire Police", category="police", partner="police"))
    session.flush()
    partnerships.serve(session, "police", "lei", "llr")
    for code in ("lei", "llr"):
        settings.adopt(session, code, "LLR-WT2023", "setup", clock.now())
    slots.add_dates(session, "lei", slots.MONTHLY, [date(2027, 2, 9), date(2027, 12, 27)])
    strike = OfficeDay(partnership_id="lei", day=date(2027, 1, 29), name="Removal of the office", counts=True)
    strike.reason, strike.added_by, strike.added_at = "The office moves.", "setup", clock.now()
    session.add(strike)


WHO = {
    "office": ("Ola Testcase", "Business Office coordinator", "business_office", "lei", None),
    "colleague": ("Kit Testcase", "Business Office assistant", "business_office", "lei", None),
    "chair": ("Ira Testcase", "Chair of the Case Review Group", "crg_chair", "lei", None),
    "manager": ("Mo Testcase", "Business Office manager", "bo_manager", "lei", None),
    "member": ("Mel Testcase", "Head of service", "crg_member", "lei", None),
    "lead": ("Lou Testcase", "Safeguarding Lead", "agency_lead", "lei", "police"),
    "referrer": ("Rae Testcase", "Health visitor", "referrer", "lei", None),
    "protector": ("Dee Testcase", "Data protection lead", "data_protection_lead", "lei", None),
    "neighbour": ("Nia Testcase", "Business Office coordinator", "business_office", "llr", None),
    "admin": ("Ada Testcase", "System administrator", "admin", "lei", None),
    "owner": ("Pat Testcase", "Process owner", "process_owner", "lei", None),
}


def _people(session: Session, world: World) -> None:
    for key, (name, job, role, partnership, agency) in WHO.items():
        person = people.add(session, name, f"{key}@cspr.example", job)
        session.flush()
        people.give_role(session, person.id, role, partnership, agency)
        world.people[key] = person.id


PASSWORD = "lantern gravel ninety orchid"
SECRET = b"twenty bytes of a key"[:20]


def _entrance(session: Session, world: World, clock: SettableClock) -> None:
    """The office's local account, a link for a new password and one to set up with, and browsers on their way in."""
    office, keys, now = world.people["office"], world.office.keys, clock.now()
    accounts.set_up(session, keys, office, Means(PASSWORD_HASH, SECRET, [codes.plain("AAAAA-BBBBB")], 0), now)
    _, world.link = links.make(session, world.people["lead"], Purpose.SET_UP, world.people["admin"], now)
    _, forgotten = links.make(session, office, Purpose.NEW_PASSWORD, office, now)
    world.steps = {
        "code to come": steps.begin(session, keys, Kind.CODE, office, now),
        "new password": steps.begin(session, keys, Kind.SET_UP, office, now, secret.digest(forgotten)),
        "setting up": steps.begin(session, keys, Kind.SET_UP, world.people["lead"], now, secret.digest(world.link)),
    }
    late_posts.keep(session, keys, office, "/start/sample/received", [("summary", "It snowed.")], now)
    late_posts.keep(session, keys, world.people["colleague"], "/emergency-access", [("reason", "It is night.")], now)
    form_version = definitions.newest(session, definitions.FORM, "sample_referral").id
    written = Begun("sample", "received", form_version, "lei", {"summary": "It rained in an invented place."})
    begun_forms.save(session, keys, (world.people["referrer"], BEGUN), written, now)


BEGUN = "01a21dcc-ccde-758e-92f8-a29a02e011fe"
"""The page on which the referrer has begun a form and not sent it."""
PASSWORD_HASH = passwords.hashed(PASSWORD)


def begun(world: World) -> str:
    """One more case, begun by the referrer; gives its reference."""
    answers = {"summary": "A child was hurt in an invented place.", "on": "2027-01-10"}
    sent = start.Beginning("sample", "received", "lei", new_id(), answers)
    started = start.begin(world.office, world.people["referrer"], sent)
    assert isinstance(started, start.Started), started
    return started.reference


def _cases(world: World, clock: SettableClock) -> None:
    world.cases["fresh"] = begun(world)
    world.cases["waiting"] = begun(world)
    office_person, chair = world.people["office"], world.people["chair"]
    check = world.task(world.cases["waiting"], "Check the referral")
    sending.send(world.office, office_person, check, new_id(), {"complete": "yes", "reader": "me"})
    world.cases["broken"] = begun(world)
    check = world.task(world.cases["broken"], "Check the referral")
    sending.send(world.office, office_person, check, new_id(), {"complete": "yes"})
    decide = world.task(world.cases["broken"], "Record the decision")
    sending.send(world.office, chair, decide, new_id(), {"why": "Enough is known."})
    world.cases["taken"] = begun(world)
    taken = world.task(world.cases["taken"], "Check the referral")
    sending.claim(world.office, world.people["colleague"], taken)
    sending.save_draft(world.office, world.people["colleague"], taken, {"complete": "yes", "reader": ""})
    for _ in range(6):
        worker.run_until_idle(world.office.worker)
        clock.move(timedelta(minutes=45))
    with world.office.database.transaction() as session:
        (failed,) = incidents.open_ones(session)
        incidents.retry(session, failed.id, world.people["admin"], "The printer has paper again.", clock.now())
    for _ in range(6):
        worker.run_until_idle(world.office.worker)
        clock.move(timedelta(minutes=45))
    with world.office.database.transaction() as session:
        # The cases keep the first version; this one is in force for new ones, and a third is planned.
        newer = settings.NewVersion("LLR-WT2023", {"rr.days": 12}, clock.now().date(), "Agreed by the partners.")
        settings.make(session, "lei", newer, world.people["manager"], clock.now())
        planned = settings.NewVersion("LLR-WT2023", {"rr.days": 10}, date(2027, 4, 1), "From the new year on.")
        settings.make(session, "lei", planned, world.people["manager"], clock.now())
    _fill(world, world.cases["waiting"], clock)
    _decide(world, world.cases["waiting"], clock)
    _write_mail(world, world.cases["waiting"], clock)
    _ask_for_data(world, clock)
    _contest(world, clock)


def _fill(world: World, reference: str, clock: SettableClock) -> None:
    with world.office.database.transaction() as session:
        case_id = records.by_reference(session, reference).id
        child = {"name": "Sam Testcase", "dob": "2021-05-04"}
        identity.write(session, world.office.keys, case_id, "C1", child, clock.now())
        at = clock.now() + timedelta(days=6)
        meeting = meetings.plan(session, case_id, "rapid_review", "extraordinary", at, "Room 1", clock.now())
        meetings.invite(session, meeting, world.people["chair"], None, "chair", clock.now())
        upload = Upload(case_id, "Chronology.pdf", b"%PDF-1.4\n%%EOF\n", "BO CH", person_id=world.people["office"])
        kept = files.stage(session, world.office.keys, upload, clock.now())
        files.keep(session, case_id, kept.id, submissions.of_case(session, case_id)[0].id)
        _write_letters(session, world, case_id, clock)
        for days, reason in ((4, None), (3, "The stamp was misread.")):
            aware = anchors.Anchor("aware_at", clock.now() - timedelta(days=days))
            if reason:
                aware = anchors.because(session, world.office.keys, case_id, aware, reason)
            anchors.set_anchor(session, case_id, aware, world.people["office"], clock.now())


def _ask_for_data(world: World, clock: SettableClock) -> None:
    """Somebody asks for their data in one case, and was answered in another."""
    for nickname in ("waiting", "fresh"):
        with world.office.database.transaction() as session:
            case_id, now = records.by_reference(session, world.cases[nickname]).id, clock.now()
            sent, who = submissions.of_case(session, case_id)[0].id, world.people["office"]
            row = DataRequest(**owned.key(case_id), asked=data_requests.ACCESS, submission_id=sent, registered_by=who,
                              registered_at=now)  # fmt: skip
            made = data_requests.register(session, row)
            counted = anchors.Anchor(answering.COUNTED, now, made.id)
            anchors.set_anchor(session, case_id, counted, world.people["office"], now)
            disclosures.collect(session, made, list(held.found(session, case_id)), now)
            if nickname == "fresh":
                data_requests.decide(session, made, "disclose", (world.people["protector"], sent), now)
                data_requests.end(session, made, "disclose", "system", now)


def _contest(world: World, clock: SettableClock) -> None:
    """Somebody says that records of two cases are wrong: in one it is to be decided, in the other it was."""
    for nickname in ("waiting", "fresh"):
        with world.office.database.transaction() as session:
            case_id, now = records.by_reference(session, world.cases[nickname]).id, clock.now()
            sent, who = submissions.of_case(session, case_id)[0].id, world.people["protector"]
            row = DataRequest(**owned.key(case_id), asked=data_requests.RECTIFY, submission_id=sent, registered_by=who,
                              registered_at=now)  # fmt: skip
            made = data_requests.register(session, row)
            anchors.set_anchor(session, case_id, anchors.Anchor(answering.COUNTED, now, made.id), who, now)
            disclosures.collect(session, made, list(held.found(session, case_id)), now)
            for one in disclosures.of_request(session, made):
                if one.source in (disclosures.FILE, disclosures.IDENTITY) or one.source_id == sent:
                    said = Decided("correct", None, "", statement="Invented: the house is another one.")
                    said = said if nickname == "fresh" else Decided(disclosures.CONTESTED, None, "")
                    disclosures.decide(session, world.office.keys, made, one, said, (who, now))
            if nickname == "fresh":
                data_requests.decide(session, made, contested.DECIDED, (who, sent), now)
                data_requests.check(session, made, True, (world.people["manager"], sent), now)
                data_requests.show(session, made, now)
                data_requests.release(session, made, now)
                data_requests.end(session, made, contested.DECIDED, "system", now)


def _decide(world: World, reference: str, clock: SettableClock) -> None:
    """A decision taken twice, what the Panel said, an action in each state, and a hold."""
    with world.office.database.transaction() as session:
        case_id, now = records.by_reference(session, reference).id, clock.now()
        today = now.date()
        for outcome in ("alternative", "lcspr"):
            decisions.decide(session, case_id, decisions.Taken(outcome, today, world.people["chair"]))
        panel.release(session, case_id, None, world.people["office"], False, now)
        panel.mark_sent(session, case_id, now)
        panel.log_reply(session, case_id, today, "more_information", today + timedelta(days=5), now)
        for days, progress in ((-2, "at_risk"), (9, None)):
            plan = actions.Plan("safety", "See the sibling.", "police", None, today + timedelta(days=days))
            actions.add(session, world.office.keys, case_id, plan, None, now).progress = progress
        done = actions.add(session, world.office.keys, case_id, actions.Plan("multi_agency", "Tell all."), None, now)
        actions.change_status(session, case_id, done.id, actions.ActionStatus.DONE)
        who = world.people["office"]
        for _ in range(2):
            later = today + timedelta(days=20)
            held = holds.Hold(**owned.key(case_id), step="local_work", owner_id=who, asked_by="panel",
                              review_on=later, started_at=now)  # fmt: skip
            holds.put_on(session, held, who)
        holds.lift(session, case_id, held.id, who, now)


def _write_letters(session: Session, world: World, case_id: str, clock: SettableClock) -> None:
    """A letter that waits and was changed by hand, and one that was sent."""
    change = {"at": 1, "old": ["Please come."], "new": ["Please come early."], "state": "lost"}
    edit = {"by": world.people["office"], "at": clock.now().isoformat(), "way": "words", "reason": "Snow."}
    for kind, edits in (("D06", [{**edit, "changes": [change]}]), ("D14-a", [])):
        for version in ("1", "2"):
            drawn = letter_drawing.draw(
                letter_drawing.read(
                    "X", "title: Letter\nversion: 1\n\n# Rapid Review\nPlease come.\n## Enclosed\nNothing."
                )
            )
            document = {"ref": f"LEI-27-001-{kind}", "version": version, "date": "Thursday 14 January 2027"}
            merged = {"doc": document, "partnership": {"marking": "OFFICIAL-SENSITIVE"}}
            draft = letters.Draft(
                case_id, kind, merged, name=f"{kind}.docx", content=drawn, template_version="default 1.1", edits=edits
            )
            letter = letters.prepare(session, world.office.keys, draft, clock.now())
        if not edits:
            letters.release(session, letter, world.people["colleague"], "BO CH", clock.now())
            letters.mark_sent(session, letter, clock.now())


def _write_mail(world: World, reference: str, clock: SettableClock) -> None:
    """One e-mail in every state that a page can show."""
    with world.office.database.transaction() as session:
        case_id = records.by_reference(session, reference).id
        for number, state in enumerate(MailState):
            person = world.people["chair"] if state is MailState.SENT else None
            held = "The address is missing or is not exactly one e-mail address." if state is MailState.HELD else ""
            address = "nobody" if held else "chair@cspr.example"
            subject, body = f"{reference} – Meeting invitation", "Please come.\n\nWith kind regards\nThe office"
            envelope = outbox.Envelope(
                case_id, f"step {number}", "meeting_invitation", address, subject, body, "cspr.example"
            )
            mail = outbox.put(session, world.office.keys, replace(envelope, person_id=person, held=held), clock.now())
            mail.state = state
            mail.attempts = 0 if held else number + 1
            mail.sent_at = clock.now() if state is MailState.SENT else None
            mail.reply = held or "550 No such mailbox"


TOKEN = "a-token-of-the-tests"


def signed_in(app: Flask, world: World, who: str | None) -> FlaskClient:
    """A browser signed in as somebody, or as nobody, whose session already has its form token."""
    client = app.test_client()
    held = _held(world, who)
    with client.session_transaction() as session:
        session.update(held)
    return client


def cookie(app: Flask, world: World, who: str | None) -> str:
    """The session cookie of somebody who is signed in, or of nobody, for a real browser."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return str(signer.dumps(_held(world, who)))


def _held(world: World, who: str | None) -> dict[str, str]:
    if who in world.steps:
        return {"_token": TOKEN, STEP: world.steps[who]}
    return cookie_of(world.office, world.people[who] if who else None)


def cookie_of(office: offices.Office, person_id: str | None) -> dict[str, str]:
    """What the cookie of somebody who is signed in holds; in the demonstration as whoever chose to be somebody."""
    if person_id is None:
        return {"_token": TOKEN}
    way = Way.DEMO if office.config.demo else Way.PASSWORD
    with office.database.transaction() as session:
        _, text = sessions.begin(session, person_id, way, "A browser of the tests", office.clock.now())
    return {"_token": TOKEN, SIGNED_IN: text}


def form(**fields: str) -> dict[str, str]:
    """A posted form with its token and a key of its own."""
    return {"_token": TOKEN, "_key": new_id(), **fields}


def api_token(world: World) -> str:
    """The id of a token that the administrator has made for their Modeler."""
    api_keys.make(world.office, world.people["admin"], "Laptop", 30, new_id())
    with world.office.database.reading() as session:
        return api_tokens.listed(session, world.people["admin"])[0][0].id
