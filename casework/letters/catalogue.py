"""Every letter there is: what it is called, whence its data, what must not be missing, and who may read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from casework.letters import (
    data_agenda,
    data_escalation,
    data_meeting,
    data_outcome,
    data_panel,
    data_referral,
    data_request,
    data_summary,
)
from casework.letters.scope import Scope, Wanted

MEMBERS = "BO CH CRG IA SP"
INVITED = "BO CH MT"
"""What members may read before they have declared: it holds no fact of the case."""
AGENCY = "BO CH AL"
REQUEST = "BO CH AL CT"
"""The request itself, which colleagues who write a section of the reply read too."""
ESCALATED = "BO CH SP AL"
SENDER = "BO CH"
"""A letter to a person is shown to that person, whatever the codes."""

PANEL = frozenset({"D05", "D06", "D06-answer"})
"""What goes to the National Panel, by e-mail to its address."""

ALWAYS = ("doc.ref", "doc.date", "case.ref", "partnership.name", "partnership.marking", "office.name")
LETTER = (*ALWAYS, "recipient.name", "office.phone")


@dataclass(frozen=True, slots=True)
class Kind:
    """One letter. `visibility` counts once it is released; `goes_with` is released together with it.

    `about` is the variable that says which request or meeting it is about; `released_by` is the form with which a
    person released it, `added_by` are the forms with which one more was added after the others had left.
    """

    code: str
    title: str
    gather: Callable[[Scope], list[Wanted]]
    required: tuple[str, ...]
    visibility: str
    about: str = ""
    goes_with: tuple[str, ...] = ()
    released_by: str = ""
    added_by: tuple[str, ...] = ()


_ESCALATION = (*LETTER, "recipient.agency", "request.sent", "request.due", "escalation.reply_by")
_OUTCOME = (*LETTER, "outcome.code")

_KINDS = (
    Kind("D01", "Referral form", data_referral.as_sent, (*ALWAYS, "sections"), SENDER),
    Kind(
        "D02",
        "Information request",
        data_request.letter,
        (
            *LETTER,
            "recipient.agency",
            "request.due",
            "request.why_sentence",
            "incident.brief_outline",
            "partnership.legal_text",
            "search_subjects.children",
            "task.link",
        ),
        REQUEST,
        about="request_id",
        goes_with=("D03",),
        released_by="f05_release_requests",
        added_by=("agency_found", "f40_child"),
    ),
    Kind("D03", "Reply template", data_request.template, (*ALWAYS, "request.due", "sections"), REQUEST, "request_id"),
    Kind(
        "D04",
        "Combined Summary for the meeting",
        data_summary.for_meeting,
        (*ALWAYS, "dates", "section1.blocks"),
        MEMBERS,
        released_by="f09_papers",
    ),
    Kind(
        "D05",
        "Combined Summary for the National Panel",
        data_summary.for_panel,
        (*ALWAYS, "decision.outcome", "decision.rationale", "dates", "section1.blocks"),
        MEMBERS,
        released_by="f17_release_to_panel",
    ),
    Kind(
        "D06",
        "Covering letter to the National Panel",
        data_panel.covering,
        (*ALWAYS, "outcome.code", "signatory", "office.email"),
        MEMBERS,
        released_by="f17_release_to_panel",
    ),
    Kind(
        "D06-answer",
        "Letter to the National Panel",
        data_panel.answer,
        (*ALWAYS, "letter.about", "letter.body", "office.email"),
        MEMBERS,
        released_by="f38_answer",
    ),
    Kind("D14-a", "Acknowledgement", data_outcome.acknowledgement, (*LETTER, "case.received"), SENDER),
    Kind("D14-b", "Outcome, to whoever brought the case", data_outcome.to_senders, _OUTCOME, SENDER),
    Kind("D14-c", "Outcome, to an agency that was asked", data_outcome.to_agencies, _OUTCOME, AGENCY),
    Kind("D14-d", "Outcome, to an agency with no involvement", data_outcome.to_uninvolved, _OUTCOME, AGENCY),
    Kind("D14-e", "A review starts", data_outcome.to_agencies, LETTER, AGENCY),
    Kind("D14-f", "Another way of learning", data_outcome.to_agencies, LETTER, AGENCY),
    Kind("D14-g", "No further action", data_outcome.to_agencies, LETTER, AGENCY),
    Kind(
        data_meeting.REARRANGED,
        "A meeting has been rearranged",
        data_meeting.rearranged,
        (*LETTER, "meeting.at"),
        SENDER,
        "meeting_id",
    ),
    Kind("D19-a", "Letter to a strategic lead", data_escalation.strategic, _ESCALATION, ESCALATED, about="request_id"),
    Kind(
        "D19-b",
        "Formal letter of the Safeguarding Partners",
        data_escalation.formal,
        _ESCALATION,
        ESCALATED,
        about="request_id",
        released_by="f10_partners",
    ),
    Kind(
        "D14-m",
        "Correction of a letter",
        data_outcome.corrected,
        (*LETTER, "wrong.day", "wrong.text"),
        AGENCY,
        about="wrong_letter",
        released_by="f40_correction",
    ),
    Kind("D14-i", "A case has ended", data_outcome.ended, LETTER, SENDER),
    Kind("D14-k", "The decision has changed", data_outcome.to_everybody, _OUTCOME, AGENCY),
    Kind("D14-j", "A referral has become a Rapid Review", data_outcome.converted, LETTER, AGENCY),
    Kind("D14-n", "A notification was withdrawn", data_outcome.notification_ended, (*LETTER, "after.way"), AGENCY),
    Kind(
        "D21-agenda",
        "Agenda",
        data_agenda.agenda,
        (*ALWAYS, "meeting.at", "agenda"),
        INVITED,
        "meeting_id",
        released_by="check_agenda",
    ),
    Kind(
        "D21-minutes",
        "Minutes",
        data_meeting.minutes,
        (*ALWAYS, "meeting.at"),
        MEMBERS,
        "meeting_id",
        released_by="check_minutes",
    ),
)

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in _KINDS}
CODES = tuple(KINDS)
OUTCOMES = ("D14-b", "D14-c", "D14-d")
"""The letters that tell the outcome, one to each who is to know it (guidance 4.8.2)."""
