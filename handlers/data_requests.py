"""Requests of people about their data: what the machine does for them."""

from cases import contested, data_requests, disclosures, files, legal_holds, owned
from cases.data_requests import DataRequest
from cases.legal_holds import LegalHold
from casework.disclosing import copying, recipients, replying
from casework.disclosing import records as held
from casework.office import Office
from engine.work import Field, Variables, Work
from handlers.declaring import topic

PARAGRAPH = "2.1.5"


@topic("data_request.gather", "Collect the schedule of a request about data", paragraph=PARAGRAPH)
def gather(office: Office, work: Work) -> Variables:
    """Every record that the case holds now is named in the schedule, to be decided on one by one."""
    disclosures.collect(work.session, _request(work), list(held.found(work.session, work.case_id)), work.now)
    return {}


@topic("data_request.export", "Make the copy for whoever asked for their data", paragraph=PARAGRAPH)
def export(office: Office, work: Work) -> Variables:
    """Covering letter, schedule and records as decided, made anew without what is left out, to be taken once."""
    copying.make(work.session, office, _request(work), work.now)
    return {}


@topic(
    "data_request.end",
    "End a request about data",
    paragraph=PARAGRAPH,
    takes=(Field("outcome", "string", "How it ended, a code of the form that said so"),),
)
def end(office: Office, work: Work) -> Variables:
    """The copy is deleted, and data protection leads know the case by this request no longer."""
    request = _request(work)
    if request.copy_id:
        files.forget(work.session, work.case_id, request.copy_id)
    data_requests.end(work.session, request, str(work.parameters["outcome"]), "system", work.now)
    return {}


@topic("data_right.hold", "Hold records against deletion while somebody's request runs", paragraph=PARAGRAPH)
def hold(office: Office, work: Work) -> Variables:
    """Put the case on a legal hold of the request's own (UK GDPR Article 18(2): what is restricted is stored)."""
    request = _request(work)
    placed = LegalHold(
        **owned.key(work.case_id),
        asked_by=legal_holds.BY_REQUEST,
        placed_by=request.registered_by,
        placed_at=work.now,
        submission_id=request.submission_id,
    )
    request.hold_id = legal_holds.place(work.session, placed).id
    return {}


@topic(
    "data_right.show",
    "Show what was decided with the records",
    paragraph=PARAGRAPH,
    gives=(
        Field("right_erases", "boolean", "Whether a record is to be deleted"),
        Field("right_was_given", "boolean", "Whether somebody was given records, and something is shown with one now"),
    ),
)
def show(office: Office, work: Work) -> Variables:
    """From now on corrections, notes of dispute and restrictions stand with the records; nothing of them is changed."""
    request = _request(work)
    data_requests.show(work.session, request, work.now)
    decided = contested.upheld(work.session, request)
    given = bool(decided) and bool(recipients.of_case(work.session, work.case_id))
    return {"right_erases": any(one.decision == contested.DELETE for one in decided), "right_was_given": given}


@topic("data_right.let_go", "End the hold on deletion of a request", paragraph=PARAGRAPH)
def let_go(office: Office, work: Work) -> Variables:
    """What was granted may be deleted."""
    _end_hold(work)
    return {}


@topic("data_right.letter", "Make the letter to whoever wanted data put right or deleted", paragraph=PARAGRAPH)
def letter(office: Office, work: Work) -> Variables:
    """What was decided of each record and why, as a Word document to be taken once."""
    replying.make(work.session, office, _request(work), work.now)
    return {}


@topic("data_right.release", "End the restriction and the hold of a request", paragraph=PARAGRAPH)
def release(office: Office, work: Work) -> Variables:
    """They were told, or took it back: what stays as it is may be used as before, and be deleted in its time."""
    data_requests.release(work.session, _request(work), work.now)
    _end_hold(work)
    return {}


def _end_hold(work: Work) -> None:
    request = _request(work)
    if request.hold_id:
        legal_holds.end_of_request(work.session, work.case_id, request.hold_id, work.now)


def _request(work: Work) -> DataRequest:
    return data_requests.get(work.session, work.case_id, str(work.variables["data_request_id"]))
