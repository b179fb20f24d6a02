"""Two cases about one incident joined: the later one ends in favour of the other, and nothing of it is lost."""

from datetime import datetime

from cases import access, assignments, audit, records
from cases.clocks import anchors as known_dates
from cases.clocks.anchors import Anchor, Why
from casework import anchors
from foundation.database import Session


def merge(session: Session, case_id: str, into: str, by: str, now: datetime) -> None:
    """End a case in favour of another one (F40).

    Both keep their references and point to each other, the earlier receipt is kept as first contact, and whoever
    brought the ended case is on the other one from now on, so that they hear the outcome (guidance 4.8.2). Raises
    IllegalMove when the case is no longer open.
    """
    records.merge(session, case_id, into, by, now)
    _keep_first_contact(session, case_id, into, by, now)
    for role in access.SENDERS:
        for each in assignments.on_day(session, case_id, role):
            assignments.assign(session, into, each.person_id, role, now)
    audit.append(session, audit.of_case(case_id), by, "case merged", into, {}, now)
    audit.append(session, audit.of_case(into), by, "case taken in", case_id, {}, now)


def link(session: Session, case_id: str, other: str, by: str, now: datetime) -> None:
    """Say that two cases belong together; each goes on by itself."""
    if (other, "linked") not in records.linked(session, case_id):
        records.link(session, case_id, other, "linked", by, now)
        audit.append(session, audit.of_case(case_id), by, "case linked", other, {}, now)


def _keep_first_contact(session: Session, case_id: str, into: str, by: str, now: datetime) -> None:
    """The earliest receipt counts; but where there is a notification, clocks go on from it (domain.md §1.13 Q7)."""
    kept, own = known_dates.of_case(session, into), known_dates.of_case(session, case_id)
    known = [dates.get(("", name)) for dates in (kept, own) for name in ("received_at", "first_contact_at")]
    told = [at for at in known if at is not None]
    received = kept.get(("", "received_at"))
    if not told or received is None or min(told) >= received:
        return
    first = Anchor("first_contact_at", min(told), reason=Why.RECEIVED_BEFORE)
    anchors.set_anchor(session, into, first, by, now)
    if ("", "notified_at") not in kept:
        anchors.set_anchor(session, into, Anchor("received_at", min(told), reason=Why.RECEIVED_BEFORE), by, now)
