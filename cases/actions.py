"""What is to be done at once and learnt at once: safety actions and learning points with owner and date (F12)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cases import keys, owned
from cases.owned import OfCase
from cases.states import moved, stored
from foundation.crypto import Keyring
from foundation.data_classes import Data
from foundation.database import Base, Blob, Session, Utc

KINDS: Mapping[str, str] = {
    "safety": "Safety action",
    "single_agency": "Learning for one agency",
    "multi_agency": "Learning for agencies together",
}


class ActionStatus(Enum):
    """How far an action has come."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


MOVES: Mapping[ActionStatus, frozenset[ActionStatus]] = {
    ActionStatus.OPEN: frozenset({ActionStatus.DONE, ActionStatus.CANCELLED}),
    ActionStatus.DONE: frozenset({ActionStatus.OPEN}),
    ActionStatus.CANCELLED: frozenset(),
}


class Action(OfCase, Base):
    """One action or learning point; what is to be done is sealed in `text`."""

    __tablename__ = "action"
    data_map = Data(
        "actions and learning",
        "whoever may know the case, by the codes of each thing; the agency that owns it",
        codes="kind shared_by progress",
        sealed="text",
    )
    indexes = (Index("action_by_agency", "agency_id", "case_id"),)

    kind: Mapped[str]
    text: Mapped[bytes] = mapped_column(Blob)
    agency_id: Mapped[str | None]
    person_id: Mapped[str | None]
    due_on: Mapped[date | None]
    shared_by: Mapped[str]
    status: Mapped[ActionStatus] = mapped_column(stored(ActionStatus))
    submission_id: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(Utc)
    told_at: Mapped[datetime | None] = mapped_column(Utc)
    progress: Mapped[str | None]
    """How far its owner says it is (F35)."""
    report_id: Mapped[str | None]
    verdict_id: Mapped[str | None]
    """The submissions with the owner's last report, and with what the group last said of it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An action as it was agreed: `shared_by` is how learning is passed on, in one word."""

    kind: str
    text: str = field(repr=False)
    agency_id: str | None = None
    person_id: str | None = None
    due_on: date | None = None
    shared_by: str = ""


def add(
    session: Session, keyring: Keyring, case_id: str, plan: Plan, submission_id: str | None, now: datetime
) -> Action:
    """Keep an action that was agreed."""
    action = Action(
        **owned.key(case_id),
        kind=plan.kind,
        agency_id=plan.agency_id,
        person_id=plan.person_id,
        due_on=plan.due_on,
        shared_by=plan.shared_by,
        status=ActionStatus.OPEN,
        submission_id=submission_id,
        made_at=now,
    )
    action.text = keys.cipher(session, keyring, case_id).seal(plan.text, "action", "text", action.id)
    session.add(action)
    session.flush()
    return action


def text_of(session: Session, keyring: Keyring, action: Action) -> str:
    """What is to be done."""
    return str(keys.cipher(session, keyring, action.case_id).open(action.text, "action", "text", action.id))


def of_case(session: Session, case_id: str, kind: str | None = None) -> list[Action]:
    """The actions of a case in order, or those of one kind."""
    found = owned.rows(Action, case_id)
    return list(session.scalars(found if kind is None else found.where(Action.kind == kind)))


def get(session: Session, case_id: str, action_id: str) -> Action:
    """One action of a case; raises NotInCase."""
    return owned.get(session, Action, case_id, action_id)


def count_open(session: Session, case_id: str) -> int:
    """How many actions nobody has accepted as done or agreed to drop."""
    return sum(each.status is ActionStatus.OPEN for each in of_case(session, case_id))


def change_status(session: Session, case_id: str, action_id: str, status: ActionStatus) -> None:
    """Mark an action done, cancelled or open again; raises IllegalMove."""
    action = owned.get(session, Action, case_id, action_id)
    action.status = moved("the action", MOVES, action.status, status)
