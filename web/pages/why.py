"""Why somebody cannot see a case: the general rule, from what they are and what they typed, never from the case."""

from flask import Blueprint, render_template, request

from cases import emergencies, partnerships, people
from casework import who_sees
from foundation.clock import london_date
from web.here import now, office, viewer
from web.problems import Problem
from web.standing import PARTS, standing

blueprint = Blueprint("why", __name__, url_prefix="/why")

LONGEST = 40


@blueprint.get("")
def show() -> str:
    """Which rule refuses, and whom to ask. A case that is there and one that is not are answered alike."""
    reference = request.args.get("case", "").strip().upper()[:LONGEST]
    with office().database.reading() as session:
        open_parts, shut_parts = [], []
        try:
            here = standing(session, reference, "overview") if reference else None
        except Problem:
            here = None
        if here is not None:
            open_parts = [words for key, (words, _) in PARTS.items() if here.sees(key)]
            shut_parts = [words for key, (words, _) in PARTS.items() if not here.sees(key)]
        homes = {one.partnership_id for one in people.memberships(session, viewer().id, london_date(now()))}
        rules = [] if here else who_sees.general_rule(session, viewer().id, reference, now())
        offices = [one for one in partnerships.all_partnerships(session) if one.id in homes]
    return render_template(
        "pages/why.html",
        title="Why can I not see it?",
        reference=reference,
        rules=rules,
        is_open=here is not None,
        open_parts=open_parts,
        shut_parts=shut_parts,
        offices=offices,
        opens_in_emergency=viewer().is_any(emergencies.CONCERNED),
    )
