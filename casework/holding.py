"""Which steps can be held, and whether one is held now.

The diagram names what a hold stops: a user task with the property `hold` cannot be sent while a hold of that name is in
force. It stays in the list with its date, so that nobody forgets it.
"""

from cases import holds
from cases.holds import Hold
from casework import offering
from casework.asked import Asked
from casework.offering import Option
from engine import definitions, programs
from engine.spiff.element import Element
from foundation.database import Session

PROPERTY = "hold"
"""The extension property of a user task that names the hold which stops it."""


def steps(session: Session) -> dict[str, list[str]]:
    """What can be held, by name, with the steps that each stops."""
    found: dict[str, list[str]] = {}
    for definition in definitions.latest_of_all(session, definitions.PROCESS):
        for element in programs.program(session, definition.id).elements.values():
            name = element.properties.get(PROPERTY)
            if name and element.kind == "userTask":
                found.setdefault(name, []).append(element.name)
    return found


def choices(session: Session, asked: Asked) -> list[Option]:
    """The same as options of a form."""
    if not offering.sees_whole(session, asked):
        return []
    return [{"value": name, "label": "; ".join(labels)} for name, labels in sorted(steps(session).items())]


def on(session: Session, case_id: str, element: Element) -> Hold | None:
    """The hold that stops a step now, the one that is looked at last."""
    name = element.properties.get(PROPERTY)
    found = [each for each in holds.in_force(session, case_id) if each.step == name] if name else []
    return max(found, key=lambda each: each.review_on, default=None)


def words(hold: Hold) -> str:
    """What people are told at a step that is held."""
    day = f"{hold.review_on.day} {hold.review_on:%B %Y}"
    return f"This step is on hold. The hold is looked at again on {day}; until it is lifted this cannot be sent."


def named(session: Session, hold: Hold) -> str:
    """The steps that a hold stops, in words."""
    return "; ".join(steps(session).get(hold.step, [hold.step]))
