"""What forms at a meeting may ask: who counts now, of the kept list or of the one being written, and what tables say.

Whether that is a quorum is said by the decision table among the versions that the process started with (`pinned`).
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from cases import attendance, settings
from cases.attendance import Present
from casework import meeting_facts
from casework.asked import Asked
from casework.projections import reading
from engine import programs
from foundation.database import Session

Functions = Mapping[str, Callable[..., Any]]


def functions(session: Session, pinned: Mapping[str, str], asked: Asked, plain: Functions) -> Functions:
    """`plain` functions of the case, and `counted()`, `counted(rows)`, `table(name, values)`."""

    def counted(rows: Any = None) -> dict[str, Any] | None:
        meeting = meeting_facts.meeting(session, asked)
        if meeting is None:
            return None
        listed = None if rows is None else attendance.lines(session, meeting, _present(rows, meeting.starts_at))
        rules = settings.for_case(session, asked.case_id)
        found = asdict(attendance.count(session, meeting, rules, listed))
        return {name: value for name, value in found.items() if name != "people"}

    def table(name: str, values: Mapping[str, Any]) -> Any:
        return programs.decide(session, pinned, name, {**asked.variables, **values}, plain)

    return {**plain, "counted": counted, "table": table}


def _present(rows: Any, day: datetime) -> list[Present]:
    """The rows of F10a as far as they are written: who is there, for whom, as what, and whether they have left.

    The list begins with everybody invited: somebody is there once it is noted how they attend.
    """
    return [
        Present(
            person_id=reading.words(row, "person"),
            agency_id=reading.chosen(row, "agency"),
            capacity=reading.words(row, "role"),
            mode=reading.words(row, "mode"),
            left_at=day if row.get("out") else None,
        )
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, Mapping) and reading.words(row, "person") and reading.words(row, "mode")
    ]
