"""How long records are kept: what has fallen due, deleting what two people decided, and legal holds."""

from collections.abc import Callable
from typing import Any

from cases import legal_holds, submissions
from casework import deleting, forgetting
from casework.deleting import Wanted
from casework.office import Office
from casework.projections import reading
from engine.work import Field, Variables, Work
from handlers.declaring import topic

REVIEW, CONFIRM = (
    Field("review", "string", "The form in which somebody says what is deleted, as records_chosen, and why"),
    Field("confirm", "string", "The form in which a second person confirms it"),
)
PARAGRAPH = "2.1.5"


@topic(
    "retention.look",
    "Look what has fallen due",
    paragraph=PARAGRAPH,
    gives=(
        Field("on_legal_hold", "boolean", "Whether nothing may be deleted now"),
        Field("records_due", "list", "The classes of records whose time is over"),
    ),
)
def look(office: Office, work: Work) -> Variables:
    """Read it from the case file: its settings, its dates, its legal holds."""
    held = bool(legal_holds.in_force(work.session, work.case_id))
    due: list[Any] = [*deleting.due(work.session, work.case_id, work.now)]
    return {"on_legal_hold": held, "records_due": due}


@topic(
    "records.delete",
    "Delete the records",
    paragraph=PARAGRAPH,
    takes=(REVIEW, CONFIRM),
    gives=(
        Field("records_deleted", "boolean", "Whether it is done; not when the case has come under a legal hold"),
        Field("case_deleted", "boolean", "Whether the case itself is deleted, but for its skeleton"),
    ),
)
def delete(office: Office, work: Work) -> Variables:
    """Order what the first person asked for and the second confirmed: once that is committed it is deleted."""
    asked, confirmed = (submissions.latest(work.session, work.case_id, str(work.parameters[name]))
                        for name in ("review", "confirm"))  # fmt: skip
    if asked is None or confirmed is None:
        raise ValueError("nobody has asked for this deletion, or nobody has confirmed it: correct the diagram")
    said = submissions.read(work.session, office.keys, asked)
    wanted = Wanted(
        case_id=work.case_id,
        classes=tuple(sorted(reading.several(said, "records_chosen"))),
        asked_by=asked.person_id or "",
        confirmed_by=confirmed.person_id or "",
        reason=reading.words(said, "deletion_reason"),
        at=confirmed.made_at,
    )
    try:
        deleting.order(work.session, wanted, work.now)
    except legal_holds.OnLegalHold:
        return {"records_deleted": False, "case_deleted": False}
    return {"records_deleted": True, "case_deleted": wanted.everything}


def _carry_out(office: Office, work: Work) -> Callable[[], Any]:
    """Outside of any transaction of ours: it takes as many as there are megabytes."""
    return lambda: forgetting.finish(office)


@topic("records.carry_out", "Carry the deletion out", paragraph=PARAGRAPH, prepare=_carry_out)
def carry_out(office: Office, work: Work) -> Variables:
    """What was ordered and is not carried out yet is deleted, with the case's key where it is everything."""
    return {}


@topic(
    "legal_hold.lift",
    "Lift the legal hold",
    paragraph=PARAGRAPH,
    takes=(
        Field("asked", "string", "The form in which somebody asks for it"),
        Field("confirm", "string", "The form in which a second person confirms it"),
    ),
)
def lift(office: Office, work: Work) -> Variables:
    """End this process's own legal hold, when two people want it."""
    made = [submissions.latest(work.session, work.case_id, str(work.parameters[name])) for name in ("asked", "confirm")]
    first, second = (one.person_id if one and one.person_id else "" for one in made)
    legal_holds.lift(work.session, work.case_id, str(work.variables["legal_hold_id"]), (first, second), work.now)
    return {}
