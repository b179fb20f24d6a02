"""Where a case stands, for the rules of forms that may be told at any time."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cases import decisions, holds, records, submissions
from cases.clocks import anchors
from casework import deciding, decision_facts, holding, set_aside, true_date_facts
from casework.asked import Asked
from casework.office import Office
from casework.projections import reading
from foundation.database import Session

BEGINNINGS = ("f01_referral", "f02_notification")
"""Forms that say first what happened."""


def is_decided(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether the group has decided on the case, and nothing has set its decision aside."""
    decided = decisions.current(session, asked.case_id) is not None
    return decided and set_aside.last(session, asked.case_id) is None


def set_aside_on(session: Session, _office: Office, asked: Asked) -> date | None:
    """The day of the last decision, where it is not carried out; nothing where it counts or there is none."""
    found = set_aside.last(session, asked.case_id)
    return found.decided_on if found is not None else None


def decided_on(session: Session, _office: Office, asked: Asked) -> date | None:
    """The day of the last decision, or None before the first."""
    found = decisions.current(session, asked.case_id)
    return found.decided_on if found is not None else None


def is_notified(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether the case was notified to the National Panel."""
    return ("", "notified_at") in anchors.of_case(session, asked.case_id)


def is_referred(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether an agency referred the case, before a notification or without one."""
    return bool(asked.case_id) and submissions.latest(session, asked.case_id, "f01_referral") is not None


def case_path(session: Session, _office: Office, asked: Asked) -> str | None:
    """Which path the case is on."""
    return records.case(session, asked.case_id).path if asked.case_id else None


def came_in_link(session: Session, _office: Office, asked: Asked) -> str | None:
    """Where the referral or notification that the case began with can be read."""
    made = submissions.latest_of(session, asked.case_id, BEGINNINGS) if asked.case_id else None
    return f"/cases/{records.reference_of(session, asked.case_id)}/forms/{made.id}" if made else None


def told(key: str, *form_ids: str) -> Callable[[Session, Office, Asked], str | None]:
    """What was last told with one of these forms, for whoever decides on it to read."""

    def fact(session: Session, office: Office, asked: Asked) -> str | None:
        made = submissions.latest_of(session, asked.case_id, form_ids) if asked.case_id else None
        return reading.chosen(submissions.read(session, office.keys, made), key) if made else None

    return fact


def held(key: str) -> Callable[[Session, Office, Asked], str | None]:
    """The step that the hold stops, or what was written why; the hold is the one that the task is about."""

    def fact(session: Session, office: Office, asked: Asked) -> str | None:
        found = next(
            (one for one in holds.of_case(session, asked.case_id) if one.id == asked.variables.get("hold_id")), None
        )
        if found is None or key == "step":
            return holding.named(session, found) if found else None
        made = submissions.get(session, asked.case_id, found.submission_id) if found.submission_id else None
        return reading.chosen(submissions.read(session, office.keys, made), key) if made else None

    return fact


FACTS: Mapping[str, Callable[[Session, Office, Asked], Any]] = {
    "came_in_link": came_in_link,
    "case_path": case_path,
    "decided_on": decided_on,
    "decision_set_aside": set_aside_on,
    "decision_stage": deciding.decision_stage,
    "is_decided": is_decided,
    "is_notified": is_notified,
    "is_referred": is_referred,
    "review_sent_at": decision_facts.review_sent_at,
    "referral_summary": told("summary", "f01_referral"),
    "panel_late_reason": told("late_reason", "f17_release_to_panel"),
    "la_established": told("reason", "notification_withdrawn"),
    **true_date_facts.FACTS,
    "held_step": held("step"),
    "held_reason": held("reason"),
    "withdrawal_reason": told("reason", "f40_withdrawal"),
    "join_facts": told("facts", "f40_join"),
    "transfer_declined": told("transfer_reply", "f40_transfer_reply"),
    "transfer_state": told("state_of_work", "f40_transfer"),
    "transfer_reason": told("transfer_reason", "f40_transfer", "f03_intake_check"),
}
