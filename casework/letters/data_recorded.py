"""What meetings recorded of facts, safety and learning (F12), as minutes and summaries tell it."""

from cases import actions, submissions
from cases.meetings import Meeting
from casework.letters import form_words
from casework.letters.scope import Data, Scope, long_day

FORM = "f12_immediate_action"


def agreed(scope: Scope, meeting: Meeting | None = None) -> list[Data]:
    """The immediate actions and learning points of the case, or those of one meeting."""
    form = form_words.form_of(scope.session, FORM)
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


def of_meeting(scope: Scope, meeting: Meeting) -> dict[str, Data]:
    """By submission, what was recorded of facts, safety and learning at a meeting (F12); empty where none was.

    Before the form named its meeting, nothing told of which it was: that counts for each.
    """
    made = submissions.of_case(scope.session, scope.case_id, FORM)
    said = {each.id: submissions.read(scope.session, scope.office.keys, each) for each in made}
    return {id_: answers for id_, answers in said.items() if answers.get("meeting", meeting.id) == meeting.id}
