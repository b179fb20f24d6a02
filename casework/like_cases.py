"""Cases that may be about the same child, as the intake check and the form about a duplicate offer them (P0-020)."""

from collections.abc import Callable, Mapping
from typing import Any

from cases import duplicates, partnerships, records
from cases.clocks import anchors
from cases.duplicates import Match, Viewer
from cases.records import CaseStatus
from casework import case_choices, offering, searchable
from casework.asked import Asked
from casework.offering import Option
from casework.office import Office
from foundation.database import Session

NOTIFIED = "notified_at"


def matches(session: Session, office: Office, case_id: str, viewer: Viewer | None = None) -> list[Match]:
    """Cases like this one, by its children and its notification; see cases.duplicates."""
    reference = searchable.reference_of(session, office, case_id)
    return duplicates.matches(session, office.keys, case_id, reference, viewer)


def possible_duplicates(session: Session, office: Office, asked: Asked) -> list[Option]:
    """The same as options, with why; of another office only that there may be one."""
    if not asked.case_id or not offering.sees_whole(session, asked):
        return []
    found = matches(session, office, asked.case_id, Viewer(asked.person_id, asked.now))
    references = records.references_of(session, {match.case_id for match in found if match.case_id})
    names = {each.id: each.name for each in partnerships.all_partnerships(session)}
    return [
        {
            "value": match.case_id or f"office:{match.partnership_id}",
            "label": f"{references[match.case_id]} ({_why(match)})"
            if match.case_id
            else f"Possible match in the other office: {names[match.partnership_id]}",
        }
        for match in found
    ]


def merge_into(session: Session, office: Office, asked: Asked) -> list[str]:
    """Open cases of this office into which this one may be merged; once it is notified, only such as are notified too.

    A notification always leads to a Rapid Review, which would be lost with this case (guidance 4.1.4).
    """
    if not asked.case_id:
        return []
    options = (*possible_duplicates(session, office, asked), *case_choices.open_cases(session, asked))
    named = {option["value"] for option in options} | {str(asked.variables.get("other_case"))}
    found = sorted(case_id for case_id in named if _is_open(session, case_id))
    if ("", NOTIFIED) not in anchors.of_case(session, asked.case_id):
        return found
    return [case_id for case_id in found if ("", NOTIFIED) in anchors.of_case(session, case_id)]


def _is_open(session: Session, case_id: str) -> bool:
    """Whether a case is worked on: one that is closed takes nothing in until its chair opens it again."""
    return records.exists(session, case_id) and records.case(session, case_id).status is CaseStatus.OPEN


def _why(match: Match) -> str:
    """Each child's code with what makes it like one of this case."""
    return "; ".join(f"{code}: {reason}" if code else reason for code, reason in match.alike)


FACTS: Mapping[str, Callable[[Session, Office, Asked], Any]] = {
    "possible_duplicates": possible_duplicates,
    "merge_into": merge_into,
}
