"""Papers of a case as pages name them, and who may read one."""

from dataclasses import dataclass
from datetime import datetime

from cases import files, partnerships
from cases.correspondence import letters
from cases.owned import NotInCase
from casework.letters import catalogue
from foundation.database import Session
from web import overview
from web.here import office
from web.problems import not_found
from web.standing import Standing


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter or file in the list: what it is, for whom, and how far it has come."""

    file: files.CaseFile
    letter_id: str
    name: str
    title: str
    recipient: str
    state: str
    at: datetime


def paper(session: Session, file: files.CaseFile, letter: letters.Letter | None) -> Paper:
    """A file of the case, and what it is when it is a letter's."""
    name = files.name_of(session, office().keys, file)
    if letter is None:
        return Paper(file, "", name, "", "", "", file.made_at)
    kind = catalogue.KINDS.get(letter.kind)
    title = kind.title if kind else letter.kind
    version = f", version {letter.version}" if letter.version > 1 else ""
    recipient = agency(session, letter.agency_id)
    if letter.person_id:
        recipient = overview.names(session, {letter.person_id}).get(letter.person_id, recipient)
    at = letter.sent_at or letter.released_at or letter.prepared_at
    return Paper(file, letter.id, name, title + version, recipient, letter.status.value, at)


def agency(session: Session, agency_id: str | None) -> str:
    """An agency's name; empty for none."""
    return partnerships.agency(session, agency_id).name if agency_id else ""


def readable(session: Session, here: Standing, file_id: str) -> files.CaseFile:
    """A file that the person there may open now; what is not theirs raises the 404 of what does not exist."""
    try:
        found = files.get(session, here.case.id, file_id)
    except NotInCase as missing:
        raise not_found() from missing
    if not here.may_read(found):
        raise not_found()
    return found
