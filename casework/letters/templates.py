"""Which Word template a letter takes: the case's own, else the partnership's, else the one that ships (1.1.4)."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from cases import file_types, letter_templates, partnerships, records
from cases.file_types import FileRefused
from cases.letter_templates import Owner
from cases.partnerships import Partnership
from casework.letters.rendering import LetterProblem
from casework.office import Office
from foundation.clock import london_date
from foundation.database import Session

SHIPPED = Path(__file__).resolve().parents[2] / "letters"
LIMIT = 5_000_000
"""Bytes a template may have."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template with where it came from: case, partnership or default."""

    content: bytes = field(repr=False)
    sha256: str
    origin: str


def find(session: Session, office: Office, case_id: str, code: str) -> Template:
    """The template of a letter for one case; raises LetterProblem when there is none, or it is not a Word document."""
    home = session.get_one(partnerships.Partnership, records.partnership_of(session, case_id))
    own = put_in_place(session, office, Owner(home.id, case_id), code)
    if own is not None:
        return own
    folder = office.config.data_dir / "letters" / "cases" / case_id / f"{code}.docx"
    return _from(code, "case", folder) if folder.is_file() else of_partnership(session, office, home, code)


def of_partnership(session: Session, office: Office, home: Partnership, code: str) -> Template:
    """The template of letters of a partnership that have none for their case; raises LetterProblem."""
    own = put_in_place(session, office, Owner(home.id), code)
    folder = office.config.data_dir / "letters" / home.code / f"{code}.docx"
    if own is not None:
        return own
    return _from(code, "partnership", folder) if folder.is_file() else shipped(code)


def shipped(code: str) -> Template:
    """The template that comes with the system; raises LetterProblem."""
    path = SHIPPED / f"{code}.docx"
    if not path.is_file():
        raise LetterProblem(f"There is no template for the letter {code}. Put {code}.docx into the letters folder.")
    return _from(code, "default", path)


def put_in_place(session: Session, office: Office, owner: Owner, code: str) -> Template | None:
    """The template that somebody put in the place of the one behind it, on a page; None when nobody did."""
    versions = letter_templates.history(session, owner, code)
    found = letter_templates.in_force(versions, london_date(office.clock.now()))
    if found is None:
        return None
    origin = "case" if owner.case_id else "partnership"
    return Template(letter_templates.content_of(session, office.keys, found), found.sha256, origin)


def _from(code: str, origin: str, path: Path) -> Template:
    content = read(code, path)
    return Template(content, hashlib.sha256(content).hexdigest(), origin)


def read(code: str, path: Path) -> bytes:
    """A template's bytes, after a look that it does not unpack to something enormous or hold macros."""
    if path.stat().st_size > LIMIT:
        raise LetterProblem(f"The template of the letter {code} is larger than {LIMIT // 1_000_000} MB. Shrink it.")
    content = path.read_bytes()
    try:
        file_types.media_type(path.name, content)
    except FileRefused as refused:
        raise LetterProblem(f"The template of the letter {code} cannot be used. {refused}") from None
    return content
