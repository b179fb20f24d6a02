"""The demo's partnerships, councils, agencies and people, put into an empty database."""

from datetime import datetime

from sqlalchemy import select

from cases import partnerships, people
from cases.partnerships import Agency, LocalAuthority, Partnership
from cases.people import Person, RelationKind
from cases.settings import versions
from casework.demo import calendars, cast
from casework.demo.cast import DemoAgency, DemoPerson
from foundation.database import Session, new_id

PROFILE = "LLR-WT2023"


def load(session: Session, now: datetime, profile: str = PROFILE) -> bool:
    """Fill an empty database and return True; one that has people already stays as it is and gives False."""
    if people.anybody(session):
        return False
    homes = _partnerships(session)
    agencies = _agencies(session, homes, _councils(session, homes))
    everybody: dict[str, Person] = {}
    for agency in cast.AGENCIES:
        _leads(session, homes, agencies, everybody, agency)
    for person in cast.PEOPLE:
        _person(session, homes, agencies, everybody, person)
    for vice, chair in cast.VICE_CHAIRS.items():
        people.relate(session, RelationKind.VICE_CHAIR, everybody[vice].id, everybody[chair].id)
    session.flush()
    for home in homes.values():
        versions.adopt(session, home.id, profile, "demo", now, {"text.front_door": FRONT_DOOR})
    calendars.load(session, {code: home.id for code, home in homes.items()}, now)
    return True


FRONT_DOOR = "0116 496 0100"
"""Where children's social care is rung when a child is in danger now; the number is one of those kept for stories."""


def named(session: Session, name: str) -> Person:
    """The person of that name in the cast; raises LookupError."""
    found = session.scalars(select(Person).where(Person.email == _email(name))).one_or_none()
    if found is None:
        raise LookupError(f"nobody in the demo is called {name}")
    return found


def _partnerships(session: Session) -> dict[str, Partnership]:
    homes: dict[str, Partnership] = {}
    for made in cast.PARTNERSHIPS:
        home = partnerships.add(session, made.name, made.code)
        home.office_name, home.office_address = made.office, made.address
        home.office_phone, home.office_email = made.phone, made.email
        homes[made.code] = home
    return homes


def _councils(session: Session, homes: dict[str, Partnership]) -> dict[str, str]:
    councils: dict[str, str] = {}
    for name, code in cast.COUNCILS.items():
        council = LocalAuthority(id=new_id(), name=name, partnership_id=homes[code].id if code else None)
        session.add(council)
        councils[name] = council.id
    session.flush()
    return councils


def _agencies(session: Session, homes: dict[str, Partnership], councils: dict[str, str]) -> dict[str, Agency]:
    agencies: dict[str, Agency] = {}
    for made in cast.AGENCIES:
        agency = Agency(
            id=new_id(),
            name=made.name,
            category=made.category,
            partner=made.partner,
            local_authority_id=councils[made.council] if made.council else None,
            inspectorates=made.inspectorates,
        )
        session.add(agency)
        session.flush()
        partnerships.serve(session, agency.id, *(homes[code].id for code in made.serves))
        agencies[made.name] = agency
    session.flush()
    return agencies


def _leads(
    session: Session,
    homes: dict[str, Partnership],
    agencies: dict[str, Agency],
    everybody: dict[str, Person],
    agency: DemoAgency,
) -> None:
    """An agency's Safeguarding Lead, who may refer too, with deputy and strategic lead where there are any."""
    for role in ("agency_lead", "referrer"):
        lead = DemoPerson(agency.lead, role, agency.serves, f"Safeguarding Lead, {agency.name}", agency.name)
        _person(session, homes, agencies, everybody, lead)
    for name, title in ((agency.deputy, "Deputy Safeguarding Lead"), (agency.strategic, "Strategic lead")):
        if name:
            everybody[name] = people.add(session, name, _email(name), f"{title}, {agency.name}", "0116 496 0003")
    session.flush()
    if agency.deputy:
        people.relate(session, RelationKind.DEPUTY, everybody[agency.deputy].id, everybody[agency.lead].id)
    if agency.strategic:
        strategic, id = everybody[agency.strategic], agencies[agency.name].id
        people.relate(session, RelationKind.STRATEGIC_LEAD, strategic.id, agency_id=id)


def _person(
    session: Session,
    homes: dict[str, Partnership],
    agencies: dict[str, Agency],
    everybody: dict[str, Person],
    made: DemoPerson,
) -> None:
    if made.name not in everybody:
        everybody[made.name] = people.add(session, made.name, _email(made.name), made.title, "0116 496 0003")
        session.flush()
    agency_id = agencies[made.agency].id if made.agency else None
    served: list[str | None] = [homes[code].id for code in made.serves]
    for home in served or [None]:
        people.give_role(session, everybody[made.name].id, made.role, home, agency_id)


def _email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@cspr.example"
