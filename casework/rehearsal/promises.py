"""What must be true in every scenario, whatever it tells (domain model 8.1): looked for when a story is over.

No name, date of birth or other written word in e-mails, file names or what the engine holds; each agency sees exactly
its own requests; every rule set aside, late step and changed date has its reason; everything `doctor` promises.
"""

import email
import email.policy
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from cases import access, codes, files, identity, overrides, panel, people, records, requests, submissions
from cases.clocks import anchors
from cases.correspondence.outbox import Mail
from casework import corrections
from casework.operations import examining
from casework.rehearsal.checks.access import visible_requests
from casework.rehearsal.restarting import MARK
from casework.rehearsal.scene import Scene
from casework.tasks import lists
from engine.spiff import codec
from engine.tables.instances import Instance, Job, Subscription, UserTask
from engine.tables.records import History, Message
from foundation.database import Session

HELD_BY_THE_ENGINE = (Instance, UserTask, Job, Subscription, Message, History)
COUNTED_FROM = (*corrections.CORRECTABLE, "meeting_at", "due_at")
"""Dates that deadlines of law count from, and those that letters and invitations say: none changes without a reason."""

_MONTHS = ("%d %B %Y", "%-d %B %Y", "%d/%m/%Y", "%-d %b %Y", "%Y-%m-%d")


def broken(scene: Scene) -> list[str]:
    """Every promise that does not hold, in words; for all the cases of the story."""
    with scene.reading() as session:
        cases = list(session.scalars(select(records.Case.id)))
        secret = _secret(scene, session, cases)
        return [
            *(f"a promise of the machine: {fault}" for fault in examining.faults(session, scene.play.office)),
            *_mails_say_nothing(scene, secret),
            *_nobody_is_told_twice(session),
            *_file_names_say_nothing(scene, session, cases, secret),
            *_the_engine_holds_nothing(session, secret),
            *_agencies_see_their_own(scene, session, cases),
            *_what_is_unusual_has_its_reason(scene, session, cases),
        ]


def _secret(scene: Scene, session: Session, cases: list[str]) -> set[str]:
    """Every text that says who somebody is, in small letters, and the mark that everything written has."""
    found: set[str] = {MARK.lower()}
    for case_id in cases:
        for one in identity.of_case(session, case_id):
            facts = identity.read(session, scene.play.office.keys, one)
            said = [str(facts[key]).replace(MARK, "").strip() for key in ("name", "address") if facts.get(key)]
            found |= {one.lower() for one in said if one}
            if facts.get("dob"):
                born = date.fromisoformat(str(facts["dob"]))
                found |= {born.strftime(style).lower() for style in _MONTHS}
    return found


def _said_in(text: str, secret: set[str]) -> list[str]:
    small = text.lower()
    return sorted(word for word in secret if word in small)


def _mails_say_nothing(scene: Scene, secret: set[str]) -> Iterator[str]:
    for path in sorted((scene.play.office.config.data_dir / "mail").rglob("*.eml")):
        for word in _said_in(path.name + _words_of(path), secret):
            yield f"an e-mail says “{word}”: {path.name}"


