"""Data of the Combined Summary: for the meeting (D04), and cut anew for the National Panel (D05)."""

from datetime import date

from cases import identity, meetings, submissions
from cases.correspondence import documents, letters
from cases.correspondence.letters import Recipient
from cases.meetings import Meeting, MeetingStatus
from casework.forms.components import Form
from casework.letters import (
    collating,
    data_common,
    data_decision,
    data_incident,
    data_meeting,
    data_panel,
    data_recorded,
    editing,
    form_words,
)
from casework.letters.scope import Data, Scope, Wanted, counted, long_day
from casework.projections import reading
from foundation.canonical import Json

DATES = (
    ("aware_at", "The local authority became aware"),
    ("notified_at", "Notified to the National Panel"),
    ("received_at", "Received by this office"),
    ("meeting_at", "Meeting"),
    ("summary_sent_at", "Combined Summary sent to the National Panel"),
)
ANNEXES = (("referral", "f01_referral", "Referral form"), ("notification", "f02_notification", "Notification"))
EXTRACTS = "reply_extracts"
UNBORN = "unborn"


def for_meeting(scope: Scope) -> list[Wanted]:
    """D04: section 1 before the meeting; sections 2 and 3 as soon as there is something to say in them."""
    meeting = _held(scope)
    data: Data = {
        **_known(scope),
        "incident": data_incident.incident(scope),
        "source": data_incident.source(scope),
        "meeting": data_meeting.record(scope, meeting) if meeting else None,
        "actions": data_recorded.agreed(scope),
        "put_off": data_decision.put_off(scope),
        "decision": data_decision.data(scope),
        # What went with the papers of the meeting is not handed out a second time with its outcome.
        "annexes": [] if meeting else annexes(scope),
    }
    return [Wanted(Recipient(), data, edits=_edits(scope))]


def _edits(scope: Scope) -> list[Json]:
    """What the office made of section 1 as it had been put together, old and new (F09; guidance 4.5.1)."""
    sent = submissions.latest(scope.session, scope.case_id, collating.PAPERS_FORM)
    if sent is None:
        return []
    known = [
        each
        for each in letters.of_case(scope.session, scope.case_id, collating.KIND)
        if each.prepared_at <= sent.made_at
    ]
    answers = scope.answers(collating.PAPERS_FORM)
    if not known or not reading.words(answers, "section_1"):
        return []
    before = str(documents.snapshot_of(scope.session, scope.office.keys, known[-1])["section_1"])
    note = reading.words(answers, "edit_note")
    return editing.in_form(sent.person_id or "", sent.made_at, note, before, reading.words(answers, "section_1"))


def for_panel(scope: Scope) -> list[Wanted]:
    """D05: no rulings on interests, no names of staff, nothing sealed or restricted (domain.md §5)."""
    data: Data = {
        **_known(scope),
        "case": {
            "ref": scope.reference,
            "kind": data_panel.kind_of_case(scope),
            "np_ref": data_incident.panel_reference(scope),
        },
        "incident": data_incident.incident(scope),
        "actions": data_recorded.agreed(scope),
        "decision": data_decision.data(scope) or {},
        "inequality": collating.said(scope, "identity") if scope.setting("section.inequality") else [],
    }
    return [Wanted(Recipient(), data)]


def annexes(scope: Scope) -> list[Data]:
    """Referral, notification and replies as they were sent, without who anybody is, as far as they go with the papers.

    An agency reads another's reply here and nowhere else (F09; domain.md §3.1, rule 4).
    """
    chosen = reading.several(scope.answers("f09_papers"), "attach_list")
    found = [_annex(scope, form_id, title) for code, form_id, title in ANNEXES if code in chosen]
    if EXTRACTS in chosen:
        rows = [row for row in collating.asked_agencies(scope) if not row["is_missing"]]
        found += [
            _written(scope, submissions.get(scope.session, scope.case_id, row["reply_id"]), f"Reply of {row['agency']}")
            for row in rows
            if row["reply_id"]
        ]
    return [annex for annex in found if annex]


def _annex(scope: Scope, form_id: str, title: str) -> Data | None:
    made = submissions.latest(scope.session, scope.case_id, form_id)
    return _written(scope, made, title) if made else None


def _written(scope: Scope, made: submissions.Submission, title: str) -> Data:
    answers = submissions.read(scope.session, scope.office.keys, made)
    form = form_words.form_of(scope.session, made.form_id, made.form_version)
    return {"title": title, "sections": form_words.sections(scope, form, answers)}


def _known(scope: Scope) -> Data:
    """Section 1: dates, children and family by code, and what the office made of the replies."""
    papers = scope.answers("f09_papers")
    written = reading.words(papers, "section_1") or _collated(scope)
    agencies = {str(row["agency"]) for row in collating.asked_agencies(scope)}
    return {
        "dates": _dates(scope),
        "agencies": _public(collating.asked_agencies(scope)),
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
            "plan": _status(form, rows[each.code]),
            "looked_after": form_words.label(form, "looked_after", rows[each.code].get("looked_after"))
            or "not recorded",
        }
        for each in identity.of_case(scope.session, scope.case_id, identity.CHILD)
        if each.code in rows
    ]


def _status(form: Form, row: Data) -> str:
    """Plan, its category and dates, and legal status, as far as somebody said."""
    said = (
        form_words.label(form, "plan_now", row.get("plan_now")),
        reading.words(row, "plan_detail"),
        reading.words(row, "legal_status"),
    )
    return "; ".join(part for part in said if part) or "not recorded"


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
    if born is None and reading.day(facts, "due_date"):
        return UNBORN
    if born is None or happened is None:
        return "not known"
    if happened < born:
        return UNBORN
    if (weeks := (happened - born).days // 7) < 13:
        return f"{weeks} weeks"
    months = (happened.year - born.year) * 12 + happened.month - born.month - (happened.day < born.day)
    years, rest = divmod(months, 12)
    return " ".join(counted(number, unit, f"{unit}s") for number, unit in ((years, "year"), (rest, "month")) if number)


def _public(rows: list[Data]) -> list[Data]:
    return [{key: row[key] for key in ("agency", "answer", "day")} for row in rows]


def _held(scope: Scope) -> Meeting | None:
    """The meeting whose section 2 is told: the last that has taken place."""
    found = meetings.of_case(scope.session, scope.case_id)
    return next((each for each in reversed(found) if each.status is MeetingStatus.HELD), None)
