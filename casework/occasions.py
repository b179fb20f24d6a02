"""What somebody may tell of in a case: events that its processes wait for, and processes that begin beside its path.

An event is told to the process that waits for it. A start event with a form and the property `groups` begins a process
of its own for the case, at any time while the case is open: withdrawn, transferred, another child (decision 0029).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cases import access, codes, data_requests, partnerships, records, requests
from cases.records import CaseStatus
from casework.office import Office
from engine import definitions, instances, programs, telling
from engine.spiff.element import Element
from engine.states import InstanceState
from engine.tables.instances import Instance, Subscription
from foundation.database import Session

GROUPS, NEEDS, SEVERAL = "groups", "needs", "several"
"""Extension properties of an event that people may tell of, besides `form`: who may, and what must be known before.

A start event with `several` may be told of again while its process still runs for the case.
"""

CASES = "cases"
"""The extension property of a start event that says on which cases it is offered: open ones, when it is not there."""

STATES: Mapping[str, frozenset[CaseStatus]] = {
    "open": frozenset({CaseStatus.OPEN}),
    "ended": frozenset({CaseStatus.CLOSED, CaseStatus.MERGED}),
    "any": frozenset({CaseStatus.OPEN, CaseStatus.CLOSED, CaseStatus.MERGED}),
}
"""What the property `cases` may say; a deleted case is none of them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The place in a running process that waits for this."""

    subscription: Subscription
    instance: Instance


@dataclass(frozen=True, slots=True)
class Place:
    """Something that a person may tell of now.

    `subject` is the agency whose request it is about, with its number where it has a further one, or which of several
    requests about data; else it is empty.

    `waiting` is None where telling it begins a process of its own, `process`.
    """

    id: str
    name: str
    documentation: str
    subject: str
    element: Element
    process: str
    waiting: Waiting | None
    agency_id: str | None = None


def places(session: Session, office: Office, person_id: str, case_id: str) -> list[Place]:
    """What this person may tell of in a case now; nothing when they may not know it."""
    now = office.clock.now()
    if not access.may_know(session, person_id, case_id, now):
        return []
    mine = access.groups_on(session, person_id, case_id, now)
    return [*_awaited(session, office, case_id, mine), *_beginnings(session, case_id, mine)]


def _awaited(session: Session, office: Office, case_id: str, mine: Collection[str]) -> Iterator[Place]:
    agencies = {one.id: (one.agency_id, one.version) for one in requests.of_case(session, case_id)}
    several = data_requests.of_case(session, case_id)
    asked = {one.id: f"Request {number}" for number, one in enumerate(several, 1)} if len(several) > 1 else {}
    for waits, instance in telling.waiting(session, case_id):
        element = programs.element(session, instance.pinned, waits.element_id, lambda one: one.event == "message")
        agency_id, version = agencies.get(waits.correlation, (None, 1))
        if element is None or not element.form_ref:
            continue
        if _groups(session, case_id, _roles(element), agency_id) & set(mine):
            known = _needed(session, office, element, waits, instance)
            if known is None:
                continue
            subject = asked.get(str(known), "")
            if agency_id:
                subject = requests.named(partnerships.agency(session, agency_id).name, version)
            where = Waiting(waits, instance)
            yield Place(
                waits.id, element.name, element.documentation, subject, element, instance.process, where, agency_id
            )


def _beginnings(session: Session, case_id: str, mine: Collection[str]) -> Iterator[Place]:
    """Processes that may begin beside the path of a case as it stands, each with the form of its start event."""
    status = records.case(session, case_id).status
    running = {one.process for one in instances.of_case(session, case_id) if one.state is InstanceState.RUNNING}
    for definition in definitions.latest_of_all(session, definitions.PROCESS):
        for element in programs.program(session, definition.id).elements.values():
            if element.kind != "startEvent" or not element.form_ref:
                continue
            if status not in STATES.get(element.properties.get(CASES, "open"), STATES["open"]):
                continue
            is_free = definition.key not in running or SEVERAL in element.properties
            if is_free and _groups(session, case_id, _roles(element), None) & set(mine):
                place_id = f"{definition.key}.{element.id}"
                yield Place(place_id, element.name, element.documentation, "", element, definition.key, None)


def _roles(element: Element) -> list[str]:
    return element.properties.get(GROUPS, "").replace(",", " ").split()


def _groups(session: Session, case_id: str, roles: Collection[str], agency_id: str | None) -> set[str]:
    """Who may tell: a role of an agency means the agency that the event is about, and nobody when it is about none."""
    plain = {access.qualify(session, case_id, role) for role in roles if role not in codes.AGENCY}
    return plain | {f"{role}@{agency_id}" for role in roles if role in codes.AGENCY and agency_id}


def _needed(session: Session, office: Office, element: Element, waits: Subscription, instance: Instance) -> Any:
    """The variable that the diagram names in `needs`, or None: nobody moves a meeting that is not set."""
    needed = element.properties.get(NEEDS)
    if not needed:
        return ""
    taken = instances.opened(session, office.environment, instance, instances.SYSTEM, office.clock.now())
    return taken.run.variables_at(waits.id).get(needed)
