"""Visibility codes: what somebody is on a case, and what things of it those codes open (domain.md §3.1)."""

from collections.abc import Collection, Mapping

from cases import papers
from foundation.database import Session

CODES: Mapping[str, frozenset[str]] = {
    "BO": frozenset({"business_office", "bo_manager"}),
    "CH": frozenset({"crg_chair"}),
    "MT": frozenset({"crg_member", "independent_advisor", "safeguarding_partner"}),
    "CRG": frozenset({"crg_member"}),
    "AL": frozenset({"agency_lead"}),
    "CT": frozenset({"contributor"}),
    "IA": frozenset({"independent_advisor"}),
    "IR": frozenset({"independent_reviewer"}),
    "PN": frozenset({"review_panel"}),
    "SP": frozenset({"safeguarding_partner"}),
    "ML": frozenset({"media_lead"}),
    "DP": frozenset({"data_protection_lead"}),
    "AU": frozenset({"auditor"}),
    "RF": frozenset({"referrer"}),
    "LN": frozenset({"la_notifier"}),
    "OB": frozenset({"observer"}),
}
"""Visibility codes and the roles they stand for. Administrators and process owners have none: no case content.

MT is whoever comes to the group's meetings, before any declaration: it opens a case's pages and agendas, no facts.
"""

DECLARING = frozenset({"CRG"})
ASKED_AFTERWARDS = frozenset({"IA", "SP"})
"""Codes that a declared interest takes away until the chair has ruled that the person stays; DECLARING ones are there
only once their holder has declared (guidance 1.5.8; domain.md §3.1). Who is ASKED_AFTERWARDS may have had no part in
a meeting, and is asked about its decision."""

AGENCY = ("agency_lead", "contributor")
"""Roles that a person holds for an agency."""

ACTION_OWNER = "AO"
"""The code of whoever leads an agency that owns an action of the case: it opens that action and nothing else."""

OF_AGENCY = frozenset(code for code, roles in CODES.items() if roles & set(AGENCY)) | {ACTION_OWNER}
"""Codes that somebody has for one agency only: `AL@` and its id."""


def code_of(code: str, agency_id: str | None) -> str:
    """A visibility code as somebody has it: those of an agency name it."""
    return f"{code}@{agency_id}" if code in OF_AGENCY else code


def opens(codes: Collection[str], visibility: str, agency_id: str | None) -> bool:
    """Whether what somebody has on a case (`codes_on`) lets them read a thing with these visibility codes."""
    return any(code_of(code, agency_id) in codes for code in visibility.split())


def not_cleared(session: Session, case_id: str, person_id: str) -> frozenset[str]:
    """The codes that a person has only when what they declared on the case leaves it open to them."""
    return taken_by(papers.declared(session, case_id, person_id))


def taken_by(declared: bool | None) -> frozenset[str]:
    """The codes that somebody does not have who has declared this; see `papers.declared`."""
    match declared:
        case True:
            return frozenset()
        case False:
            return DECLARING | ASKED_AFTERWARDS
        case None:
            return DECLARING
