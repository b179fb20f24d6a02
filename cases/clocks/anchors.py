"""The dated events that clocks count from. A correction is a further row; the earlier one stays, superseded."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from cases import audit, keys, owned
from cases.clocks import answering
from cases.owned import OfCase
from foundation.clock import as_utc
from foundation.crypto import Keyring
from foundation.data_classes import OF_CASE, Data
from foundation.database import Base, Blob, Session, Utc, bucket_of, new_id

NAMES: Mapping[str, str] = {
    "aware_at": "the local authority became aware",
    "notified_at": "the notification was sent to the National Panel",
    "received_at": "the office received the notification or referral",
    "first_contact_at": "the office first heard of the case",
    "meeting_at": "the meeting",
    "advice_asked_at": "independent advice was asked for after the meeting",
    "decided_at": "the group took its decision",
    "outcome_told_at": "the outcome was told",
    "summary_sent_at": "the Combined Summary was sent to the National Panel",
    "missing_facts_asked_at": "the referrer was asked for missing facts",
    "notification_promised_at": "the local authority said that it will notify",
    "transfer_asked_at": "the other office was asked to take the case",
    "requests_send_at": "the requests are to be sent",
    "clarification_asked_at": "the agency was asked to make its reply clearer",
    "family_contact_on": "the family is to be told",
    "hold_review_at": "the hold is to be looked at again",
    "emergency_opened_at": "the case was opened in an emergency",
    "review_decided_at": "the decision to hold a practice review",
    "alternative_decided_at": "the decision to learn in another way",
    "panel_answer_due_at": "the Panel asked for an answer by",
    "action_due_at": "the date agreed for the action",
    "sent_at": "the request was sent",
    "due_at": "the reply date in the letter",
    "escalation_step_at": "this step of the escalation began",
    "review_escalation_step_at": "this step of the escalation in a review began",
    "escalation_promised_at": "the information was promised for",
    "case_closed_at": "the case was closed",
    "published_at": "the report was published",
    "youngest_25_at": "the end of the year in which the youngest child turns 25",
    "kept_until": "somebody decided to keep the records until then",
    "records_deleted_at": "the records were deleted",
    **answering.EVENTS,
}
"""Every event a clock may count from, in words that follow “counted from the day”."""


class Why(StrEnum):
    """What the program itself says of a date; whatever a person says is sealed, see `because`."""

    RECEIVED_BEFORE = "the same incident, received before"
    CONFIRMED = "earlier than entered, confirmed by a second person"
    FURTHER_MEETING = "the next meeting on the case"
    NOTIFIED = "as the notification says"
    EXTENDED = "extension agreed"
    MEETING_MOVED = "the meeting was moved"


class AnchorRow(OfCase, Base):
    """When one event was. `subject_id` is empty for the case itself, else a request's or meeting's id.

    Why it is as it is stands in `reason` in the program's own words, in `said` in those of a person, sealed.
    """

    __tablename__ = "anchor"
    data_map = Data("dates from which clocks count", OF_CASE, codes="name reason", sealed="said")

    subject_id: Mapped[str]
    name: Mapped[str]
    at: Mapped[datetime] = mapped_column(Utc)
    set_by: Mapped[str]
    set_at: Mapped[datetime] = mapped_column(Utc)
    reason: Mapped[str | None]
    said: Mapped[bytes | None] = mapped_column(Blob)
    superseded_at: Mapped[datetime | None] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Anchor:
    """An event and when it was (or will be), and why it is corrected when it is: `reason` in words of the program.

    What a person wrote is put in by `because`.
    """

    name: str
    at: datetime
    subject_id: str = ""
    reason: Why | None = None
    id: str = field(default_factory=new_id)
    said: bytes | None = field(default=None, repr=False)


class UnknownAnchor(ValueError):
    """No clock counts from an event of that name."""


def because(session: Session, keyring: Keyring, case_id: str, anchor: Anchor, words: str) -> Anchor:
    """The same with why a person says it is so."""
    sealed = keys.cipher(session, keyring, case_id).seal(words, AnchorRow.__tablename__, "said", anchor.id)
    return replace(anchor, said=sealed)


def reason_of(session: Session, keyring: Keyring, row: AnchorRow) -> str:
    """Why a date is as it is; nothing where nobody said or where it was deleted."""
    if not row.said:
        return row.reason or ""
    return str(keys.cipher(session, keyring, row.case_id).open(row.said, row.__tablename__, "said", row.id))


def set_anchor(session: Session, case_id: str, anchor: Anchor, by: str, now: datetime) -> bool:
    """Say when an event was; False when that is known already. Raises UnknownAnchor."""
    if anchor.name not in NAMES:
        raise UnknownAnchor(f"no clock counts from {anchor.name}; the events are {', '.join(NAMES)}")
    present = _present(session, case_id, anchor.name, anchor.subject_id)
    if present is not None and present.at == as_utc(anchor.at):
        return False
    if present is not None:
        present.superseded_at = now
    session.add(
        AnchorRow(
            **owned.key(case_id, anchor.id),
            subject_id=anchor.subject_id,
            name=anchor.name,
            at=anchor.at,
            set_by=by,
            set_at=now,
            reason=anchor.reason,
            said=anchor.said,
        )
    )
    session.flush()
    action = "date corrected" if present is not None else "date set"
    audit.append(session, audit.of_case(case_id), by, action, anchor.name, {"subject": anchor.subject_id}, now)
    return True


def clear(session: Session, case_id: str, name: str, subject_id: str, by: str, now: datetime) -> bool:
    """Say that an event has no date any more, for example a meeting that is cancelled; the date it had is kept."""
    present = _present(session, case_id, name, subject_id)
    if present is None:
        return False
    present.superseded_at = now
    session.flush()
    audit.append(session, audit.of_case(case_id), by, "date taken back", name, {"subject": subject_id}, now)
    return True


def _present(session: Session, case_id: str, name: str, subject_id: str) -> AnchorRow | None:
    return session.scalars(
        select(AnchorRow).where(
            AnchorRow.bucket == bucket_of(case_id),
            AnchorRow.case_id == case_id,
            AnchorRow.name == name,
            AnchorRow.subject_id == subject_id,
            AnchorRow.superseded_at.is_(None),
        )
    ).first()


def of_case(session: Session, case_id: str) -> dict[tuple[str, str], datetime]:
    """Every event that counts now, by subject and name."""
    return of_cases(session, [case_id])[case_id]


def of_cases(session: Session, case_ids: Collection[str]) -> dict[str, dict[tuple[str, str], datetime]]:
    """The same of several cases, asked at once."""
    found = owned.of_cases(session, AnchorRow, case_ids, AnchorRow.superseded_at.is_(None))
    return {case_id: {(row.subject_id, row.name): row.at for row in rows} for case_id, rows in found.items()}


def history(session: Session, case_id: str) -> list[AnchorRow]:
    """Every date that was ever set, superseded ones too, oldest first."""
    return list(session.scalars(owned.rows(AnchorRow, case_id)))
