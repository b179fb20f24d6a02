"""Reasons that people wrote before these were sealed (migration 0013), sealed when the program next starts.

What the program itself gives as a reason is known by its words and stays. In the audit's entries about settings read
again, which nobody may change, the reason of that time stays as it was written.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from sqlalchemy import select

from cases import explanations, keys
from cases.clocks.anchors import AnchorRow, Why
from cases.keys import NoCaseKey
from cases.letter_templates import LetterTemplate
from casework import leaving
from casework.office import Office
from casework.tasks import handing
from engine.tables.instances import UserTask
from engine.tables.records import History
from foundation.database import Session
from foundation.overwriting import overwrite_deleted

Step = Callable[[str], None]

_PLAIN_DATE = AnchorRow.reason.is_not(None) & AnchorRow.said.is_(None) & AnchorRow.reason.not_in([*Why])
_PLAIN_TEMPLATE = LetterTemplate.case_id.is_not(None) & (LetterTemplate.reason != "")
_OURS = (leaving.LEFT, leaving.AWAY, handing.NO_ROLE)
_PLAIN_HANDING = (History.what == "reassigned") & History.reason.is_not(None) & History.reason.not_in(_OURS)


class Sealer(Protocol):
    """Seals one row, unless somebody else has."""

    def __call__(self, session: Session, office: Office, id: str) -> None:
        """Do it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row in which a person's reason stands in plain."""

    table: str
    id: str


def left(session: Session) -> list[Item]:
    """Every such row."""
    return [
        Item(str(table.__tablename__), id)
        for table, condition in ((AnchorRow, _PLAIN_DATE), (LetterTemplate, _PLAIN_TEMPLATE), (History, _PLAIN_HANDING))
        for id in session.scalars(select(table.id).where(condition).order_by(table.id))
    ]


def seal(office: Office, step: Step) -> None:
    """Seal each of them in a transaction of its own. Raises CannotOpen where a case's key is not the right one."""
    with office.database.reading() as session:
        items = left(session)
    for item in items:
        step("sealing reasons")
        office.database.carry_out(partial(_SEALERS[item.table], office=office, id=item.id))
    if items:
        overwrite_deleted(office.database)


def _date(session: Session, office: Office, id: str) -> None:
    row = session.scalars(select(AnchorRow).where(AnchorRow.id == id, _PLAIN_DATE).with_for_update()).first()
    if row is None:
        return
    # Of a deleted case nothing that people wrote stays.
    with suppress(NoCaseKey):
        cipher = keys.cipher(session, office.keys, row.case_id)
        row.said = cipher.seal(row.reason, AnchorRow.__tablename__, "said", row.id)
    row.reason = None


def _template(session: Session, office: Office, id: str) -> None:
    found = select(LetterTemplate).where(LetterTemplate.id == id, _PLAIN_TEMPLATE).with_for_update()
    row = session.scalars(found).first()
    if row is None or row.case_id is None:
        return
    with suppress(NoCaseKey):
        explanations.give(session, office.keys, row.case_id, row.id, row.made_by, row.reason, row.made_at)
    row.reason = ""


def _handing(session: Session, office: Office, id: str) -> None:
    """Why a task was handed on stood in the history of its process, which does not name the task."""
    row = session.scalars(select(History).where(History.id == id, _PLAIN_HANDING).with_for_update()).first()
    if row is None:
        return
    its = UserTask.instance_id == row.instance_id, UserTask.element_id == row.element_id
    for task in session.scalars(select(UserTask).where(*its, UserTask.claimed_at == row.at).limit(1)):
        with suppress(NoCaseKey):
            explanations.give(session, office.keys, task.case_id, task.id, row.actor, row.reason or "", row.at)
    row.reason = None


_SEALERS: Mapping[str, Sealer] = {"anchor": _date, "letter_template": _template, "history": _handing}
