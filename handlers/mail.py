"""Tell people by e-mail: a reference and a link, never a name or a fact of the case."""

from casework.mail import ordering, recipients, texts, to_agency
from casework.mail.ordering import Order
from casework.office import Office
from engine.work import Field, Variables, Work
from foundation.clock import london_date
from handlers.declaring import topic


@topic(
    "mail.send",
    "Send an e-mail",
    takes=(
        Field("mail", "string", "Which text, a file in letters/mail", choices=texts.kinds()),
        Field(
            "to",
            "string",
            "Roles, with spaces between; agency_lead and strategic_lead mean those of this request’s agency",
            required=False,
        ),
        Field("person", "string", "One person, by a variable such as ${contributor}", required=False),
    ),
)
def send(office: Office, work: Work) -> Variables:
    """Put the e-mail for everyone in these roles, or for one person, into the outbox, which delivers it."""
    request_id = work.variables.get("request_id")
    about = request_id if isinstance(request_id, str) else None
    roles = str(work.parameters.get("to") or "").replace(",", " ").split()
    today = london_date(work.now)
    found = recipients.of_roles(work.session, work.case_id, roles, about, today)
    if person := work.parameters.get("person"):
        found += recipients.named(work.session, work.case_id, [str(person)])
    asked = Order(work.case_id, str(work.parameters["mail"]), work.key, work.variables, about=_about(work))
    ordering.order(work.session, office, asked, found, work.now)
    to_agency_only = [role for role in roles if role in recipients.OF_AN_AGENCY]
    if to_agency_only and not recipients.of_roles(work.session, work.case_id, to_agency_only, about, today):
        to_agency.alert_office(work.session, office, asked, work.now)
    return {}


def _about(work: Work) -> str:
    """The request or action that the step is about: one person may be told of several at once."""
    found = (work.variables.get(name) for name in ("request_id", "action_id"))
    return next((each for each in found if isinstance(each, str)), "")
