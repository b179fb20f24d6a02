"""A case handed to another office: with its dates, its references, its running work, and nothing left behind."""

from datetime import date, datetime, timedelta

from cases import access, assignments, audit, people, records, requests, roles, settings
from engine import offers, timers
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session

ANSWERS_FOR = timedelta(days=365)
"""How long the lead of an agency that serves the sending office only answers to the new one."""


def propose(session: Session, case_id: str, to: str, by: str, now: datetime) -> None:
    """Show a case to the office that is asked to take it; the sender still has it (P0-050)."""
    assignments.share(session, case_id, to, by, now)
    _write_down(session, case_id, (records.partnership_of(session, case_id), to), by, "transfer proposed", now)


def give_up(session: Session, case_id: str, to: str, by: str, now: datetime) -> None:
    """The other office does not take it, or is no longer asked: it sees the case no more."""
    if assignments.end_share(session, case_id, to, now):
        _write_down(session, case_id, (records.partnership_of(session, case_id), to), by, "transfer declined", now)


def transfer(session: Session, case_id: str, to: str, by: str, now: datetime) -> None:
    """Hand a case over with its original dates; both offices keep the record of it, the sender keeps no access.

    Open tasks are offered to the new office's people. Whoever brought the case keeps sight of their own form, agencies
    asked keep their own requests; everybody else whom the sending office had put on it is taken off.
    """
    sender = records.partnership_of(session, case_id)
    if sender == to:
        return
    records.transfer(session, case_id, to, now)
    settings.take_over(session, case_id)
    # Its calendar and settings are the new office's: reminders and due dates follow them as the clocks do.
    timers.rearm_case(session, case_id, now)
    _keep_leads(session, case_id, (sender, to), london_date(now))
    for role in set(access.ASSIGNED) - set(access.SENDERS):
        for each in assignments.people_on(session, case_id, role):
            each.ended_at = now
    assignments.end_share(session, case_id, to, now)
    offers.offer_case(session, case_id, now)
    _write_down(session, case_id, (sender, to), by, "case transferred", now)


def _keep_leads(session: Session, case_id: str, offices: tuple[str, str], today: date) -> None:
    """An agency asked that has no lead for the new office keeps the ones it has: they answer as before, for a time."""
    sender, to = offices
    for agency_id in sorted({each.agency_id for each in requests.of_case(session, case_id)}):
        if people.with_role(session, roles.LEAD, to, agency_id, today):
            continue
        for lead in people.with_role(session, roles.LEAD, sender, agency_id, today):
            people.give_role(session, lead.id, roles.LEAD, to, agency_id, (today, today + ANSWERS_FOR))


def _write_down(session: Session, case_id: str, offices: tuple[str, str], by: str, what: str, now: datetime) -> None:
    details: dict[str, Json] = {"from": offices[0], "to": offices[1]}
    audit.append(session, audit.of_case(case_id), by, what, case_id, details, now)
    for each in offices:
        audit.append(session, audit.of_partnership(each), by, what, case_id, details, now)
