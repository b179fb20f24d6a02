"""What the people of scenario 1 write into their forms, plainly invented; and the days on which they do."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from cases import calendar
from cases.partnerships import Agency, LocalAuthority, Partnership
from foundation.clock import LONDON
from foundation.database import Session

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
"""A file that stands for the notification; it says nothing."""

AGENCIES = (
    ("City children’s social care", "standard", "Cora Citycare"),
    ("Police", "police", "Paul Policelead"),
    ("Health commissioner", "health", "Hanna Healthlead"),
    ("Hospital trust", "health", "Harry Hospital"),
    ("Community health trust", "health", "Connie Community"),
    ("GP practice North", "health", "Gina Northpractice"),
    ("Housing association", "voluntary", "Hugo Housing"),
)
"""Who is asked, with which letter, and who answers."""

NO_TRACE = "Housing association"

PRESENT = (
    ("Carla Chair", None, "chair"),
    ("Maya Citymember", "City children’s social care", "member"),
    ("Pete Policemember", "Police", "member"),
    ("Helen Healthmember", "Health commissioner", "member"),
    ("Howard Hospitalmember", "Hospital trust", "member"),
    ("Cathy Communitymember", "Community health trust", "member"),
    ("Otto Oakmember", "Primary school Oak", "member"),
    ("Ida Independent", None, "adviser"),
)
"""Who comes to the meeting, for which agency."""

PARTNERS = ("Lars Citypartner", "Petra Policepartner", "Hal Healthpartner")
"""Who confirms for the three Safeguarding Partners."""

LONG = "This is written for the demonstration only and describes nothing that ever happened. " * 3


class Days:
    """The days of the story, counted in working days from the day the notification is copied (day 0)."""

    def __init__(self, day_0: date) -> None:
        self.day_0 = day_0

    def at(self, working_day: int, hour: int, minute: int = 0) -> datetime:
        """A time on a working day of the story; negative days lie before the notification."""
        day = calendar.add_working_days(calendar.NATIONAL, self.day_0, working_day) if working_day else self.day_0
        return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


class Ids:
    """Names to ids of partnerships, councils and agencies."""

    def __init__(self, session: Session) -> None:
        self.partnerships = dict(session.execute(select(Partnership.code, Partnership.id)).all())
        self.councils = dict(session.execute(select(LocalAuthority.name, LocalAuthority.id)).all())
        self.agencies = dict(session.execute(select(Agency.name, Agency.id)).all())


FAMILY = [
    {"name": "Mother Testcase", "relation": "Mother", "in_household": "yes", "responsibility": "yes"},
    {"name": "Father Testcase", "relation": "Father", "in_household": "yes", "responsibility": "yes"},
]
"""Whom the notification names besides the children."""


def notification(days: Days, council_id: str) -> dict[str, Any]:
    """F02, as the council's notifier sends it."""
    aware = days.at(-2, 9).date()
    return {
        "np_ref": f"NP-{days.day_0:%y}-0114",
        "notif_type": "serious_incident",
        "an_status": "suspected",
        "aware_at": aware.isoformat(),
        "sent_at": days.at(0, 10, 0).isoformat(),
        "copied_at": days.at(0, 10, 15).isoformat(),
        "la": council_id,
        "notifier": "Nina Notifier",
        "inc_date": (aware - timedelta(days=1)).isoformat(),
        "home_la": council_id,
        "outcome": "seriously_harmed",
        "summary": "A baby was taken to hospital with fractures for which the parents gave no account. " + LONG,
        "children": _children(aware),
        "family": FAMILY,
    }


def _children(aware: date) -> list[dict[str, Any]]:
    return [
        {
            "identified": "yes",
            "name": "Baby Testcase",
            "dob": (aware - timedelta(days=49)).isoformat(),
            "address": "1 Invented Lane, Leicester LE1 0ZZ",
            "role": "subject",
            "plan_now": "none",
            "looked_after": "no",
        },
        {
            "identified": "yes",
            "name": "Sibling Testcase",
            "dob": (aware - timedelta(days=1100)).isoformat(),
            "address": "1 Invented Lane, Leicester LE1 0ZZ",
            "role": "sibling",
            "plan_now": "early_help",
            "looked_after": "no",
        },
    ]


def replied(days: Days, name: str) -> dict[str, Any]:
    """F06: what one agency answers."""
    common: dict[str, Any] = {
        "searched": ["main", "paper"],
        "searched_detail": "Names, dates of birth and addresses",
        "safety_now": "no",
        "others_known": "no",
        "own_investigations": "no",
        "consent": "no",
        "informed": "yes",
        "secured": "secured",
        "secured_person": "Records officer",
        "author_job": "Named professional",
        "signoff": "Senior Signer",
        "signoff_job": "Director",
    }
    if name == NO_TRACE:
        return {**common, "known": "no_trace"}
    seen = days.at(-10, 9).date().isoformat()
    return {
        **common,
        "known": "yes",
        "first_contact": days.at(-30, 9).date().isoformat(),
        "last_contact": seen,
        "status_now": "open",
        "services": [{"service": "Universal", "from_date": days.at(-30, 9).date().isoformat(), "worker_role": "Nurse"}],
        "summary_inv": f"{name} saw the family as planned.",
        "key_events": [{"date": seen, "what": "Planned contact", "did": "Recorded it", "child_seen": "yes"}],
        "voice": "The baby was settled when seen.",
        "identity": "Nothing that mattered was recorded.",
        "parents": ["none"],
        "multi": "Information was shared as expected.",
        "learn_single": "None seen yet.",
        "learn_multi": "Bruising in babies who do not yet move needs one shared pathway.",
    }


def decision(chair_id: str) -> dict[str, Any]:
    """F13: criteria, decision and reasons."""
    why = "Considered at the meeting, for the reasons recorded."
    answers = {
        "c_a": "yes",
        "c_b": "yes",
        "c_c": "may",
        "c_d": "no",
        "r_1": "no",
        "r_2": "no",
        "r_3": "no",
        "r_4": "no",
    }
    return {
        "facts_ok": "Reviewed, no corrections.",
        "def_met": "yes",
        "def_why": why,
        **answers,
        **{f"{code}_why": why for code in answers},
        "already": "no",
        "already_why": why,
        "potential": "How agencies respond to injuries in babies who do not yet move.",
        "crit_met": "yes",
        "decision": "lcspr",
        "suggest_national": "no",
        "rationale": LONG,
        "key_areas": [{"area": "Bruising in babies who do not yet move"}],
        "ia_view": "Advises a review.",
        "ia_followed": "yes",
        "anyone_disagrees": "no",
        "family": "The social worker tells the parents in person this week.",
        "media": "low",
        "sign": chair_id,
    }
