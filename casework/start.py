"""A case begun with a form: a referral or a notification becomes a case with its first process, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases import access, assignments, audit, records, settings
from casework import attaching, facts, keeping
from casework.asked import Asked
from casework.forms import schema, validate
from casework.office import Office
from engine import commands, definitions, instances, pinning, programs, worker
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session, bucket_of

START_GROUPS = "startGroups"
"""The extension property of a start event that names the roles who may start there."""

OPENED = "case opened"
"""The audit's word for the beginning of a case."""

START_NAME = "startName"
"""The one that says what people do there, where the event's own name tells what has happened."""


@dataclass(frozen=True, slots=True)
class StartPlace:
    """A start event with a form that a person may begin a case with."""

    process: str
    event: str
    name: str
    documentation: str
    form_ref: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class StartPaper:
    """The form of a start event with what is known for it."""

    place: StartPlace
    form: schema.Form
    form_version: str
    data: Mapping[str, Any] = field(repr=False)
    now: datetime


@dataclass(frozen=True, slots=True)
class Started:
    """The case is there, now or since the same page was sent before."""

    case_id: str
    reference: str


@dataclass(frozen=True, slots=True)
class NotStarted:
    """The form needs another look."""

    paper: StartPaper
    errors: tuple[validate.FieldError, ...] = field(repr=False)


class MayNotStart(Exception):
    """This person may not begin a case there, or there is no such place."""


def places(session: Session, office: Office, person_id: str) -> list[StartPlace]:
    """Where this person may begin a case: every start event with a form that names one of their roles."""
    held = _partnerships_by_role(session, office, person_id)
    found = []
    for definition in definitions.latest_of_all(session, definitions.PROCESS):
        for element in programs.program(session, definition.id).elements.values():
            groups = frozenset(element.properties.get(START_GROUPS, "").replace(",", " ").split())
            if element.kind == "startEvent" and element.form_ref and groups & held.keys():
                found.append(
                    StartPlace(
                        definition.key,
                        element.id,
                        element.properties.get(START_NAME) or element.name,
                        element.documentation,
                        element.form,
                        groups,
                    )
                )
    return found


def _partnerships_by_role(session: Session, office: Office, person_id: str) -> dict[str, set[str]]:
    held: dict[str, set[str]] = {}
    for role, partnership in access.roles_of(session, person_id, london_date(office.clock.now())):
        held.setdefault(role, set()).add(partnership)
    return held


def partnerships(session: Session, office: Office, person_id: str, place: StartPlace) -> list[str]:
    """The partnerships for which this person may begin a case there, by id."""
    held = _partnerships_by_role(session, office, person_id)
    return sorted({one for role in place.groups & held.keys() for one in held[role]})


def open_start(session: Session, office: Office, person_id: str, process: str, event: str) -> StartPaper:
    """The form to begin a case with. Raises MayNotStart."""
    for place in places(session, office, person_id):
        if (place.process, place.event) == (process, event):
            definition = pinning.named(session, definitions.FORM, place.form_ref)
            form = schema.parse(definition.source)
            now = office.clock.now()
            asked = Asked("", person_id, {}, now)
            return StartPaper(place, form, definition.id, facts.known(session, office, asked, form.needs), now)
    raise MayNotStart


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a start page sent. `key` is the page's own; `files` are (field, file name, content)."""

    process: str
    event: str
    partnership_id: str
    key: str
    answers: Mapping[str, Any] = field(repr=False)
    files: attaching.Attached = field(default=(), repr=False)


class _NotGood(Exception):
    """Undoes everything, the case with its staged files too, and carries what to show."""

    def __init__(self, answer: NotStarted) -> None:
        super().__init__()
        self.answer = answer


def begun(session: Session, person_id: str, key: str) -> str | None:
    """The reference of the case that this person has begun with this page already."""
    done = commands.carried_out(session, bucket_of(key), f"begin:{key}")
    return records.reference_of(session, key) if done is not None and done.person == person_id else None


def begin(office: Office, person_id: str, sent: Beginning) -> Started | NotStarted:
    """Open a case for a partnership with a start form; the same page sent twice is one case.

    Raises MayNotStart, FileRefused.
    """
    try:
        reference = office.database.carry_out(lambda session: _begin_once(session, office, person_id, sent))
    except _NotGood as refused:
        return refused.answer
    # The same page always means the same case, so that a page sent twice cannot open two.
    worker.work_off(office.worker, sent.key)
    return Started(sent.key, reference)


def _begin_once(session: Session, office: Office, person_id: str, sent: Beginning) -> str:
    paper = open_start(session, office, person_id, sent.process, sent.event)
    if sent.partnership_id not in partnerships(session, office, person_id, paper.place):
        raise MayNotStart
    done = commands.carried_out(session, bucket_of(sent.key), f"begin:{sent.key}")
    # The key is the new case's id: whoever sends another case's id as their page's key gets nowhere.
    if (done is not None and done.person != person_id) or (done is None and records.exists(session, sent.key)):
        raise MayNotStart
    commands.once(
        session,
        bucket_of(sent.key),
        f"begin:{sent.key}",
        person_id,
        paper.now,
        lambda: _begin(session, office, person_id, paper, sent),
    )
    return records.reference_of(session, sent.key)


def _begin(session: Session, office: Office, person_id: str, paper: StartPaper, sent: Beginning) -> dict[str, Any]:
    version = settings.in_force(session, sent.partnership_id, london_date(paper.now))
    opening = records.Opening(sent.key, sent.partnership_id, version.profile, version.version)
    records.open_case(session, office.keys, opening, paper.now)
    note_opened(session, sent.key, person_id, sent.process, paper.now)
    for role in _assigned_roles(session, office, person_id, paper.place):
        assignments.assign(session, sent.key, person_id, role, paper.now)
    by = (sent.key, paper.form.visibility, person_id)
    given = attaching.taken_in(session, office, by, sent.answers, sent.files, paper.now)
    checked = validate.validate(paper.form, given, paper.data, london_date(paper.now), {})
    if isinstance(checked, validate.Invalid):
        raise _NotGood(NotStarted(paper, tuple(checked.errors)))
    done = keeping.Completed(
        form=paper.form,
        form_version=paper.form_version,
        answers=checked.answers,
        case_id=sent.key,
        element_id=sent.event,
        person_id=person_id,
        now=paper.now,
    )
    routing = {**keeping.keep(session, office, done), "partnership_id": sent.partnership_id}
    beginning = instances.Beginning(
        process=sent.process,
        case_id=sent.key,
        key=f"{sent.key}:{sent.process}",
        variables=routing,
        start_event=sent.event,
    )
    return {"instance": instances.start(session, office.environment, beginning, person_id, paper.now)}


def note_opened(session: Session, case_id: str, person_id: str, process: str, now: datetime) -> None:
    """Write into the case's audit that it was opened, by whom and with which process: its first entry."""
    detail: dict[str, Json] = {"process": process}
    audit.append(session, audit.of_case(case_id), person_id, OPENED, case_id, detail, now)


def _assigned_roles(session: Session, office: Office, person_id: str, place: StartPlace) -> list[str]:
    """Roles that know only the cases they are put on: whoever refers or notifies is put on this one."""
    held = _partnerships_by_role(session, office, person_id)
    return sorted(place.groups & held.keys() & set(access.ASSIGNED))
