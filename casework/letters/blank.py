"""Forms on paper without a case: made on request, from the partnership's own template where it has one."""

from cases.partnerships import Partnership
from casework.letters import catalogue, data_referral, rendering, templates
from casework.letters.rendering import Order
from casework.office import Office

REFERRAL = "D01"


def referral(office: Office, partnership_id: str) -> tuple[str, bytes]:
    """The blank Referral Form as a Word file: its name and content. Raises LetterProblem."""
    with office.database.reading() as session:
        home = session.get_one(Partnership, partnership_id)
        context = data_referral.blank(session, home, office.clock.now())
        template = templates.of_partnership(session, office, home, REFERRAL)
        name = f"{home.code}-referral-form.docx"
    # Rendering takes a second: no transaction is open meanwhile.
    order = Order(REFERRAL, template.content, context, catalogue.KINDS[REFERRAL].required)
    return name, rendering.render_all([order])[0].content
