"""What tests look at in a played case: requests, mails with their recipients by name, dates, tasks, visible cases."""

from collections import Counter
from datetime import date, datetime

from sqlalchemy import select

from cases import access, clocks, people, requests
from cases.correspondence.outbox import Mail
from cases.requests import InformationRequest, RequestStatus
from engine import doctor
from foundation.clock import LONDON, london_date
from tests.scenarios.stage import Stage


def request(on: Stage, agency: str) -> InformationRequest:
    """The latest request to an agency."""
    with on.office.database.reading() as session:
        return requests.of_agency(session, on.play.case_id, on.ids.agencies[agency])[-1]


def status(on: Stage, agency: str) -> RequestStatus:
    """How far the latest request to an agency has come."""
    return request(on, agency).status


def mails(on: Stage) -> list[tuple[str, str, datetime]]:
    """Every e-mail of the case: kind, recipient (a person's name, or the address of a mailbox), when ordered."""
    with on.office.database.reading() as session:
        found = session.scalars(select(Mail).where(Mail.case_id == on.play.case_id).order_by(Mail.ordered_at)).all()
        names = {
            each.id: each.name for each in people.by_ids(session, {one.person_id for one in found if one.person_id})
        }
        return [
            (one.kind, names.get(one.person_id or "", "outside"), one.ordered_at.astimezone(LONDON)) for one in found
        ]


def mailed(on: Stage, kind: str, since: datetime | None = None) -> set[str]:
    """Who got an e-mail of a kind."""
    return {name for one, name, at in mails(on) if one == kind and (since is None or at >= since)}


def count_of_mails(on: Stage) -> Counter[str]:
    """How many e-mails of each kind there are."""
    return Counter(kind for kind, _, _ in mails(on))


def deadline(on: Stage, name: str, **subjects: str) -> datetime | None:
    """A deadline of the case in London."""
    with on.office.database.reading() as session:
        at = clocks.deadline(session, on.play.case_id, name, on.play.clock.now(), subjects)
    return at.astimezone(LONDON) if at else None


def day(on: Stage, name: str, **subjects: str) -> date | None:
    """The date of a deadline."""
    at = deadline(on, name, **subjects)
    return london_date(at) if at else None


def cases_known_to(on: Stage, name: str) -> list[str]:
    """The ids of the cases that somebody may know of."""
    with on.office.database.reading() as session:
        return list(session.scalars(access.visible_cases(on.play.person(name), london_date(on.play.clock.now()))))


def unsound(on: Stage) -> list[str]:
    """What doctor finds."""
    with on.office.database.reading() as session:
        return [str(one) for one in doctor.examine(session, on.play.clock.now())]
