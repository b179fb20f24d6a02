"""A case begun with a form: a referral or a notification becomes a case with its first process, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases import access, assignments, records, settings
from casework import facts, keeping
from casework.asked import Asked
from casework.forms import schema, validate
from casework.office import Office
from engine import commands, definitions, instances, programs, worker
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session, bucket_of

START_GROUPS = "startGroups"
"""The extension property of a start event that names the roles who may start there."""


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
                        definition.key, element.id, element.name, element.documentation, element.form_ref, groups
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
            definition = definitions.newest(session, definitions.FORM, place.form_ref)
            form = schema.parse(definition.source)
            now = office.clock.now()
            asked = Asked("", person_id, {}, now)
            return StartPaper(place, form, definition.id, facts.known(session, office, asked, form.needs), now)
    raise MayNotStart


def begin(
    office: Office, person_id: str, place: tuple[str, str], partnership_id: str, key: str, answers: Mapping[str, Any]
) -> Started | NotStarted:
    """Open a case for a partnership with a start form. `key` is the page's own: sent twice, it is one case.

    Raises MayNotStart.
    """
    # The same page always means the same case, so that a page sent twice cannot open two.
    case_id = key
    with office.database.transaction() as session:
        paper = open_start(session, office, person_id, *place)
        if partnership_id not in partnerships(session, office, person_id, paper.place):
            raise MayNotStart
        checked = validate.validate(paper.form, answers, paper.data, london_date(paper.now), {})
        if isinstance(checked, validate.Invalid):
            return NotStarted(paper, tuple(checked.errors))
        good = checked.answers
        commands.once(
            session,
            bucket_of(case_id),
            f"begin:{key}",
            person_id,
            paper.now,
            lambda: _begin(session, office, person_id, paper, (case_id, partnership_id), good),
        )
        reference = records.reference_of(session, case_id)
    worker.work_off(office.worker, case_id)
    return Started(case_id, reference)


def _begin(
    session: Session, office: Office, person_id: str, paper: StartPaper, home: tuple[str, str], answers: dict[str, Json]
) -> dict[str, Any]:
    case_id, partnership_id = home
    version = settings.in_force(session, partnership_id, london_date(paper.now))
    opening = records.Opening(case_id, partnership_id, version.profile, version.version)
    records.open_case(session, office.keys, opening, paper.now)
    for role in _assigned_roles(session, office, person_id, paper.place):
        assignments.assign(session, case_id, person_id, role, paper.now)
    done = keeping.Completed(
        form=paper.form,
        form_version=paper.form_version,
        answers=answers,
        case_id=case_id,
        element_id=paper.place.event,
        person_id=person_id,
        now=paper.now,
    )
    routing = {**keeping.keep(session, office, done), "partnership_id": partnership_id}
    beginning = instances.Beginning(
        process=paper.place.process,
        case_id=case_id,
        key=f"{case_id}:{paper.place.process}",
        variables=routing,
        start_event=paper.place.event,
    )
    return {"instance": instances.start(session, office.environment, beginning, person_id, paper.now)}


def _assigned_roles(session: Session, office: Office, person_id: str, place: StartPlace) -> list[str]:
    """Roles that know only the cases they are put on: whoever refers or notifies is put on this one."""
    held = _partnerships_by_role(session, office, person_id)
    return sorted(place.groups & held.keys() & set(access.ASSIGNED))
