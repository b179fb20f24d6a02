"""Start other processes for the same case, one at a time and never twice, and tell those that run."""

from datetime import datetime

from cases import clocks, requests
from casework import anchors
from casework.office import Office
from engine import carriers, instances, messages, telling
from engine.work import BpmnError, Field, Variables, Work
from handlers.declaring import topic

CALLED_OFF = "called_off"


@topic(
    "process.start",
    "Start another process for this case",
    takes=(
        Field("process", "string", "The id of the process"),
        Field(
            "passes",
            "string",
            "Variables that the process is about: with them it is started by every such step, else once at a time",
            required=False,
        ),
    ),
)
def start_process(office: Office, work: Work) -> Variables:
    """Have the process started by a job of its own, keyed by case and process; after the last has ended, once more.

    One that is given what it is about is keyed by the step that asks for it: two of them may run side by side.
    """
    process = str(work.parameters["process"])
    key = f"{work.case_id}:{process}"
    if passed := str(work.parameters.get("passes") or "").split():
        about = {name: work.variables[name] for name in passed if name in work.variables}
        carriers.order_start(
            work.session, work.case_id, process, f"{key}:{work.key}", {**carried(work), **about}, work.now
        )
        return {}
    ended = _count_ended(work, process)
    carriers.order_start(
        work.session, work.case_id, process, f"{key}:{ended + 1}" if ended else key, carried(work), work.now
    )
    return {}


def _count_ended(work: Work, process: str) -> int:
    """How often the process ran for this case and has ended: while one runs, starting it again changes nothing."""
    mine = [one for one in instances.of_case(work.session, work.case_id) if one.process == process]
    return sum(one.ended_at is not None for one in mine)


@topic(
    "process.tell",
    "Tell what waits for this case",
    takes=(
        Field("message", "string", "The name of the message; several with spaces between"),
        Field(
            "ordered",
            "string",
            "Processes that are ordered and have not begun: called off, where the case has ended",
            required=False,
            choices=(CALLED_OFF,),
        ),
    ),
)
def tell_processes(office: Office, work: Work) -> Variables:
    """Give each of the messages to whatever waits for it now, each once; it is not kept for what starts later.

    What is ordered and has not begun would not hear it: where it ends the case's work, it is called off first.
    """
    if work.parameters.get("ordered") == CALLED_OFF:
        carriers.call_off(work.session, work.case_id)
    names = str(work.parameters["message"]).split()
    waiting = [waits for waits, _ in telling.waiting(work.session, work.case_id) if waits.name in names]
    for waits in waiting:
        letter = messages.Letter(waits.name, f"{work.key}:{waits.id}", waits.correlation)
        messages.publish(work.session, work.case_id, letter, work.now, instances.MESSAGE_LIFE)
    return {}


@topic(
    "requests.start",
    "Send the information requests",
    paragraph="4.3.3",
    gives=(Field("request_count", "number", "How many agencies have been asked"),),
)
def start_requests(office: Office, work: Work) -> Variables:
    """Start one request process for each agency whose request is released and not yet under way.

    Where the process is about requests added later, only for those: others may not be released yet.
    """
    due_at = clocks.deadline(work.session, work.case_id, "reply_due", work.now, {})
    asked = requests.of_case(work.session, work.case_id)
    for request in requests.drafts_among(asked, work.variables):
        fixed = request.due_at or due_at
        if fixed is None:
            raise BpmnError("no_reply_date")
        _start_one(work, request, fixed)
    return {"request_count": sum(request.status is not requests.RequestStatus.WITHDRAWN for request in asked)}


def _start_one(work: Work, request: requests.InformationRequest, due_at: datetime) -> None:
    session, case_id, now = work.session, work.case_id, work.now
    requests.send(session, case_id, request.id, due_at, now)
    for name, at in (("sent_at", now), ("due_at", due_at)):
        anchors.set_anchor(session, case_id, clocks.Anchor(name, at, request.id), "system", now)
    variables = {**carried(work), "request_id": request.id, "agency_id": request.agency_id}
    carriers.order_start(session, case_id, "agency_request", f"{case_id}:agency_request:{request.id}", variables, now)


def carried(work: Work) -> Variables:
    """What one process of a case passes to the next: only which office holds it."""
    return {"partnership_id": work.variables["partnership_id"]} if "partnership_id" in work.variables else {}
