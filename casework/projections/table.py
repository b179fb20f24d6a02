"""Which projection belongs to which form. A form that is not here changes nothing but its own submission."""

from collections.abc import Callable, Mapping

from casework.projections import (
    acknowledgement,
    advice,
    agencies,
    agency_reply,
    another_agency,
    attendance_list,
    confirmation,
    decision,
    declaration,
    duplicate,
    extension,
    further_invitee,
    immediate_action,
    intake_check,
    meeting_date,
    missing_facts,
    notification,
    panel_answer,
    panel_release,
    papers,
    referral,
    requests_release,
    ruling,
    signature,
)
from casework.projections.given import Given
from foundation.canonical import Json

PROJECTIONS: Mapping[str, Callable[[Given], dict[str, Json]]] = {
    "agency_found": another_agency.project,
    "answer_agency": extension.project,
    "f01_referral": referral.project,
    "f02_notification": notification.project,
    "f03_intake_check": intake_check.project,
    "f03_agencies": agencies.project,
    "f05_release_requests": requests_release.project,
    "f06_agency_reply": agency_reply.project,
    "f07_acknowledge": acknowledgement.project,
    "f08_schedule_meeting": meeting_date.project,
    "f09_papers": papers.project,
    "f10a_attendance": attendance_list.project,
    "f11_declaration": declaration.project,
    "f11_ruling": ruling.project,
    "f12_immediate_action": immediate_action.project,
    "f13_decision": decision.project,
    "f13_version_2": decision.project,
    "f14_advice": advice.project,
    "f15_confirmation": confirmation.project,
    "f17_release_to_panel": panel_release.project,
    "f38_panel_reply": panel_answer.project,
    "f40_duplicate": duplicate.project,
    "invite_person": further_invitee.project,
    "missing_facts": missing_facts.project,
    "sign_off": signature.project,
}
"""By form id: what draws the form's facts into the case file and gives further routing variables."""
