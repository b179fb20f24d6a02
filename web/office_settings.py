"""What stands around the pages of a partnership's settings: which partnership, who may change it, and what they see."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import url_for

from cases import access, partnerships
from cases.partnerships import Partnership
from casework import settings_changes
from casework.shifts import Effect
from engine import commands
from foundation.clock import london_date
from foundation.database import Session, bucket_of
from web import csrf, overview
from web.here import now, office, viewer
from web.problems import not_found
from web.standing import shut_out

NOBODY = {"system": "the machine", "setup": "set-up", "demo": "set-up of the demonstration"}
"""Who made a version when no person did."""


@dataclass(frozen=True, slots=True)
class Place:
    """A partnership whose settings somebody looks at, and whether they may change them."""

    partnership: Partnership
    editable: bool
    several: bool

    @property
    def parts(self) -> list[dict[str, object]]:
        """The sub-navigation, with no part current."""
        code = self.partnership.code
        return [
            {"text": "Settings", "href": url_for("settings.show", code=code)},
            {"text": "Calendar", "href": url_for("calendar.show", code=code)},
            {"text": "Templates", "href": url_for("templates.index", code=code)},
            {"text": "History", "href": url_for("settings.history", code=code)},
        ]

    def current(self, text: str) -> list[dict[str, object]]:
        """The sub-navigation with one part marked as the one that is shown."""
        return [{**part, "current": part["text"] == text} for part in self.parts]


def visible(session: Session) -> list[Partnership]:
    """The partnerships whose settings the person there may see."""
    return settings_changes.offices(session, viewer().id, london_date(now()), settings_changes.SEEN_BY)


def place(session: Session, code: str, *, editing: bool = False) -> Place:
    """The partnership of that code; one that is not there and one that is not theirs raise the same 404."""
    seen = visible(session)
    mine = settings_changes.offices(session, viewer().id, london_date(now()), settings_changes.CHANGED_BY)
    found = next((one for one in (mine if editing else seen) if one.code == code), None)
    if found is None:
        raise not_found()
    return Place(found, found.id in {one.id for one in mine}, len(seen) > 1)


def shown_effects(effects: list[Effect]) -> list[Effect]:
    """What a person is told of them: those of the cases that they are told of."""
    with office().database.reading() as session:
        told = told_of(session, {one.case_id for one in effects})
    return [one for one in effects if one.case_id in told]


def told_of(session: Session, case_ids: Collection[str]) -> frozenset[str]:
    """Of these the cases that the person there may know of; administrators see the references of all.

    Nobody is told of a case from which they are shut out.
    """
    if viewer().operates:
        return frozenset(case_ids) - shut_out(session)
    return access.known_among(session, viewer().id, case_ids, now())


def names(session: Session, ids: set[str]) -> dict[str, str]:
    """Who did something, by id."""
    return {**NOBODY, **overview.names(session, ids)}


def every_id(session: Session, here: Place) -> tuple[str, ...]:
    """The ids of all partnerships, the one whose page it is first."""
    first = here.partnership.id
    return (first, *(one.id for one in partnerships.all_partnerships(session) if one.id != first))


def done_before(session: Session, owner_id: str) -> bool:
    """Whether the very page that is sent was sent before and carried out: a second click is no mistake.

    `owner_id` is the partnership or case that it changes.
    """
    done = commands.carried_out(session, bucket_of(owner_id), csrf.key())
    return done is not None and done.person == viewer().id
