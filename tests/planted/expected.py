"""Who is shown which of the planted values of S6, and why: to everybody else they are shown nowhere."""

from collections.abc import Mapping

OUTSIDE = (
    "Bea Countyoffice",
    "Chloe Countychair",
    "Prue Probation",
    "Rita Reviewer",
    "Max Media",
    "Aude Auditor",
    "Ada Administrator",
    "Otis Owner",
    "Nell Northnurse",
    "Rae Referrer",
    "Pam Panel",
    "Obe Observer",
    "Drew Dataprotection",
)
"""Without a part in the case: another office, an agency that was not asked, roles that are put on single cases."""

_TO_OFFICE_AND_CHAIR = {
    "the office and the chair read what comes in and what they wrote": {
        *("notification_received", "f02_notification", "agency_refusal", "f06_agency_reply", "f07_acknowledge"),
        *("f03_agencies", "f03_intake_check", "f05_release_requests", "f08_schedule_meeting", "request_check"),
        *("f09_papers", "f10a_attendance", "f12_immediate_action", "f17_release_to_panel", "new_information", "dates"),
    },
    "and what partners and meeting said": {"f10_partners", "f10_position", "f13_decision", "sign_off"},
}
_IN_PAPERS_AND_SUMMARY = {
    "papers, Combined Summary and minutes hold what is known, and what came of it": {
        *("f02_notification", "f06_agency_reply", "f09_papers", "f13_decision", "f12_immediate_action", "sign_off"),
        "f10a_attendance",
    },
    "why a date or the meeting is when it is stands with the dates": {"dates", "f08_schedule_meeting"},
}

SEEN: Mapping[str, Mapping[str, set[str]]] = {
    "Olive Office": {**_TO_OFFICE_AND_CHAIR, "the office keeps the advice until it is released": {"f14_advice"}},
    "Mona Manager": {**_TO_OFFICE_AND_CHAIR, "the office keeps the advice until it is released": {"f14_advice"}},
    "Carla Chair": _TO_OFFICE_AND_CHAIR,
    "Maya Citymember": {
        **_IN_PAPERS_AND_SUMMARY,
        "a member who declared reads what is attached": {"notification_received"},
        "and what is new after the meeting": {"new_information"},
    },
    "Lars Citypartner": {
        **_IN_PAPERS_AND_SUMMARY,
        "a partner says their position and sees what all decided": {"f10_position", "f10_partners"},
    },
    "Ida Independent": {
        **_IN_PAPERS_AND_SUMMARY,
        "the advisor reads what is attached": {"notification_received"},
        "and their own advice": {"f14_advice"},
    },
    "Nina Notifier": {"what they sent themselves": {"f02_notification", "notification_received"}},
    "Gina Northpractice": {
        "their agency’s own answers": {"f06_agency_reply", "f07_acknowledge"},
        "the letter asking for information, with whom to search for": {
            *("f02_notification", "f03_agencies", "f05_release_requests"),
        },
    },
    "Sid Counsellingstrategic": {
        "their agency’s own answers": {"f06_agency_reply", "f07_acknowledge", "agency_refusal"},
        "the letter asking for information, with whom to search for": {
            *("f02_notification", "f03_agencies", "f05_release_requests"),
        },
        "what the partners wrote to their agency": {"f10_partners"},
    },
}
"""Of which forms a person is shown anything at all, by the reason why."""

_AGENCY = {"documents.download"}
NAMES_SEEN: Mapping[str, set[str]] = {
    "Olive Office": {"case_inside.who", "documents.download"},
    "Mona Manager": {"case_inside.who", "documents.download"},
    "Carla Chair": {"case_inside.who", "documents.download"},
    "Gina Northpractice": _AGENCY,
    "Sid Counsellingstrategic": _AGENCY,
}
"""Where names, dates of birth and addresses are shown: on “People” of the case, and in the letters to agencies."""

FORMS_OF_S6 = frozenset({
    "agency_refusal", "f02_notification", "f03_agencies", "f03_intake_check", "f05_release_requests",
    "f06_agency_reply", "f07_acknowledge", "f08_schedule_meeting", "f09_papers", "f10_partners", "f10_position",
    "f10a_attendance", "f11_declaration", "f12_immediate_action", "f13_decision", "f14_advice", "f15_confirmation",
    "f17_release_to_panel", "new_information", "notification_received", "release_letters", "request_check",
    "sign_off",
})  # fmt: skip
"""Forms in which S6 has people write."""

LEFT_OUT = frozenset({
    "check_agenda", "data_right_deleted", "data_right_recipients", "f02_looked_after", "f11_ruling",
    "f13_version_2", "f22_conduct", "f22_told", "f38_national_review", "f40_child_death_process", "f40_duplicate",
    "f40_join", "f40_join_ruling", "f40_notification_ruling", "f40_panel_told", "f40_panel_view", "f40_transfer",
    "f40_transfer_reply", "information_received", "invite_person", "legal_hold", "legal_hold_check",
    "legal_hold_lift", "no_advice", "not_quorate", "notification_withdrawn", "papers_after_reply", "reconsider_how",
    "reconsideration_answer", "reconsideration_asked", "reopen_case", "retention_begin", "round_closed",
    "written_view",
})  # fmt: skip
"""Forms in which people write and that no story told with planted values reaches. They are kept by the same code as all
others: a new form belongs into a story rather than here."""
