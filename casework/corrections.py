"""A date corrected: what would move is worked out and shown first, and nothing moves until a person has agreed to it.

Meetings are moved with their own form and reply dates by an agreement with the agency; here are events that have
happened, whose dates were written down wrongly (design: two kinds of change).
"""

from dataclasses import dataclass, field
from datetime import datetime

from cases import clocks, records
from cases.clocks import anchors as events
from casework import anchors, shifts
from casework.office import Office
from casework.shifts import Effect
from foundation.clock import as_utc
from foundation.database import Session

CORRECTABLE = (
    "aware_at",
    "notified_at",
    "received_at",
    "missing_facts_asked_at",
    "advice_asked_at",
    "summary_sent_at",
)
"""Events of a case that have happened, in the order in which they do."""


TRIAL = "preview"
"""Who changes a date only to see what would move."""


@dataclass(frozen=True, slots=True)
class Correction:
    """When an event really was, and why that was not known; the reason is kept and names nobody."""

    case_id: str
    anchor: str
    at: datetime
    reason: str = field(repr=False)


class NeedsSecondPerson(Exception):
    """An earlier date counts only when a second person confirms it (domain.md §2.6): the process true_date asks one."""


class NotCorrectable(Exception):
    """There is no such event in this case yet, or it is not one whose date is corrected here."""


def known(session: Session, case_id: str) -> dict[str, datetime]:
    """The events of a case whose dates may be corrected, in their usual order."""
    found = events.of_case(session, case_id)
    return {name: found["", name] for name in CORRECTABLE if ("", name) in found}


def needs_second_person(session: Session, wanted: Correction) -> bool:
    """Whether the date would lie earlier than it is written down."""
    was = known(session, wanted.case_id).get(wanted.anchor)
    return was is not None and as_utc(wanted.at) < as_utc(was)


def preview(office: Office, wanted: Correction) -> list[Effect]:
    """What would move, tried out in a transaction that is undone. Raises NotCorrectable."""
    return shifts.tried(office, lambda session: _carried_out(session, office, wanted, TRIAL))


def correct(office: Office, wanted: Correction, by: str, key: str, agreed: str) -> None:
    """Correct the date and have all that counts from it move; asked twice under one key, it is done once.

    `agreed` is the fingerprint of what the person saw and agreed to. Raises NotCorrectable, NeedsSecondPerson,
    ChangedMeanwhile.
    """
    shifts.carry_out(office, wanted.case_id, (by, key), agreed, lambda one: _carried_out(one, office, wanted, by))


def _carried_out(session: Session, office: Office, wanted: Correction, by: str) -> list[Effect]:
    if wanted.anchor not in known(session, wanted.case_id):
        raise NotCorrectable
    if needs_second_person(session, wanted) and by != TRIAL:
        raise NeedsSecondPerson
    now = office.clock.now()
    named = clocks.Anchor(wanted.anchor, wanted.at)
    named = events.because(session, office.keys, wanted.case_id, named, wanted.reason)
    return shifts.measured(
        session,
        office,
        [records.case(session, wanted.case_id)],
        lambda: anchors.set_anchor(session, wanted.case_id, named, by, now),
    )
