"""Data of the Combined Summary: for the meeting (D04), and cut anew for the national Panel (D05)."""

from datetime import date

from cases import decisions, identity, meetings, submissions
from cases.correspondence.letters import Recipient
from cases.meetings import Meeting, MeetingStatus
from casework.forms import outline
from casework.letters import collating, data_common, data_decision, data_meeting, form_words
from casework.letters.scope import Data, Scope, Wanted, long_day
from casework.projections import reading

DATES = (
    ("aware_at", "The local authority became aware"),
    ("notified_at", "Notified to the national Panel"),
    ("received_at", "Received by this office"),
    ("meeting_at", "Meeting"),
    ("summary_sent_at", "Combined Summary sent to the national Panel"),
)
ANNEXES = (("referral", "f01_referral", "Referral form"), ("notification", "f02_notification", "Notification"))


def for_meeting(scope: Scope) -> list[Wanted]:
    """D04: section 1 before the meeting; sections 2 and 3 as soon as there is something to say in them."""
    meeting = _held(scope)
    data: Data = {
        **_known(scope),
        "agencies": _public(collating.asked_agencies(scope)),
        "meeting": data_meeting.record(scope, meeting) if meeting else None,
        "actions": data_meeting.agreed(scope),
        "decision": data_decision.data(scope),
        "annexes": annexes(scope),
    }
    return [Wanted(Recipient(), data)]


def for_panel(scope: Scope) -> list[Wanted]:
    """D05: no rulings on interests, no names of staff, nothing sealed or restricted (domain.md §5)."""
    _, began = data_common.beginning(scope)
    decision = data_decision.data(scope)
    data: Data = {
        **_known(scope),
        "case": {"ref": scope.reference, "np_ref": panel_reference(scope)},
        "incident": {"summary": reading.words(began, "summary")},
        "agencies": _public(collating.asked_agencies(scope)),
        "actions": data_meeting.agreed(scope),
        "decision": decision or {},
        "inequality": collating.said(scope, "identity") if scope.setting("section.inequality") else [],
        "next_steps": NEXT_STEPS.get(_outcome(scope), NEXT_STEPS[""]),
    }
    return [Wanted(Recipient(), data)]


NEXT_STEPS = {
    "lcspr": "A Local Child Safeguarding Practice Review is to be held. It is to be finished within six months of the "
    "decision, and we will tell the Panel who carries it out.",
    "alternative": "There will be no Local Child Safeguarding Practice Review. Agencies will learn from this case in "
    "another way, described above, and the Case Review Group will see that it is done.",
    "no_further_action": "There will be no Local Child Safeguarding Practice Review. The Case Review Group will see "
    "that the immediate actions are done.",
    "": "The Case Review Group will consider the case again.",
}
"""What follows from each decision, in words for the Panel."""


def panel_reference(scope: Scope) -> str:
    """The Panel's own reference of the notification, as the notification or the referral gave it."""
    _, began = data_common.beginning(scope)
    return reading.words(began, "np_ref") or reading.words(began, "sin_ref") or "not known"


def annexes(scope: Scope) -> list[Data]:
    """Referral and notification as they were sent, without who anybody is, as far as they go with the papers (F09)."""
    chosen = reading.several(scope.answers("f09_papers"), "attach_list")
    return [found for code, form_id, title in ANNEXES if code in chosen and (found := _annex(scope, form_id, title))]


def _annex(scope: Scope, form_id: str, title: str) -> Data | None:
    made = submissions.latest(scope.session, scope.case_id, form_id)
    if made is None:
        return None
    answers = submissions.read(scope.session, scope.office.keys, made)
    form = form_words.form_of(scope.session, form_id, made.form_version)
    sections = [
        {"heading": part.heading, "lines": [{"label": line.label, "answer": line.answer} for line in part.lines]}
        for part in outline.outline(form, form_words.unguarded(form, answers), {}, scope.today)
    ]
    return {"title": title, "sections": sections}


def _known(scope: Scope) -> Data:
    """Section 1: dates, children and family by code, and what the office made of the replies."""
    papers = scope.answers("f09_papers")
    written = reading.words(papers, "section_1") or _collated(scope)
    agencies = {str(row["agency"]) for row in collating.asked_agencies(scope)}
    return {
        "dates": _dates(scope),
        "children": _children(scope),
        "family": _family(scope),
        "section1": {
            "blocks": collating.blocks(written, agencies),
            "not_known": reading.words(papers, "not_known") or "Nothing was noted.",
        },
    }


def _collated(scope: Scope) -> str:
    made = collating.latest(scope)
    return made or "No replies have been put together yet."


def _dates(scope: Scope) -> list[Data]:
    return [{"event": words, "day": long_day(at)} for name, words in DATES if (at := scope.anchor(name))]


def _children(scope: Scope) -> list[Data]:
    """Each child by code: part in the incident, plan, and age at the time in years and months."""
    form = form_words.form_of(scope.session, "f01_referral")
    _, began = data_common.beginning(scope)
    happened = reading.day(began, "inc_date")
    rows = dict(data_common.children_rows(scope))
    return [
        {
            "code": f"{scope.reference}-{each.code}",
            "age": _age(identity.read(scope.session, scope.office.keys, each), happened),
            "role": form_words.label(form, "role", rows[each.code].get("role")) or "not recorded",
            "plan": form_words.label(form, "plan_now", rows[each.code].get("plan_now")) or "not recorded",
            "looked_after": form_words.label(form, "looked_after", rows[each.code].get("looked_after"))
            or "not recorded",
        }
        for each in identity.of_case(scope.session, scope.case_id, identity.CHILD)
    ]


def _family(scope: Scope) -> list[Data]:
    form = form_words.form_of(scope.session, "f01_referral")
    return [
        {
            "code": f"{scope.reference}-{code}",
            "relation": reading.words(row, "relation") or "not recorded",
            "in_household": form_words.label(form, "in_household", row.get("in_household")) or "not recorded",
            "responsibility": form_words.label(form, "responsibility", row.get("responsibility")) or "not recorded",
        }
        for code, row in data_common.family_rows(scope)
    ]


def _age(facts: Data, happened: date | None) -> str:
    """In years and months; weeks for a baby, as the Panel asks; no date of birth is given away."""
    born = reading.day(facts, "dob")
    if born is None or happened is None:
        return "not known"
    if happened < born:
        return "unborn"
    if (weeks := (happened - born).days // 7) < 13:
        return f"{weeks} weeks"
    months = (happened.year - born.year) * 12 + happened.month - born.month - (happened.day < born.day)
    return f"{months // 12} years {months % 12} months"


def _public(rows: list[Data]) -> list[Data]:
    return [{key: row[key] for key in ("agency", "answer", "day")} for row in rows]


def _outcome(scope: Scope) -> str:
    decision = decisions.current(scope.session, scope.case_id)
    return decision.outcome if decision else ""


def _held(scope: Scope) -> Meeting | None:
    """The meeting whose section 2 is told: the last that has taken place."""
    found = meetings.of_case(scope.session, scope.case_id)
    return next((each for each in reversed(found) if each.status is MeetingStatus.HELD), None)
