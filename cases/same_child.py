"""A child or family member that is named again, as in a notification that follows a referral, stays one of the case.

Only a child known by the same name and the same day of birth is taken for the same; whoever differs in either is
another child, until the office says which children the case is about (F03). Of the family often nothing but a name is
known: there whoever has the same name is the same, unless their days of birth differ, or their addresses do while a
day of birth is not known.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from cases import identity
from cases.identity import Identity
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.database import Session

JOINED = ("other_names", "address", "school")
"""Facts of which two may be true at once: what the later form says differently stands beside the earlier."""

Facts = Mapping[str, Json]


def keep_one(session: Session, keyring: Keyring, case_id: str, codes: Collection[str], now: datetime) -> None:
    """Let those newly named (`codes`) who were in the case already be these, with what is new of them.

    Their own rows stay, hidden, so that rows of the form and codes agree; nothing that was said is lost.
    """
    for kind, is_same in _SAME.items():
        people = identity.of_case(session, case_id, kind)
        known = {each.code: identity.facts_of(session, keyring, each) for each in people}
        for each in people:
            alike = [code for code in known if is_same(known[code], known[each.code])]
            earlier = [code for code in alike if code not in codes]
            if each.code in codes and len(earlier) == 1 and len(alike) == 2:
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


def _is_same_child(one: Facts, other: Facts) -> bool:
    return _name(one) != "" and _name(one) == _name(other) and _born(one) != "" and _born(one) == _born(other)


def _is_same_relative(one: Facts, other: Facts) -> bool:
    births, addresses = {_born(one), _born(other)} - {""}, {_words(one, "address"), _words(other, "address")} - {""}
    is_alike = len(births) < 2 and (len(addresses) < 2 or _born(one) == _born(other) != "")
    return _name(one) != "" and _name(one) == _name(other) and is_alike


_SAME: Mapping[str, Callable[[Facts, Facts], bool]] = {
    identity.CHILD: _is_same_child,
    identity.FAMILY: _is_same_relative,
}


def _name(facts: Facts) -> str:
    """A whole name, or nothing: one word alone is nobody's."""
    name = _words(facts, "name")
    return name if " " in name else ""


def _born(facts: Facts) -> str:
    return str(facts.get("dob") or "")[:10]


def _words(facts: Facts, key: str) -> str:
    return re.sub(r"[\W_]+", " ", str(facts.get(key) or "").casefold()).strip()
