"""How the information requests of a case stand."""

from datetime import datetime

from cases import assignments, clocks, requests, roles
from cases.requests import RequestStatus
from casework import anchors
from casework.mail import to_agency
from casework.mail.ordering import Order
from casework.office import Office
from engine import instances, messages
from engine.work import Field, Variables, Work
from handlers.declaring import topic

NEW_DATE = "reply_date_changed"
"""The e-mail text that tells an agency of its new reply date."""

REPLIES = {"yes": RequestStatus.REPLIED, "no_trace": RequestStatus.NO_TRACE}
"""What the answer to “known?” makes of the request."""

UPDATE = "update_asked"
"""The e-mail text that asks an agency to bring its reply up to date."""

UNANSWERED = "open"

STATUSES = tuple(status.value for status in RequestStatus)


@topic(
    "requests.count_open",
    "Count the replies still outstanding",
    paragraph="4.3.4",
    gives=(
        Field("open_requests", "number", "How many agencies have not answered"),
        Field("request_count", "number", "How many agencies were asked"),
    ),
)
def count_open(office: Office, work: Work) -> Variables:
    """Count from the case file, never from a counter that messages could get wrong."""
    asked = [
        request
        for request in requests.of_case(work.session, work.case_id)
        if request.status is not RequestStatus.WITHDRAWN
    ]
    return {"open_requests": requests.count_waiting(work.session, work.case_id), "request_count": len(asked)}


@topic("requests.drop", "Take back requests that were not sent", paragraph="4.3.1")
def drop(office: Office, work: Work) -> Variables:
    """The requests that were added are not asked after all: nobody outside the office has heard of them."""
    asked = requests.of_case(work.session, work.case_id)
    for request in requests.drafts_among(asked, work.variables):
        requests.mark(work.session, work.case_id, request.id, RequestStatus.WITHDRAWN, work.now)
    return {}


@topic(
    "requests.mark",
    "Mark how this request stands",
    takes=(Field("status", "string", "The new status", choices=STATUSES),),
    gives=(Field("request_status", "string", "How it stands now", choices=STATUSES),),
)
def mark(office: Office, work: Work) -> Variables:
    """Move this process's own request on; marking it the same again changes nothing, nor does late once answered."""
    status, request_id = requests.RequestStatus(work.parameters["status"]), str(work.variables["request_id"])
    request = requests.get(work.session, work.case_id, request_id)
    if status is not RequestStatus.LATE or request.status in requests.WAITING:
        requests.mark(work.session, work.case_id, request_id, status, work.now)
    if status is RequestStatus.WITHDRAWN:
        _end_helping(work, request)
    return {"request_status": request.status.value}


@topic(
    "requests.note_reply",
    "Note the agency's reply",
    paragraph="4.3.4",
    gives=(Field("replied_at", "string", "When the reply came"),),
)
def note_reply(office: Office, work: Work) -> Variables:
    """Note on the request that its agency has replied, and how; whoever wrote a section of it sees it no longer.

    A later version of a reply leaves a request that is answered as it is.
    """
    request = requests.get(work.session, work.case_id, str(work.variables["request_id"]))
    status = REPLIES.get(str(work.variables.get("known")))
    if request.status is RequestStatus.REPLIED and work.variables.get("enough") == "clarify":
        status = RequestStatus.CLARIFIED
    if status in requests.MOVES[request.status]:
        requests.mark(work.session, work.case_id, request.id, status, work.now)
    _end_helping(work, request)
    return {"replied_at": work.now.isoformat()}


def _end_helping(work: Work, request: requests.InformationRequest) -> None:
    """Whoever helped with this reply sees nothing of the case any more."""
    about = (request.agency_id, request.id)
    assignments.end_for_request(work.session, work.case_id, roles.CONTRIBUTOR, about, work.now)


@topic("requests.reissue", "Give the agencies that have not replied a new reply date", paragraph="4.3.4")
def reissue(office: Office, work: Work) -> Variables:
    """Count the reply date anew by its rule (T03), keep it on each request that waits, and tell its agency."""
    due_at = clocks.deadline(work.session, work.case_id, "reply_due", work.now, {})
    for request in requests.of_case(work.session, work.case_id):
        if request.status in requests.WAITING and due_at is not None:
            _date_anew(office, work, request, due_at)
    return {}


def _date_anew(office: Office, work: Work, request: requests.InformationRequest, due_at: datetime) -> None:
    requests.extend(work.session, work.case_id, request.id, due_at, work.now)
    moved = clocks.Anchor("due_at", due_at, request.id, clocks.Why.MEETING_MOVED)
    anchors.set_anchor(work.session, work.case_id, moved, instances.SYSTEM, work.now)
    told = Order(work.case_id, NEW_DATE, f"{work.key}:{request.id}", {"request_id": request.id}, about=request.id)
    to_agency.order(work.session, office, told, request.agency_id, work.now)


@topic(
    "requests.ask_update",
    "Ask agencies that have replied to bring their reply up to date",
    paragraph="4.1.4, 4.3.1",
    gives=(Field("update_count", "number", "How many agencies were asked to bring their reply up to date"),),
)
def ask_update(office: Office, work: Work) -> Variables:
    """Tell each agency whose reply is there; it adds to its reply where it needs to, and is not asked anew."""
    answered = [one for one in requests.of_case(work.session, work.case_id) if one.status in requests.ANSWERED]
    for request in answered:
        told = Order(work.case_id, UPDATE, f"{work.key}:{request.id}", {"request_id": request.id}, about=request.id)
        to_agency.order(work.session, office, told, request.agency_id, work.now)
    return {"update_count": len(answered)}


@topic(
    "requests.withdraw",
    "Withdraw every open request of the case",
    paragraph="4.1.4",
    takes=(Field("which", "string", "All, or only those not answered", required=False, choices=("all", UNANSWERED)),),
)
def withdraw(office: Office, work: Work) -> Variables:
    """Tell the process of each request: withdrawn where it is not answered, else that nothing more can be added.

    Where only those not answered are meant, agencies may still add to replies that are there.
    """
    only_open = work.parameters.get("which") == UNANSWERED
    for request in requests.of_case(work.session, work.case_id):
        is_open = request.status in (*requests.WAITING, RequestStatus.REFUSED)
        if only_open and not is_open:
            continue
        name = "request_withdrawn" if is_open else "review_ended"
        letter = messages.Letter(name, f"{work.key}:{request.id}", request.id)
        messages.publish(work.session, work.case_id, letter, work.now, instances.MESSAGE_LIFE)
    return {}
