"""At the meeting: papers wait for declarations, the quorum is counted when it decides, advice is given or not."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from cases import attendance, identity, meetings, papers, people, records, submissions
from cases.correspondence import letters
from casework.rehearsal import scenario_1
from casework.rehearsal.play import WentWrong
from casework.rehearsal.scenario_1_answers import LONG, PARTNERS, PRESENT, decision, replied
from tests.scenarios import looking
from tests.scenarios.signed_in import browser, form
from tests.scenarios.stage import Stage
from tests.scenarios.test_meetings_otherwise import at, attend, declare_interest, no_action, scenario_1_advice
from web import create_app

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow

PASSING_BY = "Prue Probation"
"""Leads an agency that was not asked."""

EVERYBODY = tuple(name for name, _, _ in PRESENT)


def page(on: Stage, name: str, path: str) -> TestResponse:
    """What somebody gets at an address of the case."""
    client = browser(create_app(on.office), on, name)
    with client.get(f"/cases/{on.play.reference}{path}") as answer:
        answer.get_data()
        return answer


def pack(on: Stage, version: int) -> papers.Pack:
    """One version of the papers of the newest meeting."""
    with on.office.database.reading() as session:
        meeting = meetings.of_case(session, on.play.case_id)[-1]
        return papers.packs(session, on.play.case_id, meeting.id)[version - 1]


def opens(on: Stage, name: str, version: int = 1) -> bool:
    """Whether somebody can open every file of a version of the papers."""
    return all(page(on, name, f"/files/{one}").status_code == 200 for one in pack(on, version).file_ids)


def on_the_list(on: Stage) -> list[dict[str, object]]:
    """The attendance list as the form has it, with names."""
    with on.office.database.reading() as session:
        meeting = meetings.of_case(session, on.play.case_id)[-1]
        there = attendance.of_meeting(session, on.play.case_id, meeting.id)
        names = {on.play.person(name): name for name in EVERYBODY}
        return [
            {"person": one.person_id, "agency": one.agency_id, "role": one.capacity, "mode": one.mode,
             "name": names[one.person_id]} for one in there
        ]  # fmt: skip


def version_2(on: Stage, **more: object) -> None:
    """The office corrects section 1, and everybody gets the next version."""
    answers = {"section_1": LONG, "not_known": "How.", "papers_mode": "advance", "checked": True,
               "attach_list": ["section_1"], "edit_note": "A date was wrong."}  # fmt: skip
    on.play.tell("Olive Office", "papers_changed", **{**answers, **more})


# Papers


def test_papers_are_withheld_from_everybody_until_their_own_declaration_is_in_and_cleared(chapter: Open) -> None:
    on = chapter("papers")
    assert opens(on, "Olive Office"), "the office makes them"
    for name in ("Maya Citymember", "Carla Chair", "Ida Independent", "Lars Citypartner"):
        assert not opens(on, name)
        shown = page(on, name, "/documents").text
        assert "once you have made your declaration" in shown and "Combined Summary for the meeting" not in shown
    on.play.do("Maya Citymember", "f11_declaration", conf=True, coi="none")
    assert opens(on, "Maya Citymember") and not opens(on, "Pete Policemember"), "each for themselves"
    declare_interest(on, "Otto Oakmember")
    assert not opens(on, "Otto Oakmember"), "until the chair has ruled"
    assert "Waiting for a declaration from" in page(on, "Olive Office", "/meetings").text
    assert "Waiting for a declaration from" not in page(on, "Maya Citymember", "/meetings").text
    on.play.do("Carla Chair", "f11_ruling", ruling="stays", reason="As the guidance has it.")
    assert opens(on, "Otto Oakmember")


def test_a_deputy_invited_late_declares_and_then_holds_the_papers_whoever_is_replaced_does_not(chapter: Open) -> None:
    on = chapter("papers")
    maya, vera = on.play.person("Maya Citymember"), on.play.person("Vera Vicechair")
    on.play.tell("Olive Office", "person_invited", invited_person=vera, capacity="deputy", replaces=maya,
                 reason="On leave.")  # fmt: skip
    assert looking.mailed(on, "meeting_cancelled") == {"Maya Citymember"}
    assert not opens(on, "Vera Vicechair")
    on.play.do("Vera Vicechair", "f11_declaration", (), "declare_later", conf=True, coi="none")
    assert opens(on, "Vera Vicechair")
    assert "Vera Vicechair" in looking.mailed(on, "papers_released", on.play.clock.now())


def test_corrected_papers_are_a_new_version_and_the_record_says_who_holds_which(chapter: Open) -> None:
    on = chapter("declared")
    kept = on.play.person("Maya Citymember")
    others = [on.play.person(name) for name in (*EVERYBODY, *PARTNERS) if name != "Maya Citymember"]
    version_2(on, release_to=others)
    assert pack(on, 1).file_ids != pack(on, 2).file_ids
    assert kept in pack(on, 1).holders and kept not in pack(on, 2).holders
    assert opens(on, "Maya Citymember", 1) and not opens(on, "Maya Citymember", 2)
    assert opens(on, "Pete Policemember", 1) and opens(on, "Pete Policemember", 2)
    assert "Maya Citymember" not in looking.mailed(on, "papers_released", on.play.clock.now())
    assert "Papers, version 2" in page(on, "Carla Chair", "/meetings").text


def test_a_reply_after_the_papers_is_brought_before_the_office_which_makes_a_new_version(chapter: Open) -> None:
    on = chapter("acknowledged")
    scenario_1.reply(on.play, on.days, slice(0, 5))
    scenario_1.reply(on.play, on.days, slice(6, 7))
    on.play.at(at(1, 25, 12))
    answers = {"not_known": "How.", "papers_mode": "tabled", "tabled_reason": "One reply is late.", "checked": True}
    on.play.do("Olive Office", "f09_papers", attach_list=["section_1"], **answers)
    assert "consider_reply" not in looking.open_elements(on), "replies that are in the papers are not late"
    on.play.at(at(1, 25, 15))
    on.play.do("Gina Northpractice", "f06_agency_reply", **replied(on.days, "GP practice North"))
    on.play.do("Olive Office", "request_check", enough="yes", safety_read=True)
    on.play.do("Olive Office", "papers_after_reply", new_papers="yes", reason="The practice knew of an injury.")
    on.play.do("Olive Office", "f09_papers", (), "correct_papers", edit_note="GP practice North replied.")
    assert len(pack(on, 2).holders) == len(pack(on, 1).holders)
    assert "correct_papers" not in looking.open_elements(on)
    # What an agency adds until the meeting is a task of the office too, and not an e-mail only.
    on.play.at(at(1, 25, 16))
    on.play.tell("Gina Northpractice", "late_addition", "GP practice North", addition_reason="A letter was found.")
    on.play.do("Olive Office", "papers_after_reply", new_papers="no", reason="The meeting is told of the letter.")
    assert "consider_reply" not in looking.open_elements(on)


# The quorum at the decision


def test_a_decision_is_refused_with_the_sentence_of_the_table_once_somebody_has_left(chapter: Open) -> None:
    on = chapter("attended")
    scenario_1_advice(on)
    rows = [row for row in on_the_list(on) if row["name"] in ("Maya Citymember", "Otto Oakmember", "Carla Chair")]
    on.play.tell("Olive Office", "attendance_changed", attendees=[dict(row, name=None) for row in rows])
    assert on.play.has("Carla Chair", "f13_decision"), "what is written stays"
    with pytest.raises(WentWrong, match="Not quorate: 2 agencies present that count, at least 3 are needed"):
        on.play.do("Carla Chair", "f13_decision", **decision(on.play.person("Carla Chair")))
    assert looking.decided(on)[0] == []
    on.play.tell("Carla Chair", "breaks_off", next_step="wait", reason="They are on the telephone.")
    attend(on, *EVERYBODY)
    on.play.do("Carla Chair", "f13_decision", **decision(on.play.person("Carla Chair")))
    assert looking.decided(on)[0] == ["lcspr"]


def test_whoever_is_excluded_while_the_decision_is_written_no_longer_counts_and_the_chair_rearranges(
    chapter: Open,
) -> None:
    on = chapter("declared")
    on.play.at(at(1, 26, 10))
    attend(on, "Carla Chair", "Maya Citymember", "Pete Policemember", "Otto Oakmember", "Ida Independent")
    no_action(on)
    scenario_1_advice(on)
    on.play.tell("Otto Oakmember", "interest_found", conf=True, coi="yes", nature=["worked_on_case"], detail="Once.")
    on.play.do("Carla Chair", "f11_ruling", ruling="excluded", reason="Direct work.", sub=True)
    assert looking.cases_known_to(on, "Otto Oakmember") == []
    with pytest.raises(WentWrong, match="Not quorate: 2 agencies"):
        on.play.do("Carla Chair", "f13_decision", **decision(on.play.person("Carla Chair")))
    on.play.tell("Carla Chair", "breaks_off", next_step="rearrange", reason="Too few.", partners_told=True)
    assert set(PARTNERS) <= looking.mailed(on, "not_quorate")
    assert looking.mailed(on, "no_day_left") == set(), "there are days left"
    assert looking.open_elements(on) == {"rearrange_meeting", "check_minutes"}
    assert looking.unsound(on) == []


def test_partners_are_told_when_no_day_is_left_for_another_meeting(chapter: Open) -> None:
    on = chapter("declared")
    on.play.at(at(2, 1, 10))
    attend(on, "Maya Citymember", "Otto Oakmember")
    on.play.do("Carla Chair", "not_quorate", next_step="rearrange", reason="Too few.", partners_told=True)
    assert looking.mailed(on, "no_day_left") == {*PARTNERS, "Carla Chair", "Mona Manager"}


# Advice


def test_an_advisor_who_leaves_without_advice_holds_nobody_up_and_is_asked_after_the_decision(chapter: Open) -> None:
    on = chapter("attended")
    on.play.tell("Carla Chair", "advisor_gives_none", why="left")
    said = decision(on.play.person("Carla Chair"))
    del said["ia_view"]
    on.play.do("Carla Chair", "f13_decision", **{**said, "ia_followed": "not_received"})
    assert "present and gave no advice" in str(looking.answers(on, "f13_decision")["ia_view"])
    on.play.do("Carla Chair", "sign_off", section_2=True, section_3=True)
    assert "advise_after" in looking.open_elements(on)


# What was signed


def test_what_was_signed_opens_for_who_declared_and_is_asked_about_it_not_for_every_member(chapter: Open) -> None:
    on = chapter("confirmed")
    with on.office.database.transaction() as session:
        newcomer = people.add(session, "Nora Newmember", "nora.newmember@demo.example")
        people.give_role(session, newcomer.id, "crg_member", records.partnership_of(session, on.play.case_id))
        signed = letters.in_force(session, on.play.case_id, "D04")[-1].file_id
        decided = submissions.of_case(session, on.play.case_id, "f13_decision")[-1].id
    for path in (f"/files/{signed}", f"/forms/{decided}"):
        for name in ("Maya Citymember", "Carla Chair", "Ida Independent", "Lars Citypartner", "Olive Office"):
            assert page(on, name, path).status_code == 200, (name, path)
        assert page(on, "Nora Newmember", path).status_code == 404
    assert page(on, "Vera Vicechair", f"/files/{signed}").status_code == 404, "she stands in for nobody who is away"
    shown = page(on, "Nora Newmember", "/documents")
    assert shown.status_code == 200 and "Agenda" in shown.text and "Combined Summary" not in shown.text


# Minutes and agenda


def test_agenda_and_minutes_are_the_offices_until_it_has_checked_them(chapter: Open) -> None:
    on = chapter("papers")
    assert "Agenda" in page(on, "Olive Office", "/documents").text
    assert "Agenda" not in page(on, "Maya Citymember", "/documents").text
    on.play.do("Olive Office", "check_agenda", checked=True, items=[{"title": "Room for the family", "note": ""}])
    assert "Agenda" in page(on, "Maya Citymember", "/documents").text
    assert "Room for the family" in looking.words_of(on, "D21-agenda")
    on = chapter("declared")
    scenario_1.attend(on.play, on.ids, on.days)
    scenario_1.decide(on.play, on.days)
    on.play.at(at(2, 2, 17))
    assert looking.mailed(on, "minutes_reminder") == {"Olive Office", "Oscar Office"}
    on.play.do("Olive Office", "check_minutes", discussion="Who is told of bruises.", minutes="change")
    assert looking.mailed(on, "minutes_released") == set()
    on.play.do("Olive Office", "check_minutes", minutes="release")
    assert "Who is told of bruises." in looking.words_of(on, "D21-minutes")
    assert looking.mailed(on, "minutes_released") == set(EVERYBODY)


# What each sees of a meeting


def test_everybody_invited_sees_how_their_own_declaration_stands_and_only_office_and_chair_who_made_none(
    chapter: Open,
) -> None:
    on = chapter("papers")
    for name in ("Maya Citymember", "Ida Independent"):
        shown = page(on, name, "/meetings").text
        assert "None declared yet" in shown and "Not declared yet" not in shown
        assert "Carla Chair" in shown and "Outcome" not in shown and "Present" not in shown
    assert "Not declared yet" in page(on, "Carla Chair", "/meetings").text
    assert "None declared yet" not in page(on, "Olive Office", "/meetings").text, "she is not invited"
    on.play.do("Maya Citymember", "f11_declaration", conf=True, coi="none")
    declare_interest(on, "Otto Oakmember")
    assert "You have none" in page(on, "Maya Citymember", "/meetings").text
    assert "until the chair has ruled" in page(on, "Otto Oakmember", "/meetings").text
    on.play.do("Carla Chair", "f11_ruling", ruling="stays", reason="As the guidance has it.")
    assert "the chair ruled that you stay" in page(on, "Otto Oakmember", "/meetings").text
    whose = "City children’s social care, Police"
    for name, shows_whose in (("Maya Citymember", False), ("Olive Office", True)):
        overview = page(on, name, "").text
        assert "Agency information request (7)" in overview and (whose in overview) is shows_whose


# Who is there without knowing the case


def test_whoever_is_there_without_access_declares_and_sees_nothing_else_of_the_case(chapter: Open) -> None:
    on = chapter("declared")
    on.play.at(at(1, 26, 10))
    assert looking.cases_known_to(on, PASSING_BY) == [] and not on.play.tasks_of(PASSING_BY)
    attend(on, *(name for name, _, _ in PRESENT), PASSING_BY)
    app = create_app(on.office)
    client, task_id = browser(app, on, PASSING_BY), on.play.task_of(PASSING_BY, "f11_declaration")
    home, form_page = client.get("/").text, client.get(f"/tasks/{task_id}").text
    assert f"/tasks/{task_id}" in home and "Hand back" not in home
    assert on.play.reference in form_page and "You see nothing else of this case" in form_page
    for shown in (home, form_page, client.get("/cases").text):
        assert f"/cases/{on.play.reference}" not in shown
        assert not any(name in shown for name in names_in(on))
    assert looking.cases_known_to(on, PASSING_BY) == []
    for path in ("", "/tasks", "/people", "/documents", "/meetings"):
        assert page(on, PASSING_BY, path).status_code == 404, path
    kept = client.post(f"/tasks/{task_id}/release", data=form(), follow_redirects=True)
    assert "nobody else may take it" in kept.text and on.play.has(PASSING_BY, "f11_declaration")
    assert browser(app, on, "Connie Community").get(f"/tasks/{task_id}").status_code == 404, "asked by name"

    sent = client.post(
        f"/tasks/{task_id}", data=form(conf="true", coi="yes", nature="managed", detail="I led the team.")
    )
    assert sent.status_code == 303, sent.text
    done, ended = client.get(f"/tasks/{task_id}/done").text, client.get(f"/tasks/{task_id}").text
    assert on.play.reference in done and "I led the team." in ended and "tell its chair at once" in ended
    assert f"/cases/{on.play.reference}" not in done + ended
    assert f"/tasks/{task_id}" in client.get("/tasks?view=done").text
    on.play.do("Carla Chair", "f11_ruling", ruling="excluded", reason="Direct work.", sub=False)
    assert client.get(f"/tasks/{task_id}").status_code == 404
    assert f"/tasks/{task_id}" not in client.get("/tasks?view=done").text


def names_in(on: Stage) -> list[str]:
    """The names of the children and family of the case."""
    with on.office.database.reading() as session:
        found = [identity.read(session, on.office.keys, one) for one in identity.of_case(session, on.play.case_id)]
    names = [str(one[key]) for one in found for key in ("given_name", "family_name", "name") if one.get(key)]
    assert names
    return names
