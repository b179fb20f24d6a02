"""The three profiles that ship: the guidance as written in 2020, the present national rules, and a blank sheet."""

from collections.abc import Mapping
from types import MappingProxyType

from foundation.canonical import Json

_LLR_2020: dict[str, Json] = {
    # Anchors and numbers of days: guidance 3.1.2, 4.2.2, 4.3.3, 4.4.2, 4.9.
    "rr.anchor": "aware_at",
    "rr.days": 15,
    "rr.first_warning_days": 3,
    "rr.last_warning_days": 1,
    "notification.days": 5,
    "notification.reminder_days": 1,
    "notification.referral_form": False,
    "request.days": 2,
    "request.warning_days": 1,
    "acknowledge.days": 1,
    "reply.days": 6,
    "clarification.days": 1,
    "reply.second_person": False,
    # Each step of an escalation: on the way to a decision, and in a review (guidance 2.1.7).
    "escalation.days": 2,
    "escalation.review_days": 5,
    "escalation.warning_days": 1,
    "reply.least_days": 2,
    "reply.before_papers_days": 1,
    "reply.reminder_days": 1,
    "reply.late_days": 1,
    "reply.cut_off_days": 1,
    "window.from": 7,
    "window.to": 13,
    "window.narrow": 3,
    "prep_margin": 2,
    "papers.days": 2,
    "meeting.notice_days": 2,
    "meeting.date_alert_days": 4,
    "meeting.starts": "10:00",
    "sign_off.days": 1,
    "minutes.days": 5,
    "advice.days": 1,
    "advice.post_reminder_days": 1,
    "advice.post_limit_days": 2,
    "letters.days": 2,
    "panel.reply_days": 15,
    "panel.chase_days": 10,
    "inspectorate.days": 15,
    "reconsider.days": 10,
    "terms.days": 20,
    "emergency.opened_by": "neighbours",
    "emergency.hours": 4,
    "emergency.reminder_days": 2,
    "emergency.late_days": 5,
    "lcspr.months": 6,
    "lcspr.first_look_months": 4,
    "lcspr.second_look_months": 5,
    "lcspr.warning_days": 10,
    "alternative.months": 4,
    "alternative.warning_days": 10,
    "action.reminder_days": 1,
    "missing_facts.days": 1,
    "transfer.reminder_days": 1,
    # An agency's referral without a notification: guidance 4.1.5 to 4.1.7, 4.9.
    "ar.first_months": 1,
    "ar.decision_months": 2,
    "ar.first_warning_days": 5,
    "ar.decision_warning_days": 10,
    "ar.decision_last_warning_days": 5,
    "ar.reply_days": 10,
    "ar.reply_before_days": 3,
    "ar.copy_advisor": True,
    "ar.reconsider": True,
    "ar.reconsider_days": 10,
    # What counts as receipt for a Rapid Review when a referral came before the notification: the notification's copy
    # (received_at), or the referral (first_contact_at).
    "rr.receipt": "received_at",
    "due_time": "17:00",
    "reminder_time": "09:00",
    "noon_time": "12:00",
    "weekend_receipt": "strict",
    "clear_days": False,
    # Quorum: guidance 4.6.1, ambiguities Q1-Q3.
    "quorum.agencies": 3,
    "quorum.partners": 2,
    "quorum.each_council": False,
    "quorum.each_person": False,
    # Who signs and sees what.
    "partner_signoff": "off",
    "partner_rule": "all",
    "second_person_release": True,
    # Who makes letters by a form has checked them; what follows by itself leaves by itself (P3-010, P1-175).
    "letters.look_requests": False,
    "letters.look_following": False,
    "show_other_agencies_in_letter": False,
    "request.period_months": 24,
    # Where letters to outside the partnership go; to be verified before a real one leaves.
    "recipient.national_panel": "national-panel@panel.example",
    "recipient.national_panel.verified": "",
    "recipient.ofsted": "",
    "recipient.ofsted.verified": "",
    "recipient.dfe": "",
    "recipient.dfe.verified": "",
    "recipient.nspcc": "",
    "recipient.nspcc.verified": "",
    "recipient.verify_months": 12,
    "cc.panel": [],
    "mail.allowed_domains": [],
    # Files that people attach: the largest that is taken, in millions of bytes, and how many.
    "files.most_megabytes": 25,
    "files.most_in_a_form": 20,
    "files.most_waiting": 60,
    "files.most_in_a_case": 1_000,
    "files.most_megabytes_of_a_case": 2_000,
    # Words.
    "marking": "OFFICIAL-SENSITIVE",
    "label.independent_advisor": "Independent Advisor",
    "label.health_partner": "Clinical Commissioning Group",
    "label.safeguarding_partner": "Safeguarding Partner",
    "label.group": "Case Review Group",
    "label.office": "",
    "agencies.usual": [],
    # The criteria of guidance 1.4.1 and 1.4.2, as a question in forms and a row in the Combined Summary.
    "criteria.c_a": "There are improvements to be made to safeguard children, including ones identified before",
    "criteria.c_b": "The same themes come up again and again",
    "criteria.c_c": "There is concern about how two or more agencies worked together",
    "criteria.c_d": "The National Panel has considered the case and thinks a local review more appropriate",
    "criteria.r_1": "There is concern about the actions of a single agency",
    "criteria.r_2": "No agency was involved, and that is a concern",
    "criteria.r_3": "More than one council, police force or health area is involved, including when families move",
    "criteria.r_4": "The child was in, or was placed in, an institutional setting",
    "text.legal": (
        "The Safeguarding Partners ask for this information under section 16H of the Children Act 2004. "
        "Information may be shared without consent where that is necessary and proportionate."
    ),
    # What the Safeguarding Partners may do when information is withheld: in the letters of an escalation (2.1.2).
    "text.power": (
        "Under section 16H of the Children Act 2004 a person or body that the Safeguarding Partners ask for "
        "information must supply it, and the Safeguarding Partners may apply to a court to have that duty enforced."
    ),
    # The telephone of children's social care, for when a child is in danger now.
    "text.front_door": "",
    "section.inequality": False,
    # How long records are kept is for each partnership to decide (2.1.5); 0 years is as long as the case file.
    "retention.case.years": 25,
    "retention.case.from": "case_closed_at",
    "retention.identity.years": 0,
    "retention.identity.from": "case_closed_at",
    "retention.replies.years": 0,
    "retention.replies.from": "case_closed_at",
    "retention.letters.years": 0,
    "retention.letters.from": "case_closed_at",
    "retention.advice.years": 0,
    "retention.advice.from": "case_closed_at",
    "retention.declarations.years": 0,
    "retention.declarations.from": "case_closed_at",
    "retention.papers.years": 0,
    "retention.papers.from": "case_closed_at",
    "retention.mails.years": 6,
    "retention.mails.from": "case_closed_at",
    "retention.review_days": 20,
    "retention.uploads.days": 7,
    "retention.drafts.days": 90,
    # Whoever asks for what is held about them is answered within the month of the law, or three (UK GDPR Article 12).
    "rights.months": 1,
    "rights.more_months": 2,
    "rights.warning_days": 5,
    "rights.copy_days": 20,
    "rights.letter": (
        "You asked what the safeguarding partnership holds about you, or about the person for whom you act. With this "
        "letter you get a copy of it, and a list of what is in it. Where words or records are left out, the list says "
        "why as far as the law lets us.\n\n"
        "The partnership uses these records to find out how agencies worked together for a child who died or was "
        "seriously harmed, and what is to be learnt. The agencies that were asked, the members of the review and "
        "the national Child Safeguarding Practice Review Panel may have had parts of them. They came from those "
        "agencies and from people who know the family. No decision about anybody is taken by a machine, and "
        "nothing is sent abroad.\n\n"
        "The records are kept as long as the partnership’s schedule says; ask us for it. If something is wrong, "
        "you can ask us to put it right, to use it no more, or to delete it.\n\n"
        "If you are not content, please tell us. You can complain to the Information Commissioner "
        "(ico.org.uk, telephone 0303 123 1113), and you can go to court."
    ),
    "rights.reply": (
        "What people and agencies wrote for the review stays as they wrote it, so that it can be seen what was known "
        "when. What is put right stands with it wherever it is shown. Where we had given the records to somebody, we "
        "tell them, unless that is impossible or would take an effort out of proportion; if you ask us, we tell you "
        "who they are.\n\n"
        "If you are not content, please complain to us. You can also complain to the Information Commissioner "
        "(ico.org.uk, telephone 0303 123 1113), and you can go to court."
    ),
}

_WT_2023: dict[str, Json] = {
    **_LLR_2020,
    "rr.anchor": "notified_at",
    "partner_signoff": "required",
    "label.independent_advisor": "Independent Scrutineer",
    "label.health_partner": "Integrated Care Board",
    "label.safeguarding_partner": "Delegated Safeguarding Partner",
    "section.inequality": True,
}

_BLANK: dict[str, Json] = {
    **_LLR_2020,
    "recipient.national_panel": "",
    "text.legal": "",
    "text.power": "",
}

PROFILES: Mapping[str, Mapping[str, Json]] = MappingProxyType(
    {"LLR-2020": _LLR_2020, "LLR-WT2023": _WT_2023, "blank": _BLANK}
)
"""Every setting of each profile. All three have the same keys."""
