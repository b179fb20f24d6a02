"""That nobody can change, remove, insert or reorder what the audit says without it being found."""

from datetime import datetime

import pytest
from sqlalchemy import delete, update

from foundation import audit
from foundation.audit import AuditEntry, AuditHead
from foundation.clock import SettableClock
from foundation.database import Database, Session

STREAM = audit.stream_of("case", "01900000-0000-7000-8000-000000000000")


def fill(session: Session, now: datetime) -> None:
    for number in range(1, 6):
        audit.append(session, STREAM, "person-1", "release", f"letter-{number}", {"version": number}, now)
    audit.append(session, audit.stream_of("people", "administration"), "admin", "add", "person-2", {}, now)


def test_an_untouched_audit_verifies(database: Database, clock: SettableClock) -> None:
    with database.transaction() as session:
        fill(session, clock.now())
    with database.reading() as session:
        assert audit.verify(session) == []
        assert [entry.number for entry in audit.entries(session, STREAM)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "tampering",
    [
        update(AuditEntry).where(AuditEntry.number == 3).values(actor="person-9"),
        update(AuditEntry).where(AuditEntry.number == 3).values(detail=b'{"version":9}'),
        delete(AuditEntry).where(AuditEntry.number == 3),
        delete(AuditEntry).where(AuditEntry.number == 5),
        delete(AuditEntry).where(AuditEntry.stream == STREAM.name),
        delete(AuditHead).where(AuditHead.stream == STREAM.name),
        update(AuditEntry).where(AuditEntry.number == 5).values(number=6),
    ],
)
def test_any_change_gap_or_cut_off_end_is_found(database: Database, clock: SettableClock, tampering: object) -> None:
    with database.transaction() as session:
        fill(session, clock.now())
    with database.transaction() as session:
        session.execute(tampering)  # type: ignore[call-overload]
    with database.reading() as session:
        assert {fault.stream for fault in audit.verify(session)} == {STREAM.name}


def test_the_database_session_refuses_to_change_an_entry(database: Database, clock: SettableClock) -> None:
    with pytest.raises(audit.AppendOnly), database.transaction() as session:
        fill(session, clock.now())
        audit.entries(session, STREAM)[0].actor = "somebody else"


def test_an_entry_keeps_business_time_and_the_computer_s_own(database: Database, clock: SettableClock) -> None:
    with database.transaction() as session:
        entry = audit.append(session, STREAM, "system", "open", "case", {}, clock.now())
        assert entry.at == clock.now()
        assert entry.recorded_at != entry.at


def test_work_that_is_rolled_back_leaves_no_entry(database: Database, clock: SettableClock) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        fill(session, clock.now())
        1 / 0  # noqa: B018
    with database.reading() as session:
        assert audit.entries(session, STREAM) == []
