"""Who a token speaks for, and the making and revoking of tokens: only those who publish processes have any."""

from dataclasses import dataclass
from datetime import timedelta

from cases import api_tokens, people
from cases.api_tokens import ApiToken
from cases.roles import GLOBAL
from casework.office import Office
from engine import commands
from foundation.clock import london_date
from foundation.database import Session, bucket_of

LASTS = (30, 90, 365)
"""For how many days a token may hold."""

MOST = 20
"""How many tokens one person may hold at a time."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever came with a token that holds."""

    token_id: str
    person_id: str
    email: str


class NotAllowed(Exception):
    """This person publishes nothing, or holds as many tokens as anybody may; the text says which."""


def may_publish(session: Session, office: Office, person_id: str) -> bool:
    """Whether a person is a process owner or administrator today."""
    held = people.memberships(session, person_id, london_date(office.clock.now()))
    return any(one.role in GLOBAL for one in held)


def bearer(office: Office, text: str) -> Bearer | None:
    """Who a token speaks for now, its use written down; None when it does not hold or its owner may not publish."""
    now = office.clock.now()
    with office.database.reading() as session:
        found = api_tokens.owner(session, text, now)
        if found is None or not may_publish(session, office, found[1].id):
            return None
        token, person = found
        known = Bearer(token.id, person.id, person.email)
        if not api_tokens.is_use_worth_noting(token, now):
            return known
    office.database.carry_out(lambda session: api_tokens.used(session, known.token_id, now))
    return known


def make(office: Office, person_id: str, name: str, days: int, key: str) -> str | None:
    """A new token's text, this one time; None when the same page was sent before. Raises NotAllowed."""
    now, made = office.clock.now(), list[str]()
    with office.database.transaction() as session:
        if not may_publish(session, office, person_id):
            raise NotAllowed("Only process owners and administrators have tokens")
        if sum(token.holds(now) for token, _ in api_tokens.listed(session, person_id)) >= MOST:
            raise NotAllowed(f"Revoke a token first: nobody may hold more than {MOST} at a time")

        def act() -> dict[str, str]:
            token, text = api_tokens.make(session, person_id, name, timedelta(days=days), now)
            made.append(text)
            # The answer that is kept is the token's id: its text is kept nowhere.
            return {"token": token.id}

        commands.once(session, bucket_of(person_id), key, person_id, now, act)
    return made[0] if made else None


def revoke(office: Office, token_id: str, by: str, *, anybodys: bool) -> ApiToken | None:
    """Let a token not hold any more; None when there is none of that id, or it is somebody else's."""
    with office.database.transaction() as session:
        token = api_tokens.find(session, token_id)
        if token is None or not (anybodys or token.person_id == by):
            return None
        api_tokens.revoke(session, token, by, office.clock.now())
        return token
