"""What a person may see of one case: the parts of its pages, and single things in them."""

from dataclasses import dataclass

from flask import g

from cases import access, assignments, codes, owned, partnerships, records
from foundation.clock import london_date
from foundation.database import Session
from web.here import now, viewer
from web.problems import not_found

OFFICE = frozenset({"BO", "CH"})
INNER = OFFICE | {"MT", "IR", "PN", "AU"}
PAPERS = INNER | {"AL", "CT", "RF", "LN", "OB", "ML"}
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
    codes: frozenset[str]
    office: str

    def sees(self, part: str) -> bool:
        """Whether a part of the pages is open to them."""
        return bool(self._plain & PARTS[part][1])

    def may_read(self, visibility: str, agency_id: str | None) -> bool:
        """Whether a thing with these codes, belonging to this agency if any, is open to them."""
        return any(codes.code_of(code, agency_id) in self.codes for code in visibility.split())

    @property
    def sees_identity(self) -> bool:
        """Whether names of children and family may be shown (domain.md §3.1, rule 5)."""
        return bool(self.codes & OFFICE)

    @property
    def is_inner(self) -> bool:
        """Whether all tasks of the case, not only their own, are theirs to know of."""
        return bool(self._plain & INNER)

    @property
    def _plain(self) -> frozenset[str]:
        return frozenset(code.partition("@")[0] for code in self.codes)


def let_in(session: Session, case_id: str) -> None:
    """Keep out who is shut out of a case, where its instances are operated too: raises the 404 of what is not there."""
    if case_id in shut_out(session):
        raise not_found()


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
    found = kept[reference]
    if found is None or not found.sees(part):
        raise not_found()
    return found


def _standing(session: Session, reference: str) -> Standing | None:
    try:
        case = records.by_reference(session, reference)
    except records.NoSuchCase:
        access.codes_on(session, viewer().id, owned.NOWHERE, london_date(now()))
        return None
    held = frozenset(access.codes_on(session, viewer().id, case.id, london_date(now())))
    if not held:
        return None
    partnership = session.get(partnerships.Partnership, case.partnership_id)
    return Standing(case, records.reference_of(session, case.id), held, partnership.name if partnership else "")
