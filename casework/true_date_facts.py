"""What whoever enters a true date, or confirms one, is told (F40): which dates the case has, and which of them wait."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cases import submissions
from casework import corrections, true_dates
from casework.asked import Asked
from casework.office import Office
from casework.projections import reading
from engine import instances, tasks
from engine.states import OPEN_TASKS
from foundation.clock import LONDON
from foundation.database import Session

ENTERED, CHECK = "f40_back_dated", "f40_back_dated_check"
"""The forms with which a true date is entered and confirmed."""


def dates_given(session: Session, _office: Office, asked: Asked) -> list[str]:
    """The events of the case whose dates may be put right."""
    return [*corrections.known(session, asked.case_id)]


def dates_to_confirm(session: Session, office: Office, asked: Asked) -> list[str]:
    """The events for which a second person has been asked to confirm an earlier date."""
    found = []
    for task in tasks.of_case(session, asked.case_id):
        if task.form_ref == CHECK and task.state in OPEN_TASKS:
            instance = instances.of_task(session, task)
            taken = instances.opened(session, office.environment, instance, instances.SYSTEM, asked.now)
            found.append(str(taken.run.variables_at(task.id).get("event")))
    return found


def true_day(session: Session, office: Office, asked: Asked) -> datetime | None:
    """The earlier date that a colleague entered as the true one, in London."""
    at = reading.instant(_said(session, office, asked), "true_at")
    return at.astimezone(LONDON) if at else None


def said(key: str) -> Callable[[Session, Office, Asked], str | None]:
    """What a colleague wrote with it."""

    def fact(session: Session, office: Office, asked: Asked) -> str | None:
        return reading.chosen(_said(session, office, asked), key)

    return fact


def _said(session: Session, office: Office, asked: Asked) -> Mapping[str, Any]:
    made = true_dates.form_of(session, asked.case_id, asked.variables, ENTERED)
    return submissions.read(session, office.keys, made) if made else {}


FACTS: Mapping[str, Callable[[Session, Office, Asked], Any]] = {
    "dates_given": dates_given,
    "dates_to_confirm": dates_to_confirm,
    "true_day": true_day,
    "true_proof": said("proof"),
    "true_reason": said("reason"),
}
