"""What an earlier version did not begin for cases that have ended: counting how long their records are kept."""

from datetime import timedelta
from functools import partial

from sqlalchemy import ColumnElement, exists, select

from cases import records
from cases.records import Case, CaseStatus
from casework import deleting
from casework.kept_records import PROCESS
from casework.office import Office
from engine import carriers, definitions, instances
from engine.errors import NotFound
from engine.tables.instances import Instance, Job
from foundation.database import Session

A_DAY = timedelta(days=1)
"""How long after its end a case's own processes have certainly begun to count."""


def begin_to_count(office: Office) -> int:
    """Begin the process that waits for the end of their period, for each case that has ended without it.

    Gives for how many. It counts from the day on which the case ended. Safe to call again, and by several at once.
    """
    with office.database.reading() as session:
        try:
            definitions.newest(session, definitions.PROCESS, PROCESS)
        except NotFound:
            return 0
        found = [(case.bucket, case.id) for case in session.scalars(select(Case).where(*_uncounted(office)))]
    return sum(office.database.carry_out(partial(_begin, office=office, key=one)) for one in found)


def _begin(session: Session, office: Office, key: tuple[int, str]) -> bool:
    records.lock(session, key[1])
    case = session.scalars(select(Case).where(Case.bucket == key[0], Case.id == key[1], *_uncounted(office))).first()
    if case is None or case.closed_at is None:
        return False
    now = office.clock.now()
    deleting.note_end(session, office, case.id, instances.SYSTEM, now, ended_at=case.closed_at)
    about = {"partnership_id": case.partnership_id}
    carriers.order_start(session, case.id, PROCESS, f"{case.id}:{PROCESS}", about, now)
    return True


def _uncounted(office: Office) -> tuple[ColumnElement[bool], ...]:
    return (
        Case.status.in_((CaseStatus.CLOSED, CaseStatus.MERGED)),
        Case.closed_at < office.clock.now() - A_DAY,
        ~exists().where(Instance.bucket == Case.bucket, Instance.case_id == Case.id, Instance.process == PROCESS),
        ~exists().where(Job.bucket == Case.bucket, Job.case_id == Case.id, Job.topic == PROCESS),
    )
