"""Data of minutes, and of section 2 of the Combined Summary: who, when, quorum, interests."""

from collections.abc import Mapping

from cases import assignments, attendance, decisions, meetings, people, roles, settings
from cases.correspondence import documents, letters
from cases.correspondence.letters import Recipient
from cases.meetings import Meeting, MeetingStatus, Ruling
from casework.letters import data_common, data_decision, data_recorded
from casework.letters.rendering import LetterProblem
from casework.letters.scope import Data, Scope, Wanted, counted, long_day, long_moment
from casework.projections import reading
from foundation.written_times import written_time

CAPACITIES: Mapping[str, str] = {
    "member": "Member",
    "deputy": "Deputy",
    "chair": "Chair",
    "adviser": "Adviser",
    roles.OBSERVER: "Observer",
    "minutes": "Minute taker",
    roles.ADVISOR: "Independent Advisor",
}
MODES: Mapping[str, str] = {
    "room": "In the room",
    "video": "By video",
    "phone": "By telephone",
    "apologies": "Apologies",
}
RULINGS: Mapping[Ruling | None, str] = {
    None: "Not ruled on yet",
    Ruling.STAYS: "Stays",
    Ruling.NO_PART: "Stays, takes no part in the decision",
    Ruling.LEAVES_ITEM: "Leaves for this item",
    Ruling.EXCLUDED: "Takes no part and sees no papers",
}
RESULTS: Mapping[str | None, str] = {
    "decided": "The meeting was held.",
    "deferred": "No decision was taken; another meeting is to be held.",
    "cancelled": "The meeting did not take place.",
}
REARRANGED = "D14-h"


def minutes(scope: Scope) -> list[Wanted]:
    """D21, minutes: attendance, rulings, actions and the decision, if this meeting took one."""
    meeting = meeting_of(scope)
    every = (*decisions.put_off(scope.session, scope.case_id), *decisions.versions(scope.session, scope.case_id))
    taken_here = next((each for each in reversed(every) if each.meeting_id == meeting.id), None)
    written = last_written(scope, "check_minutes", meeting)
    data: Data = {
        "meeting": record(scope, meeting),
        "actions": data_recorded.agreed(scope, meeting),
        "decision": data_decision.data(scope, taken_here) if taken_here else None,
        "first": data_recorded.first_discussion(scope, meeting),
        "discussion": reading.words(written, "discussion"),
        "corrections": reading.words(written, "corrections"),
    }
    return [Wanted(Recipient(), data, meeting.id)]


def rearranged(scope: Scope) -> list[Wanted]:
    """D14 h: the new time, to everybody invited who has not been told of it.

    It goes to people, not to agencies: an agency that is not asked for information may not know the case.
    """
    meeting = meeting_of(scope)
    said = about(scope, meeting)
    invited = {each.person_id: each.agency_id for each in meetings.invitees(scope.session, scope.case_id, meeting.id)}
    told = _told_of(scope, meeting, said) | assignments.excluded(scope.session, scope.case_id)
    return [
        Wanted(
            Recipient(person_id=person.id),
            {"recipient": data_common.addressee(scope, person, invited[person.id]), "meeting": said},
            meeting.id,
        )
        for person in people.by_ids(scope.session, set(invited) - told)
    ]


def _told_of(scope: Scope, meeting: Meeting, said: Data) -> set[str]:
    """Who has had the letter with this time already: two steps may ask for it when a meeting moves twice."""
    told = set()
    for each in letters.in_force(scope.session, scope.case_id, REARRANGED, meeting.id):
        merged: Data = documents.snapshot_of(scope.session, scope.office.keys, each)
        if each.sent_at and merged["meeting"]["at"] == said["at"]:
            told.add(str(each.person_id))
    return told


def about(scope: Scope, meeting: Meeting) -> Data:
    """What kind of meeting, when, where, chaired by whom."""
    return {
        "title": meetings.KINDS.get(meeting.kind, "Meeting"),
        "at": long_moment(meeting.starts_at),
        "on": long_day(meeting.starts_at),
        "venue": meeting.venue or "place to be told",
        "chair": scope.person(meeting.chair_id) or "to be told",
    }


