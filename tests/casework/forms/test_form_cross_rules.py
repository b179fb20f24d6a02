"""Rules about several answers in the forms of the product, one refusal each."""

from datetime import UTC, datetime
from typing import Any

import pytest

from casework.forms import schema, validate
from engine import decisions
from tests.casework.forms import paper

DATES = {"aware_at": "2027-01-12", "notified_at": "2027-01-13", "received_at": "2027-01-14"}
LATER = datetime(2027, 1, 28, 10, tzinfo=UTC)
"""When the meeting was to be."""

CASES: list[tuple[str, int, dict[str, Any], dict[str, Any], str, str]] = [
    ("f01_referral", 0, {"inc_date": "2027-01-15"}, {}, "inc_date", "today or in the past"),
    ("f01_referral", 0, {"aware_date": "2027-01-01"}, {}, "aware_date", "on or after the date of the incident"),
    ("f01_referral", 0, {"ref_email": "a@b.example"}, {"email_domains": ["nhs.example"]}, "ref_email", "work email"),
    ("f01_referral", 0, {"ref_senior": "p0"}, {}, "ref_senior", "not one that is offered"),
    ("f01_referral", 0, {"parallel": ["none", "police"]}, {}, "parallel", "not both"),
    ("f01_referral", 0, {"family": [], "no_family_reason": ""}, {}, "no_family_reason", "Add at least one person"),
    ("f01_referral", 0, {"children": []}, {}, "children", "Add at least one child"),
    ("f02_notification", 0, {"copied_at": "2027-01-14T09:00+00:00"}, {}, "copied_at", "at or after"),
    ("f02_notification", 0, {"sent_at": "2027-01-13T09:00+00:00"}, {}, "sent_at", "became aware"),
    (
        "f03_intake_check",
        0,
        {**DATES, "notified_at": "2027-01-11", "dates_explained": ""},
        {},
        "dates_explained",
        "aware",
    ),
    (
        "f03_intake_check",
        0,
        {"is_duplicate": "yes", "dup": [{"match": "m1", "judgement": "linked"}]},
        {},
        "dup",
        "Mark",
    ),
    ("f03_intake_check", 0, {}, {"sin_made": "no"}, "path", "needs a notification"),
    ("f03_intake_check", 0, {"danger": ""}, {"urgent_safe": "yes"}, "danger", "Say whether immediate danger"),
    ("f03_intake_check", 0, {}, {"sin_made": "not_known"}, "path", "needs a notification"),
    (
        "f03_intake_check",
        0,
        {"path": "agency_referral"},
        {"notification_type": "serious_incident", "abuse_or_neglect": "suspected"},
        "path",
        "always leads to a Rapid Review",
    ),
    (
        "f03_intake_check",
        0,
        {"dup": [{"match": "m1", "judgement": "same"}]},
        {},
        "dup",
        "You marked a match as the same",
    ),
    (
        "f01_referral",
        0,
        {"ref_agency": "police"},
        {"me": {**paper.GIVEN["me"], "agency_ids": ["hospital"]}},
        "ref_agency",
        "you belong to",
    ),
    (
        "f02_notification",
        0,
        {"notif_type": "looked_after_death", "outcome": "seriously_harmed"},
        {},
        "outcome",
        "must be “died”",
    ),
    (
        "f03_agencies",
        0,
        {},
        {"safeguarding_leads": [{"value": "p1", "label": "Sam", "agency": "police"}]},
        "agencies-0-lead",
        "a safeguarding lead of this agency",
    ),
    ("f03_agencies", 0, {"sp_missing_reason": ""}, {}, "sp_missing_reason", "each safeguarding partner"),
    ("f03_agencies", 0, {"reply_due": "2027-01-15T17:00+00:00"}, {}, "reply_due", "at least 2 working days"),
    ("f03_agencies", 0, {"reply_due": "2027-01-23T17:00+00:00"}, {}, "reply_due", "a working day"),
    ("f03_agencies", 0, {}, {"papers_due": "2027-01-21"}, "reply_due", "before the papers go out"),
    ("check_keyed_reply", 0, {}, {"reply_by": "p0"}, "keyed_right", "somebody else must compare"),
    ("release_letters", 0, {}, {"first_person": "p0"}, "letters_released", "somebody else must release"),
    ("f05_release_requests", 0, {}, {"requests_without_lead": 2}, "leads_checked", "no active safeguarding lead"),
    ("f06_agency_reply", 0, {"author": "Kim", "signoff": "kim", "same_person_reason": ""}, {}, "signoff", "other than"),
    ("f06_agency_reply", 0, {"last_contact": "2026-01-01"}, {}, "last_contact", "on or after first contact"),
    (
        "f08_schedule_meeting",
        0,
        {"other_at": "2027-02-05T10:00+00:00", "reason": ""},
        {},
        "reason",
        "outside the window",
    ),
    ("f08_schedule_meeting", 0, {"other_at": "2027-01-15T10:00+00:00", "reason": ""}, {}, "reason", "notice"),
    ("f08_schedule_meeting", 0, {"other_at": "2027-01-30T10:00+00:00"}, {}, "other_at", "on a working day"),
    ("f08_schedule_meeting", 1, {"reason": ""}, {"meeting_start": LATER}, "reason", "why it is moved"),
    ("f08_schedule_meeting", 0, {"vice_chair": "p1"}, {}, "vice_chair", "other than the chair"),
    (
        "f08_schedule_meeting",
        0,
        {"invitees_reason": ""},
        {"always_invited": ["p1", "p2"]},
        "invitees",
        "Invite all three",
    ),
    (
        "f09_papers",
        0,
        {"attach_list": ["referral"]},
        {"is_referred": True},
        "attach_list",
        "always goes with the papers",
    ),
    ("sign_closure", 0, {}, {"reconsidering": True}, "closure", "being taken again"),
    ("f13_decision", 0, {}, {"undeclared_count": 2}, "sign", "2 of those present"),
    ("f13_decision", 1, {}, {"past_outcomes": ["defer"]}, "decision", "once only"),
    ("f13_decision", 0, {"crit_met": "yes", "def_met": "no", "crit_explain": ""}, {}, "crit_explain", "definition"),
    ("f13_decision", 0, {"rationale": "Too short"}, {}, "rationale", "150 characters or more"),
    ("f13_version_2", 0, {"decision": "no_further_action"}, {}, "changed", "does not fit"),
    (
        "f17_release_to_panel",
        0,
        {"late_reason": "", "release": "send"},
        {"is_late": True},
        "late_reason",
        "due date has passed",
    ),
    ("f17_release_to_panel", 0, {"partners_agree": ""}, {"partners_must_agree": True}, "partners_agree", "all three"),
    ("f38_panel_reply", 0, {"received": "2027-01-02"}, {"panel_sent_at": "2027-01-10"}, "received", "on or after"),
]


