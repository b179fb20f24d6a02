"""The classes into which a case's records fall for how long they are kept: what is there of each, and deleting it.

Every table of a case is in one class or stays as the skeleton; a test holds this against the tables, so that a new one
cannot be left out. Deleting is done with plain statements, so that what is released or immutable goes too: whether it
may is decided before, by two people (casework.deleting).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from cases import identity_tokens
from cases.actions import Action
from cases.assignments import Assignment, Exclusion, Share
from cases.clocks.anchors import AnchorRow
from cases.correspondence.letters import Letter
from cases.correspondence.outbox import Mail
from cases.data_requests import DataRequest
from cases.decisions import CriterionFinding, Decision, IndependentAdvice, PartnerConfirmation
from cases.deletions import EVERYTHING
from cases.disclosures import Disclosure
from cases.drafts import DraftRow
from cases.emergencies import EmergencyAccess
from cases.escalations import EscalationStep
from cases.explanations import Explanation
from cases.files import UNSENT, CaseFile, FilePiece
from cases.holds import Hold
from cases.identity import Identity
from cases.identity_tokens import IdentityToken
from cases.legal_holds import LegalHold
from cases.letter_templates import LetterTemplate
from cases.meetings import Attendance, Declaration, Invitee, Meeting
from cases.overrides import Override
from cases.panel import PanelReply, PanelSending
from cases.papers import MeetingPaper, PaperHolder
from cases.records import Link, Reference
from cases.requests import InformationRequest
from cases.submissions import ADVICE_FORM, DECLARING, PAPERS_FORM, Submission
from foundation.database import Session, bucket_of

Table = type[Any]

SKELETON: tuple[Table, ...] = (Reference, Link, AnchorRow, Decision, Exclusion, LegalHold)
"""What stays of a case that was deleted: its references, its dates, the code of its decision, who is shut out of it,
and its legal holds. Who deleted it and why is in the ledger of deletions; the audit and the processes' history stay.
"""

REST: tuple[Table, ...] = (
    Action,
    Assignment,
    Attendance,
    CriterionFinding,
    DataRequest,
    Disclosure,
    DraftRow,
    EmergencyAccess,
    EscalationStep,
    Explanation,
    Hold,
    InformationRequest,
    Invitee,
    LetterTemplate,
    Meeting,
    Override,
    PanelReply,
    PanelSending,
    PartnerConfirmation,
    Share,
)
"""What has no class of its own: it is kept as long as the case file."""

OWN: Mapping[str, tuple[Table, ...]] = {
    "identity": (Identity, IdentityToken),
    "letters": (Letter,),
    "advice": (IndependentAdvice,),
    "declarations": (Declaration,),
    "papers": (MeetingPaper, PaperHolder),
    "mails": (Mail,),
}
"""The tables that a class has to itself."""

FORMS: Mapping[str, ColumnElement[bool]] = {
    "replies": Submission.agency_id.is_not(None) & Submission.form_id.not_in((ADVICE_FORM, *DECLARING)),
    "advice": Submission.form_id == ADVICE_FORM,
    "declarations": Submission.form_id.in_(DECLARING),
}
"""Which completed forms belong to a class, with the files that came with them: as submissions.part_of says of one."""

SHARED: tuple[Table, ...] = (Submission, CaseFile, FilePiece)
"""Tables of which several classes have a part."""

Eraser = Callable[[Session, str], bool]
"""Deletes some of a class of a case; gives whether there is more, for a transaction of its own."""

PIECES_AT_ONCE = 20
"""Megabytes, about, that one transaction deletes of files, so that nobody waits long for the database."""


def of_a_case() -> set[Table]:
    """Every table whose rows belong to a case, whether they stay or go."""
    return {*SKELETON, *SHARED, *REST, *(table for tables in OWN.values() for table in tables)}


def counts(session: Session, case_id: str) -> dict[str, int]:
    """How many records there are of each class of a case that has any; those of the case file are all that are left."""
    found = {code: _count(session, case_id, code) for code in ("replies", *OWN)}
    rest = sum(_number(session, table, case_id) for table in (*REST, *SHARED[:2]))
    return {code: number for code, number in {"case": rest, **found}.items() if number}


def _erase(code: str) -> Eraser:
    """What deletes a class of a case, or all of it but the skeleton: called again until it gives False."""

    def some(session: Session, case_id: str) -> bool:
        files = _files_of(code, case_id)
        if _pieces_go(session, case_id, files):
            return True
        session.execute(delete(CaseFile).where(*_its(CaseFile, case_id), CaseFile.id.in_(files)))
        session.execute(delete(DraftRow).where(*_its(DraftRow, case_id), DraftRow.part == code))
        if code in FORMS:
            session.execute(delete(Submission).where(*_its(Submission, case_id), FORMS[code]))
        if Identity in OWN.get(code, ()):
            identity_tokens.forget(session, case_id)
        for table in OWN.get(code, ()):
            session.execute(delete(table).where(*_its(table, case_id)))
        return False

    return some


def everything(session: Session, case_id: str) -> bool:
    """Delete all of a case but its skeleton, a few megabytes of files at a time; gives whether there is more."""
    if _pieces_go(session, case_id, select(CaseFile.id).where(*_its(CaseFile, case_id))):
        return True
    identity_tokens.forget(session, case_id)
    for table in of_a_case() - {*SKELETON}:
        session.execute(delete(table).where(*_its(table, case_id)))
    # Why a date was corrected is in people's own words.
    session.execute(update(AnchorRow).where(*_its(AnchorRow, case_id)).values(reason=None, said=None))
    session.execute(update(Decision).where(*_its(Decision, case_id)).values(decided_by=None, signed_by=None))
    return False


CLASSES: Mapping[str, Eraser] = {EVERYTHING: everything, **{code: _erase(code) for code in ("replies", *OWN)}}
"""How each record class is deleted."""


def _count(session: Session, case_id: str, code: str) -> int:
    number = sum(_number(session, table, case_id) for table in OWN.get(code, ()))
    return number + (_number(session, Submission, case_id, FORMS[code]) if code in FORMS else 0)


def _number(session: Session, table: Table, case_id: str, *also: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(table).where(*_its(table, case_id), *also)
    return session.execute(counted).scalar_one()


def _files_of(code: str, case_id: str) -> Select[Any]:
    """The files that go with a class: with its forms; letters and papers share some, which go with the last of both.

    A paper that came with another form than the one that releases papers goes with that form.
    """
    its = select(CaseFile.id).where(*_its(CaseFile, case_id))
    lettered = select(Letter.file_id).where(*_its(Letter, case_id), Letter.file_id.is_not(None))
    on_table = select(MeetingPaper.file_id).where(*_its(MeetingPaper, case_id))
    # Whatever was uploaded for a form of the class and never sent goes with it.
    conditions: list[ColumnElement[bool]] = [CaseFile.state.in_(UNSENT) & (CaseFile.part == code)]
    if code in FORMS:
        made = select(Submission.id).where(*_its(Submission, case_id), FORMS[code])
        conditions.append(CaseFile.submission_id.in_(made))
    if code == "letters":
        conditions.append(CaseFile.id.in_(lettered) & CaseFile.id.not_in(on_table))
    if code == "papers":
        with_them = select(Submission.id).where(*_its(Submission, case_id), Submission.form_id == PAPERS_FORM)
        conditions.append(CaseFile.submission_id.in_(with_them))
        conditions.append(CaseFile.id.in_(on_table) & CaseFile.id.not_in(lettered) & CaseFile.submission_id.is_(None))
    return its.where(or_(*conditions))


def _pieces_go(session: Session, case_id: str, files: Select[Any]) -> bool:
    """Delete some pieces of these files; gives whether there were any."""
    chosen = list(_some_pieces(session, case_id, files))
    session.execute(delete(FilePiece).where(*_its(FilePiece, case_id), FilePiece.id.in_(chosen)))
    return bool(chosen)


def _some_pieces(session: Session, case_id: str, files: Select[Any]) -> Iterator[str]:
    left = PIECES_AT_ONCE
    for file_id in session.scalars(files).all():
        if left:
            of_file = select(FilePiece.id).where(*_its(FilePiece, case_id), FilePiece.id.startswith(f"{file_id}:"))
            found = session.scalars(of_file.limit(left)).all()
            left -= len(found)
            yield from found


def _its(table: Table, case_id: str) -> tuple[ColumnElement[bool], ...]:
    own = (table.case_id == case_id,)
    return (table.bucket == bucket_of(case_id), *own) if hasattr(table, "bucket") else own
