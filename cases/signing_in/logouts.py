"""Which logout tokens of a provider were taken already: each counts once."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, mapped_column

from cases.signing_in import secret
from foundation import upsert
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Session, Utc

KEPT = timedelta(hours=1)
"""How long it is known that one was taken: longer than any holds, see casework.signing_in.back_channel."""


class LogoutTaken(Base):
    """One token, known by the hash of its issuer and its own id there."""

    __tablename__ = "logout_taken"
    data_map = Data("logout tokens of the provider that were taken", MACHINE, kept="an hour", guarded="digest")

    digest: Mapped[str] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(Utc, index=True)


def take(session: Session, issuer: str, token_id: str, now: datetime) -> bool:
    """Take one; False when it was taken before, in whichever process."""
    row = {"digest": secret.digest(f"{issuer} {token_id}"), "taken_at": now}
    put = upsert.insert(session, LogoutTaken).values(**row).on_conflict_do_nothing()
    return session.execute(put.returning(LogoutTaken.digest)).first() is not None


def forget_old(session: Session, now: datetime) -> None:
    """Throw away what could not be taken again anyway."""
    session.execute(delete(LogoutTaken).where(LogoutTaken.taken_at < now - KEPT))