@pytest.mark.parametrize(("form_id", "variant", "change", "given", "path", "words"), CASES)
def test_the_rule_says_what_is_wrong(
    form_id: str, variant: int, change: dict[str, Any], given: dict[str, Any], path: str, words: str
) -> None:
    answers = {**paper.complete(form_id, variant), **change}
    found = paper.wrong(paper.ours(form_id), answers, **{**paper.GIVEN, **given})
    assert words in found.get(path, ""), found


def test_the_death_of_a_looked_after_child_without_abuse_may_go_to_the_group_as_a_referral() -> None:
    death = {"notification_type": "looked_after_death", "abuse_or_neglect": "neither"}
    answers = {**paper.complete("f03_intake_check"), "path": "agency_referral"}
    assert not paper.wrong(paper.ours("f03_intake_check"), answers, **{**paper.GIVEN, **death})


def test_the_list_of_possible_duplicates_is_given_and_each_is_to_be_judged() -> None:
    made = paper.ours("f03_intake_check")
    assert schema.defaults(made, paper.GIVEN, paper.TODAY, paper.FUNCTIONS)["dup"] == [{"match": "m1"}]
    answers = {**paper.complete("f03_intake_check"), "dup": [{"match": "m1"}]}
    assert "dup-0-judgement" in paper.wrong(made, answers, **paper.GIVEN)


def test_meeting_the_criteria_with_no_criterion_answered_yes_needs_an_explanation() -> None:
    none = {name: "no" for name in ("c_a", "c_b", "c_c", "r_1", "r_2", "r_3", "r_4")}
    answers = {**paper.complete("f13_decision"), **none, "c_d": "not_considered", "crit_explain": ""}
    assert "none of them" in paper.wrong(paper.ours("f13_decision"), answers, **paper.GIVEN)["crit_explain"]


