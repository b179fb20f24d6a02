"""Data of the information request letter and its reply template: one agency's request, and nothing of another's."""

from dataclasses import replace
from datetime import datetime

from cases import clocks, identity, meetings, requests
from cases.correspondence.letters import Recipient
from cases.identity import Identity
from cases.requests import InformationRequest, RequestStatus
from casework.forms import conditions
from casework.forms.components import CHOICES, Component, Form
from casework.letters import clauses, data_common, form_words
from casework.letters.rendering import LetterProblem
from casework.letters.scope import Data, Scope, Wanted, long_day, long_moment, plain_day
from casework.projections import reading

REPLY_FORM = "f06_agency_reply"
BLANK_EVENTS = 12
LINES = {"textarea": 4, "dynamiclist": 4}
"""To write on, by the kind of the question; one for any other."""

SIGNED = frozenset({"author", "author_job", "signoff", "signoff_job"})
"""Questions that the table of signatures at the end asks on paper."""
UNKNOWN = "not known"


def letter(scope: Scope) -> list[Wanted]:
    """D02 for the request that the process is about; where it is about none, for each that is not sent yet."""
    return [_letter(scope, request) for request in requests_of(scope)]


def _letter(scope: Scope, request: InformationRequest) -> Wanted:
    meeting = meetings.planned(scope.session, scope.case_id)
    data: Data = {
        "recipient": _recipient(scope, request),
        "request": _asked(scope, request),
        "incident": {"brief_outline": reading.words(scope.answers("f05_release_requests"), "brief_outline")},
        "meeting": {
            "at": long_moment(meeting.starts_at) if meeting else "",
            "is_invited": meeting is not None and _is_invited(scope, meeting.id, request.agency_id),
        },
        "search_subjects": _search_subjects(scope, request),
        "other_agencies": _others(scope, request),
    }
    return Wanted(Recipient(agency_id=request.agency_id), data, request.id, request.variant)


def template(scope: Scope) -> list[Wanted]:
    """D03: the questions of the reply form in their order; with the agency's answers once it has replied."""
    return [_template(scope, request) for request in requests_of(scope)]


def _template(scope: Scope, request: InformationRequest) -> Wanted:
    form = form_words.form_of(scope.session, REPLY_FORM)
    answers = scope.of_submission(request.reply_id)
    asked = _asked(scope, request)
    data: Data = {
        "recipient": _recipient(scope, request),
        "request": {**asked, "period": _period_in_words(asked)},
        "is_filled": bool(answers),
        "replied_on": long_day(request.answered_at),
        "sections": _filled(scope, form, answers) if answers else blank_sections(form),
        "blank_rows": [""] * BLANK_EVENTS,
        "approvals": [
            {"part": "Completed by", **_signed(answers, "author")},
            {"part": "Approved by", **_signed(answers, "signoff")},
        ],
    }
    return Wanted(Recipient(agency_id=request.agency_id), data, request.id, request.variant)


def blank_sections(form: Form) -> list[Data]:
    """The form on paper: headings, questions, boxes to tick and lines to write on."""
    # What hangs on the case alone, such as who gave a reply that the office writes down, nobody is asked on paper.
    groups = [one for one in form.components if one.kind == "group" and not conditions.hangs_on_facts_only(one)]
    return [
        {"heading": form_words.plain(group.label), "when": _when(group), "questions": _questions(group)}
        for group in groups
    ]


def request_of(scope: Scope) -> InformationRequest:
    """The request that the process is about; raises LetterProblem where it is about none."""
    request_id = scope.variable("request_id")
    if request_id is None:
        raise LetterProblem("This letter is about one request. Prepare it in the process of that request.")
    return requests.get(scope.session, scope.case_id, request_id)


def requests_of(scope: Scope) -> list[InformationRequest]:
    """The request that the process is about, else every one not sent yet that it may be about."""
    if scope.variable("request_id"):
        return [request_of(scope)]
    return requests.drafts_among(requests.of_case(scope.session, scope.case_id), scope.variables)


def _recipient(scope: Scope, request: InformationRequest) -> Data:
    lead = data_common.lead_of(scope, request.agency_id, request.lead_id)
    return data_common.addressee(scope, lead, request.agency_id, "The Safeguarding Lead")


def _asked(scope: Scope, request: InformationRequest) -> Data:
    form = scope.answers("f03_agencies")
    row = _row_of(form, request.agency_id)
    covered = _covered(scope, request, row)
    due, acknowledge = _dates(scope, request)
    return {
        "why_sentence": clauses.why(scope, row, request.agency_id),
        "due": long_moment(due),
        "acknowledge_by": long_moment(acknowledge),
        **clauses.of_request(scope, request),
        "period_from": plain_day(form.get("period_from")),
        "period_to": plain_day(form.get("period_to")),
        "anything_before": reading.yes(form, "anything_before"),
        "children": ", ".join(f"{scope.reference}-{code}" for code in covered),
    }


