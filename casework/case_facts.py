"""Where a case stands, for the rules of forms that may be told at any time."""

from collections.abc import Callable, Mapping
from typing import Any

from cases import decisions, records, submissions
from cases.clocks import anchors
from casework.asked import Asked
from casework.office import Office
from casework.projections import reading
from foundation.database import Session


def is_decided(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether the group has decided on the case."""
    return decisions.current(session, asked.case_id) is not None


def is_notified(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether the case was notified to the national Panel."""
    return ("", "notified_at") in anchors.of_case(session, asked.case_id)


def case_path(session: Session, _office: Office, asked: Asked) -> str | None:
    """Which path the case is on."""
    return records.case(session, asked.case_id).path if asked.case_id else None


def told(form_id: str, key: str) -> Callable[[Session, Office, Asked], str | None]:
    """What was last told with a form, for whoever decides on it to read."""

    def fact(session: Session, office: Office, asked: Asked) -> str | None:
        made = submissions.latest(session, asked.case_id, form_id) if asked.case_id else None
        return reading.chosen(submissions.read(session, office.keys, made), key) if made else None

    return fact


FACTS: Mapping[str, Callable[[Session, Office, Asked], Any]] = {
    "case_path": case_path,
    "is_decided": is_decided,
    "is_notified": is_notified,
    "la_established": told("notification_withdrawn", "reason"),
    "true_reason": told("f40_back_dated", "reason"),
    "withdrawal_reason": told("f40_withdrawal", "reason"),
    "join_facts": told("f40_join", "facts"),
    "transfer_reason": told("f40_transfer", "transfer_reason"),
}
