"""The forms of the product: each is read, filled in completely, and refuses every gap by name."""

import json
import re
from pathlib import Path

import pytest

import handlers
from cases import clocks
from casework import choices, facts
from casework.forms import answers, tree, validate
from handlers.declaring import Declared
from tests.casework.forms import paper

COMPLETE = [(form_id, number) for form_id in paper.IDS for number in range(len(paper.VARIANTS.get(form_id, [{}])))]
ROUTING = {
    "f01_referral": {"sin_made"},
    "f02_notification": {"notification_type", "abuse_or_neglect"},
    "f03_intake_check": {"complete", "partnership_ok", "is_duplicate", "path"},
    "f03b_should_notify": {"should_notify"},
    "f19_first_discussion": {"was_discussed", "discussion_step"},
    "reconsideration_answer": {"consider_again"},
    "f05_release_requests": {"release", "send_when"},
    "f06_agency_reply": {"known", "safety_now"},
    "f07_acknowledge": {"records_secured"},
    "f08_schedule_meeting": {"ia_attends", "reissue"},
    "f09_papers": {"papers_mode"},
    "chase": {"chase_outcome"},
    "answer_agency": {"more_time_given"},
    "check_minutes": {"minutes"},
    "f06_delegate": {"section", "contributor"},
    "f06_sign_off": {"reply_signed"},
    "f10_escalation": {"escalation_outcome"},
    "f10_partners": {"escalation_outcome"},
    "f10_raise": {"escalation_from"},
    "papers_after_reply": {"new_papers"},
    "f11_declaration": {"interest"},
    "f11_ruling": {"ask_substitute"},
    "f22_conduct": {"conduct_told"},
    "f24_family": {"family_told"},
    "f40_back_dated": {"event", "true_at", "second_person"},
    "f40_back_dated_check": {"date_confirmed"},
    "f40_child_died": {"panel_told"},
    "f40_duplicate": {"relation"},
    "f40_hold_review": {"hold_outcome"},
    "f40_join": {"relation", "other_case"},
    "f40_join_ruling": {"chair_agrees"},
    "f40_transfer": {"transfer_to"},
    "f40_transfer_reply": {"transfer_accepted"},
    "f40_notification_ruling": {"way_on"},
    "f40_panel_view": {"panel_view"},
    "notification_withdrawn": {"panel_agrees"},
    "f40_withdrawal_ruling": {"chair_agrees"},
    "f40_wrong_letter": {"wrong_letter", "correction"},
    "invite_person": {"invited_person"},
    "not_quorate": {"next_step"},
    "f13_decision": {"decision", "suggest_national"},
    "f13_version_2": {"decision", "suggest_national"},
    "f14_advice": {"ia_position", "advises_review"},
    "f17_release_to_panel": {"release"},
    "look_at_letters": {"release"},
    "release_letters": {"letters_released"},
    "check_keyed_reply": {"keyed_right"},
    "f38_panel_reply": {"panel_position"},
    "action_acceptance": {"acceptance"},
    "f35_progress": {"progress"},
    "f38_national_review": {"local_state"},
    "new_information": {"effect", "panel_told"},
    "reopen_case": {"reopened_for"},
    "sign_closure": {"closure"},
    "reconsider_how": {"reconsider_way"},
    "request_check": {"enough"},
    "retention_review": {"retention_decision"},
    "retention_confirm": {"deletion_confirmed"},
    "legal_hold_check": {"lift_confirmed"},
    "data_request": {"proof_needed"},
    "data_request_proof": {"proof_outcome"},
    "data_request_decide": {"data_decision"},
    "data_request_check": {"disclosure_checked"},
    "data_request_told": {"told_outcome"},
    "data_right": {"proof_needed"},
    "data_right_decide": {"data_decision"},
    "data_right_check": {"disclosure_checked"},
    "data_right_told": {"told_outcome"},
}


@pytest.mark.parametrize(("form_id", "variant"), COMPLETE)
def test_a_complete_form_is_accepted(form_id: str, variant: int) -> None:
    found = paper.check(paper.ours(form_id), paper.complete(form_id, variant), **paper.GIVEN)
    assert isinstance(found, validate.Valid), found.errors


