"""What is written down about somebody's signing in: one audit stream for each person."""

from datetime import datetime

from foundation import audit
from foundation.audit import Stream
from foundation.canonical import Json
from foundation.database import Session


def of_person(person_id: str) -> Stream:
    """The stream of a person's sessions, links and means of signing in."""
    return audit.stream_of("signing in", person_id)


def write(session: Session, person_id: str, by: str, what: str, subject: str, now: datetime, **detail: Json) -> None:
    """Write down what was done about a person's signing in; no secret and nothing personal in any argument."""
    audit.append(session, of_person(person_id), by, what, subject, detail, now)
