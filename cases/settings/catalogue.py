"""Every setting in plain words: what it is for, its unit, its bounds and the guidance it comes from."""

from collections.abc import Iterator, Mapping

from cases.settings.kinds import (
    ADDRESS,
    CHOICE,
    DOMAINS,
    LINE,
    MEGABYTES,
    MONTHS,
    NUMBER,
    TEXT,
    TIME,
    WORKING_DAYS,
    YES_NO,
    Setting,
)
from foundation.canonical import Json

SECTIONS: Mapping[str, str] = {
    "review": "Rapid Review and how days count",
    "requests": "Information requests",
    "meeting": "Meetings and advice",
    "quorum": "Quorum",
    "after": "Decision, letters and the National Panel",
    "referral": "Referral by an agency",
    "addresses": "Addresses and files",
    "words": "Words in letters and forms",
}
"""The groups in which settings are shown and changed together."""

ANCHORS = {
    "aware_at": "the local authority became aware of the incident (guidance of 2020)",
    "notified_at": "the notification was sent to the National Panel (present national rules)",
    "received_at": "the office received the notification or referral",
}
WEEKENDS = {
    "strict": "Day 1 is the first working day after the real date",
    "deemed_next_working_day": "As if it had come on the next working day",
}
CLOCK_STARTS = {
    "received_at": "from the notification; the referral keeps its own date",
    "first_contact_at": "from the referral",
}
CONFIRMED_BY = {"all": "all who answer", "majority": "most of those who answer"}
SIGN_OFF = {"required": "All three must confirm it", "notify": "They are told", "off": "They are not asked"}

