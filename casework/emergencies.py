"""Opening a case in an emergency: let in at once, those who look at it told by a process of their own."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cases import access, assignments, emergencies, records
from cases.clocks import anchors
from cases.clocks.anchors import Anchor
from cases.emergencies import EmergencyAccess, Finding
from casework.office import Office
from engine import carriers, commands, instances, messages, worker
from foundation.database import Session, bucket_of

PROCESS = "emergency_access"
"""What follows, drawn: who is told, reminded, and asked in the end."""

OPENED_AT = "emergency_opened_at"
"""The event that its clocks count from."""

SIGNED_OFF = "emergency_signed_off"
"""The message that ends the waiting."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which case, and why: in the words of whoever asks, which may be personal."""

    reference: str
    reason: str = field(repr=False)


class NotOpened(Exception):
    """There is no such case, or none that this person may open so: one answer for both."""


class OpenAlready(Exception):
    """They know the case anyway."""


def open_case(office: Office, person_id: str, asked: Asked, key: str) -> str:
    """Let somebody into a case and gives its reference; sent twice under one key, it is done once.

    Raises NotOpened, OpenAlready.
    """
    now = office.clock.now()
    with office.database.transaction() as session:
        try:
            case = records.by_reference(session, asked.reference)
        except records.NoSuchCase as missing:
            raise NotOpened from missing
        if not _done_before(session, case.id, key, person_id):
            if access.may_know(session, person_id, case.id, now):
                raise OpenAlready
            if assignments.is_excluded(session, case.id, person_id):
                raise NotOpened
            held = emergencies.opening_role(session, case, person_id, now)
            if held is None:
                raise NotOpened

            def act() -> dict[str, str]:
                row = emergencies.open_case(session, office.keys, case, held, asked.reason, now)
                anchors.set_anchor(session, case.id, Anchor(OPENED_AT, now, row.id), person_id, now)
                carried = {"partnership_id": case.partnership_id, "emergency_id": row.id}
                carriers.order_start(session, case.id, PROCESS, f"{case.id}:{PROCESS}:{row.id}", carried, now)
                return {"emergency": row.id}

            commands.once(session, bucket_of(case.id), key, person_id, now, act)
        case_id, reference = case.id, records.reference_of(session, case.id)
    worker.work_off(office.worker, case_id)
    return reference


def _done_before(session: Session, case_id: str, key: str, person_id: str) -> bool:
    done = commands.carried_out(session, bucket_of(case_id), key)
    return done is not None and done.person == person_id


@dataclass(frozen=True, slots=True)
class Use:
    """One use that somebody looks at, or their own; `may_sign_off` is false for one's own, and once somebody has."""

    row: EmergencyAccess
    is_mine: bool
    may_sign_off: bool


def uses(session: Session, office: Office, person_id: str) -> list[Use]:
    """The uses that somebody looks at, and their own, latest first; never of a case that they are shut out of."""
    looked_at = {one.id: one for one in emergencies.reviewed_by(session, person_id, office.clock.now())}
    mine = {one.id: one for one in emergencies.of_person(session, person_id)}
    return [
        Use(one, one.id in mine, one.id not in mine and one.reviewed_at is None)
        for one in sorted((looked_at | mine).values(), key=lambda one: one.opened_at, reverse=True)
        if not assignments.is_excluded(session, one.case_id, person_id)
    ]


def sign_off(office: Office, use_of: tuple[str, str], found: Finding) -> None:
    """Write down what a reviewer found of a use, by its case and id, and tell the process. Raises NotOpened."""
    now = office.clock.now()
    with office.database.transaction() as session:
        row = _theirs(session, office, found.by, use_of, lambda use: use.may_sign_off)
        emergencies.sign_off(session, office.keys, row, found, now)
        letter = messages.Letter(SIGNED_OFF, f"{SIGNED_OFF}:{row.id}", row.id)
        messages.publish(session, row.case_id, letter, now, instances.MESSAGE_LIFE)
    worker.work_off(office.worker, use_of[0])


def give_back(office: Office, person_id: str, use_of: tuple[str, str]) -> None:
    """End one's own use before its time. Raises NotOpened."""
    with office.database.transaction() as session:
        row = _theirs(session, office, person_id, use_of, lambda use: use.is_mine)
        emergencies.give_back(session, row, office.clock.now())


def _theirs(
    session: Session, office: Office, person_id: str, use_of: tuple[str, str], may: Callable[[Use], bool]
) -> EmergencyAccess:
    for use in uses(session, office, person_id):
        if (use.row.case_id, use.row.id) == use_of and may(use):
            return use.row
    raise NotOpened
