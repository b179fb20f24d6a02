"""Decisions keep every version, advice stays sealed until released, partners' positions are counted once each."""

from datetime import date, datetime, timedelta

import pytest

from cases import actions, decisions, overrides, panel
from cases.actions import ActionStatus, Plan
from cases.decisions import Taken
from cases.states import IllegalMove
from foundation import crypto
from foundation.database import Session

DAY = date(2027, 1, 26)


def test_the_newest_version_of_a_decision_counts_and_the_first_stays(session: Session, case_id: str) -> None:
    assert decisions.current(session, case_id) is None
    first = decisions.decide(session, case_id, Taken("no_further_action", DAY, "chair", "meeting"))
    second = decisions.decide(session, case_id, Taken("lcspr", DAY, "partner"))
    assert decisions.current(session, case_id) is second
    assert [(each.version, each.outcome) for each in decisions.versions(session, case_id)] == [
        (1, "no_further_action"),
        (2, "lcspr"),
    ]
    assert first.outcome == "no_further_action"


def test_a_decision_put_off_is_no_version_of_it(session: Session, case_id: str) -> None:
    waited = decisions.decide(session, case_id, Taken("defer", DAY, "chair", "meeting", is_put_off=True))
    assert decisions.current(session, case_id) is None and decisions.versions(session, case_id) == []
    first = decisions.decide(session, case_id, Taken("lcspr", DAY, "chair", "another"))
    assert (first.version, decisions.current(session, case_id)) == (1, first)
    assert decisions.put_off(session, case_id) == [waited]


def test_each_version_has_its_own_findings(session: Session, case_id: str) -> None:
    first = decisions.decide(session, case_id, Taken("lcspr", DAY, "chair"))
    second = decisions.decide(session, case_id, Taken("lcspr", DAY, "chair"))
    for criterion, answer in (("c_a", "yes"), ("c_d", "not_yet_considered"), ("c_a", "may")):
        decisions.find(session, first, criterion, answer)
    session.flush()
    assert decisions.findings(session, first) == {"c_a": "may", "c_d": "not_yet_considered"}
    assert decisions.findings(session, second) == {}


def test_a_signature_is_given_once(session: Session, case_id: str, now: datetime) -> None:
    decision = decisions.decide(session, case_id, Taken("lcspr", DAY, "chair"))
    decisions.sign(session, decision, "chair", now)
    decisions.sign(session, decision, "somebody", now + timedelta(days=1))
    assert (decision.signed_by, decision.signed_at) == ("chair", now)


def test_advice_is_sealed_until_it_is_released(session: Session, case_id: str, now: datetime) -> None:
    decisions.advise(session, case_id, "advisor", "s1", now)
    session.flush()
    assert decisions.advice(session, case_id, released_only=True) == []
    assert decisions.release_advice(session, case_id, "chair", now) == 1
    decisions.advise(session, case_id, "advisor", "s2", now + timedelta(hours=1))
    session.flush()
    released = decisions.advice(session, case_id, released_only=True)
    assert [each.submission_id for each in released] == ["s1"]
    assert len(decisions.advice(session, case_id, released_only=False)) == 2


def test_a_partner_who_changes_their_mind_is_counted_once(session: Session, case_id: str, now: datetime) -> None:
    decision = decisions.decide(session, case_id, Taken("lcspr", DAY, "chair"))
    for person, position in (("police", "reconsider"), ("health", "agree"), ("police", "agree")):
        decisions.confirm(session, decision, person, position, None, now)
    assert decisions.positions(session, decision) == {"agree": 2}


def test_a_new_version_needs_new_positions(session: Session, case_id: str, now: datetime) -> None:
    first = decisions.decide(session, case_id, Taken("no_further_action", DAY, "chair"))
    decisions.confirm(session, first, "police", "reconsider", None, now)
    second = decisions.decide(session, case_id, Taken("lcspr", DAY, "partners"))
    assert decisions.positions(session, second) == {}


def test_an_action_s_text_is_sealed_and_readable(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    plan = Plan("safety", "Supervise contact with the Testcase sibling", "city-care", due_on=DAY)
    action = actions.add(session, keyring, case_id, plan, "s1", now)
    assert b"Testcase" not in action.text
    assert actions.text_of(session, keyring, action) == plan.text
    assert actions.of_case(session, case_id, "multi_agency") == []


def test_a_done_action_may_be_opened_again_and_a_cancelled_one_not(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    action = actions.add(session, keyring, case_id, Plan("safety", "x"), None, now)
    for status in (ActionStatus.DONE, ActionStatus.OPEN, ActionStatus.CANCELLED):
        actions.change_status(session, case_id, action.id, status)
    with pytest.raises(IllegalMove):
        actions.change_status(session, case_id, action.id, ActionStatus.OPEN)


def test_sending_to_the_panel_is_noted_once(session: Session, case_id: str, now: datetime) -> None:
    assert panel.mark_sent(session, case_id, now) is None
    panel.release(session, case_id, None, "second person", is_late=False, now=now)
    assert panel.mark_sent(session, case_id, now) == now
    assert panel.mark_sent(session, case_id, now + timedelta(days=1)) == now


def test_the_panel_s_answers_are_kept_in_order(session: Session, case_id: str, now: datetime) -> None:
    panel.log_reply(session, case_id, DAY, "more_information", DAY, now)
    panel.log_reply(session, case_id, DAY, "agrees", None, now + timedelta(days=2))
    assert [each.position for each in panel.replies(session, case_id)] == ["more_information", "agrees"]


def test_a_rule_is_set_aside_only_with_a_reason(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    rule = ("meeting window", "25 January to 2 February", "4 February")
    with pytest.raises(overrides.ReasonMissing, match="say why meeting window"):
        overrides.set_aside(session, keyring, case_id, rule, "chair", "  ", now)
    overrides.set_aside(session, keyring, case_id, rule, "chair", "No room before", now)
    (kept,) = overrides.of_case(session, case_id)
    assert overrides.reason_of(session, keyring, kept) == "No room before"
