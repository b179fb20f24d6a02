"""Agencies added, and no longer asked: by whoever looks after the people of the partnerships that they serve."""

from collections.abc import Collection
from dataclasses import dataclass

from cases import audit, directory, partnerships
from cases.partnerships import CATEGORIES, SAFEGUARDING_PARTNERS, Agency, LocalAuthority
from casework import reaching
from casework.office import Office
from casework.reaching import NotAllowed, NotYours, Reach
from foundation.clock import london_date
from foundation.database import Session, new_id


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency to be added: `partner` is which safeguarding partner it counts as in a quorum, if any."""

    name: str
    category: str
    partner: str | None
    council_id: str | None
    partnership_ids: Collection[str]


def add(session: Session, office: Office, whose: Reach, new: NewAgency) -> Agency:
    """Add an agency that the partnerships may ask from then on. Raises NotAllowed."""
    if fault := _fault(session, office, whose, new):
        raise fault
    agency = Agency(id=new_id(), name=new.name, category=new.category, partner=new.partner)
    agency.local_authority_id = new.council_id
    session.add(agency)
    session.flush()
    partnerships.serve(session, agency.id, *new.partnership_ids)
    detail = {"partnerships": " ".join(sorted(new.partnership_ids))}
    audit.append(session, audit.PEOPLE, whose.person_id, "agency added", agency.id, {**detail}, office.clock.now())
    return agency


def switch(session: Session, office: Office, whose: Reach, agency_id: str) -> Agency | None:
    """Let an agency not be asked any more, or again; None when it is not to be seen. Requests under way go on.

    Raises NotYours when it also serves a partnership that is somebody else's.
    """
    now = office.clock.now()
    seen = directory.agencies(session, whose.where, london_date(now))
    found = next((one for one in seen if one.row.id == agency_id), None)
    if found is None:
        return None
    if not (whose.everybody or found.partnership_ids <= whose.partnerships):
        raise NotYours("This agency also serves another partnership: ask an administrator.")
    found.row.active = not found.row.active
    what = "agency asked again" if found.row.active else "agency not asked any more"
    audit.append(session, audit.PEOPLE, whose.person_id, what, agency_id, {}, now)
    return found.row


def _fault(session: Session, office: Office, whose: Reach, new: NewAgency) -> NotAllowed | None:
    if not new.name:
        return NotAllowed("Enter the agency’s name", "name")
    known = directory.agencies(session, None, london_date(office.clock.now()))
    if any(one.row.name.casefold() == new.name.casefold() for one in known):
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
    return None