def test_the_panel_has_not_considered_the_case_unless_somebody_says_so() -> None:
    made = paper.ours("f13_decision")
    assert schema.defaults(made, paper.GIVEN, paper.TODAY, paper.FUNCTIONS)["c_d"] == "not_considered"
    answers = paper.without({**paper.complete("f13_decision"), "c_d": "not_considered"}, ("c_d_why",))
    assert not paper.wrong(made, answers, **paper.GIVEN)


def test_the_meeting_date_proposed_or_written_is_kept_in_one_place() -> None:
    made = paper.ours("f08_schedule_meeting")
    written = paper.kept(made, paper.complete(made.id, 0), **paper.GIVEN)
    proposed = paper.kept(made, paper.complete(made.id, 1), **paper.GIVEN)
    assert written["chosen"] == "2027-01-27T10:00:00+00:00"
    assert (proposed["chosen"], proposed["slot"], proposed["inside"]) == ("2027-01-26T09:30:00+00:00", "interim", True)


def test_a_decision_is_refused_in_the_words_of_the_table_when_the_meeting_cannot_decide() -> None:
    (table,) = decisions.parse((paper.FORMS.parent / "processes" / "quorum.dmn").read_bytes())
    needed = {"quorum.agencies": 3, "quorum.partners": 2}

    def refused(partners: int) -> str | None:
        functions = {
            **paper.FUNCTIONS,
            "counted": lambda: {"agency_count": 4, "partner_count": partners},
            "table": lambda _name, seen: table.evaluate(seen, {"setting": needed.get}),
        }
        answers = paper.complete("f13_decision")
        found = validate.validate(paper.ours("f13_decision"), answers, paper.GIVEN, paper.TODAY, functions)
        errors = found.errors if isinstance(found, validate.Invalid) else ()
        return next((error.message for error in errors if error.path == "sign"), None)

    assert refused(2) is None
    assert (refused(1) or "").startswith("Not quorate: 1 Safeguarding Partners present that count")


def test_possible_duplicates_are_judged_as_they_are_known_when_the_form_is_sent() -> None:
    made = paper.ours("f03_intake_check")
    sent = {**paper.complete("f03_intake_check"), "is_duplicate": "no"}
    known = {**paper.GIVEN, "possible_duplicates": [{"value": name, "label": name} for name in ("m2", "m1")]}
    linked, different = {"match": "m1", "judgement": "linked"}, {"match": "m2", "judgement": "different"}

    # One has come while the form was open: it is asked for, and what was written stays with the other.
    assert set(paper.wrong(made, {**sent, "dup": [linked]}, **known)) == {"dup-0-judgement"}
    # One that was left out, named twice or made up does not count.
    assert set(paper.wrong(made, {**sent, "dup": []}, **known)) == {"dup-0-judgement", "dup-1-judgement"}
    assert set(paper.wrong(made, {**sent, "dup": [linked, linked]}, **known)) == {"dup-0-judgement"}
    other = {"match": "other", "judgement": "linked"}
    assert paper.kept(made, {**sent, "dup": [linked, other, different]}, **known)["dup"] == [different, linked]
    # And one that has gone is left out.
    assert paper.kept(made, {**sent, "dup": [linked, different]}, **paper.GIVEN)["dup"] == [linked]


def test_an_agency_has_the_least_time_to_reply_that_the_settings_give() -> None:
    made, answers = (
        paper.ours("agency_found"),
        {**paper.complete("agency_found"), "reply_due": "2027-01-18T17:00+00:00"},
    )
    assert not paper.wrong(made, answers, **paper.GIVEN)
    more = {**paper.FUNCTIONS, "setting": {"reply.least_days": 4, "due_time": "16:30"}.get}
    found = validate.validate(made, answers, paper.GIVEN, paper.TODAY, more)
    assert isinstance(found, validate.Invalid)
    assert [one.message for one in found.errors] == ["Reply date must be at least 4 working days from today"]
    assert schema.defaults(made, paper.GIVEN, paper.TODAY, more)["reply_due"] == "2027-01-20T16:30:00+00:00"
