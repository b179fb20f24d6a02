"""Every clock as data: what it counts from, how many days (a setting), to what time of day, and where it is written."""

from collections.abc import Mapping
from dataclasses import dataclass

WORKING_DAYS, MONTHS, YEARS, EXACT = "working days", "months", "years", "exact"
CASE, REQUEST, MEETING, ACTION, HOLD = "case", "request", "meeting", "action", "hold"
DATA_REQUEST, EMERGENCY = "data_request", "emergency"

SUBJECTS: Mapping[str, str] = {
    REQUEST: "request_id",
    MEETING: "meeting_id",
    ACTION: "action_id",
    HOLD: "hold_id",
    DATA_REQUEST: "data_request_id",
    EMERGENCY: "emergency_id",
}
"""The variable that says which of a case's requests, meetings and the like a clock is about."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One clock. `base` is an anchor, or another clock when it starts with `=`; `days` is a setting or a number.

    `sign` is -1 for what must happen before its base. `at` is the setting that holds the time of day.
    """

    name: str
    title: str
    ref: str
    paragraph: str
    base: str
    days: str | int
    unit: str = WORKING_DAYS
    sign: int = 1
    at: str = "due_time"
    about: str = CASE
    is_limit: bool = True
    """Whether it is a date of law or of a letter that people see, and not only the moment of a reminder."""
    is_branch: bool = False
    """Whether only some decisions start it, so that it is shown only once it has a date."""
    passed: str = ""
    """What its end means where nobody misses anything by it, in words; empty where it is then overdue."""


_LOOK = "Chair and office were reminded of the timetable then."

