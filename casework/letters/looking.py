"""Letters that people look at before they leave: which they are, who had them in hand, and why they came back."""

from typing import Any

from cases import partnerships, people, records, submissions
from cases.correspondence import documents, letters
from cases.correspondence.letters import Letter, LetterStatus
from cases.submissions import Submission
from casework.asked import Asked
from casework.letters import catalogue
from casework.office import Office
from casework.projections import reading
from foundation.canonical import Json
from foundation.database import Session

LOOK, RELEASE = "look_at_letters", "release_letters"
"""The form in which somebody looks at letters first, and the one in which a second person releases them."""

LETTERS = "letters"
"""The variable and the answer that say which letters are meant, by their codes."""


def waiting(session: Session, office: Office, asked: Asked) -> list[dict[str, Any]]:
    """The prepared letters that the task is about, as links to their pages, those changed by hand said to be so."""
    if not asked.case_id:
        return []
    reference = records.reference_of(session, asked.case_id)
    return [
        {
            "title": _title(session, office, letter),
            "link": f"/cases/{reference}/documents/{letter.id}",
        }
        for code in codes_of(asked.variables.get(LETTERS))
        for letter in letters.in_force(session, asked.case_id, code)
        if letter.status is LetterStatus.PREPARED
    ]


def returned(session: Session, office: Office, asked: Asked) -> str | None:
    """Why the second person gave the letters back; nothing until that happens."""
    made = _of(session, office, asked.case_id, RELEASE, codes_of(asked.variables.get(LETTERS)))
    if asked.variables.get("letters_released") != "no" or not made:
        return None
    return reading.chosen(submissions.read(session, office.keys, made[-1]), "return_reason")


def first_person(session: Session, office: Office, asked: Asked) -> str | None:
    """Who had the letters in hand before the second person: somebody else must release them."""
    found = [last_by(session, office, asked.case_id, code) for code in codes_of(asked.variables.get(LETTERS))]
    return next(filter(None, found), None)


def last_by(session: Session, office: Office, case_id: str, code: str, *also: str) -> str | None:
    """Who of the office looked at a letter of this code last: in its own form, or before it left."""
    own = catalogue.KINDS[code].released_by
    made = [submissions.latest(session, case_id, own)] if own else []
    for form_id in (LOOK, *also):
        made += _of(session, office, case_id, form_id, (code,))[-1:]
    newest = max(filter(None, made), key=lambda one: (one.made_at, one.id), default=None)
    return newest.person_id if newest else None


def _title(session: Session, office: Office, letter: Letter) -> str:
    to = partnerships.agency(session, letter.agency_id).name if letter.agency_id else ""
    to = to or (people.person(session, letter.person_id).name if letter.person_id else "")
    by_hand = "changed by hand" if documents.edits_of(session, office.keys, letter) else ""
    said = (catalogue.KINDS[letter.kind].title, to, f"version {letter.version}", by_hand)
    return ", ".join(filter(None, said))


def codes_of(value: Json) -> tuple[str, ...]:
    """The codes in a variable or an answer."""
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _of(session: Session, office: Office, case_id: str, form_id: str, codes: tuple[str, ...]) -> list[Submission]:
    """What was sent with this form about any of these letters, oldest first."""
    return [
        one
        for one in submissions.of_case(session, case_id, form_id)
        if set(codes) & set(codes_of(submissions.read(session, office.keys, one).get(LETTERS)))
    ]
