"""Agencies added, changed and no longer asked: by whoever looks after people of the partnerships that they serve."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cases import audit, directory, partnerships
from cases.directory import Served
from cases.partnerships import CATEGORIES, SAFEGUARDING_PARTNERS, Agency, LocalAuthority
from casework import reaching
from casework.office import Office
from casework.reaching import NotAllowed, NotYours, Reach
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session, new_id


@dataclass(frozen=True, slots=True)
class Described:
    """An agency as it is to be: `partner` is which safeguarding partner it counts as in a quorum, if any.

    It may be asked from the day `since` to the day `until`; None is an open end.
    """

    name: str
    category: str
    partner: str | None
    council_id: str | None
    partnership_ids: Collection[str]
    since: date | None = None
    until: date | None = None


def described(agency: Served) -> Described:
    """An agency as it is."""
    row = agency.row
    return Described(
        row.name,
        row.category,
        row.partner,
        row.local_authority_id,
        agency.partnership_ids,
        row.asked_since,
        row.asked_until,
    )


def add(session: Session, office: Office, whose: Reach, new: Described) -> Agency:
    """Add an agency that the partnerships may ask from then on. Raises NotAllowed."""
    if fault := _fault(session, office, whose, new, None):
        raise fault
    agency = Agency(id=new_id(), name=new.name, category=new.category)
    session.add(agency)
    _write(session, agency, new)
    detail: dict[str, Json] = {"partnerships": " ".join(sorted(new.partnership_ids))}
    audit.append(session, audit.PEOPLE, whose.person_id, "agency added", agency.id, detail, office.clock.now())
    return agency


def change(session: Session, office: Office, whose: Reach, found: Served, new: Described) -> None:
    """Put right what is known of an agency; requests under way go on. Raises NotAllowed, NotYours."""
    _require(whose, found)
    if fault := _fault(session, office, whose, new, found.row.id):
        raise fault
    before = described(found)
    changed = [name for name in Described.__slots__ if _plain(getattr(before, name)) != _plain(getattr(new, name))]
    if not changed:
        return
    _write(session, found.row, new)
    detail: dict[str, Json] = {
        name: f"{_plain(getattr(before, name))} → {_plain(getattr(new, name))}" for name in changed
    }
    audit.append(session, audit.PEOPLE, whose.person_id, "agency changed", found.row.id, detail, office.clock.now())


def find(session: Session, office: Office, whose: Reach, agency_id: str) -> Served | None:
    """An agency within reach; None when it is not to be seen."""
    seen = directory.agencies(session, whose.where, london_date(office.clock.now()))
    return next((one for one in seen if one.row.id == agency_id), None)


def switch(session: Session, office: Office, whose: Reach, agency_id: str) -> Agency | None:
    """Let an agency not be asked any more, or again; None when it is not to be seen. Requests under way go on.

    Raises NotYours when it also serves a partnership that is somebody else's.
    """
    found = find(session, office, whose, agency_id)
    if found is None:
        return None
    _require(whose, found)
    found.row.active = not found.row.active
    what = "agency asked again" if found.row.active else "agency not asked any more"
    audit.append(session, audit.PEOPLE, whose.person_id, what, agency_id, {}, office.clock.now())
    return found.row


def is_theirs(whose: Reach, found: Served) -> bool:
    """Whether an agency is somebody's to change: it serves no partnership that is another's."""
    return whose.everybody or found.partnership_ids <= whose.partnerships


def _require(whose: Reach, found: Served) -> None:
    if not is_theirs(whose, found):
        raise NotYours("This agency also serves another partnership: ask an administrator.")


def _write(session: Session, agency: Agency, new: Described) -> None:
    agency.name, agency.category, agency.partner = new.name, new.category, new.partner
    agency.local_authority_id, agency.asked_since, agency.asked_until = new.council_id, new.since, new.until
    session.flush()
    partnerships.serve_only(session, agency.id, new.partnership_ids)


def _plain(value: str | date | Collection[str] | None) -> str:
    """A value as the audit keeps it."""
    if isinstance(value, str | None):
        return value or "–"
    return value.isoformat() if isinstance(value, date) else " ".join(sorted(value))


def _fault(session: Session, office: Office, whose: Reach, new: Described, but: str | None) -> NotAllowed | None:
    """What is wrong with an agency; `but` is the id of the one that it is to become."""
    if not new.name:
        return NotAllowed("Enter the agency’s name", "name")
    known = directory.agencies(session, None, london_date(office.clock.now()))
    if any(one.row.name.casefold() == new.name.casefold() and one.row.id != but for one in known):
        return NotAllowed("There is an agency of this name already", "name")
    if new.category not in CATEGORIES:
        return NotAllowed("Select what kind of agency it is", "category")
    if new.partner is not None and new.partner not in SAFEGUARDING_PARTNERS:
        return NotAllowed("Select a safeguarding partner, or none", "partner")
    if new.council_id is not None and session.get(LocalAuthority, new.council_id) is None:
        return NotAllowed("Select a council, or none", "council")
    there = {one.id for one in reaching.homes(session, whose)}
    if not new.partnership_ids or not set(new.partnership_ids) <= there:
        return NotAllowed("Select at least one partnership that it serves", "serves")
    if new.since and new.until and new.until < new.since:
        return NotAllowed("The last day must not be before the first", "until")
    return None
