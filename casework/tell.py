"""A person tells a process of a case what happened: an event of the diagram that waits for a message has a form.

The diagram says who may send it (`groups`) and with which form (`form`): an agency refuses, the office withdraws a
request or moves the meeting. What follows is drawn behind the event. A start event told of begins its process.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases import records
from casework import attaching, facts, keeping, meeting_words
from casework.asked import Asked
from casework.forms import schema, validate
from casework.occasions import Place, Waiting, places
from casework.office import Office
from casework.tasks.opened import NotYours
from engine import commands, definitions, instances, pinning, telling, worker
from engine.errors import NotFound
from foundation.clock import london_date
from foundation.database import Session, bucket_of


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

    def check(self, answers: Mapping[str, Any]) -> validate.Valid | validate.Invalid:
        """The answers made clean, or what is wrong with them."""
        return validate.validate(self.form, answers, self.data, london_date(self.now), self.functions)


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


def open_place(session: Session, office: Office, person_id: str, case_id: str, place_id: str) -> Paper:
    """The form to tell with. Raises NotYours, also when the process has moved on."""
    for place in places(session, office, person_id, case_id):
        if place.id == place_id:
            return _paper(session, office, (case_id, person_id), place)
    raise NotYours


def _paper(session: Session, office: Office, whose: tuple[str, str], place: Place) -> Paper:
    (case_id, person_id), now = whose, office.clock.now()
    variables = _variables(session, office, place, now)
    if place.waiting is None:
        definition, pinned = pinning.named(session, definitions.FORM, place.element.form), {}
    else:
        pinned = place.waiting.instance.pinned
        definition = definitions.by_id(session, pinning.form_of(place.waiting.instance, place.element) or "")
    form = schema.parse(definition.source)
    asked = Asked(case_id, person_id, variables, now)
    data = {**variables, **facts.known(session, office, asked, form.needs)}
    plain = office.environment.functions(session, case_id, now, lambda: variables)
    functions = meeting_words.functions(session, pinned, asked, plain)
    blank = schema.defaults(form, data, london_date(now), functions)
    earlier = facts.earlier(session, office, place.element, asked, form.id)
    return Paper(place, form, definition.id, variables, data, {**blank, **earlier}, functions, now)


def _variables(session: Session, office: Office, place: Place, now: datetime) -> Mapping[str, Any]:
    if place.waiting is None:
        return {}
    taken = instances.opened(session, office.environment, place.waiting.instance, instances.SYSTEM, now)
    return taken.run.variables_at(place.id)


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
    waiting = open_place(session, office, person_id, sent.case_id, sent.place_id).place.waiting
    if waiting is not None:
        instances.locked(session, waiting.instance.bucket, waiting.instance.id)
    # Read again: the process may have moved while we waited for the lock.
    paper = open_place(session, office, person_id, sent.case_id, sent.place_id)
    commands.once(
        session,
        bucket_of(sent.case_id),
        sent.key,
        person_id,
        paper.now,
        lambda: _keep(session, office, person_id, paper, sent),
    )


def _keep(session: Session, office: Office, person_id: str, paper: Paper, sent: Message) -> dict[str, Any]:
    place, now = paper.place, paper.now
    by = (sent.case_id, paper.form.visibility, person_id)
    given = attaching.taken_in(session, office, by, sent.answers, sent.files, now)
    checked = paper.check(given)
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
    if place.waiting is None:
        return {"instance": _begin(session, office, person_id, (place, sent), routing)}
    return {"instance": _deliver(session, office, person_id, place.waiting, routing)}


def _deliver(session: Session, office: Office, person_id: str, waiting: Waiting, routing: Mapping[str, Any]) -> str:
    now = office.clock.now()
    try:
        return telling.tell(session, office.environment, waiting.subscription, routing, person_id, now)
    except NotFound as gone:
        raise NotYours from gone


def _begin(
    session: Session, office: Office, person_id: str, told: tuple[Place, Message], routing: Mapping[str, Any]
) -> str:
    """Begin the process beside the case's path; the page's key makes sure that it begins once."""
    place, sent = told
    beginning = instances.Beginning(
        process=place.process,
        case_id=sent.case_id,
        key=f"{sent.case_id}:{place.process}:{sent.key}",
        variables={**routing, "partnership_id": records.partnership_of(session, sent.case_id)},
    )
    return instances.start(session, office.environment, beginning, person_id, office.clock.now())
