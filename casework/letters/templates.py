"""Which Word template a letter takes: the case's own, else the partnership's, else the one that ships (1.1.4)."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from cases import file_types, partnerships, records
from cases.file_types import FileRefused
from cases.partnerships import Partnership
from casework.letters.rendering import LetterProblem
from casework.office import Office
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
    return _first(
        code, (("case", office.config.data_dir / "letters" / "cases" / case_id), *_without_case(office, home))
    )


def of_partnership(office: Office, home: Partnership, code: str) -> Template:
    """The template of a paper that belongs to no case; raises LetterProblem."""
    return _first(code, _without_case(office, home))


def _without_case(office: Office, home: Partnership) -> tuple[tuple[str, Path], ...]:
    return ("partnership", office.config.data_dir / "letters" / home.code), ("default", SHIPPED)


def _first(code: str, folders: tuple[tuple[str, Path], ...]) -> Template:
    for origin, folder in folders:
        path = folder / f"{code}.docx"
        if path.is_file():
            return Template(read(code, path), hashlib.sha256(path.read_bytes()).hexdigest(), origin)
    raise LetterProblem(f"There is no template for the letter {code}. Put {code}.docx into the letters folder.")


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
