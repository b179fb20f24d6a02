"""The case file's audit: what was done to a case, who was given what role, and who read what is guarded."""

from datetime import datetime

from foundation import audit
from foundation.audit import AppendOnly, AuditEntry, Fault, Stream, append, entries, verify
from foundation.canonical import Json
from foundation.database import Session

__all__ = ["AppendOnly", "AuditEntry", "Fault", "Stream", "append", "entries", "verify"]

PEOPLE = audit.stream_of("people", "administration")
"""Changes to people, their roles and relations."""


def of_case(case_id: str) -> Stream:
    """The stream of what was done in a case."""
    return audit.stream_of("case", case_id)


def of_reads(case_id: str) -> Stream:
    """The stream of who read identity, replies or sealed advice of a case (domain.md §3.1, rule 7)."""
    return audit.stream_of("reads", case_id)


def of_partnership(partnership_id: str) -> Stream:
    """The stream of changes to a partnership's settings, calendar and recipients."""
    return audit.stream_of("partnership", partnership_id)


def record_read(session: Session, case_id: str, person_id: str, what: str, id: str, now: datetime) -> None:
    """Write down that a person saw a guarded thing: `what` is identity, reply or advice, `id` which one."""
    detail: dict[str, Json] = {"what": what}
    append(session, of_reads(case_id), person_id, "read", id, detail, now)
