"""Agencies and observers of another area let in by hand: for one case, with accounts that end (guidance 1.4.2)."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from cases import assignments, audit, directory, partnerships, people, records, roles
from cases.partnerships import Agency
from cases.people import Person
from cases.signing_in.links import Purpose
from casework.office import Office
from casework.projections import reading
from casework.signing_in import mailing
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session, new_id


def let_in(session: Session, office: Office, case_id: str, said: Mapping[str, Json], by: str, now: datetime) -> None:
    """Add the agencies of the form, each with its Safeguarding Lead until the day given, and the observers.

    An agency can be asked from then on; one that was told of before is not added a second time. An observer sees what
    is released to the meeting and counts for no quorum.
    Somebody whose address is known already keeps their own record; who cannot sign in yet gets a link.
    """
    home = records.partnership_of(session, case_id)
    for row in reading.rows(said, "agencies"):
        agency = _agency(session, home, reading.chosen(said, "other_la"), row)
        _let_in(session, office, row, (roles.LEAD, home, agency.id), by, now)
    for row in reading.rows(said, "observers"):
        person = _let_in(session, office, row, (roles.OBSERVER, home, None), by, now)
        assignments.assign(session, case_id, person.id, roles.OBSERVER, now)
    audit.append(session, audit.of_case(case_id), by, "another area let in", case_id, {}, now)


def _agency(session: Session, home: str, area: str | None, row: Mapping[str, Json]) -> Agency:
    """The agency of a row: the one of that name and area that the partnership knows already, else a new one."""
    name = " ".join(reading.words(row, "name").split())
    for known in partnerships.agencies_of(session, home):
        if known.local_authority_id == area and known.name.casefold() == name.casefold():
            return known
    agency = Agency(id=new_id(), name=name, category=reading.words(row, "category"), local_authority_id=area)
    session.add(agency)
    session.flush()
    partnerships.serve(session, agency.id, home)
    return agency


def _let_in(
    session: Session,
    office: Office,
    row: Mapping[str, Json],
    role: tuple[str, str, str | None],
    by: str,
    now: datetime,
) -> Person:
    email = reading.words(row, "email").strip().lower()
    person = session.scalars(select(Person).where(Person.email == email)).first()
    person = person or people.add(session, reading.words(row, "person"), email, reading.words(row, "job"))
    session.flush()
    until: date | None = reading.day(row, "until")
    people.give_role(session, person.id, *role, (london_date(now), until))
    details: dict[str, Json] = {"role": role[0], "until": until.isoformat() if until else None}
    audit.append(session, audit.PEOPLE, by, "role given", person.id, details, now)
    if not directory.with_means(session, {person.id}):
        mailing.send_link(session, office, person.id, Purpose.SET_UP, by, now)
    return person
