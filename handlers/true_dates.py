"""An earlier date than was written down: shown with what it would move, then set as it was shown, or shown again."""

from casework import shifts, true_dates
from casework.office import Office
from engine.work import Field, Variables, Work
from handlers.declaring import topic

FORM = Field("form", "string", "The form that says when it was, as event and true_at, and why, as reason")


@topic(
    "clocks.show_true_date",
    "Work out what a true date would move",
    takes=(FORM,),
    gives=(
        Field("moves", "list", "What would move: its name, its date now, and the one it would have"),
        Field("moves_agreed", "string", "What was shown, to compare"),
    ),
)
def show(office: Office, work: Work) -> Variables:
    """Try the date out and undo it, for a second person to see before confirming it."""
    wanted = _entered(office, work)
    found = true_dates.would_move(work.session, office, wanted, work.now) if wanted else []
    return {"moves": true_dates.rows(found), "moves_agreed": shifts.fingerprint(found)}


@topic(
    "clocks.true_date",
    "Set the true date of an event",
    takes=(FORM,),
    gives=(Field("date_set", "boolean", "Whether it was set; not when it would move something else than was shown"),),
)
def set_date(office: Office, work: Work) -> Variables:
    """Set it when it still moves what the second person was shown; who entered it and why is kept."""
    wanted = _entered(office, work)
    agreed = str(work.variables.get("moves_agreed"))
    try:
        if wanted:
            true_dates.carry_out(work.session, office, wanted, agreed, work.now)
    except shifts.ChangedMeanwhile:
        return {"date_set": False}
    return {"date_set": True}


def _entered(office: Office, work: Work) -> true_dates.TrueDate | None:
    return true_dates.entered(work.session, office, work.case_id, work.variables, str(work.parameters["form"]))
