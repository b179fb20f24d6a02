"""Data of the agenda (D21): conflicts first, then the quorum, then the business of this kind of meeting."""

from collections.abc import Mapping

from cases import meetings
from cases.correspondence.letters import Recipient
from cases.meetings import Meeting
from casework.letters import data_meeting
from casework.letters.scope import Data, Scope, Wanted
from casework.projections import reading

FIRST = (
    ("Conflicts of interest and confidentiality", "Declarations, and the chair’s rulings, before any business"),
    ("Attendance and quorum", "Who is here, for which agency"),
)
BUSINESS = (
    ("Facts of the case", "Section 1 of the Combined Summary, with corrections"),
    ("Immediate safety", "Is action needed now for this child, other children or other vulnerable people?"),
    ("Immediate learning", "What can be passed on now, to whom and how"),
    ("What a review could add", "Potential to identify improvements"),
    ("Advice", "Given after the discussion, at the chair’s request"),
    ("Criteria and decision", "Four criteria to take into account, four circumstances to have regard to"),
    ("Telling the family, and media", "Who tells whom, when"),
    ("Any urgent business", ""),
)
REFERRAL_BUSINESS = (
    ("The referral", "What it says, and what is known of the incident"),
    ("Immediate safety", "Is action needed now for this child, other children or other vulnerable people?"),
    ("Immediate learning", "What can be passed on now, to whom and how"),
    ("Advice", "Given after the discussion, at the chair’s request"),
    ("Definition and notification", "Is it a serious child safeguarding case? Should the National Panel be notified?"),
    ("What is to happen next", "Ask agencies for information, learn in another way, or no further action"),
    ("Any urgent business", ""),
)
PANEL_BUSINESS = (
    ("Family engagement", "Standing item"),
    ("Immediate action", "Standing item"),
    ("Parallel investigations", "Standing item, with the police representative"),
    ("Timetable", "Standing item"),
)
BUSINESS_OF: Mapping[str, tuple[tuple[str, str], ...]] = {
    "agency_referral_first": REFERRAL_BUSINESS,
    "panel": PANEL_BUSINESS,
}
"""The business of kinds of meeting that do not go through a Combined Summary (guidance 4.9, 5.1.2)."""


def agenda(scope: Scope) -> list[Wanted]:
    """D21, agenda: conflicts first, then quorum, then the business of this kind of meeting."""
    meeting = data_meeting.meeting_of(scope)
    business = BUSINESS_OF.get(meeting.kind, BUSINESS)
    further = reading.rows(data_meeting.last_written(scope, "check_agenda", meeting), "items")
    added = [(reading.words(row, "title"), reading.words(row, "note")) for row in further]
    items = [
        {"number": str(number), "title": title, "note": note}
        for number, (title, note) in enumerate((*FIRST, *business[:-1], *added, business[-1]), start=1)
    ]
    data: Data = {
        "meeting": {**data_meeting.about(scope, meeting), "invited": _invited(scope, meeting)},
        "agenda": items,
        "quorum": {
            "agencies": str(scope.setting("quorum.agencies")),
            "counted": data_meeting.agencies(scope, scope.setting("quorum.agencies")),
            "partners": str(scope.setting("quorum.partners")),
        },
    }
    return [Wanted(Recipient(), data, meeting.id)]


def _invited(scope: Scope, meeting: Meeting) -> list[Data]:
    invited = meetings.invitees(scope.session, scope.case_id, meeting.id)
    rows = [
        {
            "name": scope.person(each.person_id),
            "agency": scope.agency(each.agency_id),
            "capacity": data_meeting.capacity_in_words(scope, each.capacity),
        }
        for each in invited
    ]
    return sorted(rows, key=lambda row: row["name"])
