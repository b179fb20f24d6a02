"""Requests of people about their data: what the machine does for them."""

from cases import data_requests, disclosures, files
from cases.data_requests import DataRequest
from casework.disclosing import copying
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


def _request(work: Work) -> DataRequest:
    return data_requests.get(work.session, work.case_id, str(work.variables["data_request_id"]))