@pytest.mark.parametrize("form_id", paper.IDS)
def test_every_required_answer_that_is_missing_is_named(form_id: str) -> None:
    for variant, spot in paper.required(form_id):
        gap = paper.without(paper.complete(form_id, variant), spot)
        assert "-".join(map(str, spot)) in paper.wrong(paper.ours(form_id), gap, **paper.GIVEN), (variant, spot)


@pytest.mark.parametrize("form_id", paper.IDS)
def test_every_question_is_asked_in_some_of_these_tests(form_id: str) -> None:
    asking = {part.id for part in tree.every(paper.ours(form_id).components) if part.asks}
    assert asking <= paper.asked(form_id)


@pytest.mark.parametrize("form_id", paper.IDS)
def test_what_is_kept_can_be_sent_again_and_stays_the_same(form_id: str) -> None:
    made = paper.ours(form_id)
    once = paper.kept(made, paper.complete(form_id), **paper.GIVEN)
    again = paper.kept(made, json.loads(json.dumps(once)), **paper.GIVEN)
    assert again == once


@pytest.mark.parametrize("form_id", paper.IDS)
def test_the_form_sends_the_process_what_the_diagrams_wait_for(form_id: str) -> None:
    made = paper.ours(form_id)
    sent = answers.routing_of(made, paper.kept(made, paper.complete(form_id), **paper.GIVEN))
    assert set(sent) == ROUTING.get(form_id, set())


def given_somewhere() -> set[str]:
    """Every name that can stand in a form's expressions: facts, lists, and what forms, handlers and tables route."""
    root = Path(__file__).parents[3]
    diagrams = "".join(path.read_text("utf-8") for path in root.glob("processes/*"))
    declared = set(re.findall(r'<output [^>]*name="(\w+)"', diagrams))
    declared |= set(re.findall(r'<camunda:in [^>]*target="(\w+)"', diagrams))
    declared |= {
        one.name
        for module in handlers.MODULES
        for topic in vars(module).values()
        if isinstance(topic, Declared)
        for one in topic.gives
    }
    return (
        declared | {*clocks.SUBJECT_IDS} | facts.FACTS.keys() | choices.CHOICES.keys() | set().union(*ROUTING.values())
    )


@pytest.mark.parametrize("form_id", paper.IDS)
def test_whatever_a_form_refers_to_is_given_by_somebody(form_id: str) -> None:
    assert paper.ours(form_id).needs <= given_somewhere()


@pytest.mark.parametrize("form_id", paper.IDS)
def test_the_form_says_its_title_paragraph_and_readers(form_id: str) -> None:
    made = paper.ours(form_id)
    assert made.id == form_id
    assert made.title
    # What colleagues of an agency tell each other is the agency's own until it is in the reply.
    assert {"BO", "AL"} & set(made.visibility.split())
    assert made.guidance
    assert not made.warnings


def test_children_and_family_go_to_the_identity_store_and_not_into_the_submission() -> None:
    made = paper.ours("f01_referral")
    good = paper.kept(made, paper.complete("f01_referral"), **paper.GIVEN)
    named = answers.identity_of(made, good)
    rest = answers.without_identity(made, good)
    assert isinstance(named["children"], list) and isinstance(rest["children"], list)
    assert named["children"][0]["dob"] == "2027-01-14"  # type: ignore[index,call-overload]
    assert {"name", "address", "ethnicity"} <= set(named["children"][0])  # type: ignore[arg-type]
    assert not {"name", "dob", "address"} & set(rest["children"][0])  # type: ignore[arg-type]
    assert rest["children"][0]["role"] == "subject"  # type: ignore[index,call-overload]
    assert len(named["children"]) == len(rest["children"]) == 3


def test_what_must_not_go_further_is_seen_by_office_and_chair_only() -> None:
    made = paper.ours("f06_agency_reply")
    good = paper.kept(made, paper.complete("f06_agency_reply"), **paper.GIVEN)
    assert "restricted" in answers.seen_by(made, good, frozenset({"BO"}))
    agency = answers.seen_by(made, good, frozenset({"AL"}))
    assert "restricted" not in agency and "summary_inv" in agency
    assert answers.seen_by(made, good, frozenset({"CRG"})) == {"services": [{}], "household": [{}]} | {
        name: [{}] for name in ("key_events", "action_taken", "others", "parallel")
    }
