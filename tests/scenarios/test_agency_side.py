"""The agency's side of a request: sections by colleagues, a second signature, replies keyed in, replies too late."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cases import access, people, submissions
from cases.requests import RequestStatus
from cases.settings import versions
from casework import leaving
from casework.reaching import Reach
from casework.rehearsal import scenario_1
from casework.rehearsal.play import WentWrong
from casework.rehearsal.scenario_1_answers import replied
from casework.rehearsal.stage import Stages
from casework.tasks import opened, sending
from foundation.clock import LONDON
from tests.scenarios import looking, shown
from tests.scenarios.stage import Stage, stage
from tests.scenarios.test_requests_otherwise import SECOND, ask_again

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow

GP = "GP practice North"
LEAD, DEPUTY, NURSE = "Gina Northpractice", "Greg Northdeputy", "Nell Northnurse"
HISTORY = {
    "summary_inv": "Seen twice at home.",
    "key_events": [{"date": "2027-01-11", "what": "Visit", "did": "Recorded it", "child_seen": "yes"}],
    "voice": "The baby was settled.",
    "identity": "Nothing that mattered was recorded.",
    "parents": ["none"],
    "multi": "Information was shared.",
    "learn_single": "None seen yet",
    "learn_multi": "None seen yet",
}


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=LONDON)


def delegate(on: Stage, section: str = "history", to: str = NURSE) -> None:
    on.play.tell(LEAD, "section_delegated", GP, section=section, colleague=on.play.person(to), note="Please be brief.")


def task_of(on: Stage, name: str, form: str) -> opened.Opened:
    """A task as somebody opens it."""
    return shown.tasks(on, name, form)[0]


def codes(on: Stage, name: str) -> set[str]:
    with on.office.database.reading() as session:
        now = on.play.clock.now()
        return access.codes_on(session, on.play.person(name), on.play.case_id, now)


@pytest.fixture
def on(chapter: Open) -> Stage:
    return chapter("acknowledged")


# A section for a colleague


def test_a_colleague_sees_the_request_and_their_section_and_the_lead_finds_it_in_the_reply(on: Stage) -> None:
    gp = on.ids.agencies[GP]
    assert codes(on, NURSE) == set()
    delegate(on)
    assert codes(on, NURSE) == {f"CT@{gp}"}
    assert looking.mailed(on, "section_asked") == {NURSE}
    sheet = task_of(on, NURSE, "f06_section")
    assert sheet.paper.data["section_note"] == "Please be brief."
    with on.office.database.reading() as session:
        person, case_id = on.play.person(NURSE), on.play.case_id
        assert access.may_see(session, person, "BO CH AL CT", case_id, gp), "the request"
        assert not access.may_see(session, person, "BO CH AL", case_id, gp), "not what the lead sends"
        assert not access.may_see(session, person, "BO CH AL CT", case_id, on.ids.agencies["Police"])
    on.play.do(NURSE, "f06_section", **HISTORY)
    assert looking.mailed(on, "section_returned") == {LEAD, DEPUTY}
    begun = task_of(on, LEAD, "f06_agency_reply").answers
    assert begun["voice"] == "The baby was settled." and begun["key_events"] == HISTORY["key_events"]
    own = {key: value for key, value in replied(on.days, GP).items() if key not in HISTORY}
    on.play.do(LEAD, "f06_agency_reply", **own)
    assert looking.status(on, GP) is RequestStatus.REPLIED
    assert codes(on, NURSE) == set(), "until the reply is sent"


def test_two_sections_are_two_peoples_work_and_neither_shows_the_other(on: Stage) -> None:
    delegate(on)
    delegate(on, "safety")
    assert on.play.open_forms().count("f06_section") == 2
    on.play.do(NURSE, "f06_section", **HISTORY, safety_now="yes")
    with on.office.database.reading() as session:
        (made,) = submissions.of_case(session, on.play.case_id, "f06_section")
        said = submissions.read(session, on.office.keys, made)
        assert "safety_now" not in said, "not asked in this section"
        assert made.visibility == "AL"


def test_what_the_lead_has_written_stays_unless_a_colleague_wrote_later(on: Stage) -> None:
    delegate(on)
    task = task_of(on, LEAD, "f06_agency_reply").paper.task
    draft: dict[str, Any] = {"known": "yes", "voice": "Mine.", "multi": None}
    sending.save_draft(on.office, on.play.person(LEAD), task.id, draft)
    on.play.at(on.play.clock.now() + timedelta(hours=1))
    on.play.do(NURSE, "f06_section", **HISTORY)
    found = task_of(on, LEAD, "f06_agency_reply").answers
    assert (found["known"], found["voice"], found["multi"]) == (
        "yes",
        "The baby was settled.",
        "Information was shared.",
    )
    on.play.at(on.play.clock.now() + timedelta(hours=1))
    sending.save_draft(on.office, on.play.person(LEAD), task.id, {**draft, "voice": "Mine, after reading."})
    assert task_of(on, LEAD, "f06_agency_reply").answers["voice"] == "Mine, after reading."


def test_only_the_agencys_own_contributors_are_offered_and_only_its_lead_hands_over(on: Stage) -> None:
    assert "section_delegated" not in on.play.may_tell("Olive Office")
    with pytest.raises(WentWrong, match="colleague"):
        on.play.tell("Paul Policelead", "section_delegated", "Police", section="history",
                     colleague=on.play.person(NURSE))  # fmt: skip


def test_a_section_of_somebody_who_leaves_comes_back_to_the_lead(on: Stage) -> None:
    delegate(on)
    assert not task_of(on, LEAD, "f06_section").may_send, "it is the colleague's"
    with on.office.database.transaction() as session:
        colleague = people.person(session, on.play.person(NURSE))
        leaving.leave(session, on.office, Reach("admin", True, frozenset()), colleague, None)
    assert task_of(on, LEAD, "f06_section").paper.data["section_note"] == "Please be brief."
    on.play.do(LEAD, "f06_section", **HISTORY)
    assert task_of(on, LEAD, "f06_agency_reply").answers["voice"] == HISTORY["voice"]


def test_a_colleague_goes_on_with_one_request_when_the_other_to_their_agency_has_its_reply(on: Stage) -> None:
    on.play.do(LEAD, "f06_agency_reply", **replied(on.days, GP))
    on.play.do("Olive Office", "request_check", enough="yes", safety_read=True)
    ask_again(on)
    on.play.tell(LEAD, "section_delegated", SECOND, section="history", colleague=on.play.person(NURSE))
    on.play.tell(LEAD, "late_addition", GP, addition_reason="A letter was found.")
    on.play.do(NURSE, "f06_section", **HISTORY)
    on.play.tell("Olive Office", "request_withdrawn", SECOND, why="not_needed", reason="Not needed.")
    assert codes(on, NURSE) == set()


# A second person signs


@pytest.fixture
def signing(tmp_path: Path, ready: Stages) -> Stage:
    """A case of a partnership that wants a second person of the agency to sign each reply."""
    on = stage(ready, tmp_path)
    with on.office.database.transaction() as session:
        changes = {"reply.second_person": True, "text.front_door": "0116 496 0100"}
        versions.adopt(session, on.ids.partnerships["LEI"], "LLR-WT2023", "test", on.play.clock.now(), changes)
    scenario_1.begin(on.play, on.ids, on.days)
    scenario_1.check_intake(on.play, on.days)
    scenario_1.ask_agencies(on.play, on.ids, on.days)
    on.play.do(LEAD, "f07_acknowledge", received=True, secured="secured", secured_person="Records officer",
               completer_conflict="no", meeting_ok="yes")  # fmt: skip
    return on


def test_a_reply_that_needs_a_second_signature_counts_only_when_it_is_signed(signing: Stage) -> None:
    on = signing
    on.play.at(at(1, 19))
    on.play.do(LEAD, "f06_agency_reply", **{**replied(on.days, GP), "signoff": None, "signoff_job": None})
    assert looking.status(on, GP) is RequestStatus.ACKNOWLEDGED
    assert looking.mailed(on, "reply_to_sign") == {LEAD, DEPUTY}
    with pytest.raises(WentWrong, match="same_person_reason"):
        on.play.do(LEAD, "f06_sign_off", signed="yes", signer_job="Lead")
    on.play.do(DEPUTY, "f06_sign_off", signed="no", to_change="Say who was seen.", signer_job="Deputy")
    again = task_of(on, LEAD, "f06_agency_reply")
    assert again.paper.data["sign_off_asks"] == "Say who was seen."
    assert again.answers["summary_inv"], "shown as it was"
    on.play.do(LEAD, "f06_agency_reply")
    on.play.do(DEPUTY, "f06_sign_off", signed="yes", signer_job="Deputy")
    assert looking.status(on, GP) is RequestStatus.REPLIED
    assert looking.mailed(on, "reply_received") == {LEAD, DEPUTY}
    on.play.do("Olive Office", "request_check", enough="clarify", clarify_question="Who was seen?", safety_read=True)
    with pytest.raises(WentWrong, match="signoff"):
        on.play.do(LEAD, "f06_agency_reply")
    on.play.do(LEAD, "f06_agency_reply", signoff="Somebody Else", signoff_job="Practice manager")


def test_a_reply_written_and_not_signed_is_still_late(signing: Stage) -> None:
    on = signing
    on.play.at(at(1, 19))
    on.play.do(LEAD, "f06_agency_reply", **{**replied(on.days, GP), "signoff": None, "signoff_job": None})
    on.play.at(at(1, 21, 17))
    assert looking.status(on, GP) is RequestStatus.LATE
    on.play.do(DEPUTY, "f06_sign_off", signed="yes", signer_job="Deputy")
    assert looking.status(on, GP) is RequestStatus.REPLIED


# Keyed in by the office, and late


KEYED = {"given_by": "Practice manager", "given_how": "phone", "given_at": "2027-01-19T09:30+00:00"}


def test_the_office_keys_in_a_reply_given_by_telephone_with_who_when_how_and_a_second_person(on: Stage) -> None:
    on.play.at(at(1, 19, 11))
    on.play.tell("Olive Office", "reply_keyed_in", GP, **{**replied(on.days, GP), **KEYED})
    assert looking.mailed(on, "reply_received") == set(), "not before a second person has compared it"
    with pytest.raises(WentWrong, match="somebody else must compare"):
        on.play.do("Olive Office", "check_keyed_reply", keyed_right="yes")
    on.play.do("Oscar Office", "check_keyed_reply", keyed_right="no", to_correct="It was the day before.")
    task = task_of(on, "Olive Office", "f06_agency_reply")
    assert task.paper.data["keyed_asks"] == "It was the day before." and task.paper.data["keyed_in"]
    on.play.do("Olive Office", "f06_agency_reply", **{**replied(on.days, GP), **KEYED})
    on.play.do("Oscar Office", "check_keyed_reply", keyed_right="yes")
    assert looking.status(on, GP) is RequestStatus.REPLIED
    assert looking.mailed(on, "reply_received") == {LEAD, DEPUTY}
    assert not on.play.has(LEAD, "f06_agency_reply")
    assert on.play.has("Oscar Office", "request_check")
    with on.office.database.reading() as session:
        made = submissions.latest(session, on.play.case_id, "f06_agency_reply", on.ids.agencies[GP])
        assert made is not None
        assert submissions.read(session, on.office.keys, made)["given_by"] == "Practice manager"


def test_an_agencys_own_people_are_not_asked_how_the_reply_was_given_and_may_not_key_in(on: Stage) -> None:
    assert not task_of(on, LEAD, "f06_agency_reply").paper.data["keyed_in"]
    assert not task_of(on, DEPUTY, "f06_agency_reply").paper.data["keyed_in"]
    assert "reply_keyed_in" not in on.play.may_tell(LEAD)


def test_the_office_may_ask_for_more_time_for_an_agency_that_rang(on: Stage) -> None:
    on.play.tell("Olive Office", "agency_question", GP, question="They ask for a day more.", more_time="yes",
                 wanted_by="2027-01-22")  # fmt: skip
    assert on.play.has("Oscar Office", "answer_agency")


def test_a_first_reply_after_the_meeting_began_is_new_information_for_the_chair(chapter: Open) -> None:
    on = chapter("acknowledged")
    for among in (slice(5), slice(6, None)):
        scenario_1.reply(on.play, on.days, among)
    on.play.at(at(1, 25, 12))
    on.play.do("Olive Office", "f09_papers", not_known="What the practice knows.", papers_mode="tabled", checked=True,
               attach_list=["notification", "section_1"], tabled_reason="One reply is awaited.")  # fmt: skip
    on.play.at(at(1, 26, 12))
    on.play.do(LEAD, "f06_agency_reply", **replied(on.days, GP))
    assert looking.mailed(on, "reply_after_meeting") == set(), "the office looks at it first"
    on.play.do("Olive Office", "request_check", enough="yes", safety_read=True)
    assert looking.mailed(on, "reply_after_meeting") == {"Olive Office", "Oscar Office", "Carla Chair"}
    with pytest.raises(WentWrong, match="has not decided yet"):
        on.play.do("Carla Chair", "new_information", facts="The practice knew the family.", known_on="2027-01-26",
                   effect="reconsider", reason="It changes much.", panel_told="no")  # fmt: skip
    on.play.do("Carla Chair", "new_information", facts="The practice knew the family.", known_on="2027-01-26",
               effect="none", reason="It changes nothing.", panel_told="no")  # fmt: skip
    assert "late_addition" in on.play.may_tell(LEAD)


def test_a_section_asks_what_the_reply_asks_save_who_somebody_is() -> None:
    from casework.forms import schema, tree
    from tests.browser.every_form import FORMS

    def asked(name: str) -> dict[tuple[str, ...], tuple[str, Any]]:
        form = schema.parse((FORMS / f"{name}.form").read_bytes())
        kept = [one for one in tree.every(form.components) if one.asks and "identity" not in one.properties]
        return {one.key: (one.kind, one.rules) for one in kept}

    whole, section = asked("f06_agency_reply"), asked("f06_section")
    assert section.items() <= whole.items()
    assert {("known",), ("summary_inv",), ("safety_now",), ("others_known",)} <= section.keys()