def _dates(scope: Scope, request: InformationRequest) -> tuple[datetime | None, datetime | None]:
    """By when to reply and to acknowledge; of a request that is not sent yet, as if it were sent now."""
    facts = clocks.facts_of(scope.session, scope.case_id, scope.now, {"request_id": request.id})
    if request.status is RequestStatus.DRAFT:
        facts = replace(facts, anchors={**facts.anchors, (request.id, "sent_at"): scope.now})
    due = request.due_at or scope.deadline("reply_due")
    return due, clocks.deadline_by(facts, "acknowledge_due")


def _row_of(form: Data, agency_id: str) -> Data:
    return next((dict(row) for row in reading.rows(form, "agencies") if row.get("agency") == agency_id), {})


def _covered(scope: Scope, request: InformationRequest, row: Data) -> list[str]:
    """The codes of the children this request is about: its own, else those named for the agency, else all there are."""
    if request.covers:
        return request.covers.split()
    return reading.several(row, "children") or [code for code, _ in data_common.children_rows(scope)]


def _search_subjects(scope: Scope, request: InformationRequest) -> Data:
    """Who is to be searched for: the children this agency is asked about, and the family, by name."""
    covered = _covered(scope, request, _row_of(scope.answers("f03_agencies"), request.agency_id))
    relations = dict(data_common.family_rows(scope))
    return {
        "children": [
            {**_named(scope, each, facts), "school": facts.get("school") or UNKNOWN}
            for each, facts in _facts(scope, identity.CHILD)
            if each.code in covered
        ],
        "family": [
            {**_named(scope, each, facts), "relation": reading.words(relations.get(each.code, {}), "relation")}
            for each, facts in _facts(scope, identity.FAMILY)
        ],
    }


def _facts(scope: Scope, kind: str) -> list[tuple[Identity, Data]]:
    found = identity.of_case(scope.session, scope.case_id, kind)
    return [(each, identity.read(scope.session, scope.office.keys, each)) for each in found]


def _named(scope: Scope, who: Identity, facts: Data) -> Data:
    return {
        "code": f"{scope.reference}-{who.code}",
        "names": ", ".join(str(facts[key]) for key in ("name", "other_names") if facts.get(key)) or UNKNOWN,
        "born": plain_day(facts.get("dob")) or _expected(facts) or UNKNOWN,
        "address": facts.get("address") or UNKNOWN,
    }


def _expected(facts: Data) -> str:
    return f"expected {plain_day(facts['due_date'])}" if facts.get("due_date") else ""


def _others(scope: Scope, request: InformationRequest) -> list[str]:
    """Who else is asked: told only where the partnership has decided so (domain.md §3.1, rule 8)."""
    if not scope.setting("show_other_agencies_in_letter"):
        return []
    asked = requests.of_case(scope.session, scope.case_id)
    others = {each.agency_id for each in asked if each.status is not RequestStatus.WITHDRAWN} - {request.agency_id}
    return sorted(scope.agency(agency_id) for agency_id in others)


def _is_invited(scope: Scope, meeting_id: str, agency_id: str) -> bool:
    invited = meetings.invitees(scope.session, scope.case_id, meeting_id)
    return any(each.agency_id == agency_id for each in invited)


def _period_in_words(asked: Data) -> str:
    if not asked["period_from"]:
        return "see the letter"
    before = ", and anything significant before" if asked["anything_before"] else ""
    return f"{asked['period_from']} to {asked['period_to']}{before}"


def _signed(answers: Data, who: str) -> Data:
    return {"name": reading.words(answers, who), "job": reading.words(answers, f"{who}_job"), "date": ""}


def _questions(group: Component) -> list[Data]:
    found = []
    for each in group.components:
        if each.kind == "dynamiclist":
            inside = ", ".join(one.label.source.lower() for one in each.components if one.asks)
            is_events = each.key == ("key_events",)
            found.append(_question(each, "" if is_events else f"For each one: {inside}.", is_events=is_events))
        elif each.asks and each.kind != "filepicker" and each.key[-1] not in SIGNED:
            found.append(_question(each, form_words.plain(each.hint)))
    return found


def _question(each: Component, hint: str, is_events: bool = False) -> Data:
    written = each.choices.written if each.choices and each.kind in CHOICES else ()
    lines = 0 if written or is_events else LINES.get(each.kind, 1)
    return {
        "label": form_words.plain(each.label),
        "hint": " ".join(part if part[-1] in ".!?" else f"{part}." for part in (_when(each), hint) if part),
        "answer": "",
        "choices": [option.label for option in written],
        "lines": [""] * lines,
        "is_events": is_events,
    }


def _when(each: Component) -> str:
    """When a question or section applies, in words: paper cannot hide it."""
    return str(each.properties.get("when", ""))


def _filled(scope: Scope, form: Form, answers: Data) -> list[Data]:
    """The reply as it was sent in; what is for office and chair only is left out."""
    return [
        {
            "heading": section["heading"],
            "when": "",
            "questions": [
                {**line, "hint": "", "choices": [], "lines": [], "is_events": False} for line in section["lines"]
            ],
        }
        for section in form_words.sections(scope, form, answers)
    ]
