"""Opening a case in an emergency: let in at once, those who look at it told by a process of their own."""

from dataclasses import dataclass, field

from cases import access, assignments, emergencies, records
from cases.emergencies import EmergencyAccess
from casework.office import Office
from engine import carriers, commands, worker
from foundation.database import Session, bucket_of

PROCESS = "emergency_access"
"""What follows, drawn: who is told."""


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
                carried = {"partnership_id": case.partnership_id}
                carriers.order_start(session, case.id, PROCESS, f"{case.id}:{PROCESS}:{row.id}", carried, now)
                return {"emergency": row.id}

            commands.once(session, bucket_of(case.id), key, person_id, now, act)
        case_id, reference = case.id, records.reference_of(session, case.id)
    worker.work_off(office.worker, case_id)
    return reference


def _done_before(session: Session, case_id: str, key: str, person_id: str) -> bool:
    done = commands.carried_out(session, bucket_of(case_id), key)
    return done is not None and done.person == person_id


def uses(session: Session, office: Office, person_id: str) -> list[EmergencyAccess]:
    """The uses that somebody looks at, and their own; never of a case that they are shut out of."""
    now = office.clock.now()
    homes = emergencies.reviewed_homes(session, person_id, now)
    found = emergencies.of_partnerships(session, homes, person_id)
    return [one for one in found if not assignments.is_excluded(session, one.case_id, person_id)]
