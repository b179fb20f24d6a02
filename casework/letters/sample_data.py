"""Plainly invented data with all that can be in any letter."""

from typing import Any

from casework.letters import form_words
from casework.letters.data_agenda import BUSINESS, FIRST
from casework.letters.data_request import blank_sections

Data = dict[str, Any]

REFERENCE = "LEI-27-003"
TRICKY = "Fish & Chips <b>Ltd</b> “quoted”\nsecond line"
"""What people write: signs that mean something to Word, and several lines."""

DECISION = form_words.offered(form_words.shipped("f13_decision"), "decision")[0]
"""What the decision form offers first."""

COMMON: Data = {
    "doc": {"ref": f"{REFERENCE}-D00-0A1B", "version": "1", "date": "Friday 15 January 2027"},
    "case": {"ref": REFERENCE, "kind": "Rapid Review", "np_ref": "NP-27-0114", "received": "Thursday 14 January 2027"},
    "partnership": {
        "name": "Invented & Sons Safeguarding Children Partnership",
        "marking": "OFFICIAL-SENSITIVE",
        "front_door": "0116 496 0002",
        "legal_text": "The Safeguarding Partners ask for this information under the law named in the settings.",
    },
    "office": {
        "name": "Invented Safeguarding Office",
        "address": "1 Example Street, Leicester LE1 0ZZ",
        "phone": "0116 496 0001",
        "email": "office@cspr.example",
    },
    "label": {
        "advisor": "Independent Advisor",
        "partner": "Safeguarding Partner",
        "health_partner": "Health partner",
        "group": "Case Review Group",
    },
    "task": {"link": f"https://cspr.example/cases/{REFERENCE}"},
    "recipient": {
        "name": "Ingrid Invented",
        "salutation": "Ingrid Invented",
        "title": "Safeguarding Lead",
        "agency": "Agency A",
        "inspectorates": "Invented Inspectorate",
        "is_agency": True,
    },
    "incident": {
        "brief_outline": TRICKY,
        "summary": TRICKY,
        "facts": [{"about": "When", "given": "Monday 11 January 2027 (estimated)"}],
    },
    "source": [{"about": "Notified by", "given": "Invented City Council"}],
    "request": {
        "why_sentence": "Your agency may know the family.",
        "sent": "Friday 15 January 2027",
        "due": "Thursday 21 January 2027 at 5pm",
        "acknowledge_by": "Monday 18 January 2027 at 5pm",
        "variant": "standard",
        "sector": "standard",
        "is_out_of_area": False,
        "period_from": "Monday 11 January 2025",
        "period_to": "Monday 11 January 2027",
        "period": "Monday 11 January 2025 to Monday 11 January 2027",
        "anything_before": True,
        "children": f"{REFERENCE}-C1",
        "has_replied": True,
        "is_waiting": False,
        "has_refused": False,
        "is_overdue": True,
    },
    "escalation": {
        "outstanding": TRICKY,
        "reason": "No consent",
        "reply_by": "Friday 12 February 2027 at 5pm",
        "power": "The law lets the partners require it.",
    },
    "review": {"due": "Wednesday 24 February 2027"},
    "search_subjects": {
        "children": [
            {
                "code": f"{REFERENCE}-C1",
                "names": "Baby Testcase",
                "born": "Tuesday 24 November 2026",
                "address": "1 Invented Lane",
                "school": "none",
            }
        ],
        "family": [
            {
                "code": f"{REFERENCE}-F1",
                "names": "Mother Testcase",
                "relation": "Mother",
                "born": "not known",
                "address": "1 Invented Lane",
            }
        ],
    },
    "other_agencies": ["Agency B"],
    "meeting": {
        "title": "Rapid Review meeting",
        "at": "Tuesday 26 January 2027 at 10am",
        "on": "Tuesday 26 January 2027",
        "venue": "Room 1",
        "chair": "Carla Invented",
        "is_invited": True,
        "outcome": "A decision was taken.",
        "quorum": "Counted for the quorum: 6 agencies, 3 Safeguarding Partners.",
        "invited": [{"name": "Ingrid Invented", "agency": "Agency A", "capacity": "Member"}],
        "present": [
            {
                "name": "Ingrid Invented",
                "agency": "Agency A",
                "capacity": "Member",
                "mode": "In the room",
                "arrived": "10:00",
                "left": "",
            }
        ],
        "interests": [{"name": "Ian Invented", "ruling": "Stays"}],
        "facts_reviewed": True,
        "facts_corrected": "None.",
        "undeclared": ["Una Invented"],
    },
    "agenda": [
        {"number": str(number), "title": title, "note": note}
        for number, (title, note) in enumerate((*FIRST, *BUSINESS), start=1)
    ],
    "quorum": {"agencies": "3", "counted": "3 agencies", "partners": "2"},
    "first": {
        "broken_off": "",
        "discussed": TRICKY,
        "next": "Ask the referrer for clarity, and discuss it again",
        "asked": "What the ward saw.",
        "reasons": "Too little is known.",
        "dissent": [{"who": "Ian Invented", "why": "Sees it otherwise."}],
    },
    "discussion": TRICKY,
    "corrections": TRICKY,
    "dates": [{"event": "Received by this office", "day": "Thursday 14 January 2027"}],
    "children": [
        {
            "code": f"{REFERENCE}-C1",
            "age": "6 weeks",
            "role": "Subject",
            "plan": "None",
            "looked_after": "No",
        }
    ],
    "family": [{"code": f"{REFERENCE}-F1", "relation": "Mother", "in_household": "Yes", "responsibility": "Yes"}],
    "agencies": [{"agency": "Agency A", "answer": "Replied", "day": "Tuesday 19 January 2027"}],
    "section1": {
        "blocks": [
            {"kind": "heading", "text": "What each agency knows"},
            {"kind": "subheading", "text": "Agency A"},
            {"kind": "text", "text": TRICKY},
            {"kind": "item", "text": "An item."},
        ],
        "not_known": "Nothing.",
    },
    "inequality": [{"agency": "Agency A", "text": "Nothing was recorded."}],
    "actions": [
        {"kind": "Safety action", "text": TRICKY, "agency": "Agency A", "due": "Tuesday 26 January 2027", "shared": ""}
    ],
    "agency_actions": [{"text": "One thing.", "due": "Tuesday 26 January 2027", "shared": "briefing"}],
    "put_off": [{"on": "Tuesday 19 January 2027", "words": "The medical finding."}],
    "decision": {
        "outcome": "Local Child Safeguarding Practice Review",
        "code": DECISION,
        "review_due": "Monday 26 July 2027",
        "version": "1",
        "decided_on": "Tuesday 26 January 2027",
        "definition": "Yes",
        "definition_why": "For the reasons given.",
        "criteria": [{"text": "There are improvements to be made", "answer": "Yes", "why": TRICKY}],
        "rationale": "For the reasons given.",
        "potential": "Much.",
        "already": "No.",
        "key_areas": ["One area"],
        "other_learning": "None.",
        "advice": "Advises a review.",
        "later_advice": ["I disagree. It could teach more."],
        "media": "Risk of attention by the media: low",
        "put_off": "",
        "dissent": [{"who": "Ian Invented", "why": "Sees it otherwise."}],
        "dissent_before": [{"which": "version 1, No further action", "who": "Una Invented", "why": "Saw more in it."}],
        "positions": ["Agree: 3"],
        "family": "In person, this week.",
        "suggest_national": True,
        "suggest_national_why": "The same is seen elsewhere.",
        "signed_by": "Carla Invented",
        "signed_on": "Wednesday 27 January 2027",
    },
    "annexes": [
        {
            "title": "Notification",
            "sections": [{"heading": "The notification", "lines": [{"label": "Reference", "answer": "NP-27-0114"}]}],
        }
    ],
    "received": "",
    "path": "",
    "wrong": {"day": "Friday 29 January 2027", "text": "The meeting is on Tuesday 2 February 2027."},
    "after": {"way": "referral", "decided": "Tuesday 26 January 2027"},
    "ending": {"other": "LEI-27-002"},
    "outcome": {"code": DECISION, "is_weighed": True, "reconsider_by": "Tuesday 9 February 2027"},
    "panel": {"address": "national-panel@panel.example"},
    "again": {"sent_on": "Friday 9 April 2027", "version": "2", "is_correction": False},
    "letter": {"about": "Your questions", "body": [TRICKY, "Second paragraph."]},
    "late": {"is_late": True, "due": "Thursday 4 February 2027", "reason": "Snow."},
    "no_reply": [{"agency": "Agency B", "answer": "no reply yet"}],
    "enclosures": ["Combined Summary, version 1"],
    "signatory": "Carla Invented",
    "is_filled": False,
    "replied_on": "",
    "sections": blank_sections(form_words.shipped("f06_agency_reply")),
    "blank_rows": [""] * 4,
    "approvals": [{"part": "Completed by", "name": "", "job": "", "date": ""}],
}
