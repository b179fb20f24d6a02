"""An e-mail to an agency: to its Safeguarding Leads, or, where it has none, an alert to the office (guidance 8.2.2)."""

from dataclasses import replace
from datetime import datetime

from cases import roles
from casework.mail import ordering, recipients
from casework.mail.ordering import Order
from casework.office import Office
from foundation.clock import london_date
from foundation.database import Session

ALERT = "no_active_lead"
"""The text that tells the office to act for an agency that nobody leads."""


def order(session: Session, office: Office, asked: Order, agency_id: str, now: datetime) -> None:
    """Write the e-mail for everyone who speaks for the agency; the office is alerted when that is nobody."""
    found = recipients.of_agency(session, asked.case_id, agency_id, london_date(now))
    ordering.order(session, office, asked, found, now)
    if not found:
        alert_office(session, office, asked, now)


def alert_office(session: Session, office: Office, asked: Order, now: datetime) -> None:
    """Tell the office that an e-mail had nobody to go to."""
    staff = recipients.of_roles(session, asked.case_id, [roles.OFFICE], None, london_date(now))
    alert = replace(asked, kind=ALERT, key=f"{asked.key}:{ALERT}", calendar=None, letter_ids=())
    ordering.order(session, office, alert, staff, now)
