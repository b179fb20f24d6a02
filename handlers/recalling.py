"""A letter taken back: its recipient can open it no longer and is told; the National Panel is asked not to use it."""

from cases.correspondence import letters
from cases.correspondence.letters import Letter
from casework.letters import catalogue, data_panel, releasing
from casework.letters.scope import Scope
from casework.mail import ordering, recipients, texts, to_agency
from casework.mail.ordering import Order
from casework.office import Office
from engine.work import Field, Variables, Work
from handlers.declaring import topic
from handlers.saying import FORM, said_by

RECIPIENT, SUMMARY, LETTER = "recipient", "panel_summary", "panel_letter"
"""Whose letter it was: an agency's or a person's; or what went to the Panel with its summary, or by itself."""


@topic(
    "letter.recall",
    "Recall a letter",
    takes=(
        FORM,
        Field("mail", "string", "The text that tells its recipient", choices=texts.kinds()),
        Field("panel_mail", "string", "The text that tells the National Panel", choices=texts.kinds()),
    ),
    gives=(Field("recalled_from", "string", "Whose letter it was", choices=(RECIPIENT, SUMMARY, LETTER)),),
    paragraph="1.5.3",
)
def recall_letter(office: Office, work: Work) -> Variables:
    """Nobody but the office can open the letter any more; whoever had it is told, the Panel at its address."""
    letter = letters.get(work.session, work.case_id, str(work.variables["wrong_letter"]))
    letters.recall(work.session, letter, said_by(work), work.now)
    if letter.kind in catalogue.PANEL:
        _tell_panel(office, work, letter)
        return {"recalled_from": SUMMARY if letter.kind in releasing.TO_PANEL else LETTER}
    told = Order(work.case_id, str(work.parameters["mail"]), f"{work.key}:{letter.id}", about=letter.id)
    if letter.agency_id:
        to_agency.order(work.session, office, told, letter.agency_id, work.now)
    else:
        named = recipients.named(work.session, work.case_id, [letter.person_id or ""])
        ordering.order(work.session, office, told, named, work.now)
    return {"recalled_from": RECIPIENT}


def _tell_panel(office: Office, work: Work, letter: Letter) -> None:
    address = data_panel.address(Scope(work.session, office, work.case_id, work.variables, work.now))
    told = Order(work.case_id, str(work.parameters["panel_mail"]), f"{work.key}:{letter.id}", about=letter.id)
    ordering.order_to_address(work.session, office, told, address, work.now)
