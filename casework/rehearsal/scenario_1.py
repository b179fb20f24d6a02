"""Scenario 1, plainly invented: a baby of seven weeks with fractures; from notification to the letter to the Panel.

Each step is what one person does; `answers` of forms not named here are what the form has prefilled.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from cases import calendar
from casework.rehearsal.play import Play
from foundation.clock import LONDON, london_date
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
    ("Carla Chair", None, "adviser"),
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
        "children": [
            {
                "identified": "yes",
                "name": "Baby Testcase",
                "dob": (aware - timedelta(days=49)).isoformat(),
                "address": "1 Invented Lane, Leicester LE1 0ZZ",
            },
            {"identified": "yes", "name": "Sibling Testcase", "dob": (aware - timedelta(days=1100)).isoformat()},
        ],
    }


def begin(play: Play, session_ids: "Ids", days: Days) -> None:
    """Day 0: the notification is copied to the office, and a case is there."""
    play.at(days.at(0, 10, 15))
    answers = notification(days, session_ids.councils["City council"])
    place = ("intake", "notification_received")
    play.begin("Nina Notifier", place, session_ids.partnerships["LEI"], answers, (("file", "notification.pdf", PDF),))


class Ids:
    """Names to ids of partnerships, councils and agencies."""

    def __init__(self, session: Session) -> None:
        from sqlalchemy import select

        from cases.partnerships import Agency, LocalAuthority, Partnership

        self.partnerships = dict(session.execute(select(Partnership.code, Partnership.id)).tuples().all())
        self.councils = dict(session.execute(select(LocalAuthority.name, LocalAuthority.id)).tuples().all())
        self.agencies = dict(session.execute(select(Agency.name, Agency.id)).tuples().all())


def check_intake(play: Play, days: Days) -> None:
    """Day 0: the office finds it complete, its own, new, and on the Rapid Review path."""
    play.at(days.at(0, 11))
    play.do("Olive Office", "f03_intake_check", complete="yes", partnership_ok="ours", is_duplicate="no",
            path="rapid_review")  # fmt: skip


def ask_agencies(play: Play, ids: Ids, days: Days) -> None:
    """Day 0 and 1: agencies chosen, the meeting set in the interim slot, the requests released."""
    play.at(days.at(0, 14))
    rows = [
        {"agency": ids.agencies[name], "why": "Known or likely to know the family", "variant": variant}
        for name, variant, _ in AGENCIES
    ]
    play.do("Olive Office", "f03_agencies", children_confirmed=["C1", "C2"], family_confirmed=True, agencies=rows)
    set_meeting(play)
    play.at(days.at(1, 10))
    play.do(
        "Olive Office",
        "f05_release_requests",
        brief_outline="A baby has been seriously harmed; the cause is not known.",
        text_changed="no",
        leads_checked=True,
        minimum_checked=True,
        second_person=play.person("Oscar Office"),
        release="send",
        send_when="now",
    )


def set_meeting(play: Play) -> None:
    """The slot that the guidance prefers."""
    from cases import slots

    with play.office.database.reading() as session:
        slot = slots.proposed(session, play.case_id, play.clock.now())
    if slot is None:
        raise AssertionError("no slot is usable")
    play.do(
        "Olive Office",
        "f08_schedule_meeting",
        type="rapid_review",
        proposed=slot.start.astimezone(LONDON).isoformat(timespec="minutes"),
        chair=play.person("Carla Chair"),
        venue="Room 1, 1 Example Street",
        invitees=[play.person(name) for name in (*(name for name, _, _ in PRESENT), *PARTNERS)],
    )


def acknowledge(play: Play, days: Days) -> None:
    """Day 2: every agency acknowledges and secures its records."""
    play.at(days.at(2, 9))
    for _, _, lead in AGENCIES:
        play.do(lead, "f07_acknowledge", received=True, secured="secured", secured_person="Records officer",
                completer_conflict="no", meeting_ok="yes")  # fmt: skip


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


def reply(play: Play, days: Days, agencies: tuple[str, ...] = tuple(name for name, _, _ in AGENCIES)) -> None:
    """Days 3 to 5: agencies reply, and the office checks each reply."""
    leads = {name: lead for name, _, lead in AGENCIES}
    for number, name in enumerate(agencies):
        play.at(days.at(3 + number // 3, 10 + number % 3))
        play.do(leads[name], "f06_agency_reply", **replied(days, name))
        if play.has("Olive Office", "request_check"):
            play.do("Olive Office", "request_check", enough="yes", safety_read=True)


def papers(play: Play, days: Days) -> None:
    """Day 6: papers released two working days before the meeting."""
    play.at(days.at(6, 15))
    play.do("Olive Office", "f09_papers", section_1=LONG, not_known="How the injuries came about.",
            attach_list=["notification", "section_1"], papers_mode="advance", checked=True)  # fmt: skip


def meet(play: Play, ids: Ids, days: Days, agency_ids: dict[str, str] | None = None) -> None:
    """Days 7 and 8: interests declared, the meeting held and its decision recorded and signed."""
    play.at(days.at(7, 9))
    for name, _, _ in PRESENT:
        play.do(name, "f11_declaration", conf=True, coi="none")
    play.at(days.at(8, 10))
    play.do("Olive Office", "f10a_attendance", attendees=[
        {"person": play.person(name), "agency": ids.agencies.get(agency or ""), "role": role, "mode": "room"}
        for name, agency, role in PRESENT
    ])  # fmt: skip
    play.do("Olive Office", "f12_immediate_action", none_needed="no", actions=[
        {"kind": "safety", "text": "Supervision of the sibling agreed today.", "for_whom": "The sibling",
         "owner_agency": ids.agencies["City children’s social care"], "due": london_date(play.clock.now()).isoformat(),
         "police_cleared": "yes"},
        {"kind": "multi_agency", "text": "Bruising in babies who do not yet move.", "for_whom": "All agencies",
         "owner_agency": ids.agencies["Hospital trust"], "due": days.at(20, 9).date().isoformat(),
         "share": "seven_minute", "police_cleared": "not_needed"},
    ])  # fmt: skip
    play.at(days.at(8, 11))
    if play.has("Ida Independent", "f14_advice"):
        play.do("Ida Independent", "f14_advice", advises_review="yes", reason="There is much to learn.",
                key_areas=[{"area": "Bruising in babies"}])  # fmt: skip
    play.do("Carla Chair", "f13_decision", **decision(play))
    play.do("Carla Chair", "sign_off", section_2=True, section_3=True)


def decision(play: Play) -> dict[str, Any]:
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
        "sign": play.person("Carla Chair"),
    }


def confirm_and_send(play: Play, days: Days) -> None:
    """Days 9 to 11: the partners confirm, a second person releases, and the summary goes to the National Panel."""
    play.at(days.at(9, 12))
    for name in PARTNERS:
        if play.has(name, "f15_confirmation"):
            play.do(name, "f15_confirmation", item="decision", position="agree", delegated=True)
    play.at(days.at(11, 10))
    play.do("Oscar Office", "f17_release_to_panel", facts_match=True, family_minimal=True, decision_clear=True,
            actions_listed=True, partners_agree=True, second_person=play.person("Olive Office"),
            release="send")  # fmt: skip
