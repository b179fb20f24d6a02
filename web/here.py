"""What a request stands on: the office it serves, the time, and the person who is there."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g, request, session

from cases import access, audit_search, people, role_names
from cases.people import Membership
from cases.signing_in import sessions
from cases.signing_in.sessions import Limits, SignedIn, Way
from casework import reaching, settings_changes
from casework.office import Office
from foundation.clock import london_date
from foundation.database import Session
from web.problems import Problem

SIGNED_IN = "signed_in"
"""What the browser's cookie calls the text of its session; the session itself is in the database."""

OPERATORS = frozenset({"admin"})
OWNERS = frozenset({"process_owner", "admin"})
KEEPERS = frozenset({"bo_manager", "crg_chair"})
"""Who decides, two of them together, which records are deleted; and on legal holds."""

PROTECTORS = frozenset({"data_protection_lead", "bo_manager"})
"""Who answers people that ask for their data: two of them, one who decides and one who checks."""

SETTLERS = settings_changes.SEEN_BY | OPERATORS
FINDERS = frozenset(access.NAMES_SEEN_BY)
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
    def looks_after_people(self) -> bool:
        """Whether any account of others is theirs to look after."""
        return self.is_any(reaching.LOOKED_AFTER_BY)

    @property
    def keeps_records(self) -> bool:
        """Whether how long any records are kept is theirs to decide."""
        return self.is_any(KEEPERS)

    @property
    def answers_requests(self) -> bool:
        """Whether requests of people about their data are theirs to answer."""
        return self.is_any(PROTECTORS)

    @property
    def finds_children(self) -> bool:
        """Whether this person may look for children by name, among the cases whose names they may see."""
        return self.is_any(FINDERS)

    @property
    def sees_audit(self) -> bool:
        """Whether any part of the audit is theirs to look into."""
        return self.is_any(audit_search.SEEN_BY)


@dataclass(frozen=True, slots=True)
class There:
    """Who is signed in, by which session, with a fingerprint of their rights; or whose session has run out."""

    viewer: Viewer | None = None
    row: SignedIn | None = None
    rights: str = ""
    late: str | None = None


NOBODY = There()


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


def limits() -> Limits:
    """How long a session may stand idle and last."""
    return Limits(office().config.sign_in.idle, office().config.sign_in.whole)


def there() -> There:
    """Whoever the browser's session belongs to, looked up once per request."""
    if "there" not in g:
        text = session.get(SIGNED_IN)
        with office().database.reading() as database:
            g.there = _load(database, text) if isinstance(text, str) else NOBODY
    found: There = g.there
    return found


def viewer() -> Viewer:
    """The person who is signed in; raises Problem when nobody is."""
    found = there().viewer
    if found is None:
        raise Problem(
            401,
            "Sign in first",
            "You are not signed in any more, or were not yet. Nothing was saved. Go back and copy what you wrote, "
            "then sign in and send it again.",
            ("/", "Sign in"),
        )
    return found


def viewer_or_nobody() -> Viewer | None:
    """The person who is signed in, or None: for pages that everybody may read."""
    try:
        return viewer()
    except Problem:
        return None


def _load(database: Session, text: str) -> There:
    found = sessions.with_person(database, text, now())
    if found is None:
        return NOBODY
    row, person = found
    if row.ended_at is not None or (row.way is Way.DEMO and not office().config.demo) or not person.active:
        return NOBODY
    if not row.holds(now(), limits()):
        return There(late=person.id)
    # Whoever stands in for somebody acts in that person's roles too.
    held = access.acted_under(database, person.id, london_date(now()))
    roles = frozenset(one.role for one in held if one.person_id == person.id or one.partnership_id)
    title = person.job_title or _in_words(database, held, roles)
    return There(Viewer(person.id, person.name, title, roles), row, _rights(held))


def _in_words(database: Session, held: list[Membership], roles: frozenset[str]) -> str:
    """Somebody's roles, as their partnerships call them."""
    mine = [one for one in held if one.role in roles]
    homes = {one.partnership_id for one in mine}
    named = {home: role_names.names(database, home, london_date(now())) for home in homes}
    said = (named[one.partnership_id][role] for role in people.ROLES for one in mine if one.role == role)
    return ", ".join(dict.fromkeys(said))


def _rights(held: list[Membership]) -> str:
    """A fingerprint of what somebody is, by which a change shows."""
    everything = sorted({(one.person_id, one.role, one.partnership_id or "", one.agency_id or "") for one in held})
    return hashlib.sha256(repr(everything).encode()).hexdigest()[:32]
