"""How far a decision is that is being taken on a case now, as the diagrams say of their steps.

One decision at a time: a step with the property `decides` leads to one. Whoever wants a decision taken again is told
what has to end first.
"""

from collections.abc import Iterator

from casework.asked import Asked
from casework.office import Office
from engine import definitions, instances, programs
from engine.states import InstanceState
from engine.tables.instances import Instance
from foundation.database import Session

DECIDES = "decides"
"""The extension property of a step on the way to a decision, with how far the decision is there."""

STAGES = ("meeting", "confirming")
"""What it says, in order: the group has still to meet; it has met, and the decision is confirmed and sent."""


def stage(session: Session, office: Office, case_id: str) -> str | None:
    """How far the decision is that is being taken in any process of the case, or None when none is."""
    running = [one for one in instances.of_case(session, case_id) if one.state is InstanceState.RUNNING]
    said = {each for one in running for each in _said(session, office, one)}
    return next((each for each in reversed(STAGES) if each in said), None)


def decision_stage(session: Session, office: Office, asked: Asked) -> str | None:
    """The same, for forms."""
    return stage(session, office, asked.case_id) if asked.case_id else None


def _said(session: Session, office: Office, row: Instance) -> Iterator[str]:
    """What the steps say at which this process stands, inside those that it calls too."""
    known = programs.programs(session, row.pinned)
    if not any(DECIDES in one.properties for program in known.values() for one in program.elements.values()):
        return
    run = instances.opened(session, office.environment, row, instances.SYSTEM, row.started_at).run
    for place in run.places():
        element = programs.program(session, row.pinned[f"{definitions.PROCESS}:{place.process}"]).elements.get(
            place.element_id
        )
        if element is not None and DECIDES in element.properties:
            yield element.properties[DECIDES]
