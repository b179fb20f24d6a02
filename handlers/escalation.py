"""An agency that does not give what it was asked for, taken further beside the case (P11)."""

from cases import clocks, escalations
from cases.escalations import Step
from casework import anchors
from casework.office import Office
from engine import carriers, instances
from engine.work import Field, Variables, Work
from handlers.declaring import topic

PROCESS = "escalation"
BEGINNINGS = {"rapid_review": "escalation_step_at", "review": "review_escalation_step_at"}
"""The event that a step’s time counts from, by what the request belongs to."""
CARRIED = ("partnership_id", "request_id", "agency_id", "escalation_from")
STEPS = tuple(step.value for step in Step)


@topic(
    "escalation.start",
    "Start the escalation of this request",
    paragraph="2.1.7",
    takes=(
        Field("during", "string", "Which time each step has", choices=tuple(BEGINNINGS)),
        Field("begin", "string", "The step to begin with, where no form says", required=False, choices=STEPS),
    ),
    gives=(Field("escalation_from", "string", "Nothing any more: the next one begins where it is said then"),),
)
def start(office: Office, work: Work) -> Variables:
    """Have it started by a job of its own, keyed by case, process and request: one at a time, however often asked.

    Once an earlier one is over, the request may be taken further anew; the steps of the earlier one stay.
    """
    variables = {name: work.variables[name] for name in CARRIED if name in work.variables}
    variables["during"] = work.parameters["during"]
    if begin := work.parameters.get("begin"):
        variables["escalation_from"] = begin
    carriers.order_start(work.session, work.case_id, PROCESS, _key(work), variables, work.now)
    return {"escalation_from": None}


def _key(work: Work) -> str:
    """The same while an escalation of this request runs, another one once it is over."""
    key = f"{work.case_id}:{PROCESS}:{work.variables['request_id']}"
    before = [
        one
        for one in instances.of_case(work.session, work.case_id)
        if one.start_key == key or one.start_key.startswith(f"{key}:")
    ]
    over = sum(one.ended_at is not None for one in before)
    return f"{key}:{over + 1}" if over else key


@topic(
    "escalation.step",
    "Open a step of the escalation",
    paragraph="2.1.7",
    takes=(Field("step", "string", "With whom it is taken up", choices=STEPS),),
    gives=(Field("escalation_step", "string", "The step it is in", choices=STEPS),),
)
def open_step(office: Office, work: Work) -> Variables:
    """Begin the step in the case file, end the one before, and let its time run from now (T12)."""
    step, request_id = Step(work.parameters["step"]), str(work.variables["request_id"])
    escalations.begin(work.session, work.case_id, request_id, step, work.now)
    begun = clocks.Anchor(BEGINNINGS[str(work.variables["during"])], work.now, request_id)
    anchors.set_anchor(work.session, work.case_id, begun, instances.SYSTEM, work.now)
    return {"escalation_step": step.value}


@topic("escalation.close", "Close the escalation", paragraph="2.1.7")
def close(office: Office, work: Work) -> Variables:
    """End it in the case file: it is settled, the reply has come, or the request is withdrawn."""
    escalations.end(work.session, work.case_id, str(work.variables["request_id"]), work.now)
    return {}
