"""Immediate actions and learning: each is followed by a process of its own until it is settled (P8)."""

from datetime import time

from cases import actions, clocks, settings
from cases.actions import Action, ActionStatus
from casework import anchors
from casework.mail import ordering, recipients, texts, to_agency
from casework.mail.ordering import Order
from casework.office import Office
from engine import carriers, instances
from engine.work import Field, Variables, Work
from foundation.clock import london, london_date
from handlers.declaring import topic
from handlers.processes import carried

PROCESS = "action"


@topic(
    "actions.start",
    "Tell agencies of their actions and learning, and follow each",
    paragraph="3.1.1, 4.6.2, 11.2.1",
    takes=(Field("kind", "string", "Which actions; all when left out", required=False, choices=("safety", "all")),),
    gives=(Field("action_count", "number", "How many actions the case has"),),
)
def start_actions(office: Office, work: Work) -> Variables:
    """Tell the owner of each action that has not been told yet, one e-mail however many are theirs; follow each."""
    agreed = actions.of_case(work.session, work.case_id)
    kind = work.parameters.get("kind") or "all"
    fresh = [
        each
        for each in agreed
        if each.told_at is None and each.status is ActionStatus.OPEN and kind in (each.kind, "all")
    ]
    for agency_id in sorted({each.agency_id for each in fresh if each.agency_id}):
        asked = Order(work.case_id, "action_assigned", f"{work.key}:{agency_id}")
        to_agency.order(work.session, office, asked, agency_id, work.now)
    owners = {each.person_id for each in fresh if each.person_id}
    named = recipients.named(work.session, work.case_id, sorted(owners))
    ordering.order(work.session, office, Order(work.case_id, "action_assigned", work.key), named, work.now)
    for each in fresh:
        each.told_at = work.now
        _follow(work, each)
    return {"action_count": len(agreed)}


def _follow(work: Work, action: Action) -> None:
    """Start the process of one action, with the clock of its date."""
    if action.due_on is not None:
        at = london(action.due_on, time.fromisoformat(str(settings.value(work.session, work.case_id, "due_time"))))
        due = clocks.Anchor("action_due_at", at, action.id)
        anchors.set_anchor(work.session, work.case_id, due, instances.SYSTEM, work.now)
    variables = {**carried(work), "action_id": action.id, "agency_id": action.agency_id}
    key = f"{work.case_id}:{PROCESS}:{action.id}"
    carriers.order_start(work.session, work.case_id, PROCESS, key, variables, work.now)


@topic(
    "action.mark",
    "Mark how the action stands",
    paragraph="11.4.1",
    takes=(Field("status", "string", "The new status", choices=tuple(status.value for status in ActionStatus)),),
)
def mark(office: Office, work: Work) -> Variables:
    """Move this process's own action on."""
    status = ActionStatus(str(work.parameters["status"]))
    actions.change_status(work.session, work.case_id, str(work.variables["action_id"]), status)
    return {}


@topic(
    "action.remind",
    "Remind of the action",
    paragraph="11.3.3",
    takes=(
        Field("mail", "string", "Which text, a file in letters/mail", choices=texts.kinds()),
        Field("to", "string", "Roles who are told too, with spaces between", required=False),
    ),
)
def remind(office: Office, work: Work) -> Variables:
    """Write to the agency that owns the action, to its owner by name, and to these roles."""
    action = actions.get(work.session, work.case_id, str(work.variables["action_id"]))
    mail = str(work.parameters["mail"])
    if action.agency_id:
        asked = Order(work.case_id, mail, f"{work.key}:{action.agency_id}", work.variables)
        to_agency.order(work.session, office, asked, action.agency_id, work.now)
    roles = str(work.parameters.get("to") or "").replace(",", " ").split()
    found = recipients.of_roles(work.session, work.case_id, roles, None, london_date(work.now))
    found += recipients.named(work.session, work.case_id, [action.person_id] if action.person_id else [])
    ordering.order(work.session, office, Order(work.case_id, mail, work.key, work.variables), found, work.now)
    return {}
