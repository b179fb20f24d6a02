"""The case file's audit: what was done to a case, who was given what role, and who read what is sealed."""

from foundation import audit
from foundation.audit import AppendOnly, AuditEntry, Fault, Stream, append, entries, verify

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


def of_searches(person_id: str) -> Stream:
    """The stream of what one person searched for."""
    return audit.stream_of("searches", person_id)
