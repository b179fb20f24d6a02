"""Around the end of a case: what was decided so far, the Panel's reply settled, holds, closing and opening again."""

from cases import audit, decisions, panel, people, records, sight
from cases.records import CaseStatus
from casework import deciding, deleting
from casework.office import Office
from engine import carriers, instances
from engine.work import Field, Variables, Work
from foundation.canonical import Json
from handlers.declaring import topic
from handlers.processes import carried
from handlers.saying import FORM, said_by


@topic(
    "decision.read",
    "Note the decision so far",
    paragraph="1.6.1",
    gives=(
        Field("former_decision", "string", "The decision that counts before it is taken again"),
        Field("panel_knows", "boolean", "Whether anything of the case has gone to the National Panel"),
        Field(
            "decision_stage",
            "string",
            "How far the decision is that is being taken now; none when none is",
            choices=deciding.STAGES,
        ),
    ),
)
def read_decision(office: Office, work: Work) -> Variables:
    """Read it from the case file, so that what is decided next can be compared with it."""
    decision = decisions.current(work.session, work.case_id)
    sent = [each for each in panel.sendings(work.session, work.case_id) if each.sent_at]
    return {
        "former_decision": decision.outcome if decision else None,
        "panel_knows": bool(sent),
        "decision_stage": deciding.stage(work.session, office, work.case_id),
    }


@topic(
    "panel.settle",
    "Note that the Panel's reply is settled",
    paragraph="1.6.3",
    gives=(
        Field("panel_outstanding", "boolean", "Whether something has gone to the Panel since, and is not answered"),
        Field("panel_position", "string", "None: what it said is followed up"),
    ),
)
def settle_panel(office: Office, work: Work) -> Variables:
    """Nothing more is owed to the Panel for what it has answered."""
    panel.settle(work.session, work.case_id, work.now)
    return {"panel_outstanding": panel.is_outstanding(work.session, work.case_id), "panel_position": None}


@topic("hold.begin", "Begin a hold", paragraph="1.6.1, 5.6.1")
def begin_hold(office: Office, work: Work) -> Variables:
    """Have the hold that a form has just asked for looked at again in time, by a process of its own."""
    hold_id = str(work.variables["hold_id"])
    variables = {**carried(work), "hold_id": hold_id, "hold_owner": work.variables["hold_owner"]}
    carriers.order_start(work.session, work.case_id, "hold", f"{work.case_id}:hold:{hold_id}", variables, work.now)
    return {}


@topic(
    "case.leave_to",
    "Take the closed case out of everybody else's sight",
    takes=(Field("roles", "string", "The roles that go on seeing it, with spaces between"),),
    paragraph="1.6.3",
)
def leave_case(office: Office, work: Work) -> Variables:
    """Only these roles see the case from now on, and agencies their open actions; opened again, it is as before."""
    roles = str(work.parameters["roles"]).split()
    if unknown := set(roles) - people.ROLES.keys():
        raise ValueError(f"There is no role {', '.join(sorted(unknown))}. Correct the roles in the diagram.")
    sight.leave_to(work.session, work.case_id, roles)
    detail: dict[str, Json] = {"roles": [*roles]}
    audit.append(
        work.session, audit.of_case(work.case_id), instances.SYSTEM, "access cut", work.case_id, detail, work.now
    )
    return {}


@topic("case.reopen", "Open the case again", takes=(FORM,), paragraph="1.6.3")
def reopen_case(office: Office, work: Work) -> Variables:
    """The case is worked on again under its reference; why is in the form that said so."""
    records.change_status(work.session, work.case_id, CaseStatus.OPEN, work.now)
    deleting.note_reopening(work.session, work.case_id, said_by(work), work.now)
    audit.append(work.session, audit.of_case(work.case_id), said_by(work), "case reopened", work.case_id, {}, work.now)
    return {}
