"""Which e-mails this deliverer has to itself, and for how long: taken and given back by the database's own clock.

A lease that runs out may be taken by another; the fencing number it gets then keeps the first from writing over it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, select, text, update

from cases.correspondence.outbox import MAIL_MOVES, Mail, MailState
from cases.states import moved
from foundation.database import Session

LEASE = timedelta(minutes=10)
"""Much longer than sending one e-mail may take, see casework.mail.transport."""

BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
)
"""How long to wait after the first, second … failure; the last goes on."""

GIVE_UP = timedelta(hours=48)

_NOW: Mapping[str, str] = {
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
    "postgresql": "SELECT clock_timestamp()",
}


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to send one e-mail, as long as nobody else has taken it since."""

    bucket: int
    case_id: str
    mail_id: str
    fence: int


def database_now(session: Session) -> datetime:
    """The database's time: the one clock that all deliverers share and nobody can set."""
    told = session.execute(text(_NOW[session.get_bind().dialect.name])).scalar_one()
    return (datetime.fromisoformat(told) if isinstance(told, str) else told).astimezone(UTC)


def due_buckets(session: Session) -> list[int]:
    """The buckets that have e-mails to send now."""
    return list(session.scalars(select(Mail.bucket).where(*_due(database_now(session))).distinct()))


def take(session: Session, bucket: int, lease: timedelta = LEASE) -> Lease | None:
    """Take the oldest due e-mail of a bucket, if any is due, so that nobody else sends it while the lease lasts.

    One alone: the last of several would wait for the others, and a slow mail server could outlast its lease.
    """
    now = database_now(session)
    due = select(Mail).where(Mail.bucket == bucket, *_due(now)).order_by(Mail.try_after, Mail.ordered_at, Mail.id)
    mail = session.scalars(due.limit(1).with_for_update(skip_locked=True)).first()
    if mail is None:
        return None
    mail.state = moved("the e-mail", MAIL_MOVES, mail.state, MailState.LEASED)
    mail.fence += 1
    mail.attempts += 1
    mail.first_tried_at = mail.first_tried_at or now
    mail.try_after = now + lease
    session.flush()
    return Lease(mail.bucket, mail.case_id, mail.id, mail.fence)


def accepted(session: Session, lease: Lease, reply: str, sent_at: datetime) -> bool:
    """The server took the e-mail; False when somebody else holds it by now."""
    return _give_back(session, lease, {"state": MailState.SENT, "reply": reply, "sent_at": sent_at})


def refused(session: Session, lease: Lease, reply: str) -> bool:
    """The server will never take it: a person has to look."""
    return _give_back(session, lease, {"state": MailState.FAILED, "reply": reply})


def put_off(session: Session, lease: Lease, reply: str) -> bool:
    """It could not be sent this time: tried again after a while, and given up after two days."""
    mail = session.get_one(Mail, (lease.bucket, lease.case_id, lease.mail_id), populate_existing=True)
    now = database_now(session)
    wait = BACK_OFF[min(mail.attempts, len(BACK_OFF)) - 1]
    if mail.first_tried_at is not None and now + wait > mail.first_tried_at + GIVE_UP:
        return refused(session, lease, reply)
    return _give_back(session, lease, {"state": MailState.READY, "reply": reply, "try_after": now + wait})


def _give_back(session: Session, lease: Lease, values: Mapping[str, object]) -> bool:
    mine = (Mail.bucket == lease.bucket, Mail.case_id == lease.case_id, Mail.id == lease.mail_id)
    still = (Mail.state == MailState.LEASED, Mail.fence == lease.fence)
    changed = session.execute(update(Mail).where(*mine, *still).values(**values).returning(Mail.id))
    return changed.first() is not None


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Mail.state.in_((MailState.READY, MailState.LEASED)), Mail.try_after <= now)
