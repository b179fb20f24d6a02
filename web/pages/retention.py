"""Records: what falls due, what waits for somebody, what a legal hold keeps."""

from flask import Blueprint, render_template

from cases import access
from casework import kept_records
from foundation.clock import london_date
from web.here import KEEPERS, now, office, page_number, viewer

blueprint = Blueprint("retention", __name__, url_prefix="/records")


@blueprint.get("")
def index() -> str:
    """The cases of whoever decides on records, in four lists."""
    number, at, person = page_number(), now(), viewer().id
    with office().database.reading() as session:
        roles = access.roles_of(session, person, london_date(at))
        offices = {partnership for role, partnership in roles if role in KEEPERS}
        coming = kept_records.coming(session, person, offices, at, number)
        return render_template(
            "pages/records.html",
            title="Records",
            waiting=kept_records.waiting(session, person, offices, at),
            held=kept_records.on_hold(session, person, offices, at),
            uncounted=kept_records.uncounted(session, person, offices, at),
            coming=coming[: kept_records.PAGE],
            more=len(coming) > kept_records.PAGE,
            page=number,
        )
