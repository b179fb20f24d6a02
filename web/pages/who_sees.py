"""Who can see a case, and why; who can read each of its papers; who is shut out; and why a colleague sees nothing."""

from collections.abc import Mapping

from flask import Blueprint, request

from cases import files, people, submissions
from cases.correspondence import letters
from cases.correspondence.letters import Letter
from casework import who_sees
from casework.may import Thing
from foundation.clock import london_date
from foundation.database import Session
from web import on_paper
from web.case_page import page
from web.here import now, office
from web.pages.documents import form_name
from web.standing import Standing, standing

blueprint = Blueprint("who_sees", __name__, url_prefix="/cases")


@blueprint.get("/<reference>/access")
def show(reference: str) -> str:
    """Everybody with access, by which clause and since when; for office and chair of the case's own partnership."""
    asked = request.args.get("person", "")
    with office().database.reading() as session:
        here = standing(session, reference, "access")
        seeing = who_sees.everybody(session, office(), here.case.id, now())
        known = {one.person.id for one in seeing}
        others = [one for one in _colleagues(session, here) if one.id not in known]
        written = {one.file_id: one for one in letters.of_case(session, here.case.id) if one.file_id}
        chosen = next((one for one in others if one.id == asked), None)
        return page(
            session,
            here,
            "access",
            seeing=seeing,
            shut_out=who_sees.shut_out(session, here.case.id),
            papers=[
                (_title(session, here, one, written), ", ".join(who_sees.readers(seeing, one)))
                for one in who_sees.things(session, here.case.id)
            ],
            others=others,
            chosen=chosen,
            why_not=who_sees.why_not(session, office(), chosen.id, here.case.id, now()) if chosen else "",
        )


def _colleagues(session: Session, here: Standing) -> list[people.Person]:
    """People of the partnership, of whom it can be asked why they see nothing."""
    held = people.of_partnership(session, here.case.partnership_id, london_date(now()))
    return people.by_ids(session, {one.person_id for one in held})


def _title(session: Session, here: Standing, thing: Thing, written: Mapping[str, Letter]) -> str:
    """What a paper is, and of which agency."""
    if isinstance(thing, submissions.Submission):
        name, agency_id = form_name(session, thing), thing.agency_id
    elif isinstance(thing, files.CaseFile):
        name, agency_id = _file_title(session, here, thing, written.get(thing.id)), thing.agency_id
    else:
        return ""
    agency = on_paper.agency(session, agency_id)
    return f"{name}, {agency}" if agency else name


def _file_title(session: Session, here: Standing, file: files.CaseFile, letter: Letter | None) -> str:
    """What a file is. Its own name may say what is in it, and is for those only who may read the file."""
    if letter or here.may_read(file):
        found = on_paper.paper(session, file, letter)
        return found.title or found.name
    if file.submission_id:
        return f"File with “{form_name(session, submissions.get(session, here.case.id, file.submission_id))}”"
    return "File"
