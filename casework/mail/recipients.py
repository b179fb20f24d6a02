"""Who gets an e-mail: people by role, of the case's partnership or of the agency that a request goes to."""

from collections.abc import Iterable
from datetime import date

from cases import access, assignments, people, records, requests, roles
from cases.people import Person
from foundation.database import Session

STRATEGIC_LEAD = "strategic_lead"
"""A relation, not a role: whoever answers for an agency when its Safeguarding Lead does not (guidance 2.1.7)."""

OF_AN_AGENCY = frozenset({roles.LEAD, STRATEGIC_LEAD})


def of_roles(session: Session, case_id: str, roles: Iterable[str], request_id: str | None, today: date) -> list[Person]:
    """The people of several roles, each once; whoever is shut out of the case gets nothing, their stand-in instead.

    `role@partnership` means that office’s people, whatever office holds the case.
    """
    found: dict[str, Person] = {}
    for role in roles:
        plain, _, office_id = role.partition("@")
        if office_id:
            chosen = people.with_role(session, plain, office_id, today=today)
        elif role == STRATEGIC_LEAD:
            chosen = _strategic_leads(session, case_id, request_id)
        elif role in OF_AN_AGENCY:
            chosen = _of_agency(session, case_id, request_id, today)
        else:
            chosen = _of_role(session, case_id, role, today)
        found |= {person.id: person for person in _allowed(session, case_id, chosen)}
    return list(found.values())


def of_agency(session: Session, case_id: str, agency_id: str, today: date) -> list[Person]:
    """An agency's Safeguarding Leads and their deputies, as far as they may know the case."""
    leads = people.with_role(session, roles.LEAD, records.partnership_of(session, case_id), agency_id, today)
    found = {person.id: person for lead in leads for person in (lead, *people.stand_ins(session, lead.id))}
    return _allowed(session, case_id, list(found.values()))


def named(session: Session, case_id: str, person_ids: Iterable[str]) -> list[Person]:
    """These people, as far as they may know the case."""
    return _allowed(session, case_id, people.by_ids(session, set(person_ids)))


def _of_agency(session: Session, case_id: str, request_id: str | None, today: date) -> list[Person]:
    """The lead of one request with deputies, else the leads of every agency asked."""
    asked = requests.of_case(session, case_id) if request_id is None else [requests.get(session, case_id, request_id)]
    found: dict[str, Person] = {}
    for request in asked:
        if request_id is None and request.status is requests.RequestStatus.WITHDRAWN:
            continue
        found |= {person.id: person for person in of_agency(session, case_id, request.agency_id, today)}
        also = {person_id for person_id in (request.lead_id, request.completer_id) if person_id}
        found |= {person.id: person for person in people.by_ids(session, also)}
    return list(found.values())


def _strategic_leads(session: Session, case_id: str, request_id: str | None) -> list[Person]:
    """Those of the agency of one request; where it is about none, nobody."""
    if request_id is None:
        return []
    return people.strategic_leads(session, requests.get(session, case_id, request_id).agency_id)


def _of_role(session: Session, case_id: str, role: str, today: date) -> list[Person]:
    """Those put on the case in a role; where nobody is, and the role is not of single cases, all who hold it."""
    assigned = {each.person_id for each in assignments.on_day(session, case_id, role, today)}
    if assigned or role in access.ONLY_ON_A_CASE:
        return people.by_ids(session, assigned)
    return people.with_role(session, role, records.partnership_of(session, case_id), today=today)


def _allowed(session: Session, case_id: str, chosen: list[Person]) -> list[Person]:
    shut_out = assignments.excluded(session, case_id)
    found: dict[str, Person] = {}
    for person in chosen:
        instead = people.stand_ins(session, person.id) if person.id in shut_out else [person]
        found |= {each.id: each for each in instead if each.id not in shut_out and each.active}
    return list(found.values())
