"""Who was given records of a case, and so is told what was put right, deleted or is used no longer (Article 19).

Everybody to whom a letter of the case was sent, and everybody who was given the papers of a meeting. What each of them
had in it is for whoever tells them to look at; what people read on pages is in the read log.
"""

from sqlalchemy import select

from cases import meetings, papers, partnerships
from cases.correspondence import letters
from cases.people import Person
from casework.letters import catalogue
from foundation.clock import LONDON
from foundation.database import Session

PAPERS = "papers of the meeting on {day}"


def of_case(session: Session, case_id: str) -> list[dict[str, str]]:
    """Each with an id and words, as options of a form: who, and what they were given when."""
    given: dict[str, list[str]] = {}
    for letter in letters.of_case(session, case_id):
        if letter.sent_at is not None:
            kind = catalogue.KINDS.get(letter.kind)
            title = (kind.title if kind else letter.kind).lower()
            day = f"{letter.sent_at.astimezone(LONDON):%-d %B %Y}"
            to = letter.agency_id or letter.person_id or letter.id
            given.setdefault(to, []).append(f"{title}, {day}")
    for meeting in meetings.of_case(session, case_id):
        day = f"{meeting.starts_at.astimezone(LONDON):%-d %B %Y}"
        for holder in sorted({one for pack in papers.packs(session, case_id, meeting.id) for one in pack.holders}):
            given.setdefault(holder, []).append(PAPERS.format(day=day))
    names = _names(session, given)
    found = [{"value": to, "label": f"{names[to]}: {'; '.join(dict.fromkeys(what))}"} for to, what in given.items()]
    return sorted(found, key=lambda one: one["label"])


def _names(session: Session, given: dict[str, list[str]]) -> dict[str, str]:
    people = session.execute(select(Person.id, Person.name).where(Person.id.in_(given)))
    known = partnerships.names(session, given) | {id_: name for id_, name in people}
    return {to: known.get(to, "An address outside") for to in given}
