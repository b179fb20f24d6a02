"""Who is told at once that somebody was given a role which knows every case: nobody gives one unseen.

Whoever looks after people could invent a person and be them. So it is no setting: managers settle those.
"""

from collections.abc import Iterable
from datetime import datetime

from cases import access, partnerships, people, role_names, roles
from casework.office import Office
from casework.signing_in import mailing
from foundation.clock import london_date
from foundation.database import Session

TOLD_HERE = (roles.MANAGER, roles.CHAIR)
"""Roles of the partnership whose holders are told, beside administrators; never whoever gave it, nor who got it."""


def tell(
    session: Session,
    office: Office,
    by: str,
    person_id: str,
    given: Iterable[tuple[str, str | None]],
    now: datetime,
) -> None:
    """Have it written to them about these roles, each with its partnership; roles for single cases are passed over."""
    for role, partnership_id in given:
        home = session.get(partnerships.Partnership, partnership_id) if role in access.OFFICE else None
        if home is not None:
            called = role_names.names(session, home.id, london_date(now))[role]
            for each in sorted(_told(session, home.id) - {by, person_id}):
                mailing.tell_of_role(session, office, each, (person_id, called, home.name), now)


def _told(session: Session, partnership_id: str) -> set[str]:
    here = [one for role in TOLD_HERE for one in people.with_role(session, role, partnership_id)]
    return {one.id for one in (*here, *people.with_role(session, roles.ADMIN))}
