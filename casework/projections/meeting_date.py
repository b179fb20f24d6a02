"""F08: the meeting, its slot, chair and invitees (guidance 4.4). A planned meeting moves; another one is new."""

from datetime import datetime, timedelta

from cases import assignments, meetings, overrides, people
from cases.clocks import anchors as dates
from cases.clocks.anchors import Anchor, Why
from cases.meetings import Meeting, MeetingStatus
from casework import anchors, attending
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london_date


def project(given: Given) -> dict[str, Json]:
    """Keep the meeting and who is invited; gives `meeting_id`, the date being in the case file only.

    `time_changed` says that a meeting which was set and not held has another time now.
    """
    starts_at = reading.instant(given.answers, "chosen")
    if starts_at is None:
        return {}
    before = _set_before(given)
    time_changed = before is not None and before.status is not MeetingStatus.HELD and before.starts_at != starts_at
    meeting = _moved_or_new(given, before, starts_at)
    meeting.venue = reading.words(given.answers, "venue")
    minutes = given.answers.get("minutes")
    meeting.ends_at = starts_at + timedelta(minutes=minutes) if isinstance(minutes, int) else None
    # The vice-chair is named when the chair has a conflict, and then takes the chair's place (domain.md §3.1, rule 3).
    meeting.chair_id = reading.chosen(given.answers, "vice_chair") or reading.chosen(given.answers, "chair")
    meeting.submission_id = given.submission.id
    # Whoever chairs is asked too, whether or not they were ticked.
    _invite(given, meeting, [*{*reading.several(given.answers, "invitees"), *filter(None, [meeting.chair_id])}])
    reason = reading.words(given.answers, "reason")
    for subject in (meeting.id, ""):
        # The case's own meeting date is the one that replies must come before (T03d); each further meeting is one.
        named = Anchor("meeting_at", starts_at, subject, None if subject or reason else Why.FURTHER_MEETING)
        if reason:
            named = dates.because(given.session, given.office.keys, given.case_id, named, reason)
        anchors.set_anchor(given.session, given.case_id, named, given.person_id, given.now)
    if reason:
        rule = ("meeting date", "inside the window, in a regular slot, with notice", starts_at.isoformat())
        overrides.set_aside(given.session, given.office.keys, given.case_id, rule, given.person_id, reason, given.now)
    return {"meeting_id": meeting.id, "time_changed": time_changed}


def _set_before(given: Given) -> Meeting | None:
    """The meeting that the process has come to; None where none was set, or another kind comes next."""
    meeting_id = reading.chosen(given.variables, "meeting_id")
    return meetings.get(given.session, given.case_id, meeting_id) if meeting_id else None


def _moved_or_new(given: Given, meeting: Meeting | None, starts_at: datetime) -> Meeting:
    # Where the diagram says which kind of meeting it has come to, that is what is set.
    drawn = reading.chosen(given.variables, "meeting_type")
    kind = drawn or reading.words(given.answers, "type") or "rapid_review"
    slot = reading.words(given.answers, "slot") or "extraordinary"
    if meeting is None or meeting.status is not MeetingStatus.PLANNED:
        return meetings.plan(given.session, given.case_id, kind, slot, starts_at, "", given.now)
    meeting.kind, meeting.slot, meeting.starts_at = kind, slot, starts_at
    meeting.sequence += 1
    return meeting


def _invite(given: Given, meeting: Meeting, asked: list[str]) -> None:
    for invitee in meetings.invitees(given.session, meeting.case_id, meeting.id):
        if invitee.person_id not in asked:
            meetings.take_off(given.session, meeting, invitee.person_id, given.now)
    for person_id in asked:
        held = people.memberships(given.session, person_id, london_date(given.now))
        roles = {membership.role for membership in held}
        agency_id = next((membership.agency_id for membership in held if membership.agency_id), None)
        part = attending.part(given.session, roles)
        meetings.invite(given.session, meeting, person_id, agency_id, part.capacity, given.now)
        if part.on_case_as:
            assignments.assign(given.session, meeting.case_id, person_id, part.on_case_as, given.now)
