"""Every column that is sealed with a key of a case: with which one, and the place in which each of its values opens.

Whoever seals the values of a case anew, erases them or counts them goes by this list; a test holds it against the
tables, so that a new sealed column cannot be left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from cases import keys
from cases.actions import Action
from cases.clocks.anchors import AnchorRow
from cases.correspondence.letters import Letter
from cases.correspondence.outbox import Mail
from cases.disclosures import Disclosure
from cases.drafts import DraftRow
from cases.emergencies import EmergencyAccess
from cases.explanations import Explanation
from cases.files import CaseFile, FilePiece
from cases.identity import Identity
from cases.letter_templates import LetterTemplate
from cases.overrides import Override
from cases.submissions import Submission, bound, part_of
from foundation.database import bucket_of


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed column. `within` gives the last part of the place in which a row's value opens: its id mostly.

    `part` gives the part of the case whose key seals it (cases.keys), from what the columns `told_by` say.
    """

    table: type[Any]
    column: str
    within: Callable[[Any], str] = lambda row: str(row.id)
    told_by: tuple[Any, ...] = ()
    part: Callable[..., str] = lambda: keys.CASE

    @property
    def name(self) -> str:
        """The table's own name."""
        return str(self.table.__tablename__)

    def of_case(self, case_id: str) -> list[ColumnElement[bool]]:
        """What holds for the rows of a case."""
        its: list[ColumnElement[bool]] = [self.table.case_id == case_id]
        return [self.table.bucket == bucket_of(case_id), *its] if hasattr(self.table, "bucket") else its


def _always(part: str) -> Callable[[], str]:
    return lambda: part


# The id of a piece is its file's, of 36 characters, and a number.
_OF_FILE = (
    select(CaseFile.part)
    .where(CaseFile.bucket == FilePiece.bucket, CaseFile.case_id == FilePiece.case_id)
    .where(CaseFile.id == func.substr(FilePiece.id, 1, 36))
    .scalar_subquery()
)

COLUMNS: tuple[Sealed, ...] = (
    Sealed(Action, "text"),
    Sealed(AnchorRow, "said"),
    Sealed(CaseFile, "name", told_by=(CaseFile.part,), part=str),
    Sealed(Disclosure, "marks"),
    Sealed(Disclosure, "statement"),
    Sealed(Disclosure, "note"),
    Sealed(DraftRow, "answers", told_by=(DraftRow.part,), part=str),
    Sealed(EmergencyAccess, "finding"),
    Sealed(EmergencyAccess, "reason"),
    Sealed(Explanation, "words"),
    Sealed(FilePiece, "content", told_by=(_OF_FILE,), part=str),
    Sealed(Identity, "facts", part=_always(keys.IDENTITY)),
    Sealed(Letter, "address", part=_always(keys.LETTERS)),
    Sealed(Letter, "edits", part=_always(keys.LETTERS)),
    Sealed(Letter, "snapshot", part=_always(keys.LETTERS)),
    Sealed(LetterTemplate, "content"),
    Sealed(Mail, "address", part=_always(keys.MAILS)),
    Sealed(Mail, "body", part=_always(keys.MAILS)),
    Sealed(Mail, "calendar", part=_always(keys.MAILS)),
    Sealed(Override, "reason"),
    Sealed(Submission, "answers", bound, (Submission.form_id, Submission.agency_id), part_of),
)
