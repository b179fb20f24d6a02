"""Small forms to test with, and complete answers for the forms of the product."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cases.settings import PROFILES
from casework.forms import conditions, schema, scope, tree, validate
from casework.forms.components import CHOICES, MULTIPLE, Component, Form

TODAY = date(2027, 1, 14)
NOW = datetime(2027, 1, 14, 10, tzinfo=UTC)
FORMS = Path(__file__).parents[3] / "forms"
IDS = sorted(path.stem for path in FORMS.glob("*.form"))


def working_days_after(day: date, count: int) -> date:
    """Enough of a calendar for forms: weekends only."""
    step = 1 if count >= 0 else -1
    left = abs(int(count))
    while left or day.weekday() > 4:
        day += timedelta(days=step)
        left -= day.weekday() < 5 and left > 0
    return day


FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "working_days_after": working_days_after,
    "deadline": lambda name: None,
    "setting": lambda key: PROFILES["LLR-2020"][key],
    "now": lambda: NOW,
}
PEOPLE = [{"value": f"p{number}", "label": f"{name} Testcase"} for number, name in enumerate(["Alex", "Sam", "Kim"])]
GIVEN: dict[str, Any] = {
    "me": {
        "id": "p0",
        "name": "Alex Testcase",
        "job_title": "Named nurse",
        "email": "alex@hospital.example",
        "phone": "01632 960 001",
        "agency_id": "hospital",
    },
    "agencies": [
        {"value": "la", "label": "City children's social care", "partner": "la"},
        {"value": "police", "label": "County Police", "partner": "police"},
        {"value": "icb", "label": "Integrated care board", "partner": "health"},
        {"value": "hospital", "label": "City Hospital", "partner": None},
    ],
    "record_classes": [{"value": "letters", "label": "Letters"}, {"value": "replies", "label": "Replies of agencies"}],
    "people": PEOPLE,
    "chairs": PEOPLE,
    "merge_into": ["m1"],
    "other_case": "m1",
    "missing_partners": ["Hal Testcase, Director"],
    "partners_reasons": ["The school was not heard.", "The advisor has to be heard."],
    "written_views": [{"view": "As it is", "reason": "One service was involved."}],
    "panel_points": ["When was the child seen last?"],
    "outside_addresses": ["The National Panel: panel@example.org."],
    "referral_summary": "The child was seen with a mark.",
    "colleagues": PEOPLE,
    "contributors": PEOPLE,
    "sent_letters": [{"value": "l1", "label": "Outcome, Hospital trust"}],
    "case_path": "rapid_review",
    "group_name": "Case Review Group",
    "advisor_name": "Independent Advisor",
    "agency_kinds": [{"value": "health_commissioner", "label": "Health commissioner"}],
    "keyed_in": True,
    "letters": ["D02", "D03"],
    "letters_waiting": [{"title": "Information request, Police", "link": "/cases/LEI-27-003/documents/l1"}],
    "letters_returned": "A date is wrong.",
    "first_person": "p1",
    "may_go_back": True,
    "section": "history",
    "escalation_step": "lead",
    "reply_by": "p1",
    "attendees": PEOPLE,
    "invitees": [{**person, "agency": "la"} for person in PEOPLE],
    "safeguarding_leads": PEOPLE[1:],
    "partner_people": PEOPLE,
    "partnerships": [{"value": "lr", "label": "Leicestershire and Rutland"}],
    "local_authorities": [{"value": "city", "label": "City Council"}, {"value": "county", "label": "County Council"}],
    "open_cases": [{"value": "m1", "label": "LEI-26-014"}],
    "held_steps": [{"value": "request_release", "label": "Send the requests"}],
    "possible_duplicates": [{"value": "m1", "label": "LEI-26-014"}],
    "children": [{"value": "C1", "label": "LEI-27-003-C1"}, {"value": "C2", "label": "LEI-27-003-C2"}],
    "requests": [{"value": "r1", "label": "City Hospital", "lead": "Sam Testcase", "variant": "health", "due": "soon"}],
    "meeting_slots": [
        {"value": "2027-01-26T09:30:00+00:00", "label": "26 January", "slot": "interim", "inside": True},
        {"value": "2027-02-09T09:30:00+00:00", "label": "9 February", "slot": "monthly", "inside": False},
    ],
    "asked_for": {
        "who": "Gertrude Testcase",
        "right": "Put it right",
        "contested": 2,
        "deletes": 1,
        "recipients": [{"value": "police", "label": "Police: information request, 14 January 2027"}],
        "reach": "2 Invented Lane",
        "capacity": "For themselves",
        "about": "MGM",
        "wanted": "Everything.",
        "received": date(2027, 1, 4),
        "counted": date(2027, 1, 4),
        "asked_on": None,
        "due": date(2027, 2, 4),
        "is_extended": False,
        "decision": "Disclose",
        "refusal": "",
        "why": "It is theirs.",
        "deciders": ["p1"],
        "to_decide": 0,
        "is_taken": True,
        "link": "/cases/LEI-27-003/data-requests/d1",
        "sent_back": "A name is left in it.",
    },
    "inc_date": TODAY,
    "aware_at": TODAY,
    "notified_at": TODAY,
    "received_at": TODAY,
    "chair_id": "p1",
    "meeting_type": "rapid_review",
    "window_first": date(2027, 1, 25),
    "window_last": date(2027, 2, 2),
    "decision": "lcspr",
    "quorate": True,
    "undeclared_count": 0,
    "adds_to_reply": True,
    "advice_timing": "post",
    "replies_awaited": 2,
}

LONG_AGO = datetime(2026, 12, 14, 17, tzinfo=UTC)
"""A date of law that has passed."""

OTHERWISE: Mapping[str, list[dict[str, Any]]] = {
    "f03_intake_check": [{}, {"referral_form_wanted": True, "notification_type": "serious_incident"}],
    "f06_sign_off": [{}, {"reply_by": "p0"}],
    "f06_section": [{"section": one} for one in ("known", "history", "safety", "others", "investigations")],
    "f13_decision": [{}, {"decision_due": LONG_AGO}],
    "f19_first_discussion": [{}, {"first_discussion_due": LONG_AGO}],
}
"""What is given otherwise, where which questions are asked depends on it."""

ROW = {"date": "2027-01-02", "event": "Something happened"}
VARIANTS: Mapping[str, list[dict[str, Any]]] = {
    "agency_found": [{"reply_due": "2027-01-18T17:00+00:00"}],
    "answer_agency": [{"extension": "yes", "new_due": "2027-01-20T12:00+00:00"}],
    "chase": [{"outcome": "refuses"}, {"outcome": "promised"}],
    "f01_referral": [{"harm_type": ["other"], "urgent_safe": "yes", "sin_made": "yes", "family_told": "no"}],
    "f02_notification": [{}],
    "f03_intake_check": [
        {
            "complete": "no",
            "partnership_ok": "transfer",
            "is_duplicate": "no",
            "path": "rapid_review",
            "dup": [{"match": "m1", "judgement": "different"}],
            "referral_form": "asked_for",
        }
    ],
    "f03_agencies": [{"reply_due": "2027-01-21T17:00+00:00", "sp_missing_reason": "Police were there already"}],
    "f05_release_requests": [
        {"release": "back"},
        {"release": "send", "send_when": "later"},
    ],
    "f06_agency_reply": [
        {"informed": "risk", "secured": "secured", "signoff": "Sam Testcase"},
        {"secured": "not_needed", "signoff": "Sam Testcase"},
    ],
    "f06_section": [{"known": "yes"}],
    "f06_sign_off": [{"signed": "no"}],
    "f07_acknowledge": [{"secured": "secured", "meeting_ok": "no"}, {"secured": "not_needed"}],
    "f08_schedule_meeting": [
        {"proposed": "other", "other_at": "2027-01-27T10:00+00:00", "vice_chair": "p2", "chair": "p1"},
        {"proposed": "2027-01-26T09:30:00+00:00", "vice_chair": "p2", "chair": "p1"},
    ],
    "f09_papers": [{"attach_list": ["section_1"], "papers_mode": "tabled"}],
    "f10a_attendance": [
        {"attendees": [{"person": "p1", "agency": "la", "role": "deputy", "deputy_for": "p2", "mode": "room"}]}
    ],
    "f10_escalation": [{"outcome": "promised"}, {"outcome": "agreed"}, {"outcome": "straight"}],
    "f10_partners": [{"outcome": "formal_letter"}],
    "f10_raise": [{"escalation_from": "partners"}],
    "f11_declaration": [{"coi": "yes"}],
    "f11_ruling": [{"ruling": "excluded"}],
    "f13_decision": [
        {"decision": "lcspr", "c_a": "yes", "r_3": "yes", "r_4": "yes", "c_d": "may", "media": "high"},
        {"decision": "defer", "c_a": "yes", "crit_met": "no", "r_3": "yes", "r_4": "yes"},
    ],
    "f13_version_2": [{"decision": "lcspr", "changed": "no"}, {"decision": "alternative", "changed": "yes"}],
    "f19_first_discussion": [
        {"notify_view": "yes", "next_step": "notify", "might_meet": "yes"},
        {"next_step": "clarify", "notify_view": "no", "might_meet": "not_sure"},
        {"next_step": "alternative", "notify_view": "no", "might_meet": "no", "anyone_disagrees": "yes"},
        {"was_discussed": "no"},
    ],
    "f14_advice": [{"timing": "post", "ia_position": "disagrees"}],
    "f15_confirmation": [{"position": "reconsider"}],
    "f17_release_to_panel": [{"release": "back"}],
    "look_at_letters": [{"release": "back"}],
    "release_letters": [{"letters_released": "no"}],
    "check_keyed_reply": [{"keyed_right": "no"}],
    "f18_inspectorate": [{"needed": "yes", "body": ["other"]}],
    "f38_panel_reply": [{"panel_position": "more_information"}],
    "action_acceptance": [{"acceptance": "return"}],
    "f35_progress": [{"progress": "done"}, {"progress": "not_needed"}, {"progress": "at_risk"}],
    "f38_national_review": [{"local_state": "hold"}],
    "invite_person": [{"replaces": "p1"}],
    "not_quorate": [{"next_step": "rearrange"}],
    "f24_family": [
        {"family_told": "told"},
        {"family_told": "later", "planned_on": "2027-02-01"},
        {"family_told": "not_told"},
    ],
    "f40_child": [{"reply_due": "2027-01-18T17:00+00:00"}],
    "f40_child_death_process": [{"linked": "yes"}, {"linked": "not_needed"}],
    "f40_hold": [{"review_on": "2027-02-01"}],
    "f40_hold_review": [{"hold_outcome": "lift"}, {"hold_outcome": "keep", "review_on": "2027-02-01"}],
    "f40_transfer_reply": [{"transfer_accepted": "no"}],
    "f40_wrong_letter": [{"disclosed": "yes"}],
    "request_check": [{"enough": "clarify"}],
    "data_request_decide": [{"data_decision": "refuse"}],
    "data_right_decide": [{"data_decision": "refuse"}],
    "retention_review": [{"retention_decision": "delete"}, {"retention_decision": "keep", "kept_until": "2052-02-01"}],
}
IN_ROWS: Mapping[str, dict[str, Any]] = {
    "f01_referral": {"children": [{"dob_known": "known"}, {"dob_known": "unborn"}, {"dob_known": "not_known"}]},
    "f02_notification": {"children": [{"identified": "yes"}, {"identified": "no"}]},
    "f40_cross_border": {"agencies": [{"until": "2027-06-30"}], "observers": [{"until": "2027-06-30"}]},
    "f12_immediate_action": {"actions": [{"kind": "single_agency"}]},
}


def form(*components: dict[str, Any], **properties: str) -> Form:
    """A form of these components."""
    return schema.parse(source(*components, **properties))


def source(*components: dict[str, Any], **properties: str) -> bytes:
    """The file of a form of these components."""
    return json.dumps(
        {"type": "default", "id": "test", "components": list(components), "properties": properties}
    ).encode()


def field(kind: str, key: str = "a", **more: Any) -> dict[str, Any]:
    """One component, labelled with its key."""
    place = "path" if kind in {"group", "dynamiclist"} else "key"
    return {"type": kind, "id": f"id_{key}", place: key, "label": key.capitalize(), **more}


def check(made: Form, answers: Any, **given: Any) -> validate.Valid | validate.Invalid:
    """The answers checked on the day of the tests."""
    return validate.validate(made, answers, given, TODAY, FUNCTIONS)


def kept(made: Form, answers: Any, **given: Any) -> dict[str, Any]:
    """The clean answers, which must be good."""
    found = check(made, answers, **given)
    assert isinstance(found, validate.Valid), found.errors
    return found.answers


def wrong(made: Form, answers: Any, **given: Any) -> dict[str, str]:
    """What is wrong: path to message."""
    found = check(made, answers, **given)
    return {error.path: error.message for error in found.errors} if isinstance(found, validate.Invalid) else {}


@cache
def ours(form_id: str) -> Form:
    """A form of the product."""
    return schema.parse((FORMS / f"{form_id}.form").read_bytes())


def complete(form_id: str, variant: int = 0) -> dict[str, Any]:
    """Answers to every question of a form of the product; `variant` picks which branches are open."""
    made = ours(form_id)
    answers = _filled(made.components)
    for path, rows in IN_ROWS.get(form_id, {}).items():
        (full,) = answers[path]
        answers[path] = [{**full, **row} for row in rows]
    choices = VARIANTS.get(form_id, [{}])
    return {**answers, **choices[variant]}


def required(form_id: str) -> list[tuple[int, tuple[str | int, ...]]]:
    """Each required answer of a form, with the variant of the complete answers in which it is asked."""
    made = ours(form_id)
    found: dict[tuple[str | int, ...], int] = {}
    fixed = [one for one in tree.every(made.components) if one.properties.get("fixed_rows") == "true"]
    naming = {one.id for holder in fixed for one in holder.components if one.choices and one.choices.given}
    for variant in range(len(VARIANTS.get(form_id, [{}]))):
        given = scope.given(GIVEN, TODAY, FUNCTIONS)
        settled = conditions.settle(made, complete(form_id, variant), given)
        for place in settled.places:
            asked = place.component.asks and place.mark not in settled.hidden
            # What is posted for a question that is shown in words only is never read, so it cannot be left out.
            asked = asked and place.component.readonly is not True
            # What a row that nobody may take away is about is known: without it the row is there all the same.
            asked = asked and place.component.id not in naming
            # A row with one question is no row when that is empty: it is left out, not refused.
            alone = (
                isinstance(tree.dig(complete(form_id, variant), place.base), dict)
                and place.base
                and (len(tree.dig(complete(form_id, variant), place.base)) == 1)
            )
            if asked and not alone and settled.scope.holds(place.component.rules.required, place.base):
                found.setdefault(place.spot, variant)
    return [(variant, spot) for spot, variant in found.items()]


def asked(form_id: str) -> set[str]:
    """The ids of the components that are shown in some variant of the complete answers."""
    made, found = ours(form_id), set()
    for variant in range(len(VARIANTS.get(form_id, [{}]))):
        for more in OTHERWISE.get(form_id, [{}]):
            given = scope.given({**GIVEN, **more}, TODAY, FUNCTIONS)
            settled = conditions.settle(made, complete(form_id, variant), given)
            found |= {place.component.id for place in settled.places if place.mark not in settled.hidden}
    return found


def without(answers: dict[str, Any], spot: tuple[str | int, ...]) -> dict[str, Any]:
    """The answers with one taken away."""
    copy: dict[str, Any] = json.loads(json.dumps(answers))
    holder = tree.dig(copy, spot[:-1])
    del holder[spot[-1]]
    return copy


def _filled(components: tuple[Component, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for component in components:
        if component.kind == "group":
            inside = _filled(component.components)
            found.update({component.key[0]: inside} if component.key else inside)
        elif component.kind == "dynamiclist":
            found[component.key[0]] = [_filled(component.components)]
        elif component.asks:
            found[component.key[0]] = _answer(component)
    return found


def _answer(component: Component) -> Any:
    rules = component.rules
    if component.kind in CHOICES:
        assert component.choices is not None
        options = component.choices.written
        first = (
            options[0].value
            if options
            else GIVEN[component.choices.given][0]["value"]
            if component.choices.given
            else ""
        )
        return [first] if component.kind in MULTIPLE else first
    if component.kind == "datetime":
        return {"date": "2027-01-14", "time": "10:00", "datetime": "2027-01-14T10:00+00:00"}[component.subtype]
    if component.kind == "checkbox":
        return True
    if component.kind == "number":
        return str(rules.least or 1)
    if component.kind == "filepicker":
        return [{"id": "f1", "name": "copy.pdf", "size": 3}]
    if rules.format:
        return {"email": "alex@hospital.example", "phone": "01632 960 001"}[rules.format]
    shortest = int(rules.shortest) if rules.shortest else 0  # type: ignore[arg-type]
    return "Invented words. " + "x" * shortest
