"""Who is at a meeting, who of them counts towards the quorum, and who has not declared their interests yet.

The rule itself (three agencies, two partners) is a decision table; here are only the numbers (domain.md §1.13 Q1-Q3).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import delete, select

from cases import assignments, meetings, owned, records
from cases.meetings import Attendance, Declaration, Meeting, Ruling
from cases.partnerships import Agency
from cases.people import Membership
from foundation.canonical import Json
from foundation.database import Session

COUNTED_CAPACITIES = frozenset({"member", "deputy", "chair"})
EACH_PERSON, EACH_COUNCIL = "quorum.each_person", "quorum.each_council"
"""Settings: several people of one agency count each, not once; each council is a Safeguarding Partner of its own."""

COUNCIL = "la"
"""The category of Safeguarding Partner that councils are."""

APOLOGIES = "apologies"
"""The mode of somebody who is not there; written comments do not count (Q3)."""

DECLARATION = "f11_declaration"
"""The form with which people declare their interests."""

NEVER_COUNTED = frozenset({"independent_advisor", "business_office", "bo_manager", "independent_reviewer"})


@dataclass(frozen=True, slots=True)
class Present:
    """One line of the attendance list. Times are None when not noted; `left_at` means gone."""

    person_id: str
    agency_id: str | None
    capacity: str
    mode: str
    deputy_for: str | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What the quorum table asks: distinct agencies, distinct partner categories, and what is missing; who counts."""

    agency_count: int
    partner_count: int
    undeclared_count: int
    ia_present: bool
    people: frozenset[str] = frozenset()


def write(session: Session, meeting: Meeting, present: Collection[Present]) -> None:
    """Keep the attendance list of a meeting in place of the earlier one."""
    here = (Attendance.bucket == meeting.bucket, Attendance.case_id == meeting.case_id)
    session.execute(delete(Attendance).where(*here, Attendance.meeting_id == meeting.id))
    session.add_all(lines(session, meeting, present))
    session.flush()


def lines(session: Session, meeting: Meeting, present: Collection[Present]) -> list[Attendance]:
    """The attendance list as it would be kept, each with the agency's partner category now; nothing is kept yet."""
    agencies = {each.id: each.partner for each in session.scalars(select(Agency))}
    return [
        Attendance(
            **owned.key(meeting.case_id),
            meeting_id=meeting.id,
            person_id=line.person_id,
            agency_id=line.agency_id,
            partner=agencies.get(line.agency_id or ""),
            capacity=line.capacity,
            mode=line.mode,
            deputy_for=line.deputy_for,
            arrived_at=line.arrived_at,
            left_at=line.left_at,
        )
        for line in present
    ]


def of_meeting(session: Session, case_id: str, meeting_id: str) -> list[Attendance]:
    """Everybody who was at the meeting, those who left too."""
    return list(session.scalars(owned.rows(Attendance, case_id).where(Attendance.meeting_id == meeting_id)))


def declare(
    session: Session, meeting: Meeting, person_id: str, interest: bool, submission_id: str | None, now: datetime
) -> Declaration:
    """A person promises confidentiality and says whether they have an interest.

    A second declaration replaces the first, and with it the ruling on it.
    """
    declared = owned.key(meeting.case_id, f"{meeting.id}:{person_id}")
    row = session.merge(
        Declaration(
            **declared,
            meeting_id=meeting.id,
            person_id=person_id,
            made_at=now,
            confidential=True,
            interest=interest,
            submission_id=submission_id,
            ruling=None,
            ruled_by=None,
            ruled_at=None,
        )
    )
    session.flush()
    return row


def rule(session: Session, meeting: Meeting, person_id: str, ruling: Ruling, ruled_by: str, now: datetime) -> None:
    """The chair's ruling; `excluded` shuts the person out of the case at once (P4-030). Raises owned.NotInCase."""
    declaration = owned.get(session, Declaration, meeting.case_id, f"{meeting.id}:{person_id}")
    declaration.ruling, declaration.ruled_by, declaration.ruled_at = ruling, ruled_by, now
    if ruling is Ruling.EXCLUDED:
        assignments.exclude(session, meeting.case_id, person_id, now, (meeting.id, ruled_by))
        meetings.take_off(session, meeting, person_id, now)


