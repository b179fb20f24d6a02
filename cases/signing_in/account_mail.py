"""E-mails about somebody's own account: sealed until they are sent, and gone then, since they hold a link that works.

They belong to no case, and so are not in its outbox (cases.correspondence.outbox).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from cases.signing_in import trail
from foundation import canonical, crypto
from foundation.crypto import Keyring
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Blob, Session, Utc, new_id

GIVEN_UP = timedelta(days=2)
"""How long an e-mail is tried again."""

LEASE = timedelta(minutes=3)
"""How long one process has an e-mail to itself."""


ORDERED, ENDED = "account mail ordered", "account mail "
"""What the audit calls the beginning of such an e-mail's way, and how its end begins: sent, refused or given up."""


class AccountMail(Base):
    """One e-mail that waits to be sent."""

    __tablename__ = "account_mail"
    data_map = Data("e-mails about accounts that wait", MACHINE, kept="until sent", codes="kind", sealed="words")

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    words: Mapped[bytes] = mapped_column(Blob)
    ordered_at: Mapped[datetime] = mapped_column(Utc)
    attempts: Mapped[int]
    try_after: Mapped[datetime] = mapped_column(Utc, index=True)


@dataclass(frozen=True, slots=True)
class Words:
    """What an e-mail says, and where it goes."""

    address: str = field(repr=False)
    subject: str
    body: str = field(repr=False)


def put(session: Session, keyring: Keyring, person_id: str, kind: str, words: Words, now: datetime) -> AccountMail:
    """Have an e-mail sent."""
    row_id = new_id()
    content = canonical.write([words.address, words.subject, words.body])
    row = AccountMail(
        id=row_id, person_id=person_id, kind=kind, words=keyring.wrap(content, _place(row_id)), ordered_at=now,
        attempts=0, try_after=now,
    )  # fmt: skip
    session.add(row)
    trail.write(session, person_id, "system", ORDERED, row_id, now, kind=kind)
    return row


def take(session: Session, now: datetime) -> AccountMail | None:
    """The next e-mail that is due, for this process alone until its lease is over."""
    due = select(AccountMail).where(AccountMail.try_after <= now).order_by(AccountMail.try_after).limit(1)
    row = session.scalars(due.with_for_update(skip_locked=True)).first()
    if row is not None:
        row.attempts, row.try_after = row.attempts + 1, now + LEASE
    return row


def read(keyring: Keyring, row: AccountMail) -> Words:
    """What it says."""
    content = canonical.read(keyring.unwrap(row.words, _place(row.id)))
    address, subject, body = content if isinstance(content, list) else ("", "", "")
    return Words(str(address), str(subject), str(body))


def done(session: Session, row_id: str, outcome: str, now: datetime) -> None:
    """Forget an e-mail that was sent, refused or given up; the trail says which."""
    row = session.get(AccountMail, row_id)
    if row is not None:
        session.delete(row)
        trail.write(session, row.person_id, "system", f"{ENDED}{outcome}", row.id, now, kind=row.kind)


def put_off(session: Session, row_id: str, now: datetime) -> None:
    """Try again later; after two days give up."""
    row = session.get(AccountMail, row_id)
    if row is None:
        return
    if now - row.ordered_at >= GIVEN_UP:
        done(session, row_id, "given up", now)
    else:
        row.try_after = now + min(timedelta(minutes=2**row.attempts), timedelta(hours=1))


def _place(row_id: str) -> bytes:
    return crypto.place("account_mail", "words", row_id)