_ALL = (
    Rule("notification_due", "Notification to the National Panel", "T01", "4.1.2", "aware_at", "notification.days"),
    Rule("missing_facts_reminder", "Missing facts", "P0-060", "4.1.1", "missing_facts_asked_at",
         "missing_facts.days", is_limit=False),
    Rule("notification_reminder", "Notification promised: reminder", "P0-070", "4.1.2", "notification_promised_at",
         "notification.reminder_days", is_limit=False),
    Rule("transfer_reminder", "Transfer not answered: reminder", "P0-050", "4.1.1", "transfer_asked_at",
         "transfer.reminder_days", is_limit=False),
    Rule("requests_send", "Send the requests at the time chosen", "P1-050", "4.3.3", "requests_send_at", 0, unit=EXACT,
         is_limit=False),
    Rule("requests_warning", "Send the requests: reminder", "T02a", "4.3.3", "@rr.receipt", "request.warning_days",
         at="noon_time", is_limit=False),
    Rule("requests_due", "Send the information requests", "T02", "4.3.3", "@rr.receipt", "request.days"),
    Rule("acknowledge_due", "Acknowledge and secure records", "T03a", "4.3.5", "sent_at", "acknowledge.days",
         about=REQUEST),
    Rule("reply_reminder", "Reply: reminder", "T03b", "4.3.4", "=reply_due", "reply.reminder_days", sign=-1,
         at="reminder_time", about=REQUEST, is_limit=False),
    Rule("reply_due", "Reply to the information request", "T03", "4.3.4", "due_at", 0, unit=EXACT, about=REQUEST),
    Rule("reply_late", "Reply late: escalate", "T03c", "2.1.7", "=reply_due", "reply.late_days", about=REQUEST,
         is_limit=False),
    Rule("escalation_limit", "Step of the escalation", "T12", "2.1.7", "escalation_step_at", "escalation.days",
         about=REQUEST),
    Rule("escalation_warning", "Step of the escalation: reminder", "T12", "2.1.7", "=escalation_limit",
         "escalation.warning_days", sign=-1, at="reminder_time", about=REQUEST, is_limit=False),
    Rule("escalation_limit_review", "Step of the escalation, in a review", "T12", "2.1.7", "review_escalation_step_at",
         "escalation.review_days", about=REQUEST),
    Rule("escalation_promised", "Information promised", "T12", "2.1.7", "escalation_promised_at", 0, unit=EXACT,
         about=REQUEST),
    Rule("clarification_due", "Make the reply clearer", "P3-050", "4.3.2", "clarification_asked_at",
         "clarification.days", about=REQUEST),
    Rule("reply_cut_off", "Last replies for the meeting", "T03d", "4.5.1", "meeting_at", "reply.cut_off_days", sign=-1,
         at="noon_time", passed="The meeting goes on with the replies there are."),
    Rule("meeting_date_alert", "Set the meeting date", "T04a", "4.4.2", "@rr.receipt", "meeting.date_alert_days"),
    Rule("rapid_review_warning_1", "Rapid Review due soon", "T05a", "3.1.2", "=rapid_review_due",
         "rr.first_warning_days", sign=-1, at="reminder_time", is_limit=False),
    Rule("rapid_review_warning_2", "Rapid Review due very soon", "T05a", "3.1.2", "=rapid_review_due",
         "rr.last_warning_days", sign=-1, at="reminder_time", is_limit=False),
    Rule("rapid_review_due", "Rapid Review complete", "T05", "3.1.2, 4.2.2", "@rr.anchor", "rr.days"),
    Rule("outcome_due", "Decision on the case", "T05, T11", "3.1.2, 4.9", "=rapid_review_due", 0, unit=EXACT,
         is_limit=False),
    Rule("papers_due", "Papers for the meeting", "P1-100", "4.5.2", "meeting_at", "papers.days", sign=-1,
         about=MEETING),
    Rule("meeting_start", "The meeting", "P4", "4.4.2", "meeting_at", 0, unit=EXACT, about=MEETING),
    Rule("sign_off_due", "Sections 2 and 3 signed off", "T06", "4.6.3", "meeting_at", "sign_off.days",
         about=MEETING),
    Rule("minutes_due", "Minutes of the meeting", "P4-140", "4.6.3", "meeting_at", "minutes.days", about=MEETING),
    Rule("advice_due", "Independent advice before the meeting", "T07", "4.7.4", "meeting_at", "advice.days", sign=-1,
         at="noon_time", about=MEETING),
    Rule("post_advice_reminder", "Independent advice after the meeting: reminder", "P1-140", "4.7.5",
         "advice_asked_at", "advice.post_reminder_days", is_limit=False),
    Rule("post_advice_limit", "Independent advice after the meeting", "P1-140", "4.7.5", "advice_asked_at",
         "advice.post_limit_days", passed="The case goes on, with the advice or without it."),
    Rule("hold_review", "Does the hold still apply?", "T21", "11.2.1", "hold_review_at", 0, unit=EXACT, about=HOLD,
         is_limit=False),
    Rule("emergency_reminder", "Emergency access not signed off: reminder", "2.1.6", "2.1.6", "emergency_opened_at",
         "emergency.reminder_days", about=EMERGENCY, is_limit=False),
    Rule("emergency_late", "Emergency access not signed off: to the partners", "2.1.6", "2.1.6",
         "emergency_opened_at", "emergency.late_days", about=EMERGENCY, is_limit=False),
    Rule("family_contact", "Tell the family", "F24", "1.5.3", "family_contact_on", 0, unit=EXACT, is_limit=False),
    Rule("letters_due", "Outcome letters", "T08", "4.8.2", "summary_sent_at", "letters.days"),
    Rule("panel_reply_due", "Reply of the National Panel", "T09", "1.6.3", "summary_sent_at", "panel.reply_days"),
    Rule("panel_reply_chase", "Ask the National Panel again", "T09", "1.6.3", "=panel_reply_due",
         "panel.chase_days", is_limit=False),
    Rule("first_discussion_due", "First discussion of the referral", "T10", "4.9", "received_at",
         "ar.first_months", unit=MONTHS),
    Rule("first_discussion_warning", "First discussion due soon", "T10", "4.9", "=first_discussion_due",
         "ar.first_warning_days", sign=-1, at="reminder_time", is_limit=False),
    Rule("first_discussion_shown", "First discussion: last working day", "T10", "4.9", "=first_discussion_due", 0,
         sign=-1, is_limit=False),
    Rule("decision_due", "Decision on the referral", "T11", "4.9", "received_at", "ar.decision_months",
         unit=MONTHS),
    Rule("decision_warning_1", "Decision on the referral due soon", "T11", "4.9", "=decision_due",
         "ar.decision_warning_days", sign=-1, at="reminder_time", is_limit=False),
    Rule("decision_warning_2", "Decision on the referral due very soon", "T11", "4.9", "=decision_due",
         "ar.decision_last_warning_days", sign=-1, at="reminder_time", is_limit=False),
    Rule("decision_shown", "Decision on the referral: last working day", "T11", "4.9", "=decision_due", 0, sign=-1,
         is_limit=False),
    Rule("referral_letters_due", "Outcome letters after the decision on a referral", "T08", "4.8.2", "decided_at",
         "letters.days"),
    Rule("reconsideration_end", "Referrer may ask for reconsideration", "P2-130", "4.1.7", "outcome_told_at",
         "ar.reconsider_days", is_limit=False),
    Rule("inspectorates_closed", "Inspectorates: no longer asked", "P1-180", "4.8.3", "outcome_told_at",
         "inspectorate.days", is_limit=False),
    Rule("panel_answer_due", "Answer to the National Panel", "P1-200", "1.6.3", "panel_answer_due_at", 0, unit=EXACT,
         is_branch=True),
    Rule("terms_of_reference_due", "Terms of reference agreed", "T13", "5.1.3", "review_decided_at", "terms.days",
         is_branch=True, passed="Whether they are agreed is not recorded here: the review’s steps are worked outside."),
    Rule("lcspr_month_4", "Practice review: first look at the timetable", "T19", "3.1.2", "review_decided_at",
         "lcspr.first_look_months", unit=MONTHS, is_branch=True, passed=_LOOK),
    Rule("lcspr_month_5", "Practice review: second look at the timetable", "T19", "3.1.2", "review_decided_at",
         "lcspr.second_look_months", unit=MONTHS, is_branch=True, passed=_LOOK),
    Rule("lcspr_warning", "Practice review due soon", "T20", "3.1.2", "=lcspr_due", "lcspr.warning_days", sign=-1,
         at="reminder_time", is_limit=False),
    Rule("lcspr_due", "Practice review complete", "T20", "3.1.2", "review_decided_at", "lcspr.months", unit=MONTHS,
         is_branch=True),
    Rule("alternative_warning", "Alternative review due soon", "P9", "4.6.2", "=alternative_due",
         "alternative.warning_days", sign=-1, at="reminder_time", is_limit=False),
    Rule("alternative_due", "Alternative review complete", "P9", "4.6.2", "alternative_decided_at",
         "alternative.months", unit=MONTHS, is_branch=True),
    Rule("action_reminder", "Action: reminder", "T24", "11.3.3", "=action_due", "action.reminder_days", sign=-1,
         at="reminder_time", about=ACTION, is_limit=False),
    Rule("action_due", "Action", "T24", "11.3.3", "action_due_at", 0, unit=EXACT, about=ACTION),
    Rule("retention_case", "The case file is kept until", "2.1.5", "2.1.5", "@retention.case.from",
         "retention.case.years", unit=YEARS, is_limit=False),
    Rule("retention_identity", "Identities are kept until", "2.1.5", "2.1.5", "@retention.identity.from",
         "retention.identity.years", unit=YEARS, is_limit=False),
    Rule("retention_replies", "Replies of agencies are kept until", "2.1.5", "2.1.5", "@retention.replies.from",
         "retention.replies.years", unit=YEARS, is_limit=False),
    Rule("retention_letters", "Letters are kept until", "2.1.5", "2.1.5", "@retention.letters.from",
         "retention.letters.years", unit=YEARS, is_limit=False),
    Rule("retention_advice", "Independent advice is kept until", "2.1.5", "2.1.5", "@retention.advice.from",
         "retention.advice.years", unit=YEARS, is_limit=False),
    Rule("retention_declarations", "Declarations are kept until", "2.1.5", "2.1.5", "@retention.declarations.from",
         "retention.declarations.years", unit=YEARS, is_limit=False),
    Rule("retention_papers", "Papers of meetings are kept until", "2.1.5", "2.1.5", "@retention.papers.from",
         "retention.papers.years", unit=YEARS, is_limit=False),
    Rule("retention_mails", "E-mails are kept until", "2.1.5", "2.1.5", "@retention.mails.from",
         "retention.mails.years", unit=YEARS, is_limit=False),
    Rule("retention_due", "The next records fall due", "2.1.5", "2.1.5", "=retention_case", 0, unit=EXACT,
         is_limit=False),
    Rule("retention_review_due", "Look at what has fallen due", "2.1.5", "2.1.5", "=retention_due",
         "retention.review_days", is_limit=False),
    Rule("data_request_due", "Answer to a request about data", "2.1.5", "2.1.5", "data_request_counted_at",
         "rights.months", unit=MONTHS, about=DATA_REQUEST),
    Rule("data_request_warning", "Answer to a request about data due soon", "2.1.5", "2.1.5", "=data_request_due",
         "rights.warning_days", sign=-1, at="reminder_time", about=DATA_REQUEST, is_limit=False),
    Rule("data_request_copy_ends", "The copy of a request about data is deleted", "2.1.5", "2.1.5",
         "data_request_answered_at", "rights.copy_days", about=DATA_REQUEST, is_limit=False),
)  # fmt: skip