def _words_of(path: Path) -> str:
    """An e-mail in words: subject and every part of it."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message["subject"]), *map(str, parts)])


def _nobody_is_told_twice(session: Session) -> Iterator[str]:
    """No e-mail stands in the outbox twice; of several agencies’ requests, one for each looks alike."""
    told = Counter(
        (one.case_id, one.kind, one.about, one.person_id, one.subject, one.ordered_at)
        for one in session.scalars(select(Mail).where(Mail.person_id.is_not(None)))
    )
    for (case_id, kind, _, _, subject, _), times in told.items():
        if times > max(1, len(requests.of_case(session, case_id))):
            yield f"an e-mail was sent {times} times at once: {kind}, {subject}"


def _file_names_say_nothing(scene: Scene, session: Session, cases: list[str], secret: set[str]) -> Iterator[str]:
    for case_id in cases:
        for one in files.of_case(session, case_id):
            name = files.name_of(session, scene.play.office.keys, one)
            yield from (f"the file name {name} says “{word}”" for word in _said_in(name, secret))


def _the_engine_holds_nothing(session: Session, secret: set[str]) -> Iterator[str]:
    for table in HELD_BY_THE_ENGINE:
        for row in session.execute(select(*table.__table__.columns)):
            for value in row:
                text = json.dumps(codec.document(value)) if isinstance(value, bytes) and value else str(value)
                yield from (f"the engine’s {table.__tablename__} holds “{word}”" for word in _said_in(text, secret))


def _agencies_see_their_own(scene: Scene, session: Session, cases: list[str]) -> Iterator[str]:
    """Whoever leads an agency, or stands in for its lead, and has no other part in the partnership."""
    names = scene.names(session)
    for person in session.scalars(select(people.Person).where(people.Person.active)):
        groups = access.groups_of(session, person.id, scene.today)
        if {one.partition("@")[0] for one in groups} - {"agency_lead", "contributor", "referrer"}:
            continue
        own = {names.get(one.partition("@")[2], "") for one in groups if one.startswith("agency_lead@")}
        if own:
            yield from _sees_only(scene, session, cases, person.name, own)


AGAIN = range(2, 10)
"""How many times an agency may have been asked more than once."""


def _sees_only(scene: Scene, session: Session, cases: list[str], name: str, own: set[str]) -> Iterator[str]:
    names, before = scene.names(session), scene.play.case_id
    for case_id in cases:
        scene.play.case_id = case_id
        sent = [one for one in requests.of_case(session, case_id) if one.status.value not in ("draft", "withdrawn")]
        theirs = sorted(names[one.agency_id] for one in sent if names[one.agency_id] in own)
        seen = sorted(visible_requests(scene, session, name))
        left_to = records.case(session, case_id).left_to
        is_cut = left_to is not None and "agency_lead" not in left_to
        if is_cut or not access.may_know(session, scene.play.person(name), case_id, scene.now):
            theirs = []
        if seen != theirs:
            yield f"{name} sees the requests of {', '.join(seen) or 'nobody'}, not of {', '.join(theirs) or 'nobody'}"
        yield from _reads_only(scene, session, name, own)
    scene.play.case_id = before
    asker = lists.Asker(scene.play.person(name), scene.now)
    for line in lists.team(session, asker).lines:
        if line.about and line.about not in own | {requests.named(one, times) for one in own for times in AGAIN}:
            yield f"{name} is offered a task about {line.about}: {line.name}"


def _reads_only(scene: Scene, session: Session, name: str, own: set[str]) -> Iterator[str]:
    """What is kept for an agency is read by that agency only, letters and forms alike."""
    names, person, case_id = scene.names(session), scene.play.person(name), scene.case_id
    held = access.codes_on(session, person, case_id, scene.now)
    forms = [(f"form {one.form_id}", one.visibility, one.agency_id) for one in submissions.of_case(session, case_id)]
    papers = [(f"letter {one.kind}", one.visibility, one.agency_id) for one in files.of_case(session, case_id)]
    for what, visibility, agency in (*forms, *papers):
        whose = names.get(agency or "")
        others = whose and whose not in own
        if others and codes.opens(held, visibility, agency):
            yield f"{name} can read the {what} of {whose}"


def _what_is_unusual_has_its_reason(scene: Scene, session: Session, cases: list[str]) -> Iterator[str]:
    keys = scene.play.office.keys
    for case_id in cases:
        for one in overrides.of_case(session, case_id):
            if not overrides.reason_of(session, keys, one).strip():
                yield f"the rule {one.rule} was set aside without a reason"
        earlier: dict[tuple[str, str], datetime | None] = {}
        for row in anchors.history(session, case_id):
            # A date that was taken back, such as a cancelled meeting's, is not changed by the next one.
            is_changed = row.set_at == earlier.get((row.subject_id, row.name)) and row.set_by != "system"
            if is_changed and row.name in COUNTED_FROM and not anchors.reason_of(session, keys, row):
                yield f"the date {row.name} was changed without a reason"
            earlier[row.subject_id, row.name] = row.superseded_at
        for sending in panel.sendings(session, case_id):
            form = submissions.get(session, case_id, sending.submission_id) if sending.submission_id else None
            if sending.is_late and not (form and submissions.read(session, keys, form).get("late_reason")):
                yield "the summary went to the Panel late without a reason"
