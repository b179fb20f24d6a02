"""Open a case, look for cases like it, and hand it to another office."""

from datetime import datetime

from cases import access, assignments, clocks, decisions, records
from casework import anchors, involving, like_cases
from casework.office import Office
from engine.work import BpmnError, Field, Variables, Work
from foundation.clock import london, london_date
from handlers.declaring import topic

ABOUT = {"case": "", "request": "request_id"}
"""What an event may be about, and the variable that says which."""


@topic(
    "case.open",
    "Open the case",
    paragraph="4.1.1, 4.1.3",
    gives=(Field("partnership_id", "string", "The partnership whose office holds the case"),),
)
def open_case(office: Office, work: Work) -> Variables:
    """Make sure that the case has its reference and its date of receipt; both came with the form that started it."""
    return {"partnership_id": records.partnership_of(work.session, work.case_id)}


@topic(
    "case.find_matches",
    "Look for possible duplicates",
    paragraph="4.1.1",
    gives=(Field("match_count", "number", "How many cases may be about the same child"),),
)
def find_matches(office: Office, work: Work) -> Variables:
    """Compare names, dates of birth, addresses and the notification's reference with other cases."""
    return {"match_count": len(like_cases.matches(work.session, office, work.case_id))}


@topic(
    "case.let_in",
    "Let people of a role into the case",
    paragraph="4.1.2",
    takes=(
        Field("role", "string", "The role", choices=access.ASSIGNED),
        Field("whose", "string", "Whose; everybody’s when left out", required=False, choices=involving.WHOSE),
    ),
)
def let_in(office: Office, work: Work) -> Variables:
    """Put those on the case who hold the role for it: all of them, or those of the councils that its referral names."""
    role, whose = str(work.parameters["role"]), str(work.parameters.get("whose") or involving.EVERYBODY)
    for person in involving.holders(work.session, office, work.case_id, (role, whose), london_date(work.now)):
        assignments.assign(work.session, work.case_id, person.id, role, work.now)
    return {}


@topic(
    "case.set_path",
    "Note which path the case is on",
    takes=(Field("path", "string", "The path", choices=tuple(clocks.ON_PATH)),),
)
def set_path(office: Office, work: Work) -> Variables:
    """Write on the case which of the two flowcharts it follows now, or that its notification was withdrawn."""
    records.case(work.session, work.case_id).path = str(work.parameters["path"])
    return {}


@topic(
    "clocks.note",
    "Note that something has happened that clocks count from",
    takes=(
        Field("anchor", "string", "The name of the event"),
        Field("about", "string", "Whose event it is; the case’s when left out", required=False, choices=tuple(ABOUT)),
        Field("at", "string", "When it was; now when left out", required=False, choices=("now", "decision")),
    ),
)
def note_anchor(office: Office, work: Work) -> Variables:
    """Set an anchor of the case, or of this request, to now or to the day of the decision that counts."""
    subject = ABOUT[str(work.parameters.get("about") or "case")]
    at = _decided_at(work) if work.parameters.get("at") == "decision" else work.now
    anchor = clocks.Anchor(str(work.parameters["anchor"]), at, str(work.variables[subject]) if subject else "")
    anchors.set_anchor(work.session, work.case_id, anchor, "system", work.now)
    return {}


def _decided_at(work: Work) -> datetime:
    decision = decisions.current(work.session, work.case_id)
    if decision is None:
        raise BpmnError("no_decision")
    return london(decision.decided_on)
