"""Choosing who to be: in demo mode only, where everybody is invented."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from cases import partnerships, people, role_names
from cases.roles import GLOBAL
from cases.signing_in.sessions import Way
from foundation.clock import london_date
from foundation.database import Session
from web import signed_in
from web.here import now, office, viewer_or_nobody
from web.problems import Problem

blueprint = Blueprint("demo", __name__)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person who can be chosen, and what they are."""

    id: str
    name: str
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """The people of one partnership."""

    name: str
    people: tuple[Somebody, ...]


@blueprint.get("/demo")
def choose() -> str:
    """Everybody there is, by partnership."""
    with office().database.reading() as database:
        places = [_place(database, found) for found in partnerships.all_partnerships(database)]
        places += [_everywhere(database), _stand_ins(database)]
    me = viewer_or_nobody()
    return render_template(
        "pages/demo.html",
        title="Choose who to be",
        places=[one for one in places if one.people],
        me=me.id if me else None,
    )


@blueprint.post("/demo")
def become() -> Response:
    """Go on as the chosen person."""
    person_id = request.form.get("person", "")
    with office().database.reading() as database:
        try:
            people.person(database, person_id)
        except LookupError as missing:
            raise Problem(422, "Choose a person", "Go back and choose one of the people on the page.") from missing
    return redirect(signed_in.begin(person_id, Way.DEMO), 303)


def _place(database: Session, partnership: partnerships.Partnership) -> Place:
    return Place(
        partnership.name,
        _holders(database, [role for role in people.ROLES if role not in GLOBAL], partnership.id),
    )


def _everywhere(database: Session) -> Place:
    return Place("Who keeps the system running", _holders(database, GLOBAL, None))


def _holders(database: Session, roles: Iterable[str], partnership_id: str | None) -> tuple[Somebody, ...]:
    found: dict[str, Somebody] = {}
    today = london_date(now())
    called = role_names.names(database, partnership_id, today)
    for role in roles:
        for person in people.with_role(database, role, partnership_id, today=today):
            held = found[person.id].roles if person.id in found else ()
            found[person.id] = Somebody(person.id, person.name, person.job_title, (*held, called[role]))
    return tuple(found.values())


def _stand_ins(database: Session) -> Place:
    """People who hold no role themselves: they act for somebody else."""
    found = [
        Somebody(one.id, one.name, one.job_title, (f"Stands in for {whose}",))
        for one, whose in people.deputies(database)
        if not people.memberships(database, one.id, london_date(now()))
    ]
    return Place("Deputies", tuple(found))
