"""E-mails held since a restore that are never to go out: which they are, why, and who still has to be told otherwise.

Whoever drops them says how many there are: what came to be in between is not dropped unseen.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from cases import audit, restores
from cases.correspondence import outbox
from cases.correspondence.outbox import MAIL_MOVES, Mail, MailState
from cases.states import moved
from foundation.canonical import Json
from foundation.database import Session

REASONS: Mapping[str, str] = {
    "went_out": "They went out before the disaster, as the mail server’s log says",
    "told_already": "The recipients know already in another way",
    "out_of_date": "They are too old to be of use",
    "not_known": "Whether they went out before cannot be known",
}
"""Why e-mails are dropped: codes, and their words for several."""

TO_BE_TOLD = frozenset({"out_of_date", "not_known"})
"""The reasons after which the office has to see to it that the recipients are told."""

DROPPED, TOLD = "mail dropped", "mail dropped, recipient told"
"""What the audit calls it, and the end of it."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which of the held e-mails: those ordered from then and before then, or the one with this id, else all."""

    since: datetime | None = None
    until: datetime | None = None
    only: str = ""


class NotThatMany(Exception):
    """There are `number` e-mails to drop by now, not as many as was said."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{number} e-mails would be dropped by now")
        self.number = number


def kinds(session: Session, span: Span, hidden: Collection[str] = ()) -> list[tuple[str, int]]:
    """How many e-mails of which kind would be dropped, but for those of the `hidden` cases."""
    found = session.scalars(select(Mail.kind).where(*_within(session, span, hidden)))
    return sorted(Counter(found).items())


def drop(
    session: Session, span: Span, reason: str, number: int, by: str, now: datetime, hidden: Collection[str] = ()
) -> None:
    """Drop them for good, each with an entry of the audit. Raises NotThatMany; `reason` is one of REASONS."""
    restores.holding(session, locked=True)
    rows = select(Mail).where(*_within(session, span, hidden)).order_by(Mail.bucket, Mail.case_id, Mail.id)
    found = list(session.scalars(rows.with_for_update()))
    if len(found) != number:
        raise NotThatMany(len(found))
    for mail in found:
        mail.state = moved("the e-mail", MAIL_MOVES, mail.state, MailState.DROPPED)
        mail.dropped_for, mail.fence = reason, mail.fence + 1
        detail: dict[str, Json] = {"kind": mail.kind, "reason": reason}
        audit.append(session, audit.of_case(mail.case_id), by, DROPPED, mail.id, detail, now)


def told(session: Session, case_id: str, mail_id: str, by: str, now: datetime) -> None:
    """Note that the recipient of a dropped e-mail was told otherwise; said again it changes nothing.

    Raises owned.NotInCase.
    """
    mail = outbox.get(session, case_id, mail_id)
    if waits(mail):
        mail.told_at = now
        audit.append(session, audit.of_case(case_id), by, TOLD, mail.id, {"kind": mail.kind}, now)


def waits(mail: Mail) -> bool:
    """Whether somebody still has to tell the recipient what a dropped e-mail said."""
    return mail.state is MailState.DROPPED and mail.dropped_for in TO_BE_TOLD and mail.told_at is None


def _within(session: Session, span: Span, hidden: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    since_restore = and_(Mail.state == MailState.HELD, Mail.reply == restores.HELD)
    waiting = Mail.state.in_(restores.WAITING)
    held = since_restore if restores.holding(session) is None else or_(since_restore, waiting)
    asked = [held, Mail.case_id.not_in(hidden)]
    asked += [Mail.ordered_at >= span.since] if span.since else []
    asked += [Mail.ordered_at < span.until] if span.until else []
    asked += [Mail.id == span.only] if span.only else []
    return tuple(asked)