RULES: Mapping[str, Rule] = {rule.name: rule for rule in _ALL}
"""Every clock by its name, which diagrams use in `deadline("…")`."""

NAMES = frozenset(RULES)

_OF_REFERRAL = frozenset(
    {
        "first_discussion_due",
        "first_discussion_warning",
        "first_discussion_shown",
        "decision_due",
        "decision_warning_1",
        "decision_warning_2",
        "decision_shown",
        "referral_letters_due",
        "reconsideration_end",
    }
)
_OF_RAPID_REVIEW = frozenset(
    {
        "rapid_review_due",
        "rapid_review_warning_1",
        "rapid_review_warning_2",
        "requests_warning",
        "requests_due",
        "meeting_date_alert",
    }
)

RAPID_REVIEW, AGENCY_REFERRAL = "rapid_review", "agency_referral"
"""The two flowcharts of the guidance (4.9): which one a case follows."""

WITHDRAWN = "notification_withdrawn"
"""Neither of them: the notification was withdrawn, and the case is on its way to closure."""

ON_PATH: Mapping[str, frozenset[str]] = {
    RAPID_REVIEW: NAMES - _OF_REFERRAL,
    AGENCY_REFERRAL: NAMES - _OF_RAPID_REVIEW,
    WITHDRAWN: NAMES - _OF_RAPID_REVIEW - _OF_REFERRAL,
}
"""Which clocks run on which path of a case: the others have no date. Before the path is known, all of them run."""

LIMITS: Mapping[str, str] = {RAPID_REVIEW: "rapid_review_due", AGENCY_REFERRAL: "decision_due"}
"""The clock by which each path must have come to its decision."""
