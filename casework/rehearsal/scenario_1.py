"""Scenario 1, plainly invented: a baby of seven weeks with fractures; from notification to the letter to the Panel.

Each step is what one person does; `answers` of forms not named here are what the form has prefilled.
"""

from datetime import datetime
from typing import Any

from cases import slots
from casework.rehearsal.play import Play
from casework.rehearsal.scenario_1_answers import (
    AGENCIES,
    PARTNERS,
    PDF,
    PRESENT,
    Days,
    Ids,
    decision,
    notification,
    replied,
)
from foundation.clock import LONDON, london_date


def begin(play: Play, ids: Ids, days: Days) -> None:
    """Day 0: the notification is copied to the office, and a case is there."""
    play.at(days.at(0, 10, 15))
    answers = notification(days, ids.councils["City council"])
    place = ("intake", "notification_received")
    play.begin("Nina Notifier", place, ids.partnerships["LEI"], answers, (("file", "notification.pdf", PDF),))


def check_intake(play: Play, days: Days) -> None:
    """Day 0: the office finds it complete, its own, new, and on the Rapid Review path."""
    play.at(days.at(0, 11))
    play.do("Olive Office", "f03_intake_check", complete="yes", partnership_ok="ours", is_duplicate="no",
            path="rapid_review")  # fmt: skip


def ask_agencies(play: Play, ids: Ids, days: Days) -> None:
    """Day 0 and 1: agencies chosen, the meeting set in the interim slot, the requests released."""
    choose_agencies(play, ids, days)
    set_meeting(play)
    release_requests(play, days)


def choose_agencies(play: Play, ids: Ids, days: Days) -> None:
    """Day 0: who is asked, with which letter."""
    play.at(days.at(0, 14))
    rows = [
        {"agency": ids.agencies[name], "why": "Known or likely to know the family", "variant": variant}
        for name, variant, _ in AGENCIES
    ]
    play.do("Olive Office", "f03_agencies", children_confirmed=["C1", "C2"], family_confirmed=True, agencies=rows)


def release_requests(play: Play, days: Days) -> None:
    """Day 1: the letters leave."""
    play.at(days.at(1, 10))
    play.do(
        "Olive Office",
        "f05_release_requests",
        brief_outline="A baby has been seriously harmed; the cause is not known.",
        text_changed="no",
        leads_checked=True,
        minimum_checked=True,
        release="send",
        send_when="now",
    )
    play.do("Oscar Office", "release_letters", letters_released="yes")


def set_meeting(play: Play) -> None:
    """The slot that the guidance prefers, with a reason where the form asks for one."""
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
        reason="No regular date of the group falls into the window." if slot.kind == slots.EXTRAORDINARY else None,
        ia_attends="yes",
    )


def acknowledge(play: Play, days: Days) -> None:
    """Day 2: every agency acknowledges and secures its records."""
    play.at(days.at(2, 9))
    for _, _, lead in AGENCIES:
        play.do(lead, "f07_acknowledge", received=True, secured="secured", secured_person="Records officer",
                completer_conflict="no", meeting_ok="yes")  # fmt: skip


def reply(play: Play, days: Days, among: slice = slice(None)) -> None:
    """Days 3 to 5: agencies reply, all or a slice of them, and the office checks each reply."""
    for number in range(len(AGENCIES))[among]:
        send_reply(play, days, number)
        if play.has("Olive Office", "request_check"):
            play.do("Olive Office", "request_check", enough="yes", safety_read=True)


def send_reply(play: Play, days: Days, number: int) -> None:
    """One agency replies, by its place in the list."""
    name, _, lead = AGENCIES[number]
    play.at(days.at(3 + number // 3, 10 + number % 3))
    play.do(lead, "f06_agency_reply", **replied(days, name))


def papers(play: Play, days: Days) -> None:
    """Day 6: papers released two working days before the meeting."""
    play.at(days.at(6, 15))
    play.do("Olive Office", "f09_papers", not_known="How the injuries came about.",
            attach_list=["notification", "section_1"], papers_mode="advance", checked=True)  # fmt: skip


def meet(play: Play, ids: Ids, days: Days) -> None:
    """Days 7 and 8: interests declared, the meeting held and its decision recorded and signed."""
    declare(play, days)
    attend(play, ids, days)
    decide(play, days)


def declare(play: Play, days: Days) -> None:
    """Day 7: the agenda is checked, and everybody who will come declares."""
    play.at(days.at(7, 9))
    play.do("Olive Office", "check_agenda", checked=True)
    for name, _, _ in PRESENT:
        play.do(name, "f11_declaration", conf=True, coi="none")


def attend(play: Play, ids: Ids, days: Days) -> None:
    """Day 8: who is there; facts, action for safety and learning."""
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


def decide(play: Play, days: Days) -> None:
    """Day 8: advice, the decision with its reasons, and the chair's signature."""
    play.at(days.at(8, 11))
    if play.has("Ida Independent", "f14_advice"):
        play.do("Ida Independent", "f14_advice", advises_review="yes", reason="There is much to learn.",
                key_areas=[{"area": "Bruising in babies"}])  # fmt: skip
    play.do("Carla Chair", "f13_decision", **decision(play.person("Carla Chair")))
    play.do("Carla Chair", "sign_off", section_2=True, section_3=True)


def confirm_and_send(play: Play, days: Days) -> None:
    """Days 9 to 11: the partners confirm, a second person releases, and the summary goes to the National Panel."""
    confirm(play, days)
    send(play, days)


def confirm(play: Play, days: Days) -> None:
    """Day 9: the minutes are released, and the partners give their positions, where they are asked."""
    play.at(days.at(9, 12))
    play.do("Olive Office", "check_minutes", discussion="Bruising in babies, and who is told of it.", minutes="release")
    for name in PARTNERS:
        if play.has(name, "f15_confirmation"):
            play.do(name, "f15_confirmation", position="agree", delegated=True)


def send(play: Play, days: Days) -> None:
    """Day 11: checked, and released by a second person."""
    play.at(days.at(11, 10))
    play.do("Oscar Office", "f17_release_to_panel", facts_match=True, family_minimal=True, decision_clear=True,
            actions_listed=True, partners_agree=True, release="send")  # fmt: skip
    play.do("Olive Office", "release_letters", letters_released="yes")


def panel_replies(play: Play, on: datetime, position: str = "agrees", **more: Any) -> None:
    """The National Panel answers, and the office logs it with the letter."""
    play.at(on)
    play.do("Olive Office", "f38_panel_reply", (("file", "reply.pdf", PDF),), received=london_date(on).isoformat(),
            panel_position=position, **more)  # fmt: skip
