"""What a request stands on: the office it serves, the time, and the person who is there."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g, request, session

from cases import access, audit_search, people
from casework import settings_changes
from casework.office import Office
from foundation.clock import london_date
from foundation.database import Session
from web.problems import Problem

PERSON = "person"
OPERATORS = frozenset({"admin"})
OWNERS = frozenset({"process_owner", "admin"})
SETTLERS = settings_changes.SEEN_BY | OPERATORS
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a page, and as what."""

    id: str
    name: str
    title: str
    roles: frozenset[str]

    def is_any(self, roles: frozenset[str]) -> bool:
        """Whether this person holds at least one of the roles."""
        return bool(self.roles & roles)

    @property
    def works_on_cases(self) -> bool:
        """Whether any of this person's roles is one that sees cases."""
        return bool(self.roles - OWNERS)

    @property
    def operates(self) -> bool:
        """Whether this person looks after running instances."""
        return self.is_any(OPERATORS)

    @property
    def owns_processes(self) -> bool:
        """Whether this person may publish diagrams."""
        return self.is_any(OWNERS)

    @property
    def sees_settings(self) -> bool:
        """Whether any partnership's settings are theirs to see."""
        return self.is_any(SETTLERS)

    @property
    def sees_audit(self) -> bool:
        """Whether any part of the audit is theirs to look into."""
        return self.is_any(audit_search.SEEN_BY)


def office() -> Office:
    """The office that this application serves."""
    found: Office = current_app.extensions["office"]
    return found


def now() -> datetime:
    """The present instant of the office's clock."""
    return office().clock.now()


def page_number() -> int:
    """Which page of a long list is asked for, from 1; more pages than any list has count as the last of them."""
    return min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)


def person_there() -> str | None:
    """The id in the session, not yet looked up."""
    found = session.get(PERSON)
    return found if isinstance(found, str) else None


def viewer() -> Viewer:
    """The person who is signed in, looked up once per request; raises Problem when nobody is."""
    if "viewer" not in g:
        with office().database.reading() as database:
            g.viewer = _load(database, person_there())
    found: Viewer | None = g.viewer
    if found is None:
        raise Problem(401, "Sign in first", "This page is for people who are signed in.")
    return found


def viewer_or_nobody() -> Viewer | None:
    """The person who is signed in, or None: for pages that everybody may read."""
    try:
        return viewer()
    except Problem:
        return None


def _load(database: Session, person_id: str | None) -> Viewer | None:
    if person_id is None:
        return None
    try:
        person = people.person(database, person_id)
    except LookupError:
        return None
    if not person.active:
        return None
    today = london_date(now())
    memberships = people.memberships(database, person_id, today)
    # Whoever stands in for somebody acts in that person's roles too.
    roles = frozenset(
        {membership.role for membership in memberships}
        | {role for role, _ in access.roles_of(database, person_id, today)}
    )
    title = person.job_title or ", ".join(people.ROLES[role] for role in people.ROLES if role in roles)
    return Viewer(person.id, person.name, title, roles)
