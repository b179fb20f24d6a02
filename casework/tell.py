"""A person tells a process of a case what happened: an event of the diagram that waits for a message has a form.

The diagram says who may send it (`groups`) and with which form (`form`): an agency refuses, the office withdraws a
request or moves the meeting. What follows is drawn behind the event.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases import access, partnerships, requests
from casework import attaching, facts, keeping
from casework.asked import Asked
from casework.forms import schema, validate
from casework.office import Office
from casework.tasks.opened import NotYours
from engine import commands, definitions, instances, programs, telling, worker
from engine.errors import NotFound
from engine.spiff.element import Element
from engine.tables.instances import Instance, Subscription
from foundation.clock import london_date
from foundation.database import Session

GROUPS, NEEDS = "groups", "needs"
"""Extension properties of an event that people may tell of, besides `form`: who may, and what must be known before."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that a person may tell of now. `subject` is the agency whose request it is about, or empty."""

    id: str
    name: str
    documentation: str
    subject: str
    element: Element
    waits: Subscription
    instance: Instance
    agency_id: str | None


@dataclass(frozen=True, slots=True)
class Paper:
    """The form of a place with what is known for it."""

    place: Place
    form: schema.Form
    form_version: str
    variables: Mapping[str, Any]
    data: Mapping[str, Any] = field(repr=False)
    answers: Mapping[str, Any] = field(repr=False)
    functions: Mapping[str, Callable[..., Any]] = field(repr=False)
    now: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """The process knows."""

    case_id: str


@dataclass(frozen=True, slots=True)
class NotTold:
    """The form needs another look."""

    paper: Paper
    errors: tuple[validate.FieldError, ...] = field(repr=False)


class _NotGood(Exception):
    """Undoes everything, staged files too, and carries what to show."""

    def __init__(self, answer: NotTold) -> None:
        super().__init__()
        self.answer = answer


def places(session: Session, office: Office, person_id: str, case_id: str) -> list[Place]:
    """What this person may tell of in a case now; nothing when they may not know it."""
    today = london_date(office.clock.now())
    if not access.may_know(session, person_id, case_id, today):
        return []
    mine = access.groups_of(session, person_id, today)
    agencies = {one.id: one.agency_id for one in requests.of_case(session, case_id)}
    found = []
    for waits, instance in telling.waiting(session, case_id):
        element = _element(session, instance, waits.element_id)
        agency_id = agencies.get(waits.correlation)
        roles = element.properties.get(GROUPS, "").replace(",", " ").split()
        if (
            element.form_ref
            and _groups(session, case_id, roles, agency_id) & mine
            and _is_time(session, office, element, waits, instance)
        ):
            subject = partnerships.agency(session, agency_id).name if agency_id else ""
            found.append(
                Place(waits.id, element.name, element.documentation, subject, element, waits, instance, agency_id)
            )
    return found


def _groups(session: Session, case_id: str, roles: Collection[str], agency_id: str | None) -> set[str]:
    """Who may tell: a role of an agency means the agency that the event is about, and nobody when it is about none."""
    plain = {access.qualify(session, case_id, role) for role in roles if role not in access.AGENCY}
    return plain | {f"{role}@{agency_id}" for role in roles if role in access.AGENCY and agency_id}


def _is_time(session: Session, office: Office, element: Element, waits: Subscription, instance: Instance) -> bool:
    """Whether the variable that the diagram names in `needs` is there: nobody moves a meeting that is not set."""
    needed = element.properties.get(NEEDS)
    if not needed:
        return True
    taken = instances.opened(session, office.environment, instance, instances.SYSTEM, office.clock.now())
    return taken.run.variables_at(waits.id).get(needed) is not None


def _element(session: Session, instance: Instance, element_id: str) -> Element:
    held = programs.programs(session, instance.pinned).values()
    return next(program.elements[element_id] for program in held if element_id in program.elements)


def open_place(session: Session, office: Office, person_id: str, case_id: str, place_id: str) -> Paper:
    """The form to tell with. Raises NotYours, also when the process has moved on."""
    for place in places(session, office, person_id, case_id):
        if place.id == place_id:
            return _paper(session, office, person_id, place)
    raise NotYours


def _paper(session: Session, office: Office, person_id: str, place: Place) -> Paper:
    now, instance, case_id = office.clock.now(), place.instance, place.waits.case_id
    definition_id = instance.pinned[f"{definitions.FORM}:{place.element.form_ref}"]
    form = schema.parse(definitions.by_id(session, definition_id).source)
    taken = instances.opened(session, office.environment, instance, instances.SYSTEM, now)
    variables = taken.run.variables_at(place.id)
    data = {**variables, **facts.known(session, office, Asked(case_id, person_id, variables, now), form.needs)}
    functions = office.environment.functions(session, case_id, now, lambda: variables)
    blank = schema.defaults(form, data, london_date(now), functions)
    earlier = facts.earlier(session, office, place.element, (case_id, form.id, place.agency_id))
    return Paper(place, form, definition_id, variables, data, {**blank, **earlier}, functions, now)


@dataclass(frozen=True, slots=True)
class Message:
    """What a page sent. `key` is the page's own: sent twice, it is told once."""

    case_id: str
    place_id: str
    key: str
    answers: Mapping[str, Any] = field(repr=False)
    files: attaching.Attached = field(default=(), repr=False)


def tell(office: Office, person_id: str, sent: Message) -> Told | NotTold:
    """Keep the form and give the event its message, in one transaction. Raises NotYours, FileRefused."""
    try:
        with office.database.transaction() as session:
            done = commands.done(session, sent.case_id, sent.key)
            if done is None:
                _tell(session, office, person_id, sent)
    except _NotGood as refused:
        return refused.answer
    worker.work_off(office.worker, sent.case_id)
    return Told(sent.case_id)


def _tell(session: Session, office: Office, person_id: str, sent: Message) -> None:
    place = open_place(session, office, person_id, sent.case_id, sent.place_id).place
    instances.locked(session, place.waits.bucket, place.waits.instance_id)
    # Read again: the process may have moved while we waited for the lock.
    paper = open_place(session, office, person_id, sent.case_id, sent.place_id)
    commands.once(
        session,
        place.waits.bucket,
        sent.key,
        person_id,
        paper.now,
        lambda: _keep(session, office, person_id, paper, sent),
    )


def _keep(session: Session, office: Office, person_id: str, paper: Paper, sent: Message) -> dict[str, Any]:
    place, now = paper.place, paper.now
    by = (sent.case_id, paper.form.visibility, person_id)
    given = attaching.taken_in(session, office, by, sent.answers, sent.files, now)
    checked = validate.validate(paper.form, given, paper.data, london_date(now), paper.functions)
    if isinstance(checked, validate.Invalid):
        raise _NotGood(NotTold(paper, tuple(checked.errors)))
    done = keeping.Completed(
        form=paper.form,
        form_version=paper.form_version,
        answers=checked.answers,
        case_id=sent.case_id,
        element_id=place.element.id,
        person_id=person_id,
        now=now,
        agency_id=place.agency_id,
        variables=paper.variables,
    )
    routing = keeping.keep(session, office, done)
    try:
        return {"instance": telling.tell(session, office.environment, place.waits, routing, person_id, now)}
    except NotFound as gone:
        raise NotYours from gone