def declarations(session: Session, case_id: str, meeting_id: str) -> list[Declaration]:
    """What was declared for a meeting."""
    return list(session.scalars(owned.rows(Declaration, case_id).where(Declaration.meeting_id == meeting_id)))


def unruled(session: Session, case_id: str, meeting_id: str) -> list[Declaration]:
    """Declared interests that wait for the chair."""
    return [each for each in declarations(session, case_id, meeting_id) if each.interest and each.ruling is None]


def awaiting(session: Session, meeting: Meeting, person_id: str | None) -> str | None:
    """Whom the chair rules on: the person named, else who declared an interest first and has no ruling yet."""
    waiting = sorted(unruled(session, meeting.case_id, meeting.id), key=lambda each: each.made_at)
    return person_id or next((each.person_id for each in waiting), None)


def count(
    session: Session,
    meeting: Meeting,
    rules: Mapping[str, Json] = MappingProxyType({}),
    listed: Collection[Attendance] | None = None,
) -> Count:
    """The numbers of those who are there now by the settings of the case, which are the `rules` (Q1, Q2).

    Of the kept list, or of the one that somebody is writing. Whoever is shut out of the case is there for nobody.
    """
    listed = of_meeting(session, meeting.case_id, meeting.id) if listed is None else listed
    shut_out = assignments.excluded(session, meeting.case_id)
    listed = [each for each in listed if each.person_id not in shut_out]
    there = [each for each in listed if each.left_at is None and each.mode != APOLOGIES]
    declared = {each.person_id: each for each in declarations(session, meeting.case_id, meeting.id)}
    roles = _roles(session, meeting, {each.person_id for each in there})
    counted = [each for each in there if _counts(each, declared.get(each.person_id), roles.get(each.person_id, set()))]
    councils = _councils(session, counted) if rules.get(EACH_COUNCIL) else {}
    return Count(
        agency_count=len({each.person_id if rules.get(EACH_PERSON) else each.agency_id for each in counted}),
        partner_count=len({(each.partner, councils.get(each.agency_id)) for each in counted} - {(None, None)}),
        undeclared_count=len({each.person_id for each in there} - set(declared)),
        ia_present=any("independent_advisor" in roles.get(each.person_id, set()) for each in there),
        people=frozenset(each.person_id for each in counted),
    )


def _councils(session: Session, counted: Collection[Attendance]) -> dict[str | None, str]:
    """The council of each agency that counts as one; an agency of which none is known is one of its own."""
    those = {each.agency_id for each in counted if each.partner == COUNCIL}
    found = session.execute(select(Agency.id, Agency.local_authority_id).where(Agency.id.in_(those)))
    return {agency_id: council or agency_id for agency_id, council in found}


def _counts(line: Attendance, declaration: Declaration | None, roles: set[str]) -> bool:
    if line.agency_id is None or line.capacity not in COUNTED_CAPACITIES or roles & NEVER_COUNTED:
        return False
    # An interest on which the chair has not ruled yet cannot be taken as harmless.
    return declaration is None or not declaration.interest or declaration.ruling is Ruling.STAYS


def _roles(session: Session, meeting: Meeting, person_ids: set[str]) -> dict[str, set[str]]:
    """The never-counted roles that these people hold in the case's partnership."""
    held = select(Membership.person_id, Membership.role).where(
        Membership.person_id.in_(person_ids),
        Membership.role.in_(NEVER_COUNTED),
        Membership.partnership_id == records.partnership_of(session, meeting.case_id),
    )
    found: dict[str, set[str]] = {}
    for person_id, role in session.execute(held):
        found.setdefault(person_id, set()).add(role)
    return found
