"""Letters that people look at before they leave: which they are, who had them in hand, and why they came back."""

from collections.abc import Mapping
from typing import Any

from cases import partnerships, people, records, requests, submissions
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
        if letter.status is LetterStatus.PREPARED and _is_meant(asked, letter.subject_id)
    ]


def returned(session: Session, office: Office, asked: Asked) -> str | None:
    """Why the second person gave the letters back; nothing until that happens."""
    codes, added = codes_of(asked.variables.get(LETTERS)), _added(asked.variables)
    made = _of(session, office, asked.case_id, RELEASE, codes, next(iter(added), ""))
    if asked.variables.get("letters_released") != "no" or not made:
        return None
    return reading.chosen(submissions.read(session, office.keys, made[-1]), "return_reason")


def first_person(session: Session, office: Office, asked: Asked) -> str | None:
    """Who had the letters in hand before the second person: somebody else must release them."""
    added = _added(asked.variables)
    codes = codes_of(asked.variables.get(LETTERS))
    found = [last_by(session, office, asked.case_id, code, about=next(iter(added), "")) for code in codes]
    return next(filter(None, found), None)


def last_by(session: Session, office: Office, case_id: str, code: str, *also: str, about: str = "") -> str | None:
    """Who of the office had a letter of this code in hand last: in its own form, or before it left.

    `about` is the request of the letter: where it was added after the others, what was done with theirs does not count.
    """
    adding = _adding(session, office, case_id, code, about) if about else None
    own = catalogue.KINDS[code].released_by
    made = [adding] if adding else [submissions.latest(session, case_id, own)] if own else []
    for form_id in (LOOK, *also):
        made += _of(session, office, case_id, form_id, (code,), about if adding else "")[-1:]
    newest = max(filter(None, made), key=lambda one: (one.made_at, one.id), default=None)
    return newest.person_id if newest else None


def _adding(session: Session, office: Office, case_id: str, code: str, request_id: str) -> Submission | None:
    """The form that added a request after the others were sent; nothing where it was among the first."""
    request = requests.get(session, case_id, request_id)
    made = [
        one
        for form_id in catalogue.KINDS[code].added_by
        for one in submissions.of_case(session, case_id, form_id)
        if request.agency_id in _agencies(session, case_id, submissions.read(session, office.keys, one))
        and one.made_at <= request.made_at
    ]
    newest = max(made, key=lambda one: (one.made_at, one.id), default=None)
    return newest if newest and newest.made_at == request.made_at else None


def _agencies(session: Session, case_id: str, said: Mapping[str, Json]) -> set[str]:
    """The agencies that a form adds a request for: the one it names, or those asked again."""
    again = [requests.get(session, case_id, one).agency_id for one in reading.several(said, "ask_again")]
    return {*again, str(said.get("agency"))}


def _is_meant(asked: Asked, subject_id: str) -> bool:
    """Whether a letter is about one of the requests that were added later, where the task is about such."""
    added = _added(asked.variables)
    return not added or subject_id in added


def _title(session: Session, office: Office, letter: Letter) -> str:
    to = partnerships.agency(session, letter.agency_id).name if letter.agency_id else ""
    to = to or (people.person(session, letter.person_id).name if letter.person_id else "")
    by_hand = "changed by hand" if documents.edits_of(session, office.keys, letter) else ""
    said = (catalogue.KINDS[letter.kind].title, to, f"version {letter.version}", by_hand)
    return ", ".join(filter(None, said))


def codes_of(value: Json) -> tuple[str, ...]:
    """The codes in a variable or an answer."""
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _added(said: Mapping[str, Any]) -> tuple[str, ...]:
    """The requests added later that a task or what was sent is about; none where it is about all letters."""
    return codes_of(said.get(requests.ADDED))


def _of(
    session: Session, office: Office, case_id: str, form_id: str, codes: tuple[str, ...], about: str = ""
) -> list[Submission]:
    """What was sent with this form about any of these letters, oldest first; `about` is a request added later."""
    found = []
    for one in submissions.of_case(session, case_id, form_id):
        said = submissions.read(session, office.keys, one)
        added = _added(said)
        if set(codes) & set(codes_of(said.get(LETTERS))) and (about in added if about else not added):
            found.append(one)
    return found