def record(scope: Scope, meeting: Meeting) -> Data:
    """What happened at a meeting: attendance, quorum in a sentence, interests and rulings, corrections."""
    declared = attendance.declarations(scope.session, scope.case_id, meeting.id)
    there = {each.person_id for each in attendance.of_meeting(scope.session, scope.case_id, meeting.id)}
    silent = there - {each.person_id for each in declared}
    noted = data_recorded.of_meeting(scope, meeting).values()
    # While the steps of the meeting still run, it is not closed: then the decision says how it ended.
    went_on = meeting.status is MeetingStatus.PLANNED
    return {
        **about(scope, meeting),
        "outcome": "" if went_on else RESULTS.get(meeting.outcome, ""),
        "present": _present(scope, meeting),
        "quorum": _quorum(scope, meeting),
        "undeclared": sorted(scope.person(person_id) for person_id in silent),
        "interests": [
            {"name": scope.person(each.person_id), "ruling": RULINGS[each.ruling]} for each in declared if each.interest
        ],
        "facts_reviewed": bool(noted),
        "facts_corrected": "\n".join(words for said in noted if (words := reading.words(said, "facts_corrected"))),
    }


def meeting_of(scope: Scope) -> Meeting:
    """The meeting that the process is about, else the one that is planned; raises LetterProblem without any."""
    meeting_id = scope.variable("meeting_id")
    if meeting_id:
        return meetings.get(scope.session, scope.case_id, meeting_id)
    planned = meetings.planned(scope.session, scope.case_id)
    if planned is None:
        raise LetterProblem("This letter is about a meeting, and none is set. Set the meeting first.")
    return planned


def last_written(scope: Scope, form_id: str, meeting: Meeting) -> Data:
    """What the office last wrote in a form about this meeting; empty when that was about another one."""
    answers = scope.answers(form_id)
    return answers if reading.words(answers, "meeting") == meeting.id else {}


def _present(scope: Scope, meeting: Meeting) -> list[Data]:
    invited = meetings.invitees(scope.session, scope.case_id, meeting.id)
    advisors = {each.person_id for each in invited if each.capacity == roles.ADVISOR}
    rows = []
    for each in attendance.of_meeting(scope.session, scope.case_id, meeting.id):
        arrived, left = (written_time(at) if at else "" for at in (each.arrived_at, each.left_at))
        rows.append(
            {
                "name": scope.person(each.person_id),
                "agency": scope.agency(each.agency_id),
                "capacity": capacity_in_words(scope, roles.ADVISOR if each.person_id in advisors else each.capacity),
                "mode": MODES.get(each.mode, each.mode),
                "arrived": arrived,
                "left": left,
            }
        )
    return sorted(rows, key=lambda row: row["name"])


def capacity_in_words(scope: Scope, capacity: str) -> str:
    """As what somebody takes part in a meeting."""
    if capacity == roles.ADVISOR:
        return str(scope.setting("label.independent_advisor"))
    return CAPACITIES.get(capacity, capacity)


def _quorum(scope: Scope, meeting: Meeting) -> str:
    """The numbers that counted and those that were needed; the table in the diagram says whether it was enough."""
    there = attendance.count(scope.session, meeting, settings.for_case(scope.session, scope.case_id))
    return (
        f"Counted for the quorum: {agencies(scope, there.agency_count)}, {_partners(there.partner_count)}. "
        f"Needed: at least {agencies(scope, scope.setting('quorum.agencies'))}, "
        f"among them {_partners(scope.setting('quorum.partners'))}."
    )


def agencies(scope: Scope, number: object) -> str:
    """So many of what a quorum counts by the settings: agencies, or people of agencies."""
    if scope.setting(attendance.EACH_PERSON):
        return counted(number, "representative of an agency", "representatives of agencies")
    return counted(number, "agency", "agencies")


def _partners(number: object) -> str:
    return counted(number, "Safeguarding Partner", "Safeguarding Partners")
