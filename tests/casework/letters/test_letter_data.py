"""What goes into each letter, and what does not: nothing of another agency, nobody's name but where it must be."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from cases import actions, assignments, attendance, decisions, identity, meetings, people, records, settings
from cases.actions import Plan
from cases.requests import RequestStatus
from casework.letters import collating
from casework.letters.rendering import LetterProblem, MissingFields
from foundation.canonical import Json
from tests.casework.letters.conftest import File

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("at_home")]

NAMES = ("Baby Testcase", "Sibling Testcase", "1 Invented Lane")
LAST_PAGE = "People to search for"


def decided(file: File, outcome: str = "lcspr") -> None:
    """The meeting took a decision."""
    meeting = meetings.plan(file.session, file.case_id, "rapid_review", "interim", file.now, "Room 1", file.now)
    made = decisions.decide(file.session, file.case_id, decisions.Taken(outcome, file.now.date(), None, meeting.id))
    made.submission_id = file.wrote("f13_decision", rationale="For good reasons.", c_a="yes", c_a_why="Because.")


def test_names_are_on_the_detachable_last_page_of_the_request_only(file: File) -> None:
    (words,) = file.words("D02", request_id=file.requests["police"])
    before, _, last_page = words.rpartition(LAST_PAGE)
    assert [name for name in NAMES if name in before] == []
    assert [name for name in NAMES if name not in last_page] == []


def test_an_agency_is_given_only_the_children_it_is_asked_about(file: File) -> None:
    (words,) = file.words("D02", request_id=file.requests["hospital"])
    assert "Baby Testcase" in words and "Sibling Testcase" not in words


def test_a_child_whom_the_office_did_not_confirm_is_in_no_letter(file: File) -> None:
    rows: list[Json] = [{"agency": "police", "variant": "police"}]
    file.wrote("f03_agencies", agencies=rows, children_confirmed=["C1"])
    (words,) = file.words("D02", request_id=file.requests["police"])
    assert "Baby Testcase" in words and "Sibling Testcase" not in words
    (summary,) = file.words("D04")
    assert "LEI-27-001-C1" in summary and "LEI-27-001-C2" not in summary


def test_a_request_has_its_dates_its_reason_and_the_law_from_the_settings(file: File) -> None:
    (words,) = file.words("D02", request_id=file.requests["hospital"])
    for said in (
        "Thursday 21 January 2027 at 10:15am",
        "from 11 January 2025 to 11 January 2027",
        "It treated the baby.",
        "A baby was harmed.",
        "section 16H of the Children Act 2004",
        "Hospital Lead",
        "Friday 15 January 2027",
        "For health services",
    ):
        assert said in words


def test_no_letter_is_addressed_to_a_lead_who_is_shut_out_of_the_case(file: File) -> None:
    lead = next(one for one in people.with_role(file.session, "agency_lead", agency_id="hospital"))
    assignments.exclude(file.session, file.case_id, lead.id, file.now)
    (words,) = file.words("D02", request_id=file.requests["hospital"])
    assert "Hospital Lead" not in words and "The Safeguarding Lead" in words


def test_a_request_does_not_say_who_else_is_asked(file: File) -> None:
    (words,) = file.words("D02", request_id=file.requests["hospital"])
    assert "Police" not in words and "GP practice" not in words and "It was called" not in words


def test_a_reply_on_paper_asks_what_the_form_asks(file: File) -> None:
    (words,) = file.words("D03", request_id=file.requests["hospital"])
    for said in ("Is the child or family known to your service?", "Key events", "LEI-27-001-C1", "Approval"):
        assert said in words
    assert "Anything that must not go further" in words and "Testcase" not in words
    assert "Only if the child or family is known to you." in words and "Job title" in words
    assert "in words or behaviour?" in words and "?." not in words
    assert "How the agency gave it" not in words, "that is asked of the office alone"


def test_a_filled_in_reply_holds_its_own_agency_s_words_only(file: File, replied: Callable[..., None]) -> None:
    replied("hospital", restricted="Not to go further.")
    replied("police", summary_inv="Only the police know.")
    (words,) = file.words("D03", request_id=file.requests["hospital"])
    assert "Summary of hospital." in words
    assert "Only the police know." not in words and "Not to go further." not in words


def test_section_1_has_every_source_the_gaps_and_nothing_held_back(file: File, replied: Callable[..., None]) -> None:
    replied("hospital", opinion="An opinion.", restricted="Not to go further.", learn_single="A lesson.")
    replied("police", key_events=[{"date": "2027-01-01", "what": "Seen earlier", "did": "Noted", "child_seen": "no"}])
    text, missing = collating.collate(file.scope())
    assert missing == 1
    assert "Summary of hospital." in text and "- GP practice: no reply yet" in text
    assert text.index("Friday 1 January 2027, Police") < text.index("Saturday 2 January 2027, Hospital trust")
    for held_back in ("An opinion.", "Not to go further.", "A lesson."):
        assert held_back not in text


def test_refusing_and_silence_are_told_apart_and_no_trace_is_an_answer(
    file: File, replied: Callable[..., None]
) -> None:
    replied("hospital", known="no_trace")
    file.mark("police", RequestStatus.REFUSED)
    text, missing = collating.collate(file.scope())
    assert missing == 2
    assert "- Police: declined to share" in text and "No trace of the child or family." in text


def test_a_very_long_section_1_still_fits_the_form(file: File, replied: Callable[..., None]) -> None:
    events = [{"date": "2027-01-02", "what": "word " * 100, "did": "x", "child_seen": "no"}] * 60
    replied("hospital", key_events=events)
    text, _ = collating.collate(file.scope())
    assert len(text) <= 20_000 and text.endswith("the replies themselves are in the case file.")


def test_what_the_office_wrote_stands_in_the_summary(file: File, replied: Callable[..., None]) -> None:
    replied("hospital")
    text, _ = collating.collate(file.scope())
    edited = text.replace("Summary of hospital.", "Corrected by the office.")
    file.wrote("f09_papers", section_1=edited, not_known="The cause.", attach_list=["section_1", "notification"])
    (words,) = file.words("D04")
    assert "Corrected by the office." in words and "Summary of hospital." not in words
    assert "The cause." in words and "NP-1" in words
    assert [name for name in NAMES if name in words] == []


def test_extracts_of_replies_go_with_the_papers_only_when_chosen_and_without_what_is_held_back(
    file: File, replied: Callable[..., None]
) -> None:
    replied("hospital", restricted="Not to go further.", multi="They spoke daily.", opinion="My opinion.")
    file.wrote("f09_papers", section_1="Facts.", attach_list=["section_1"])
    assert "They spoke daily." not in file.words("D04")[0]
    file.wrote("f09_papers", section_1="Facts.", attach_list=["section_1", "reply_extracts"])
    (words,) = file.words("D04")
    assert "Reply of Hospital trust" in words and "They spoke daily." in words
    assert "Not to go further." not in words and "Reply of Police" not in words


def test_the_summary_says_what_happened_and_how_the_office_came_to_know(file: File) -> None:
    file.wrote(
        "f01_referral",
        ref_agency="hospital",
        inc_place="home",
        harm_type=["physical", "other"],
        harm_other="cold",
        outcome="seriously_harmed",
        parallel=["police"],
        family_told="no",
    )
    (words,) = file.words("D04")
    for part in (
        "Monday 11 January 2027",
        "Home",
        "Physical abuse, Other: cold",
        "Seriously harmed",
        "Referred by",
        "Hospital trust",
        "Police investigation",
        "What happened.",
        "NP-1",
    ):
        assert part in words, part


def test_advice_given_after_the_decision_stands_beside_it(file: File, replied: Callable[..., None]) -> None:
    decided(file)
    told = file.wrote("f14_advice", ia_position="disagrees", position_reason="It could teach more.")
    advice = decisions.advise(file.session, file.case_id, "ida", told, file.now)
    advice.timing = "post"
    assert "It could teach more." not in file.words("D05")[0]
    advice.released_at = file.now
    assert "I disagree. It could teach more." in file.words("D05")[0]


def test_who_disagreed_stands_with_the_version_they_disagreed_with(file: File) -> None:
    decided(file, "no_further_action")
    (first,) = decisions.versions(file.session, file.case_id)
    row: Json = {"who": "", "why": "It taught much."}
    other = {"alt": "none", "alt_why": "Too early to say."}
    first.submission_id = file.wrote("f13_decision", anyone_disagrees="yes", dissent=[row], **other)
    assert all(said in file.words("D04")[0] for said in ("It taught much.", "Too early to say."))
    second = decisions.decide(file.session, file.case_id, decisions.Taken("lcspr", file.now.date()))
    second.submission_id = file.wrote("f13_version_2", anyone_disagrees="no", rationale="The advisor is right.")
    (words,) = file.words("D04")
    assert "Too early to say." not in words
    assert "Nobody disagreed with this decision." in words
    assert "on version 1, No further action: It taught much." in words


def test_what_was_waited_for_is_in_minutes_and_summary_when_the_decision_was_put_off(file: File) -> None:
    meeting = meetings.plan(file.session, file.case_id, "rapid_review", "interim", file.now, "Room 1", file.now)
    taken = decisions.Taken("defer", file.now.date(), None, meeting.id, is_put_off=True)
    waited = decisions.decide(file.session, file.case_id, taken)
    waited.submission_id = file.wrote("f13_decision", decision="defer", defer_for="The finding, by Friday.")
    (minutes,) = file.words("D21-minutes", meeting_id=meeting.id)
    assert "The decision was put off" in minutes and "Version" not in minutes.partition("5. Decision")[2]
    for words in (minutes, *file.words("D04")):
        assert "The finding, by Friday." in words
    assert "Section 3: the decision" not in file.words("D04")[0]


def test_the_panel_s_summary_has_ages_not_names_nor_birth_dates(file: File, replied: Callable[..., None]) -> None:
    replied("hospital")
    collating.collate(file.scope())
    decided(file)
    (words,) = file.words("D05")
    assert "6 weeks" in words and "3 years" in words and "NP-1" in words and "For good reasons." in words
    assert [name for name in NAMES if name in words] == []
    assert "24 November 2026" not in words
    assert "to be finished by Wednesday 14 July 2027" in words


def test_the_panel_is_told_the_day_by_which_the_settings_of_the_case_want_a_review(file: File) -> None:
    settings.adopt(file.session, "lei", "LLR-2020", "test", file.now, {"lcspr.months": 5})
    settings.take_over(file.session, file.case_id)
    decided(file)
    (words,) = file.words("D05")
    assert "to be finished by Monday 14 June 2027" in words and "six months" not in words


def test_a_child_who_was_not_born_has_no_age_but_is_not_unknown(file: File) -> None:
    source = file.wrote("f40_child", children=[{"role": "subject"}])
    found = identity.Source(file.case_id, source)
    identity.add_all(file.session, file.office.keys, found, identity.CHILD, [{"due_date": "2027-03-01"}], file.now)
    (words,) = file.words("D04")
    assert "LEI-27-001-C3unborn" in words.replace("\n", "")


def test_before_a_decision_there_is_nothing_for_the_panel(file: File, replied: Callable[..., None]) -> None:
    with pytest.raises(MissingFields, match=r"decision\.outcome"):
        file.words("D05")
    with pytest.raises(LetterProblem, match="No decision"):
        file.words("D06")


def test_the_covering_letter_begins_with_the_decision_and_owns_up_to_lateness_and_gaps(file: File) -> None:
    decided(file)
    file.wrote("f17_release_to_panel", late_reason="Snow closed the roads.")
    (in_time,) = file.words("D06")
    assert "a Local Child Safeguarding Practice Review will be held" in in_time and "Snow" not in in_time
    assert "Hospital trust: no reply yet" in in_time
    (late,) = file.words("D06", now=file.now + timedelta(days=60))
    assert "Snow closed the roads." in late and "Thursday 4 February 2027" in late


def test_everyone_is_told_the_outcome_once_and_sees_only_their_own_actions(
    file: File, replied: Callable[..., None]
) -> None:
    replied("hospital")
    file.mark("gp", RequestStatus.NO_TRACE)
    assignments.assign(file.session, file.case_id, file.people["referrer"], "referrer", file.now)
    decided(file, "no_further_action")
    for agency_id, text in (("hospital", "Teach this."), ("police", "Change that.")):
        plan = Plan("single_agency", text, agency_id=agency_id)
        actions.add(file.session, file.office.keys, file.case_id, plan, None, file.now)
    (sender,), (hospital, police), (gp,) = (file.words(code) for code in ("D14-b", "D14-c", "D14-d"))
    assert "Teach this." in hospital and "Change that." not in hospital and "CQC" in hospital
    assert "Change that." in police and "Teach this." not in police and "Please still send it" in police
    assert "Please still send it" not in hospital
    for words in (sender, hospital, police, gp):
        assert "no further review is needed" in words
        assert "For good reasons." not in words and "Testcase" not in words


def test_a_blank_legal_text_stops_the_request(file: File) -> None:
    settings.adopt(file.session, "lei", "blank", "test", file.now)
    row = records.case(file.session, file.case_id)
    row.profile, row.settings_version = "blank", 2
    with pytest.raises(MissingFields, match=r"partnership\.legal_text is missing"):
        file.words("D02", request_id=file.requests["hospital"])


def test_agenda_and_minutes_put_conflicts_first(file: File) -> None:
    meeting = meetings.plan(file.session, file.case_id, "rapid_review", "interim", file.now, "Room 1", file.now)
    meetings.invite(file.session, meeting, file.people["crg_member"], None, "member", file.now)
    (agenda,) = file.words("D21-agenda", meeting_id=meeting.id)
    (minutes,) = file.words("D21-minutes", meeting_id=meeting.id)
    assert agenda.index("Conflicts of interest") < agenda.index("Attendance and quorum") < agenda.index("Facts of the")
    assert "Invented Crg_Member" in agenda and "at least 3 agencies" in agenda
    assert minutes.index("1. Conflicts of interest") < minutes.index("2. Attendance")
    assert "No decision was taken at this meeting." in minutes
    assert minutes.count("This was not recorded at this meeting.") == 2 and "nothing was corrected" not in minutes


def test_minutes_have_the_facts_and_actions_of_their_own_meeting_only(file: File) -> None:
    first, second, third = (
        meetings.plan(file.session, file.case_id, kind, "interim", file.now, "Room 1", file.now)
        for kind in ("agency_referral_first", "agency_referral_decision", "reconsider")
    )
    for meeting, corrected, text in ((first, "She is four.", "Warn the ward."), (second, "", "Teach the nurses.")):
        noted = file.wrote("f12_immediate_action", meeting=meeting.id, facts_corrected=corrected)
        actions.add(file.session, file.office.keys, file.case_id, Plan("safety", text), noted, file.now)
    told = [file.words("D21-minutes", meeting_id=each.id)[0] for each in (first, second, third)]
    for part, expected in (
        ("She is four.", [True, False, False]),
        ("Warn the ward.", [True, False, False]),
        ("Teach the nurses.", [False, True, False]),
        ("nothing was corrected", [False, True, False]),
        ("This was not recorded at this meeting.", [False, False, True]),
    ):
        assert [part in words for words in told] == expected, part
    second.status, second.outcome = meetings.MeetingStatus.HELD, "decided"
    assert "The meeting was held." in file.words("D21-minutes", meeting_id=second.id)[0]
    (summary,) = file.words("D04")
    assert "Warn the ward." in summary and "Teach the nurses." in summary and "She is four." not in summary


def test_agenda_and_minutes_of_a_first_discussion_are_about_the_referral(file: File) -> None:
    first, again = (
        meetings.plan(file.session, file.case_id, "agency_referral_first", "interim", file.now, "Room 1", file.now)
        for _ in range(2)
    )
    (agenda,) = file.words("D21-agenda", meeting_id=first.id)
    assert "What it says, and what is known of the incident" in agenda and "Combined Summary" not in agenda
    row: Json = {"who": file.people["crg_member"], "why": "It is clear."}
    asked = {"next_step": "clarify", "clarify_question": "Who saw it?", "rationale": "Too little is known."}
    file.wrote("f19_first_discussion", meeting=first.id, **asked, anyone_disagrees="yes", dissent=[row])
    file.wrote("f19_first_discussion", meeting=again.id, broken_off_why="Two were called away.")
    (minutes,) = file.words("D21-minutes", meeting_id=first.id)
    for part in ("Ask the referrer for clarity", "Who saw it?", "Too little is known.", "Crg_Member disagreed: It is"):
        assert part in minutes, part
    (broken_off,) = file.words("D21-minutes", meeting_id=again.id)
    assert "broken off: Two were called away." in broken_off and "Too little is known." not in broken_off
    assert "Counted for the quorum: 0 agencies" in minutes


def test_the_advisor_stands_in_the_minutes_under_the_name_of_that_part(file: File) -> None:
    meeting = meetings.plan(file.session, file.case_id, "reconsider", "interim", file.now, "Room 1", file.now)
    advisor = file.people["crg_member"]
    meetings.invite(file.session, meeting, advisor, None, "independent_advisor", file.now)
    attendance.write(file.session, meeting, [attendance.Present(advisor, None, "adviser", "room")])
    assert "Independent Advisor" in file.words("D21-minutes", meeting_id=meeting.id)[0]