_ALL = (
    Setting("rr.anchor", "review", "The Rapid Review is counted from the day", CHOICE, "3.1.2, 4.2.2",
            "The guidance of 2020 and the present national rules differ.", choices=ANCHORS),
    Setting("rr.days", "review", "Time for the Rapid Review", WORKING_DAYS, "3.1.2, 4.2.2",
            "Until the Combined Summary is with the National Panel."),
    Setting("rr.first_warning_days", "review", "First warning before the Rapid Review is due", WORKING_DAYS, "3.1.2"),
    Setting("rr.last_warning_days", "review", "Last warning before the Rapid Review is due", WORKING_DAYS, "3.1.2",
            "The Safeguarding Partners get this one too."),
    Setting("notification.days", "review", "Time for the council to notify", WORKING_DAYS, "4.1.2",
            "Shows only whether a notification was late."),
    Setting("notification.reminder_days", "review", "Reminder of a promised notification after", WORKING_DAYS, "4.1.2"),
    Setting("missing_facts.days", "review", "Reminder of facts that are missing from a referral after", WORKING_DAYS,
            "4.1.1"),
    Setting("transfer.reminder_days", "review", "Reminder of a transfer that is not answered after", WORKING_DAYS,
            "4.1.1"),
    Setting("weekend_receipt", "review", "What comes in at a weekend or on a bank holiday counts", CHOICE, "3.1.2",
            choices=WEEKENDS),
    Setting("clear_days", "review", "Days before a meeting are clear days", YES_NO, "4.5.2",
            "Then neither the day of the meeting nor the day of the papers counts."),
    Setting("due_time", "review", "Time of day when something is due", TIME, "3.1.2"),
    Setting("reminder_time", "review", "Time of day of reminders", TIME, "3.1.2"),
    Setting("noon_time", "review", "Time of day of what is due by midday", TIME, "4.5.1",
            "Last replies for a meeting, advice before it, and the reminder to send requests."),
    Setting("request.days", "requests", "Time to send the requests", WORKING_DAYS, "4.3.3", "After receipt."),
    Setting("request.warning_days", "requests", "Reminder to send the requests after", WORKING_DAYS, "4.3.3"),
    Setting("request.period_months", "requests", "Records are asked for from so long before the incident", MONTHS,
            "4.3.2", "The usual period; the office may write another one."),
    Setting("acknowledge.days", "requests", "Time to acknowledge a request and secure records", WORKING_DAYS, "4.3.5"),
    Setting("reply.days", "requests", "Time to reply to a request", WORKING_DAYS, "4.3.4", "After receipt."),
    Setting("reply.least_days", "requests", "Least time to reply", WORKING_DAYS, "4.3.4",
            "After the request was sent, however late that was."),
    Setting("reply.before_papers_days", "requests", "Replies before the papers of the meeting", WORKING_DAYS, "4.5.1",
            "Where that is earlier than the time to reply.", least=0),
    Setting("reply.reminder_days", "requests", "Reminder before a reply is due", WORKING_DAYS, "4.3.4"),
    Setting("reply.late_days", "requests", "A late reply is escalated after", WORKING_DAYS, "2.1.7"),
    Setting("reply.cut_off_days", "requests", "Last replies before the meeting", WORKING_DAYS, "4.5.1",
            "The meeting goes on without what comes later.", least=0),
    Setting("reply.second_person", "requests", "A second person of the agency signs its reply here", YES_NO, "4.3.4",
            "Otherwise the reply names who approved it."),
    Setting("escalation.days", "requests", "Time for each step of an escalation", WORKING_DAYS, "2.1.7",
            "Then it goes on to the next step by itself."),
    Setting("escalation.review_days", "requests", "Time for each step of an escalation in a review", WORKING_DAYS,
            "2.1.7"),
    Setting("escalation.warning_days", "requests", "Warning before a step of an escalation ends", WORKING_DAYS,
            "2.1.7"),
    Setting("clarification.days", "requests", "Time to make a reply clearer", WORKING_DAYS, "4.3.2"),
    Setting("show_other_agencies_in_letter", "requests", "The request names the other agencies asked", YES_NO, "4.3.1"),
    Setting("window.from", "meeting", "First working day for the meeting", NUMBER, "4.4.2", "Counted from receipt."),
    Setting("window.to", "meeting", "Last working day for the meeting", NUMBER, "4.4.2", "Counted from receipt."),
    Setting("window.narrow", "meeting", "So few possible days are flagged as narrow", NUMBER, "4.4.2", least=0),
    Setting("prep_margin", "meeting", "Time between meeting and due date of the Rapid Review", WORKING_DAYS, "4.4.2",
            least=0),
    Setting("meeting.date_alert_days", "meeting", "The meeting's date is set within", WORKING_DAYS, "4.4.2",
            "After receipt; then the office manager is told."),
    Setting("meeting.notice_days", "meeting", "Shortest notice of a meeting", WORKING_DAYS, "4.4.2", least=0),
    Setting("meeting.starts", "meeting", "Usual start of a meeting", TIME, "4.4.2"),
    Setting("papers.days", "meeting", "Papers before the meeting", WORKING_DAYS, "4.5.2", least=0),
    Setting("sign_off.days", "meeting", "Sections 2 and 3 signed off after the meeting", WORKING_DAYS, "4.6.3"),
    Setting("minutes.days", "meeting", "Minutes checked and released after the meeting", WORKING_DAYS, "4.6.3"),
    Setting("advice.days", "meeting", "Independent advice before the meeting", WORKING_DAYS, "4.7.4", least=0),
    Setting("advice.post_reminder_days", "meeting", "Reminder of advice after the meeting", WORKING_DAYS, "4.7.5"),
    Setting("advice.post_limit_days", "meeting", "Time for advice after the meeting", WORKING_DAYS, "4.7.5"),
    Setting("quorum.agencies", "quorum", "Agencies needed", NUMBER, "4.6.1", "Several people of one count once.",
            most=20),
    Setting("quorum.partners", "quorum", "Categories of Safeguarding Partner needed", NUMBER, "4.6.1",
            "Local authority, police and health.", least=0, most=3),
    Setting("quorum.each_council", "quorum", "Each council counts as a Safeguarding Partner", YES_NO, "4.6.1"),
    Setting("partner_signoff", "after", "Safeguarding Partners and the decision", CHOICE, "4.6.4", choices=SIGN_OFF),
    Setting("partner_rule", "after", "The decision is confirmed by", CHOICE, "1.6.1", choices=CONFIRMED_BY),
    Setting("second_person_release", "after", "A second person releases what leaves the office", YES_NO, "1.6.3"),
    Setting("letters.look_requests", "requests", "Somebody looks at each request letter before it leaves", YES_NO,
            "4.3.3", "Besides the check of the requests and the second person, who see the letters too."),
    Setting("letters.look_following", "after", "Somebody looks at the letters that follow before they leave", YES_NO,
            "4.8.2", "Outcome letters, news of a review, of a case that ended or became another, corrections."),
    Setting("letters.days", "after", "Time for the outcome letters", WORKING_DAYS, "4.8.2",
            "After the Combined Summary was sent."),
    Setting("panel.reply_days", "after", "Time for the National Panel to reply", WORKING_DAYS, "1.6.3"),
    Setting("panel.chase_days", "after", "The National Panel is asked again every", WORKING_DAYS, "1.6.3"),
    Setting("inspectorate.days", "after", "Agencies are asked about their inspectorates for", WORKING_DAYS, "4.8.3"),
    Setting("reconsider.days", "after", "A decision is taken again within", WORKING_DAYS, "1.6.1"),
    Setting("terms.days", "after", "Time for the terms of reference of a practice review", WORKING_DAYS, "5.1.3"),
    Setting("lcspr.months", "after", "Time for a practice review", MONTHS, "3.1.2", "From the day of the decision."),
    Setting("lcspr.first_look_months", "after", "First look at the timetable of a practice review after", MONTHS,
            "3.1.2"),
    Setting("lcspr.second_look_months", "after", "Second look at the timetable of a practice review after", MONTHS,
            "3.1.2"),
    Setting("lcspr.warning_days", "after", "Warning before a practice review is due", WORKING_DAYS, "3.1.2"),
    Setting("alternative.months", "after", "Time for an alternative learning review", MONTHS, "4.6.2",
            "From the day of the decision; no law sets it."),
    Setting("alternative.warning_days", "after", "Warning before an alternative review is due", WORKING_DAYS, "4.6.2"),
    Setting("action.reminder_days", "after", "Reminder before an action is due", WORKING_DAYS, "11.3.3"),
    Setting("ar.first_months", "referral", "Time until the first discussion", MONTHS, "4.9", "After receipt."),
    Setting("ar.decision_months", "referral", "Time until the decision", MONTHS, "4.9", "After receipt."),
    Setting("ar.first_warning_days", "referral", "Warning before the first discussion is due", WORKING_DAYS, "4.9"),
    Setting("ar.decision_warning_days", "referral", "First warning before the decision is due", WORKING_DAYS, "4.9"),
    Setting("ar.decision_last_warning_days", "referral", "Last warning before the decision is due", WORKING_DAYS,
            "4.9"),
    Setting("ar.reply_days", "referral", "Time to reply to a request after the first discussion", WORKING_DAYS, "4.1.6",
            "After the request was sent."),
    Setting("ar.reply_before_days", "referral", "Replies before the second meeting", WORKING_DAYS, "4.1.6",
            "Where that is earlier.", least=0),
    Setting("ar.copy_advisor", "referral", "The Independent Advisor gets a copy of the referral", YES_NO, "4.1.5"),
    Setting("ar.reconsider", "referral", "The referrer may ask for the decision to be reconsidered", YES_NO, "4.1.7"),
    Setting("ar.reconsider_days", "referral", "Time to ask for that", WORKING_DAYS, "4.1.7"),
    Setting("rr.receipt", "review", "When a referral came first, the Rapid Review is counted", CHOICE, "4.1.2",
            choices=CLOCK_STARTS),
    Setting("recipient.national_panel", "addresses", "Address of the National Panel", ADDRESS, "1.6.3",
            "Check it before a real letter leaves. While it is empty, no letter to the Panel can be released.",
            required=False),
    Setting("mail.allowed_domains", "addresses", "Mail goes only to addresses that end in", DOMAINS, "2.1.6",
            "One on each line, for example nhs.uk. Empty: to every address."),
    Setting("files.most_megabytes", "addresses", "Largest file that is taken", MEGABYTES, "", most=60),
    Setting("marking", "words", "Marking of letters", LINE, "2.1.6"),
    Setting("label.independent_advisor", "words", "What the Independent Advisor is called", LINE, "4.7.1"),
    Setting("label.health_partner", "words", "What the health commissioner is called", LINE, "1.6.2"),
    Setting("label.safeguarding_partner", "words", "What a Safeguarding Partner is called", LINE, "1.6.2"),
    Setting("text.legal", "words", "The law by which information is asked for", TEXT, "4.3.1", required=False),
    Setting("text.power", "words", "What the Safeguarding Partners may do when information is withheld", TEXT, "2.1.2",
            required=False),
    Setting("text.front_door", "words", "Telephone number for a child in danger now", LINE, "4.1.1", required=False),
    Setting("section.inequality", "words", "The summary has a section on racism, disability and other inequalities",
            YES_NO, "4.5.2"),
)  # fmt: skip

