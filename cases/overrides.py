"""Which rules were set aside in a case, by whom and why: nothing is overridden silently (domain.md §1.13 Q8)."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cases import keys, owned
from cases.owned import OfCase
from foundation.crypto import Keyring
from foundation.data_classes import OFFICE, Data
from foundation.database import Base, Blob, Session, Utc


class Override(OfCase, Base):
    """One rule set aside: what it would have given, what was used. The reason is sealed."""

    __tablename__ = "override"
    data_map = Data("rules that somebody did not keep, and why", OFFICE, codes="rule normal used", sealed="reason")

    rule: Mapped[str]
    normal: Mapped[str]
    used: Mapped[str]
    person_id: Mapped[str]
    reason: Mapped[bytes] = mapped_column(Blob)
    made_at: Mapped[datetime] = mapped_column(Utc)


class ReasonMissing(ValueError):
    """A rule was to be set aside without saying why."""


def set_aside(
    session: Session,
    keyring: Keyring,
    case_id: str,
    rule: tuple[str, str, str],
    person_id: str,
    reason: str,
    now: datetime,
) -> Override:
    """Keep that a rule was set aside: `rule` is its name, its normal value and the value used. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(f"say why {rule[0]} is {rule[2]} and not {rule[1]}")
    override = Override(
        **owned.key(case_id), rule=rule[0], normal=rule[1], used=rule[2], person_id=person_id, made_at=now
    )
    override.reason = keys.cipher(session, keyring, case_id).seal(reason.strip(), "override", "reason", override.id)
    session.add(override)
    session.flush()
    return override


def of_case(session: Session, case_id: str) -> list[Override]:
    """Every rule set aside in a case, oldest first."""
    return list(session.scalars(owned.rows(Override, case_id)))


def reason_of(session: Session, keyring: Keyring, override: Override) -> str:
    """Why the rule was set aside."""
    cipher = keys.cipher(session, keyring, override.case_id)
    return str(cipher.open(override.reason, "override", "reason", override.id))
