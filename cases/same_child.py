"""A child that is named again, as in a notification that follows a referral, stays one child of the case.

Only who is known by the same name and the same day of birth is taken for the same; whoever differs in either is another
child, until the office says which children the case is about (F03).
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from cases import identity
from cases.identity import Identity
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.database import Session

JOINED = ("other_names", "address", "school")
"""Facts of which two may be true at once: what the later form says differently stands beside the earlier."""


def keep_one(session: Session, keyring: Keyring, case_id: str, codes: Collection[str], now: datetime) -> None:
    """Let those of the newly named children (`codes`) who were in the case already be these, with what is new of them.

    Their own rows stay, hidden, so that rows of the form and codes agree; nothing that was said is lost.
    """
    children = identity.of_case(session, case_id, identity.CHILD)
    known = {each.code: identity.read(session, keyring, each) for each in children}
    for each in children:
        who = _who(known[each.code])
        earlier = [code for code in known if code not in codes and who is not None and _who(known[code]) == who]
        again = [code for code in codes if code in known and _who(known[code]) == who]
        if each.code in codes and len(earlier) == 1 and len(again) == 1:
            _join(session, keyring, each, (earlier[0], known[earlier[0]], known[each.code]), now)


def _join(
    session: Session, keyring: Keyring, row: Identity, one: tuple[str, dict[str, Json], dict[str, Json]], now: datetime
) -> None:
    code, before, later = one
    facts = {**later, **{key: value for key, value in before.items() if value not in (None, "")}}
    for key in JOINED:
        said = [str(each[key]).strip() for each in (before, later) if each.get(key)]
        if said:
            facts[key] = "; ".join(dict.fromkeys(said))
    identity.write(session, keyring, row.case_id, code, facts, now)
    row.same_as = code
    session.flush()


def _who(facts: Mapping[str, Json]) -> tuple[str, str] | None:
    """What makes a child this one, or None when it is not known."""
    name = re.sub(r"[\W_]+", " ", str(facts.get("name") or "").casefold()).strip()
    born = str(facts.get("dob") or "")[:10]
    return (name, born) if " " in name and born else None
