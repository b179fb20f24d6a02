"""The outbox: e-mails written in the step that asks for them and delivered later, at least once (guidance 1.5.3).

The id of an e-mail is made from what asked for it and for whom, so that a step done twice cannot write it twice, and
its Message-ID is the same however often it is sent.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

from sqlalchemy import Index, func, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import audit, keys, owned, reads
from cases.owned import OfCase
from cases.states import moved, stored
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import OFFICE, Data
from foundation.database import Base, Blob, Session, Utc

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""When an e-mail may be tried that nobody has tried yet."""

ORDERED, SENT = "mail ordered", "mail sent"
"""What the audit calls the beginning and the end of an e-mail's way."""


class MailState(Enum):
    """Where an e-mail stands; what is held or failed waits for a person, dropped is for good."""

    READY = "ready"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"
    DROPPED = "dropped"


MAIL_MOVES: Mapping[MailState, frozenset[MailState]] = {
    MailState.READY: frozenset({MailState.LEASED, MailState.DROPPED}),
    # A lease that ran out is taken again by another deliverer.
    MailState.LEASED: frozenset(MailState) - {MailState.HELD},
    MailState.SENT: frozenset(),
    MailState.FAILED: frozenset({MailState.READY}),
    MailState.HELD: frozenset({MailState.READY, MailState.DROPPED}),
    MailState.DROPPED: frozenset(),
}


class Mail(OfCase, Base):
    """One e-mail to one address.

    `try_after`, `first_tried_at` and leases are in the database's own time; `ordered_at` and `sent_at` in business
    time. Subject and body name the case's reference only.
    """

    __tablename__ = "mail"
    data_map = Data(
        "e-mails of cases",
        OFFICE,
        codes="kind about letter_ids message_id reply_to subject dropped_for",
        sealed="address body calendar",
        words="reply",
    )
    indexes = (
        Index("mail_waiting", "state", "try_after", "bucket"),
        Index("mail_by_message_id", "message_id"),
    )

    message_id: Mapped[str]
    kind: Mapped[str]
    about: Mapped[str]
    person_id: Mapped[str | None]
    address: Mapped[bytes] = mapped_column(Blob)
    reply_to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[bytes] = mapped_column(Blob)
    calendar: Mapped[bytes | None] = mapped_column(Blob)
    letter_ids: Mapped[str]
    state: Mapped[MailState] = mapped_column(stored(MailState))
    ordered_at: Mapped[datetime] = mapped_column(Utc)
    attempts: Mapped[int]
    first_tried_at: Mapped[datetime | None] = mapped_column(Utc)
    try_after: Mapped[datetime] = mapped_column(Utc)
    fence: Mapped[int]
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    reply: Mapped[str]
    dropped_for: Mapped[str | None]
    told_at: Mapped[datetime | None] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Envelope:
    """An e-mail to be sent. `key` is of what asks for it; `host` ends the Message-ID.

    `about` is the request or meeting it concerns, if any; `held` says why it may not go.
    """

    case_id: str
    key: str
    kind: str
    address: str = field(repr=False)
    subject: str
    body: str = field(repr=False)
    host: str
    about: str = ""
    reply_to: str = ""
    person_id: str | None = None
    calendar: str | None = field(default=None, repr=False)
    letter_ids: tuple[str, ...] = ()
    held: str = ""


def put(session: Session, keyring: Keyring, envelope: Envelope, now: datetime) -> Mail:
    """Write an e-mail into the outbox; asked for again under the same key, it is the one already there."""
    recipient = envelope.person_id or envelope.address
    asked = "|".join((envelope.case_id, envelope.key, envelope.kind, recipient))
    row = owned.key(envelope.case_id, hashlib.sha256(asked.encode()).hexdigest()[:32])
    found = session.get(Mail, (row["bucket"], row["case_id"], row["id"]))
    if found is not None:
        return found
    cipher = keys.cipher(session, keyring, envelope.case_id, keys.MAILS)
    mail = Mail(
        **row,
        message_id=f"<{row['id']}@{envelope.host}>",
        kind=envelope.kind,
        about=envelope.about,
        person_id=envelope.person_id,
        address=cipher.seal(envelope.address, "mail", "address", row["id"]),
        reply_to=envelope.reply_to,
        subject=envelope.subject,
        body=cipher.seal(envelope.body, "mail", "body", row["id"]),
        calendar=cipher.seal(envelope.calendar, "mail", "calendar", row["id"]) if envelope.calendar else None,
        letter_ids=" ".join(envelope.letter_ids),
        state=MailState.HELD if envelope.held else MailState.READY,
        ordered_at=now,
        attempts=0,
        try_after=AT_ONCE,
        fence=0,
        reply=envelope.held,
    )
    session.add(mail)
    detail: dict[str, Json] = {"kind": mail.kind}
    audit.append(session, audit.of_case(mail.case_id), "system", ORDERED, mail.id, detail, now)
    return mail


def opened(session: Session, keyring: Keyring, mail: Mail) -> tuple[str, str, str | None]:
    """Address, body and calendar entry of an e-mail."""
    reads.opened(session, mail.case_id, reads.MAIL, mail.id)
    cipher = keys.cipher(session, keyring, mail.case_id, keys.MAILS)
    calendar = cipher.open(mail.calendar, "mail", "calendar", mail.id) if mail.calendar else None
    address = cipher.open(mail.address, "mail", "address", mail.id)
    body = cipher.open(mail.body, "mail", "body", mail.id)
    return str(address), str(body), None if calendar is None else str(calendar)


def resend(session: Session, keyring: Keyring, mail: Mail, address: str, by: str, now: datetime) -> Mail:
    """Have a failed or held e-mail tried again, at the address as it is now. Raises IllegalMove."""
    mail.state = moved("the e-mail", MAIL_MOVES, mail.state, MailState.READY)
    cipher = keys.cipher(session, keyring, mail.case_id, keys.MAILS)
    mail.address = cipher.seal(address, "mail", "address", mail.id)
    mail.attempts, mail.first_tried_at, mail.try_after = 0, None, AT_ONCE
    detail: dict[str, Json] = {"kind": mail.kind}
    audit.append(session, audit.of_case(mail.case_id), by, "mail sent again", mail.id, detail, now)
    return mail


def get(session: Session, case_id: str, mail_id: str) -> Mail:
    """One e-mail of a case; raises owned.NotInCase."""
    return owned.get(session, Mail, case_id, mail_id)


def of_case(session: Session, case_id: str) -> list[Mail]:
    """The e-mails of a case, oldest first."""
    return list(session.scalars(owned.rows(Mail, case_id).order_by(None).order_by(Mail.ordered_at, Mail.id)))


def counts(session: Session, hidden: Collection[str] = ()) -> dict[MailState, int]:
    """How many e-mails of all cases but the `hidden` ones stand where."""
    counted = select(Mail.state, func.count()).where(Mail.case_id.not_in(hidden)).group_by(Mail.state)
    return dict(session.execute(counted).all())


def troubled(session: Session, limit: int = 200) -> list[Mail]:
    """E-mails of all cases that wait for a person: given up, or held back."""
    waiting = select(Mail).where(Mail.state.in_((MailState.FAILED, MailState.HELD)))
    return list(session.scalars(waiting.order_by(Mail.try_after, Mail.id).limit(limit)))