SETTINGS: Mapping[str, Setting] = {one.key: one for one in _ALL}
"""Every setting by its key, which diagrams and tables use in `setting("…")`."""

NOT_MORE = (
    ("window.from", "window.to"),
    ("rr.last_warning_days", "rr.first_warning_days"),
    ("rr.first_warning_days", "rr.days"),
    ("request.warning_days", "request.days"),
    ("reply.least_days", "reply.days"),
    ("escalation.warning_days", "escalation.days"),
    ("advice.post_reminder_days", "advice.post_limit_days"),
    ("ar.first_months", "ar.decision_months"),
    ("ar.decision_last_warning_days", "ar.decision_warning_days"),
)
"""Pairs of which the first may not be more than the second."""


def of_section(section: str) -> list[Setting]:
    """The settings that are shown together."""
    return [one for one in _ALL if one.section == section]


def conflicts(values: Mapping[str, Json]) -> Iterator[tuple[str, str, str]]:
    """Pairs of settings that do not go together: both keys, and what is wrong in words."""
    for small, large in NOT_MORE:
        less, more = values[small], values[large]
        if isinstance(less, int) and isinstance(more, int) and less > more:
            yield (
                small,
                large,
                f"“{SETTINGS[small].words}” ({less}) may not be more than “{SETTINGS[large].words}” ({more})",
            )
