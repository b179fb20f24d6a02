"""What the pages about people share: whom the person there looks after, and forms as they were sent."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import request

from cases import access, partnerships, records, role_names
from cases.partnerships import Agency
from cases.people import Person
from casework import in_name, leaving, reaching
from casework.administering import Details, NewRole
from casework.reaching import NotYours, Reach
from foundation import addresses
from foundation.clock import london_date
from foundation.database import Session
from web.here import now, viewer
from web.pages.operations import Errors
from web.problems import Problem, not_found
from web.words import count

LONGEST = 200


def whose(session: Session) -> Reach:
    """Whom the person there looks after."""
    return reaching.reach(session, viewer().id, today())


def today() -> date:
    """The day in London."""
    return london_date(now())


def found(session: Session, person_id: str) -> Person:
    """A person whose page may be opened; the same 404 for all else."""
    person = session.get(Person, person_id)
    if person is None or not reaching.may_see(session, whose(session), person):
        raise not_found()
    return person


def changeable(session: Session, person_id: str) -> Person:
    """A person whose account may be changed; raises Problem."""
    person = found(session, person_id)
    try:
        reaching.require_change(session, whose(session), person)
    except NotYours as refused:
        raise not_yours(refused) from refused
    return person


def not_yours(refused: NotYours) -> Problem:
    """What is told when an account is somebody else's to change."""
    return Problem(403, "This is not yours to change", str(refused))


def in_name_of(session: Session, person: Person) -> dict[str, Any]:
    """What stands in somebody's name, and how many open tasks: of the cases that the person there may know of."""
    found, tasks = in_name.of(session, person.id), leaving.open_tasks(session, person.id)
    known = access.known_among(session, viewer().id, {one.case_id for one in (*found, *tasks)}, now())
    references = records.references_of(session, known)
    return {
        "in_name": [(in_name.words(one), references[one.case_id]) for one in found if one.case_id in known],
        "tasks": len([one for one in tasks if one.case_id in known]),
    }


def counted(session: Session, case_ids: Iterable[str], what: str) -> str:
    """How many of these are of cases that the person there may know of, with what they are: “2 tasks”, or nothing."""
    of = list(case_ids)
    known = access.known_among(session, viewer().id, set(of), now())
    number = len([one for one in of if one in known])
    return count(number, what) if number else ""


def read_details() -> tuple[Details, Errors]:
    """Name, address, job title and telephone as posted, and what is wrong with them."""
    name, email, job, phone = (
        " ".join(request.form.get(each, "").split())[:LONGEST] for each in ("name", "email", "job_title", "phone")
    )
    errors: Errors = [] if name else [("name", "Enter the person’s full name")]
    try:
        email = addresses.one(email)
    except addresses.NotAnAddress:
        errors.append(("email", "Enter one e-mail address, like name@example.org"))
    return Details(name, email, job, phone), errors


def read_role() -> tuple[NewRole, Errors]:
    """The role as posted, and what is wrong with it."""
    since, until, errors = read_days("since", "until")
    given = {name: request.form.get(name) or None for name in ("partnership", "agency")}
    return NewRole(request.form.get("role", ""), given["partnership"], given["agency"], since, until), errors


def read_days(*names: str) -> tuple[date | None, date | None, Errors]:
    """Two days as posted under these names, each perhaps empty, and what is wrong with them."""
    errors: Errors = []
    days: list[date | None] = []
    for name in names:
        text = request.form.get(name, "").strip()
        try:
            days.append(date.fromisoformat(text) if text else None)
        except ValueError:
            days.append(None)
            errors.append((name, "Enter a date as year, month and day, like 2027-03-31"))
    return days[0], days[1], errors


def choices(session: Session) -> dict[str, object]:
    """What a role can be chosen from: roles, partnerships and agencies within reach."""
    reach = whose(session)
    homes = reaching.homes(session, reach)
    agencies: dict[str, Agency] = {one.id: one for home in homes for one in partnerships.agencies_of(session, home.id)}
    # Where it may be a role of any partnership, it has its usual name.
    called = role_names.names(session, homes[0].id if len(homes) == 1 else None, today())
    allowed = {role: label for role, label in called.items() if reach.everybody or role not in reaching.BY_ADMINS_ONLY}
    return {"labels": allowed, "partnerships": homes, "agencies": sorted(agencies.values(), key=lambda one: one.name)}
