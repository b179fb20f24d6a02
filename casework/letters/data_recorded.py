"""What meetings recorded as they went on (F12, F19), as minutes and summaries tell it."""

from cases import actions, submissions
from cases.meetings import Meeting
from casework.letters import form_words
from casework.letters.scope import Data, Scope, long_day
from casework.projections import reading

IMMEDIATE_ACTION, FIRST_DISCUSSION = "f12_immediate_action", "f19_first_discussion"
FIRST_MEETING = "agency_referral_first"


def agreed(scope: Scope, meeting: Meeting | None = None) -> list[Data]:
    """The immediate actions and learning points of the case, or those of one meeting."""
    form = form_words.form_of(scope.session, IMMEDIATE_ACTION)
    recorded = None if meeting is None else set(of_meeting(scope, meeting))
    return [
        {
            "kind": actions.KINDS.get(each.kind, each.kind),
            "text": actions.text_of(scope.session, scope.office.keys, each),
            "agency": scope.agency(each.agency_id),
            "agency_id": each.agency_id,
            "due": long_day(each.due_on),
            "shared": form_words.label(form, "share", each.shared_by) or "–",
        }
        for each in actions.of_case(scope.session, scope.case_id)
        if each.status is not actions.ActionStatus.CANCELLED
        if recorded is None or each.submission_id in recorded
    ]


def first_discussion(scope: Scope, meeting: Meeting) -> Data | None:
    """What the group made of an agency's referral, and what it wants next (F19; guidance 4.9); None elsewhere."""
    said = next(reversed(of_meeting(scope, meeting, FIRST_DISCUSSION).values()), None)
    if said is None or meeting.kind != FIRST_MEETING:
        return None
    form = form_words.form_of(scope.session, FIRST_DISCUSSION)
    return {
        "broken_off": reading.words(said, "broken_off_why"),
        "discussed": reading.words(said, "discussed"),
        "next": form_words.label(form, "next_step", said.get("next_step")),
        "asked": reading.words(said, "clarify_question"),
        "reasons": reading.words(said, "rationale"),
        "dissent": [
            {"who": scope.person(reading.chosen(row, "who")), "why": reading.words(row, "why")}
            for row in reading.rows(said, "dissent")
        ],
    }


def of_meeting(scope: Scope, meeting: Meeting, form_id: str = IMMEDIATE_ACTION) -> dict[str, Data]:
    """By submission in order, what was written in a form about a meeting; empty where nothing was.

    Before the forms named their meeting, nothing told of which it was: that counts for each.
    """
    made = submissions.of_case(scope.session, scope.case_id, form_id)
    said = {each.id: submissions.read(scope.session, scope.office.keys, each) for each in made}
    return {id_: answers for id_, answers in said.items() if answers.get("meeting", meeting.id) == meeting.id}
