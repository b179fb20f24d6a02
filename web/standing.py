"""What a person may see of one case: the parts of its pages, and single things in them."""

from dataclasses import dataclass, replace

from flask import g

from cases import access, assignments, owned, partnerships, records
from cases.grounds import Ground
from cases.roles import MANAGER, PROTECTION
from casework import may
from casework.may import Action, OnCase, Part, Thing
from casework.tasks.lists import Asker
from foundation.database import Session
from web.here import now, office, viewer
from web.problems import not_found

OFFICE = frozenset({"BO", "CH"})
INNER = OFFICE | {"MT", "IR", "PN", "AU"}
PAPERS = INNER | {"AL", "CT", "RF", "LN", "OB", "ML", "DP"}
EVERYBODY = PAPERS | {"AO"}

PARTS = {
    "overview": ("Overview", EVERYBODY),
    "tasks": ("Tasks", EVERYBODY),
    "progress": ("Progress", INNER),
    "actions": ("Decision and actions", INNER | {"AL", "AO"}),
    "people": ("People", INNER),
    "documents": ("Documents", PAPERS),
    "mail": ("E-mails", OFFICE),
    "meetings": ("Meetings", OFFICE | {"MT"}),
    "clocks": ("Clocks", INNER),
    "dates": ("Dates", INNER),
    "timeline": ("Timeline", OFFICE | {"CRG", "SP", "AU"}),
    "requests": ("Requests about data", frozenset({"BO", "DP"})),
    "access": ("Access", OFFICE),
}
"""The parts of a case's pages, and the visibility codes (domain.md §3.1) that open them."""

PATHS = {
    "intake": "Intake",
    "rapid_review": "Rapid Review",
    "agency_referral": "Agency referral",
    "notification_withdrawn": "Notification withdrawn",
    "converted": "Agency referral, now a Rapid Review",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A case, and what the person there is on it."""

    case: records.Case
    reference: str
    office: str
    on: OnCase

    @property
    def codes(self) -> frozenset[str]:
        """Their visibility codes on it."""
        return self.on.codes

    def sees(self, part: str) -> bool:
        """Whether a part of the pages is open to them."""
        action = Action.MANAGE if part == "access" else Action.READ
        return bool(self.on.may(action, Part(self.case.id, PARTS[part][1])))

    def may_read(self, thing: Thing) -> bool:
        """Whether a form, document or action of the case is open to them."""
        return bool(self.on.may(Action.READ, thing))

    @property
    def may_change(self) -> bool:
        """Whether dates, letters, templates and e-mails of the case are theirs to correct: its own office's, never a
        guest's.
        """
        return bool(self.on.may(Action.CHANGE, self.case.id))

    @property
    def sees_identity(self) -> bool:
        """Whether names of children and family may be shown (domain.md §3.1, rule 5)."""
        return bool(self.codes & OFFICE)

    @property
    def answers_requests(self) -> bool:
        """Whether requests about data are theirs to answer: data protection leads, managers of its own office."""
        by = {(one.ground, one.role) for one in self.on.granted}
        return bool(by & {(Ground.DATA_REQUEST, PROTECTION), (Ground.OFFICE, MANAGER)})

    @property
    def is_inner(self) -> bool:
        """Whether all tasks of the case, not only their own, are theirs to know of."""
        return bool(self.on.plain & INNER)


def let_in(session: Session, case_id: str) -> None:
    """Keep out who is shut out of a case, where its instances are operated too: raises the 404 of what is not there."""
    if case_id in shut_out(session):
        raise not_found()


def knows(session: Session, case_id: str) -> bool:
    """Whether the person there may know of a case at all."""
    return access.may_know(session, viewer().id, case_id, now())


def shut_out(session: Session) -> set[str]:
    """The cases that the person there is shut out of (domain.md §3.1, rule 3)."""
    return assignments.excluded_from(session, viewer().id)


def standing(session: Session, reference: str, part: str) -> Standing:
    """The case of a reference as the person there may see it, worked out once for a request.

    A case that does not exist, one they may not know of and a part that is not theirs raise the same 404, and the
    first two after the same questions to the database.
    """
    kept: dict[str, Standing | None] = g.setdefault("standings", {})
    if reference not in kept:
        kept[reference] = _standing(session, reference)
    if (earlier := kept[reference]) is None:
        raise not_found()
    # Whoever let the page in asked in a session that has ended: what is asked from here on belongs to this one.
    found = replace(earlier, on=replace(earlier.on, session=session))
    if not found.sees(part):
        raise not_found()
    return found


def _standing(session: Session, reference: str) -> Standing | None:
    asker = Asker(viewer().id, now())
    try:
        case = records.by_reference(session, reference)
    except records.NoSuchCase:
        may.on(session, office(), asker, owned.NOWHERE)
        return None
    found = may.on(session, office(), asker, case.id)
    if not found.granted:
        return None
    partnership = session.get(partnerships.Partnership, case.partnership_id)
    return Standing(case, records.reference_of(session, case.id), partnership.name if partnership else "", found)
