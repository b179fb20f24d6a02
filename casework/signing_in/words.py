"""Words that others would try first as somebody's password: of themselves, and of the organisations here."""

from cases import partnerships, people
from foundation.database import Session


def about(session: Session, person_id: str) -> tuple[str, ...]:
    """A person's name and address, and what the partnerships, councils and agencies are called."""
    person = people.person(session, person_id)
    homes = partnerships.all_partnerships(session)
    agencies = {one.name for home in homes for one in partnerships.agencies_of(session, home.id)}
    councils = {one.name for one in partnerships.local_authorities(session)}
    offices = {text for home in homes for text in (home.name, home.code, home.office_name)}
    return (person.name, person.email, *sorted(agencies | councils | offices))
