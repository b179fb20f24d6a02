"""E-mails about accounts: what they say, and their way out."""

import time
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

import structlog

from cases import people
from cases.signing_in import account_mail, accounts, links, throttle
from cases.signing_in.account_mail import Words
from cases.signing_in.links import LASTS, Purpose
from casework.mail import ordering, transport
from casework.mail.transport import Accepted, NotNow
from casework.office import Office
from casework.signing_in import addresses
from foundation.database import Session
from foundation.written_times import written_moment

log = structlog.get_logger()

FOLDER = Path(__file__).resolve().parents[2] / "letters" / "accounts"
AS_LONG = 0.3
"""How many seconds an answer takes, whether a link is written or not: longer than either."""

KINDS = {Purpose.SET_UP: "invitation", Purpose.NEW_PASSWORD: "new_password"}


def forgotten(office: Office, email: str, network: str) -> None:
    """Send whoever has a local account of this address a link for a new password.

    Nobody is told whether there is one: the pages answer alike and after the same time, and the e-mail goes out later.
    """
    begun = time.monotonic()
    _send_if_there(office, email, network)
    time.sleep(max(0.0, AS_LONG - (time.monotonic() - begun)))


def _send_if_there(office: Office, email: str, network: str) -> None:
    now = office.clock.now()
    counted = {
        office.keys.blind("mailed", email.strip().lower()).hex(): throttle.MAILED,
        office.keys.blind("sign-in network", network).hex(): throttle.NETWORK,
    }
    with office.database.transaction() as session:
        if throttle.take(session, counted, now):
            return
        person = people.by_email(session, email.strip())
        if person is not None and accounts.of_person(session, person.id) is not None:
            send_link(session, office, person.id, Purpose.NEW_PASSWORD, person.id, now)


def send_link(session: Session, office: Office, person_id: str, purpose: Purpose, by: str, now: datetime) -> str:
    """Make a one-time link and send it to the person's own address; gives the address of the link."""
    _, text = links.make(session, person_id, purpose, by, now)
    address = addresses.of_link(office, text)
    _order(session, office, person_id, KINDS[purpose], {"link": address, "until": _words(now + LASTS[purpose])}, now)
    return address


def tell_of_change(session: Session, office: Office, person_id: str, now: datetime) -> None:
    """Tell a person that their way of signing in was changed, in case it was not they."""
    _order(session, office, person_id, "changed", {"at": _words(now)}, now)


def tell_of_role(session: Session, office: Office, to: str, given: tuple[str, str, str], now: datetime) -> None:
    """Tell somebody that a person (by id; no name is told) has a role of a partnership, both as they are called."""
    person_id, role, place = given
    link = f"{office.config.base_url}/people/{person_id}"
    _order(session, office, to, "role_given", {"role": role, "place": place, "link": link}, now)


def deliver_due(office: Office) -> int:
    """Send what is due, one by one with no transaction open; gives how many went out."""
    sent = 0
    while True:
        now = office.clock.now()
        with office.database.transaction() as session:
            row = account_mail.take(session, now)
        if row is None:
            return sent
        words = account_mail.read(office.keys, row)
        outcome = transport.send(office.config, _message(office, row.id, words, row.ordered_at), words.address)
        with office.database.transaction() as session:
            if isinstance(outcome, NotNow):
                account_mail.put_off(session, row.id, now)
            else:
                account_mail.done(session, row.id, type(outcome).__name__.lower(), now)
        log.info("account_mail_tried", mail=row.id, outcome=type(outcome).__name__.lower())
        sent += isinstance(outcome, Accepted)


def _order(session: Session, office: Office, person_id: str, kind: str, values: dict[str, str], now: datetime) -> None:
    address = people.person(session, person_id).email
    if ordering.fault_of(address):
        return
    subject, _, body = (FOLDER / f"{kind}.txt").read_text("utf-8").partition("\n\n")
    account_mail.put(session, office.keys, person_id, kind, Words(address, subject, body.format_map(values)), now)


def _message(office: Office, mail_id: str, words: Words, ordered_at: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = office.config.mail_from
    message["To"] = Address(addr_spec=words.address)
    message["Subject"] = words.subject
    message["Date"] = format_datetime(ordered_at)
    message["Message-ID"] = f"<{mail_id}@{ordering.host_of(office)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words.body)
    return message


def _words(at: datetime) -> str:
    return written_moment(at + timedelta(seconds=30))
