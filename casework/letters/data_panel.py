"""Data of the covering letter to the National Panel (D06): the decision first, then what explains it."""

from collections.abc import Mapping
from datetime import datetime

from cases import called, decisions, meetings, panel, records
from cases.clocks.rules import AGENCY_REFERRAL, RAPID_REVIEW
from cases.correspondence import documents, letters
from cases.correspondence.letters import Recipient
from casework.letters import collating, data_decision, data_incident
from casework.letters.rendering import LetterProblem
from casework.letters.scope import Data, Scope, Wanted, long_day
from casework.projections import reading
from foundation.clock import london_date

PANEL = "recipient.national_panel"
"""The setting that holds the Panel's address."""

CASES: Mapping[str, str] = {RAPID_REVIEW: "Rapid Review", AGENCY_REFERRAL: "Referral by an agency"}
"""What a case is called in letters, by the path it is on."""


def covering(scope: Scope) -> list[Wanted]:
    """D06, with the reason for lateness once a second person has given it (F17)."""
    decision = decisions.current(scope.session, scope.case_id)
    if decision is None:
        raise LetterProblem("No decision is recorded yet, so there is nothing to write to the Panel. Record it first.")
    said = data_decision.data(scope) or {}
    data: Data = {
        "case": {"ref": scope.reference, "kind": kind_of_case(scope), "np_ref": data_incident.panel_reference(scope)},
        "panel": {"address": address(scope)},
        "outcome": {"code": decision.outcome},
        "decision": {
            "suggest_national": decision.suggest_national,
            "suggest_national_why": said.get("suggest_national_why", ""),
        },
        "meeting": {"on": _met_on(scope, decision.meeting_id)},
        "late": _late(scope),
        "again": {
            "sent_on": long_day(_sent_before(scope)),
            "version": str(decision.version),
            "is_correction": _is_correction(scope, decision.id),
        },
        "no_reply": [
            {"agency": row["agency"], "answer": row["answer"].lower()}
            for row in collating.asked_agencies(scope)
            if row["is_missing"]
        ],
        "enclosures": [*_enclosures(scope)],
        "signatory": said.get("signed_by") or called.office_of(scope.session, scope.case_id),
    }
    return [Wanted(Recipient(address=address(scope)), data)]


def answer(scope: Scope) -> list[Wanted]:
    """D06 answer: what somebody of the office wrote to the Panel, with who signs it."""
    said = scope.answers("f38_answer")
    paragraphs = [line.strip() for line in reading.words(said, "answer").splitlines()]
    data: Data = {
        "case": {"ref": scope.reference, "np_ref": data_incident.panel_reference(scope)},
        "panel": {"address": address(scope)},
        "letter": {"about": reading.words(said, "about"), "body": [line for line in paragraphs if line]},
        "signatory": called.office_of(scope.session, scope.case_id),
    }
    return [Wanted(Recipient(address=address(scope)), data)]


def kind_of_case(scope: Scope) -> str:
    """What the case is called in letters, by the path it is on."""
    return CASES.get(records.case(scope.session, scope.case_id).path, CASES[RAPID_REVIEW])


def address(scope: Scope) -> str:
    """Where the Panel gets its mail, by the settings of the case."""
    return str(scope.setting(PANEL) or "")


def late_reason(scope: Scope) -> str:
    """Why it is late, as the second person gave it."""
    return reading.words(scope.answers("f17_release_to_panel"), "late_reason")


def is_out_of_date(scope: Scope) -> bool:
    """Whether the covering letter must be made anew.

    It has an earlier day's date, lacks the reason for lateness, or names an earlier version of what is enclosed.
    """
    prepared = letters.in_force(scope.session, scope.case_id, "D06")[-1:]
    enclosed = _enclosures(scope)
    return bool(late_reason(scope)) or any(
        london_date(each.prepared_at) != scope.today
        or documents.snapshot_of(scope.session, scope.office.keys, each).get("enclosures") != enclosed
        for each in prepared
    )


def _enclosures(scope: Scope) -> list[str]:
    found = letters.in_force(scope.session, scope.case_id, "D05")
    return [f"Combined Summary, version {each.version}" for each in found] or ["Combined Summary"]


def _late(scope: Scope) -> Data:
    due = scope.deadline("outcome_due")
    is_late = due is not None and scope.now > due and not _has_gone(scope)
    return {"is_late": is_late, "due": long_day(due), "reason": late_reason(scope)}


def _sent_before(scope: Scope) -> datetime | None:
    """When an earlier summary went to the Panel: what goes now tells it of a decision taken again."""
    return scope.anchor("summary_sent_at")


def _has_gone(scope: Scope) -> bool:
    """Whether the path's summary has gone before; what a referral sent before it was notified is none of it."""
    sent, notified = _sent_before(scope), scope.anchor("notified_at")
    return sent is not None and (notified is None or sent >= notified)


def _is_correction(scope: Scope, decision_id: str) -> bool:
    """Whether the Panel has been told of this very decision before, in a summary that was wrong."""
    sent = [each for each in panel.sendings(scope.session, scope.case_id) if each.sent_at]
    return bool(sent) and sent[-1].decision_id == decision_id


def _met_on(scope: Scope, meeting_id: str | None) -> str:
    if meeting_id:
        return long_day(meetings.get(scope.session, scope.case_id, meeting_id).starts_at)
    held = meetings.of_case(scope.session, scope.case_id)
    return long_day(held[-1].starts_at) if held else "a date given in the Combined Summary"
