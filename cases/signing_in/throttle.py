"""How often somebody may try: counted in the database, so that it holds for all processes and after a restart.

Counted is by keyed tokens of an account's address and of the network address, never by these themselves. An attempt is
counted before it is looked at, so that many at the same moment are as many attempts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Mapped, mapped_column

from foundation import upsert
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Session, Utc

FORGOTTEN = timedelta(hours=24)
"""How long after the last attempt a count is forgotten."""


@dataclass(frozen=True, slots=True)
class Rule:
    """After `free` attempts each further one must wait, twice as long each time, `longest` at most.

    With a `window` it is counted anew in each such length of time.
    """

    name: str
    free: int
    first: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(minutes=15)
    window: timedelta | None = None

    def wait_after(self, attempts: int) -> timedelta:
        """How long nobody may try again after so many attempts."""
        beyond = attempts - self.free
        return timedelta() if beyond < 0 else min(self.longest, self.first * 2 ** min(beyond, 20))


ACCOUNT = Rule("account", free=5)
CODE = Rule("code", free=5)
NETWORK = Rule("network", free=60, window=timedelta(hours=1))
"""By network address: a whole council may come from one, so what succeeds is given back."""

MAILED = Rule("mailed", free=2, first=timedelta(minutes=5), longest=timedelta(hours=1))
"""How often a link is sent to one address."""


class SignInAttempts(Base):
    """How often something was tried since it last succeeded."""

    __tablename__ = "sign_in_attempts"
    data_map = Data("how often was tried to sign in", MACHINE, kept="a day", guarded="token")

    token: Mapped[str] = mapped_column(primary_key=True)
    attempts: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Utc)


def take(session: Session, tokens: dict[str, Rule], now: datetime) -> timedelta | None:
    """Count one attempt under each token; when one must wait, count none and give for how long."""
    rows = [(_row(session, _key(token, rule, now), now), rule) for token, rule in sorted(tokens.items())]
    waits = [row.last_at + rule.wait_after(row.attempts) - now for row, rule in rows]
    longest = max(waits, default=timedelta())
    if longest > timedelta():
        return longest
    for row, _ in rows:
        row.attempts, row.last_at = row.attempts + 1, now
    return None


def succeeded(session: Session, token: str, rule: Rule, now: datetime) -> None:
    """Begin to count anew."""
    session.execute(delete(SignInAttempts).where(SignInAttempts.token == _key(token, rule, now)))


def give_back(session: Session, token: str, rule: Rule, now: datetime) -> None:
    """Not count an attempt that was right, where those of many people are counted together."""
    mine = update(SignInAttempts).where(SignInAttempts.token == _key(token, rule, now), SignInAttempts.attempts > 0)
    session.execute(mine.values(attempts=SignInAttempts.attempts - 1))


def forget_old(session: Session, now: datetime) -> None:
    """Throw away counts that nobody needs any more."""
    session.execute(delete(SignInAttempts).where(SignInAttempts.last_at < now - FORGOTTEN))


def _row(session: Session, key: str, now: datetime) -> SignInAttempts:
    beginning = {"token": key, "attempts": 0, "last_at": now}
    session.execute(upsert.insert(session, SignInAttempts).values(**beginning).on_conflict_do_nothing())
    row = session.get_one(SignInAttempts, key, with_for_update=True)
    if now - row.last_at >= FORGOTTEN:
        row.attempts, row.last_at = 0, now
    return row


def _key(token: str, rule: Rule, now: datetime) -> str:
    part = f" {int(now.timestamp() // rule.window.total_seconds())}" if rule.window else ""
    return f"{rule.name} {token}{part}"
