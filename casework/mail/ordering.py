"""An e-mail asked for: written into the outbox in the transaction of the step that asks, one for each recipient."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cases import called, clocks, partnerships, records, requests, settings
from cases.correspondence import outbox
from cases.correspondence.outbox import Envelope, Mail
from cases.people import Person
from casework.mail import texts
from casework.office import Office
from foundation import addresses
from foundation.clock import LONDON
from foundation.database import Session


@dataclass(frozen=True, slots=True)
class Order:
    """Which e-mail about which case; `key` of the step that asks makes sure that it is written once.

    `variables` say which request, meeting, action or hold its date belongs to; `about` is the one it concerns itself.
    """

    case_id: str
    kind: str
    key: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    calendar: str | None = field(default=None, repr=False)
    letter_ids: tuple[str, ...] = ()


def order(session: Session, office: Office, asked: Order, to: Iterable[Person], now: datetime) -> list[Mail]:
    """Write the e-mail for each person; an address that cannot be used holds it back, visibly. Raises BadText."""
    return [_put(session, office, asked, (person.email, person.id), now) for person in to]


def order_to_address(session: Session, office: Office, asked: Order, address: str, now: datetime) -> Mail:
    """Write the e-mail for a mailbox outside, such as the National Panel's."""
    return _put(session, office, asked, (address, None), now)


def fault_of(address: str, allowed: Sequence[str] = ()) -> str:
    """Why nothing may be sent to this address, or empty: it must be exactly one, and of an allowed domain."""
    if not addresses.is_one(address):
        return "The address is missing or is not exactly one e-mail address. Correct it, then send again."
    if allowed and not addresses.is_within(address, allowed):
        return "The address is not in a domain to which this partnership sends. Correct it, then send again."
    return ""


def due_words(at: datetime | None) -> str:
    """A due date as subjects have it: 21 January 2027."""
    return f"{at.astimezone(LONDON):%-d %B %Y}" if at else ""


def _put(session: Session, office: Office, asked: Order, recipient: tuple[str, str | None], now: datetime) -> Mail:
    address, person_id = recipient
    text = texts.text_of(asked.kind)
    reference = records.reference_of(session, asked.case_id)
    home = session.get_one(partnerships.Partnership, records.partnership_of(session, asked.case_id))
    due = due_words(_deadline(session, asked, text.due, now))
    values = {
        "reference": reference,
        "agency": _agency(session, asked),
        "due": due,
        "link": office.config.base_url + texts.PAGES[text.page].format(reference=reference),
        "office": called.office_of(session, asked.case_id),
        "group": settings.value(session, asked.case_id, "label.group"),
        "phone": home.office_phone,
    }
    # Somebody's own address is checked against the partnership's domains; a mailbox outside comes from its settings.
    domains = settings.value(session, asked.case_id, "mail.allowed_domains") if person_id else ()
    envelope = Envelope(
        case_id=asked.case_id,
        key=asked.key,
        kind=asked.kind,
        address=address,
        subject=texts.subject(text, reference, due),
        body=texts.fill(text.body, values),
        host=host_of(office),
        about=asked.about,
        reply_to=home.office_email,
        person_id=person_id,
        calendar=asked.calendar,
        letter_ids=asked.letter_ids,
        held=fault_of(address, domains),
    )
    return outbox.put(session, office.keys, envelope, now)


def host_of(office: Office) -> str:
    """What Message-IDs and calendar ids end with."""
    return urlsplit(office.config.base_url).hostname or "localhost"


def _agency(session: Session, asked: Order) -> str:
    """The agency whose request the step is about: of several alike it says which."""
    request_id = asked.variables.get("request_id")
    if not isinstance(request_id, str):
        return ""
    agency_id = requests.get(session, asked.case_id, request_id).agency_id
    return partnerships.agency(session, agency_id).name


def _deadline(session: Session, asked: Order, name: str, now: datetime) -> datetime | None:
    if not name:
        return None
    subjects = {
        subject: str(asked.variables[subject]) for subject in clocks.SUBJECT_IDS if asked.variables.get(subject)
    }
    return clocks.deadline(session, asked.case_id, name, now, subjects)
