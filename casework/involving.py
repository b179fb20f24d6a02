"""Whom a step of a process lets into a case: those who hold a role, narrowed to whom the case concerns."""

from datetime import date

from sqlalchemy import select

from cases import people, records, submissions
from cases.partnerships import Agency
from cases.people import Person
from casework.office import Office
from foundation.database import Session

EVERYBODY, OF_COUNCILS = WHOSE = ("everybody", "councils")
"""Whom a step lets in: all who hold the role, or those for a council that the referral names."""

COUNCILS = ("inc_la", "home_la")
"""Where a referral says which councils it concerns."""


def holders(session: Session, office: Office, case_id: str, whom: tuple[str, str], today: date) -> list[Person]:
    """Who holds the role in the case's partnership: everybody, or those of the councils concerned. `whom` says both."""
    role, whose = whom
    home = records.partnership_of(session, case_id)
    found = people.with_role(session, role, home, today=today)
    if whose != OF_COUNCILS:
        return found
    concerned = _councils(session, office, case_id)
    near = [person for person in found if _councils_of(session, person, (role, home), today) & concerned]
    # A council of another area has nobody here: then the partnership's own authorities find out whose it is.
    return near or found


def _councils(session: Session, office: Office, case_id: str) -> set[str]:
    made = submissions.latest(session, case_id, "f01_referral")
    answers = submissions.read(session, office.keys, made) if made else {}
    return {str(answers[key]) for key in COUNCILS if answers.get(key)}


def _councils_of(session: Session, person: Person, held_as: tuple[str, str], today: date) -> set[str]:
    held = people.memberships(session, person.id, today)
    agencies = {each.agency_id for each in held if (each.role, each.partnership_id) == held_as}
    query = select(Agency.local_authority_id).where(Agency.id.in_(agencies), Agency.local_authority_id.is_not(None))
    return {each for each in session.scalars(query) if each}
