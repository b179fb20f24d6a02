"""Requests of people about their data: what the machine does for them."""

from cases import data_requests
from casework.office import Office
from engine.work import Field, Variables, Work
from handlers.declaring import topic

PARAGRAPH = "2.1.5"


@topic(
    "data_request.end",
    "End a request about data",
    paragraph=PARAGRAPH,
    takes=(Field("outcome", "string", "How it ended, a code of the form that said so"),),
)
def end(office: Office, work: Work) -> Variables:
    """From now on data protection leads know the case by this request no longer."""
    request = data_requests.get(work.session, work.case_id, str(work.variables["data_request_id"]))
    data_requests.end(work.session, request, str(work.parameters["outcome"]), "system", work.now)
    return {}
