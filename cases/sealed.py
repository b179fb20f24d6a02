"""Every column that is sealed with a case's key, and the place in which each of its values opens.

Whoever seals the values of a case anew, erases them or counts them goes by this list; a test holds it against the
tables, so that a new sealed column cannot be left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from cases.actions import Action
from cases.clocks.anchors import AnchorRow
from cases.correspondence.letters import Letter
from cases.correspondence.outbox import Mail
from cases.drafts import DraftRow
from cases.emergencies import EmergencyAccess
from cases.explanations import Explanation
from cases.files import CaseFile, FilePiece
from cases.identity import Identity
from cases.letter_templates import LetterTemplate
from cases.overrides import Override
from cases.submissions import Submission, bound
from foundation.database import bucket_of


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed column. `within` gives the last part of the place in which a row's value opens: its id mostly."""

    table: type[Any]
    column: str
    within: Callable[[Any], str] = lambda row: str(row.id)

    @property
    def name(self) -> str:
        """The table's own name."""
        return str(self.table.__tablename__)

    def of_case(self, case_id: str) -> list[ColumnElement[bool]]:
        """What holds for the rows of a case."""
        its: list[ColumnElement[bool]] = [self.table.case_id == case_id]
        return [self.table.bucket == bucket_of(case_id), *its] if hasattr(self.table, "bucket") else its


COLUMNS: tuple[Sealed, ...] = (
    Sealed(Action, "text"),
    Sealed(AnchorRow, "said"),
    Sealed(CaseFile, "name"),
    Sealed(DraftRow, "answers"),
    Sealed(EmergencyAccess, "finding"),
    Sealed(EmergencyAccess, "reason"),
    Sealed(Explanation, "words"),
    Sealed(FilePiece, "content"),
    Sealed(Identity, "facts"),
    Sealed(Letter, "address"),
    Sealed(Letter, "edits"),
    Sealed(Letter, "snapshot"),
    Sealed(LetterTemplate, "content"),
    Sealed(Mail, "address"),
    Sealed(Mail, "body"),
    Sealed(Mail, "calendar"),
    Sealed(Override, "reason"),
    Sealed(Submission, "answers", bound),
)
