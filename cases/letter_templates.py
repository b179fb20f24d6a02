"""Word templates that an office has put in the place of those that ship, each from a day on, for itself or one case.

A version without content says that the one behind it is used again: the partnership's, or the one that ships (1.1.4).
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import audit, explanations, keys
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import Data
from foundation.database import Base, Blob, Session, Utc, new_id


class LetterTemplate(Base):
    """One version of a letter's template; of one case when it names one, and then sealed with the case's key."""

    __tablename__ = "letter_template"
    data_map = Data(
        "Word templates: those of one case sealed, those of an office, which hold nothing of a case, in plain",
        "those who see the settings; of a case, office and chair",
        kept="for good, of a case with it",
        sealed="content",
        words="reason",
    )
    __table_args__ = (Index("letter_template_of", "partnership_id", "case_id", "kind", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"))
    case_id: Mapped[str | None]
    kind: Mapped[str]
    version: Mapped[int]
    valid_from: Mapped[date]
    content: Mapped[bytes | None] = mapped_column(Blob)
    sha256: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Utc)
    made_by: Mapped[str]
    reason: Mapped[str]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose template it is: a partnership's, or one case's of it."""

    partnership_id: str
    case_id: str | None = None


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """A template somebody puts in place, from which day and why; without content, one taken away again."""

    kind: str
    content: bytes | None = field(repr=False)
    valid_from: date
    reason: str


def put(
    session: Session, keyring: Keyring, owner: Owner, wanted: NewTemplate, by: str, now: datetime
) -> LetterTemplate:
    """Keep the next version of a template; the audit notes who did it, with its hash and never its words."""
    earlier = history(session, owner, wanted.kind)
    content = wanted.content
    row = LetterTemplate(
        id=new_id(),
        partnership_id=owner.partnership_id,
        case_id=owner.case_id,
        kind=wanted.kind,
        version=earlier[0].version + 1 if earlier else 1,
        valid_from=wanted.valid_from,
        sha256=hashlib.sha256(content).hexdigest() if content else "",
        made_at=now,
        made_by=by,
        reason="" if owner.case_id else wanted.reason,
    )
    if content and owner.case_id:
        content = keys.cipher(session, keyring, owner.case_id).seal_bytes(content, "letter_template", "content", row.id)
    row.content = content
    session.add(row)
    session.flush()
    if owner.case_id:
        explanations.give(session, keyring, owner.case_id, row.id, by, wanted.reason, now)
    stream = audit.of_case(owner.case_id) if owner.case_id else audit.of_partnership(owner.partnership_id)
    detail: dict[str, Json] = {"kind": row.kind, "version": row.version, "sha256": row.sha256}
    audit.append(
        session, stream, by, "template put in place" if content else "template taken away", row.id, detail, now
    )
    return row


def history(session: Session, owner: Owner, kind: str | None = None) -> list[LetterTemplate]:
    """Every version of a template, newest first; of all templates when none is named."""
    found = select(LetterTemplate).where(
        LetterTemplate.partnership_id == owner.partnership_id,
        LetterTemplate.case_id.is_not_distinct_from(owner.case_id),
    )
    found = found if kind is None else found.where(LetterTemplate.kind == kind)
    return list(session.scalars(found.order_by(LetterTemplate.version.desc(), LetterTemplate.id)))


def in_force(versions: list[LetterTemplate], day: date) -> LetterTemplate | None:
    """The version of one template that counts on a day: the latest begun; None where it says to use the one behind."""
    begun = [one for one in versions if one.valid_from <= day]
    latest = max(begun, key=lambda one: (one.valid_from, one.version), default=None)
    return latest if latest is not None and latest.content is not None else None


def reason_of(session: Session, keyring: Keyring, row: LetterTemplate) -> str:
    """Why somebody put it in place; of a case's own what they wrote is sealed."""
    given = explanations.about(session, row.case_id, row.id) if row.case_id else []
    return "; ".join(explanations.words_of(session, keyring, one) for one in given) or row.reason


def content_of(session: Session, keyring: Keyring, row: LetterTemplate) -> bytes:
    """The Word file of a version; empty for one that takes a template away."""
    if row.content is None or row.case_id is None:
        return row.content or b""
    return keys.cipher(session, keyring, row.case_id).open_bytes(row.content, "letter_template", "content", row.id)
