"""What followed the decision: its versions, the Panel's answers, actions with their state, and holds."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint

from cases import actions, decisions, holds, panel, partnerships
from cases.actions import Action, ActionStatus
from casework import holding, set_aside
from casework.letters import form_words
from foundation.clock import london_date
from foundation.database import Session
from web.case_page import page
from web.here import now, office
from web.standing import Standing, standing

blueprint = Blueprint("case_actions", __name__, url_prefix="/cases")

SETTLED = {ActionStatus.DONE: "Done", ActionStatus.CANCELLED: "No longer needed"}


@dataclass(frozen=True, slots=True)
class Row:
    """One action as the page shows it."""

    kind: str
    text: str
    owner: str
    due: date | None
    state: str
    is_open: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What the Panel answered, and whether anything is still owed to it."""

    received: date
    said: str
    reply_due: date | None
    settled_at: datetime | None


@blueprint.get("/<reference>/actions")
def show(reference: str) -> str:
    """Everybody on the case sees actions; an agency its own. Decision, Panel and holds are for the inner circle."""
    with office().database.reading() as session:
        here = standing(session, reference, "actions")
        inner = here.is_inner
        return page(
            session,
            here,
            "actions",
            actions=_actions(session, here),
            decisions=_decisions(session, here) if inner else [],
            set_aside=set_aside.last(session, here.case.id) if inner else None,
            sendings=[one for one in panel.sendings(session, here.case.id) if one.sent_at] if inner else [],
            replies=_replies(session, here) if inner else [],
            outstanding=inner and panel.is_outstanding(session, here.case.id),
            holds=[(holding.named(session, one), one) for one in holds.of_case(session, here.case.id)] if inner else [],
        )


def _actions(session: Session, here: Standing) -> list[Row]:
    found = [one for one in actions.of_case(session, here.case.id) if here.may_read(one)]
    names = partnerships.names(session, {one.agency_id for one in found if one.agency_id})
    return [_row(session, one, names.get(one.agency_id or "", "The office")) for one in found]


def _row(session: Session, action: Action, owner: str) -> Row:
    is_open = action.status is ActionStatus.OPEN
    return Row(
        kind=actions.KINDS.get(action.kind, action.kind),
        text=actions.text_of(session, office().keys, action),
        owner=owner,
        due=action.due_on,
        state=SETTLED.get(action.status) or _words(session, "f35_progress", "progress", action.progress) or "Open",
        is_open=is_open,
        is_late=is_open and action.due_on is not None and action.due_on < london_date(now()),
    )


def _decisions(session: Session, here: Standing) -> list[tuple[int, str, date, bool]]:
    """Version, decision, day, and whether it is the one that counts."""
    found = decisions.versions(session, here.case.id)
    return [
        (one.version, _words(session, "f13_decision", "decision", one.outcome), one.decided_on, one is found[-1])
        for one in found
    ]


def _replies(session: Session, here: Standing) -> list[Reply]:
    return [
        Reply(
            one.received_on,
            _words(session, "f38_panel_reply", "panel_position", one.position),
            one.reply_due,
            one.settled_at,
        )
        for one in panel.replies(session, here.case.id)
    ]


def _words(session: Session, form_id: str, question: str, code: str | None) -> str:
    """A coded answer in the words of its form; empty when there is none."""
    return form_words.label(form_words.form_of(session, form_id), question, code) if code else ""
