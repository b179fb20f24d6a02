"""The outbox emptied: take what is due, send it with no transaction open, write down what became of it.

An e-mail may be sent twice (when a crash comes between the server's answer and our writing it down), never not at
all; both times it has the same Message-ID, by which mail programs show it once.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import structlog

from cases import assignments, audit, files, people, restores
from cases.correspondence import letters, outbox
from cases.correspondence.outbox import Mail
from cases.files import DamagedFile
from cases.keys import NoCaseKey
from casework.mail import leases, ordering, transport
from casework.mail.leases import Lease
from casework.mail.transport import Accepted, NotNow, Outcome, Refused
from casework.office import Office
from foundation.canonical import Json
from foundation.crypto import CryptoError
from foundation.database import Session

log = structlog.get_logger()

COPY = "panel_copy"
"""The kind of e-mail with a copy of what went to the Panel."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One e-mail, leased, ready to be sent."""

    lease: Lease
    address: str = field(repr=False)
    message: EmailMessage = field(repr=False)


class StillFaulty(Exception):
    """The address is still not one that can be written to; the text says what to do."""


def deliver_due(office: Office, lease: timedelta = leases.LEASE) -> int:
    """Send everything that is due now, one after another; gives how many e-mails went out.

    None goes after a restore, until somebody has looked which of them went out before.
    """
    with office.database.reading() as session:
        buckets = leases.due_buckets(session) if restores.holding(session) is None else []
    return sum(_deliver_bucket(office, bucket, lease) for bucket in buckets)


def send_again(session: Session, office: Office, case_id: str, mail_id: str, by: str, now: datetime) -> Mail:
    """Have an e-mail that failed or was held tried again, to the person's present address. Raises StillFaulty."""
    mail = outbox.get(session, case_id, mail_id)
    address = outbox.opened(session, office.keys, mail)[0]
    if mail.person_id:
        address = people.person(session, mail.person_id).email
    if fault := ordering.fault_of(address):
        raise StillFaulty(fault)
    return outbox.resend(session, office.keys, mail, address, by, now)


def _deliver_bucket(office: Office, bucket: int, lease: timedelta) -> int:
    sent = 0
    while taken := _take(office, bucket, lease):
        sent += isinstance(taken, Taken) and _deliver(office, taken)
    return sent


def _take(office: Office, bucket: int, lease: timedelta) -> Taken | str | None:
    """The next e-mail of a bucket, why it cannot be sent and was put aside, or None when none is due any more."""
    with office.database.transaction() as session:
        held = leases.take(session, bucket, lease)
        made = _made(session, office, held) if held else None
        if held and isinstance(made, str):
            leases.refused(session, held, made)
        return made


def _deliver(office: Office, taken: Taken) -> bool:
    outcome = transport.send(office.config, taken.message, taken.address)
    with office.database.transaction() as session:
        _note(session, office, taken.lease, outcome)
    log.info("mail_tried", mail=taken.lease.mail_id, outcome=type(outcome).__name__.lower())
    return isinstance(outcome, Accepted)


def _note(session: Session, office: Office, lease: Lease, outcome: Outcome) -> None:
    now = office.clock.now()
    match outcome:
        case Accepted(reply):
            if leases.accepted(session, lease, reply, now):
                _sent(session, lease, now)
        case Refused(reply):
            leases.refused(session, lease, reply)
        case NotNow(reply):
            leases.put_off(session, lease, reply)


def _sent(session: Session, lease: Lease, now: datetime) -> None:
    """What follows from an e-mail that went out: the letters it carried are sent, and the audit says so.

    A copy proves nothing of what the Panel got.
    """
    mail = outbox.get(session, lease.case_id, lease.mail_id)
    for letter_id in () if mail.kind == COPY else mail.letter_ids.split():
        letters.mark_sent(session, letters.get(session, lease.case_id, letter_id), now)
    detail: dict[str, Json] = {"kind": mail.kind}
    audit.append(session, audit.of_case(lease.case_id), "system", outbox.SENT, mail.id, detail, now)


def _made(session: Session, office: Office, lease: Lease) -> Taken | str:
    """The e-mail to send; the reason, when it cannot be one."""
    mail = outbox.get(session, lease.case_id, lease.mail_id)
    if mail.person_id and assignments.is_excluded(session, lease.case_id, mail.person_id):
        return "The recipient was shut out of the case after this was ordered, so it is not sent to them."
    if mail.person_id and not people.person(session, mail.person_id).active:
        return "The recipient has left since this was ordered, so it is not sent to them."
    try:
        return Taken(lease, *_message(session, office, mail))
    except (CryptoError, NoCaseKey, DamagedFile):
        return "What the e-mail says can no longer be opened: the case's key or its file is gone. See the operator."
    except ValueError:
        return "The address cannot be written into an e-mail. Correct it, then send again."


def _message(session: Session, office: Office, mail: Mail) -> tuple[str, EmailMessage]:
    address, body, calendar = outbox.opened(session, office.keys, mail)
    message = EmailMessage(policy=SMTP)
    message["From"] = office.config.mail_from
    message["To"] = Address(addr_spec=address)
    message["Subject"] = mail.subject
    with suppress(ValueError):
        message["Reply-To"] = mail.reply_to or office.config.mail_from
    message["Date"] = format_datetime(mail.ordered_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    if calendar:
        method = "CANCEL" if "METHOD:CANCEL" in calendar else "REQUEST"
        message.add_alternative(calendar, subtype="calendar", params={"method": method})
    for letter_id in mail.letter_ids.split():
        _attach(session, office, message, letters.get(session, mail.case_id, letter_id))
    return address, message


def _attach(session: Session, office: Office, message: EmailMessage, letter: letters.Letter) -> None:
    if letter.file_id is None:
        return
    file = files.get(session, letter.case_id, letter.file_id)
    kind, _, subtype = file.media_type.partition("/")
    name = files.name_of(session, office.keys, file)
    message.add_attachment(files.read(session, office.keys, file), maintype=kind, subtype=subtype, filename=name)
