"""Scenario 1 of the guidance's analysis, line by line: from the notification to the National Panel's answer.

The story is played once with a restart before every step (conftest.py); each test looks at a copy of a chapter.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from cases import access, actions, clocks, decisions, files, identity, panel, records, slots
from cases.requests import RequestStatus
from casework.rehearsal import scenario_1
from casework.rehearsal.scenario_1_answers import AGENCIES, NO_TRACE, PARTNERS, PRESENT
from casework.tasks import lists
from foundation.clock import LONDON
from tests.scenarios import looking
from tests.scenarios.stage import MARK, Stage
from web import clocks as pages

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow

OFFICE = {"Olive Office", "Oscar Office"}
CHAIR = "Carla Chair"
MEMBERS = {name for name, _, _ in PRESENT} - {CHAIR, "Ida Independent"}
INVITED = {name for name, _, _ in PRESENT} | set(PARTNERS)
LEADS = {
    "City children’s social care": {"Cora Citycare", "Dan Citydeputy"},
    "Police": {"Paul Policelead", "Penny Policedeputy"},
    "Health commissioner": {"Hanna Healthlead"},
    "Hospital trust": {"Harry Hospital", "Hilda Hospitaldeputy"},
    "Community health trust": {"Connie Community"},
    "GP practice North": {"Gina Northpractice", "Greg Northdeputy"},
    "Housing association": {"Hugo Housing"},
}
EVERY_LEAD = set().union(*LEADS.values())


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=LONDON)


# The dates


def test_requests_are_due_two_working_days_after_receipt_at_five(chapter: Open) -> None:
    assert looking.deadline(chapter("checked"), "requests_due") == at(1, 18, 17)


def test_the_meeting_window_runs_from_day_seven_to_day_thirteen_and_the_review_is_due_on_day_fifteen(
    chapter: Open,
) -> None:
    on = chapter("checked")
    with on.office.database.reading() as session:
        window = clocks.meeting_window(session, on.play.case_id, on.play.clock.now())
    assert window is not None
    assert (window.first, min(window.last, window.latest)) == (date(2027, 1, 25), date(2027, 2, 2))
    assert window.flag == "ok"
    assert looking.deadline(on, "rapid_review_due") == at(2, 4, 17)


def test_the_interim_slot_on_working_day_eight_is_proposed(chapter: Open) -> None:
    on = chapter("chosen")
    with on.office.database.reading() as session:
        slot = slots.proposed(session, on.play.case_id, on.play.clock.now())
    assert slot is not None
    assert (slot.kind, slot.start, slot.working_day) == (slots.INTERIM, at(1, 26, 10), 8)


def test_papers_come_two_days_before_the_meeting_and_replies_a_day_before_the_papers(chapter: Open) -> None:
    on = chapter("asked")
    assert looking.day(on, "papers_due") == date(2027, 1, 22)
    assert looking.day(on, "advice_due") == date(2027, 1, 25)
    assert looking.deadline(on, "advice_due") == at(1, 25, 12)
    assert looking.deadline(on, "reply_cut_off") == at(1, 25, 12)
    for agency, _, _ in AGENCIES:
        assert looking.request(on, agency).due_at == at(1, 21, 17)
    before = chapter("chosen")
    assert looking.day(before, "reply_due") == date(2027, 1, 22), "receipt + 6 while no meeting is set"


# Requests and replies


def test_seven_agencies_are_asked_and_all_reply_one_of_them_with_no_trace(chapter: Open) -> None:
    on = chapter("replied")
    found = {agency: looking.status(on, agency) for agency, _, _ in AGENCIES}
    assert len(found) == 7
    assert found.pop(NO_TRACE) is RequestStatus.NO_TRACE
    assert set(found.values()) == {RequestStatus.REPLIED}
    assert on.play.open_forms() == ["f09_papers"]


def test_requests_go_to_each_lead_and_deputy_and_reminders_only_to_those_who_have_not_replied(chapter: Open) -> None:
    on = chapter("replied")
    sent = [(name, when) for kind, name, when in looking.mails(on) if kind == "request_sent"]
    assert sorted(sent) == sorted((name, at(1, 15, 10)) for name in EVERY_LEAD)
    late = ("Hospital trust", "Community health trust", "GP practice North", "Housing association")
    reminded = [(name, when) for kind, name, when in looking.mails(on) if kind == "reply_reminder"]
    assert sorted(reminded) == sorted((name, at(1, 20, 9)) for agency in late for name in LEADS[agency])


# The meeting and the decision


def test_the_meeting_is_quorate_with_six_agencies_and_three_partners(chapter: Open) -> None:
    on = chapter("attended")
    variables = looking.variables(on, "rapid_review")
    assert (variables["agency_count"], variables["partner_count"], variables["quorate"]) == (6, 3, True)
    assert variables["quorum_reason"] == "Quorate: 6 agencies, 3 Safeguarding Partners."
    assert variables["ia_present"] is True


def test_the_action_for_safety_is_told_to_its_agency_the_same_day_and_the_learning_with_the_outcome(
    chapter: Open,
) -> None:
    on = chapter("sent")
    told = {(name, when) for kind, name, when in looking.mails(on) if kind == "action_assigned"}
    assert told == {
        *((name, at(1, 26, 10)) for name in LEADS["City children’s social care"]),
        *((name, at(1, 29, 10)) for name in LEADS["Hospital trust"]),
    }
    with on.office.database.reading() as session:
        kinds = [each.kind for each in actions.of_case(session, on.play.case_id)]
    assert sorted(kinds) == ["multi_agency", "safety"]


def test_the_advisor_who_attends_is_not_asked_for_advice_before_the_meeting(chapter: Open) -> None:
    on = chapter("papers")
    assert not on.play.has("Ida Independent", "f14_advice")
    on.play.at(at(1, 26, 9))
    assert looking.mailed(on, "advice_reminder") == set()
    later = chapter("decided")
    with later.office.database.reading() as session:
        (advice,) = decisions.advice(session, later.play.case_id, released_only=False)
    assert (advice.timing, advice.advises_review) == ("at", "yes")
    assert advice.released_at is not None


def test_the_decision_is_a_local_review_with_each_criterion_answered(chapter: Open) -> None:
    on = chapter("decided")
    with on.office.database.reading() as session:
        (decision,) = decisions.versions(session, on.play.case_id)
        answers = decisions.findings(session, decision)
    assert (decision.outcome, decision.decided_on, decision.suggest_national) == ("lcspr", date(2027, 1, 26), False)
    assert answers == {
        "c_a": "yes", "c_b": "yes", "c_c": "may", "c_d": "no", "r_1": "no", "r_2": "no", "r_3": "no", "r_4": "no",
    }  # fmt: skip
    assert decision.signed_at is not None


# What goes to the Panel, and after


def test_the_summary_goes_to_the_panel_on_time_after_all_partners_agreed(chapter: Open) -> None:
    on = chapter("sent")
    with on.office.database.reading() as session:
        (sending,) = panel.sendings(session, on.play.case_id)
        decision = decisions.current(session, on.play.case_id)
        assert decision is not None
        assert decisions.positions(session, decision) == {"agree": 3}
    assert (sending.sent_at, sending.is_late) == (at(1, 29, 10), False)
    assert sending.released_by == on.play.person("Oscar Office")
    assert [name for kind, name, _ in looking.mails(on) if kind == "panel_summary"] == ["outside"]
    assert looking.deadline(on, "letters_due") == at(2, 2, 17)
    assert looking.day(on, "panel_reply_chase") == date(2027, 2, 19)


def test_each_agency_and_the_notifier_get_the_outcome_and_each_agency_is_asked_about_its_inspectorate(
    chapter: Open,
) -> None:
    on = chapter("sent")
    assert looking.mailed(on, "outcome") == {*EVERY_LEAD, "Nina Notifier"}
    letters = looking.letters(on)
    assert letters["D14-c"] == {agency for agency, _, _ in AGENCIES} - {NO_TRACE}
    assert letters["D14-d"] == {NO_TRACE}
    assert letters["D14-b"] == {"Nina Notifier"}
    for _, _, lead in AGENCIES:
        on.play.do(lead, "f18_inspectorate", needed="no")
    assert "f18_inspectorate" not in on.play.open_forms()


def test_the_panel_agrees_on_the_tenth_of_february_and_what_follows_is_left_to_people(chapter: Open) -> None:
    on = chapter("sent")
    entered = {
        "event": "summary_sent_at",
        "true_at": "2027-01-28T15:00+00:00",
        "reason": "No power.",
        "proof": "A slip.",
    }
    on.play.tell("Olive Office", "true_date_entered", second_person=on.play.person("Oscar Office"), **entered)
    on.play.do("Oscar Office", "f40_back_dated_check", date_confirmed="yes", check_reason="Saw the slip.")
    with on.office.database.reading() as session:
        shown = {one.id: one.headline for one in pages.of_case(session, on.play.case_id, on.play.clock.now())}
    assert shown["rapid_review_due"] == "Done Thursday 28 January 2027", "the day on which it really went"
    assert looking.day(on, "panel_reply_due") == date(2027, 2, 18)
    scenario_1.panel_replies(on.play, at(2, 10, 12))
    with on.office.database.reading() as session:
        (reply,) = panel.replies(session, on.play.case_id)
    assert (reply.received_on, reply.position) == (date(2027, 2, 10), "agrees")
    follows = {"record_result", "report_progress", "tell_family"}
    assert looking.open_elements(on) - {"confirm_inspectorate"} == follows
    on.play.at(at(2, 19, 18))
    assert looking.mailed(on, "panel_reply_chase") == set(), "answered, so nobody is reminded"
    assert looking.open_elements(on) == follows, "the question about inspectorates is no longer asked"
    assert looking.states(on, "rapid_review") == ["completed"]


def test_without_an_answer_the_office_is_reminded_on_the_nineteenth_and_every_ten_working_days(chapter: Open) -> None:
    on = chapter("sent")
    on.play.at(at(4, 1, 9))
    chased = sorted({when.date() for kind, _, when in looking.mails(on) if kind == "panel_reply_chase"})
    assert chased == [date(2027, 2, 19), date(2027, 3, 5), date(2027, 3, 19)]
    assert looking.mailed(on, "panel_reply_chase") == OFFICE


# Who is told, who sees, and what never leaves the case file


def test_everybody_gets_exactly_the_messages_that_are_theirs(chapter: Open) -> None:
    on = chapter("sent")
    found: dict[tuple[str, datetime], set[str]] = {}
    for kind, name, when in looking.mails(on):
        found.setdefault((kind, when), set()).add(name)
    receipts = {
        ("reply_received", at(1, 19 + number // 3, 10 + number % 3)): LEADS[agency]
        for number, (agency, _, _) in enumerate(AGENCIES)
    }
    assert found == receipts | {
        ("acknowledgement", at(1, 14, 10, 15)): {"Nina Notifier"},
        ("rapid_review_opened", at(1, 14, 11)): {*INVITED, *OFFICE, "Vera Vicechair"},
        ("meeting_invitation", at(1, 14, 14)): INVITED,
        ("request_sent", at(1, 15, 10)): EVERY_LEAD,
        ("reply_reminder", at(1, 20, 9)): {
            "Harry Hospital", "Hilda Hospitaldeputy", "Connie Community", "Gina Northpractice", "Greg Northdeputy",
            "Hugo Housing",
        },
        ("papers_released", at(1, 22, 15)): INVITED,
        ("action_assigned", at(1, 26, 10)): LEADS["City children’s social care"],
        ("action_reminder", at(1, 26, 10)): LEADS["City children’s social care"],
        ("action_overdue", at(1, 26, 17)): {*LEADS["City children’s social care"], "Carla Chair", *OFFICE},
        ("confirmation_asked", at(1, 26, 11)): set(PARTNERS),
        ("minutes_released", at(1, 27, 12)): {name for name, _, _ in PRESENT},
        ("panel_summary", at(1, 29, 10)): {"outside"},
        ("action_assigned", at(1, 29, 10)): LEADS["Hospital trust"],
        ("outcome", at(1, 29, 10)): {*EVERY_LEAD, "Nina Notifier"},
        ("what_follows", at(1, 29, 10)): EVERY_LEAD - LEADS[NO_TRACE],
    }  # fmt: skip
    assert len(looking.mails(on)) == sum(len(names) for names in found.values()), "nobody is told twice"


def test_each_document_there_is_has_its_recipient(chapter: Open) -> None:
    found = looking.letters(chapter("sent"))
    every_agency = {agency for agency, _, _ in AGENCIES}
    assert found["D02"] == found["D03"] == every_agency
    assert set(found) - {"section_1", "papers"} == {
        "D02", "D03", "D04", "D21-agenda", "D21-minutes", "D05", "D06", "D14-a", "D14-b", "D14-c", "D14-d", "D14-e",
    }  # fmt: skip


OWN_ACTIONS = ("City children’s social care", "Hospital trust")
"""Agencies that have an action to carry out."""


@pytest.mark.parametrize("agency", [agency for agency, _, _ in AGENCIES])
def test_an_agency_sees_exactly_its_own_request_with_its_letters(chapter: Open, agency: str) -> None:
    on = chapter("sent")
    lead = on.play.person(next(name for one, _, name in AGENCIES if one == agency))
    own = on.ids.agencies[agency]
    now = on.play.clock.now()
    with on.office.database.reading() as session:
        assert list(session.scalars(access.visible_cases(lead, now))) == [on.play.case_id]
        codes = {f"AL@{own}", f"AO@{own}"} if agency in OWN_ACTIONS else {f"AL@{own}"}
        assert access.codes_on(session, lead, on.play.case_id, now) == codes
        readable = [
            files.name_of(session, on.office.keys, one)
            for one in files.of_case(session, on.play.case_id)
            if access.may_see(session, lead, one.visibility, on.play.case_id, one.agency_id, now)
        ]
        offered = lists.team(session, lists.Asker(lead, now))
    assert sorted(name[11:14] for name in readable) == ["D02", "D03", "D14", *(["D14"] if agency != NO_TRACE else [])]
    own_action = ["Carry out the action and report"] if agency in OWN_ACTIONS else []
    assert sorted(line.name for line in offered.lines) == [*own_action, "Say whether your inspectorate must know"]


def test_agencies_that_were_not_asked_and_the_other_partnership_know_nothing_of_the_case(chapter: Open) -> None:
    on = chapter("sent")
    for name in ("Olga Oakschool", "Gus Southpractice", "Bea Countyoffice", "Chloe Countychair", "Ada Administrator"):
        assert looking.cases_known_to(on, name) == [], name


def test_nothing_that_people_wrote_is_in_the_engine_the_mails_or_the_logs(
    chapter: Open, story_log: Path, tmp_path: Path
) -> None:
    on = chapter("sent")
    written = looking.identities(on)
    assert any(MARK in value for value in written), "the mark was planted"
    secret = {MARK.lower(), *(value.lower() for value in written)}
    held = looking.engine_texts(on)
    assert len(held) > 500
    assert not [text for text in held if any(one in text.lower() for one in secret)]
    mails = list((on.office.config.data_dir / "mail").rglob("*.eml"))
    assert len(mails) == len(looking.mails(on)), "each e-mail is on disk once"
    for mail in mails:
        text = (mail.name + looking.mail_text(mail)).lower()
        assert not [one for one in secret if one in text]
    log = story_log.read_text().lower()
    assert "mail_tried" in log
    assert not [one for one in secret if one in log]


def test_no_free_text_stands_unsealed_in_any_table(chapter: Open) -> None:
    on = chapter("sent")
    on.office.close()
    raw = (on.office.config.data_dir / "demo.sqlite").read_bytes()
    assert b"Room 1, 1 Example Street" in raw, "what is not sealed would be found"
    assert MARK.encode() not in raw


def test_children_are_kept_apart_under_codes(chapter: Open) -> None:
    on = chapter("sent")
    with on.office.database.reading() as session:
        found = identity.of_case(session, on.play.case_id, identity.CHILD)
        assert [one.code for one in found] == ["C1", "C2"]
        assert records.reference_of(session, on.play.case_id) == "LEI-27-001"


@pytest.mark.parametrize("name", ["asked", "replied", "papers", "decided", "sent"])
def test_doctor_finds_every_promise_kept(chapter: Open, name: str) -> None:
    assert looking.unsound(chapter(name)) == []


# Time, profiles


@pytest.mark.parametrize(
    ("name", "waits_for"),
    [
        ("asked", {"f07_acknowledge", "f09_papers"}),
        ("papers", {"f10a_attendance", "f11_declaration"}),
        ("decided", {"f15_confirmation"}),
        ("confirmed", {"f17_release_to_panel"}),
        ("sent", {"f38_panel_reply", "close_branch"}),
    ],
)
def test_when_every_date_has_passed_nothing_is_decided_or_closed_by_itself(
    chapter: Open, name: str, waits_for: set[str]
) -> None:
    on = chapter(name)
    before = looking.decided(on)
    on.play.at(at(12, 1, 12))
    assert looking.decided(on) == before
    with on.office.database.reading() as session:
        assert records.case(session, on.play.case_id).status is records.CaseStatus.OPEN
        states = {
            reading.rule.name: reading.state
            for reading in clocks.of_case(session, on.play.case_id, on.play.clock.now())
        }
    assert waits_for <= set(on.play.open_forms())
    assert looking.states(on, "rapid_review") == ["completed" if name == "sent" else "running"]
    assert states["rapid_review_due"] is clocks.ClockState.OVERDUE
    alerted = {"Mona Manager", CHAIR, *PARTNERS} if name != "sent" else set()
    assert looking.mailed(on, "rapid_review_overdue") == alerted
    assert looking.unsound(on) == []


def test_the_profile_of_2020_changes_dates_and_who_confirms_without_another_diagram(chapter_2020: Open) -> None:
    on = chapter_2020("checked")
    assert looking.day(on, "rapid_review_due") == date(2027, 2, 2), "fifteen working days from becoming aware"
    with on.office.database.reading() as session:
        window = clocks.meeting_window(session, on.play.case_id, on.play.clock.now())
    assert window is not None
    assert (window.first, min(window.last, window.latest)) == (date(2027, 1, 25), date(2027, 1, 29))
    assert looking.request(chapter_2020("asked"), "Police").due_at == at(1, 21, 17)
    on = chapter_2020("declared")
    scenario_1.attend(on.play, on.ids, on.days)
    scenario_1.decide(on.play, on.days)
    assert on.play.open_forms() == ["check_minutes", "f17_release_to_panel"], "the partners need not confirm"
    scenario_1.send(on.play, on.days)
    with on.office.database.reading() as session:
        (sending,) = panel.sendings(session, on.play.case_id)
    assert (sending.sent_at, sending.is_late) == (at(1, 29, 10), False)
    assert looking.unsound(on) == []
