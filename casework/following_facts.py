"""What forms are told after the decision: the action a task is about, holds, what closing still waits for."""

from collections.abc import Callable, Mapping
from typing import Any

from cases import actions, holds, panel, submissions
from cases.actions import Action
from cases.correspondence import letters
from casework import links
from casework.asked import Asked
from casework.letters import catalogue
from casework.office import Office
from casework.projections import reading
from engine import instances
from foundation.database import Session

RECONSIDERATION = "reconsideration"
"""The process in which a decision is taken again."""


def action_text(session: Session, office: Office, asked: Asked) -> str | None:
    """What is to be done."""
    action = _action(session, asked)
    return actions.text_of(session, office.keys, action) if action else None


def action_narrative(session: Session, office: Office, asked: Asked) -> str | None:
    """What the owner of the action last reported."""
    action = _action(session, asked)
    return _wrote(session, office, asked, action.report_id if action else None, "narrative")


def action_impact(session: Session, office: Office, asked: Asked) -> str | None:
    """What its owner says it changed for children, or why it is not needed any more."""
    action = _action(session, asked)
    report_id = action.report_id if action else None
    return _wrote(session, office, asked, report_id, "impact") or _wrote(
        session, office, asked, report_id, "why_not_needed"
    )


def action_returned(session: Session, office: Office, asked: Asked) -> str | None:
    """Why the group sent the action back; nothing until that happens."""
    action = _action(session, asked)
    return _wrote(session, office, asked, action.verdict_id if action else None, "reason")


def panel_outstanding(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether the Panel has yet to answer, or an answer of its is not settled."""
    return panel.is_outstanding(session, asked.case_id)


def panel_points(session: Session, office: Office, asked: Asked) -> list[str] | None:
    """The points that the Panel made, while it waits for our answer; nothing otherwise."""
    made = submissions.latest(session, asked.case_id, "f38_panel_reply")
    if made is None or not panel.is_outstanding(session, asked.case_id):
        return None
    points = reading.rows(submissions.read(session, office.keys, made), "points")
    return [text for row in points if (text := reading.words(row, "text"))] or None


def open_actions(session: Session, _office: Office, asked: Asked) -> int:
    """How many actions are not settled."""
    return actions.count_open(session, asked.case_id)


def open_holds(session: Session, _office: Office, asked: Asked) -> int:
    """How many holds are in force."""
    return len(holds.in_force(session, asked.case_id))


def letters_outstanding(session: Session, _office: Office, asked: Asked) -> int:
    """How many letters about the outcome are made and not sent."""
    found = [one for code in catalogue.OUTCOMES for one in letters.in_force(session, asked.case_id, code)]
    return sum(one.sent_at is None for one in found)


def reconsidering(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether the decision is being taken again."""
    running = [one for one in instances.of_case(session, asked.case_id) if one.ended_at is None]
    return any(one.process == RECONSIDERATION for one in running)


def closure_by(session: Session, _office: Office, asked: Asked) -> str | None:
    """Who made the closure checks: somebody else signs."""
    made = submissions.latest(session, asked.case_id, "f41_closure")
    return made.person_id if made else None


def _action(session: Session, asked: Asked) -> Action | None:
    action_id = asked.variables.get("action_id")
    return actions.get(session, asked.case_id, action_id) if isinstance(action_id, str) else None


def _wrote(session: Session, office: Office, asked: Asked, submission_id: str | None, key: str) -> str | None:
    if submission_id is None:
        return None
    made = submissions.get(session, asked.case_id, submission_id)
    return reading.chosen(submissions.read(session, office.keys, made), key)


FACTS: Mapping[str, Callable[[Session, Office, Asked], Any]] = {
    **links.FACTS,
    "action_impact": action_impact,
    "action_narrative": action_narrative,
    "action_returned": action_returned,
    "action_text": action_text,
    "closure_by": closure_by,
    "letters_outstanding": letters_outstanding,
    "open_actions": open_actions,
    "open_holds": open_holds,
    "panel_outstanding": panel_outstanding,
    "panel_points": panel_points,
    "reconsidering": reconsidering,
}
"""By the name that a form's expressions have."""
