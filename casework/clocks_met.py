"""On which day what the clocks of cases ask for was done, as far as their files know: asked at once for all of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cases import decisions, meetings, owned, slots
from cases.clocks import Facts
from cases.correspondence import letters
from cases.correspondence.letters import Letter
from cases.decisions import Decision
from cases.meetings import Meeting, MeetingStatus
from cases.panel import PanelReply, PanelSending
from cases.requests import InformationRequest, RequestStatus
from casework import set_aside
from casework.letters import catalogue
from foundation.clock import london_date
from foundation.database import Session

LAST_REPLIES = "reply_cut_off"


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of a case beside its dates: the days by name of clock, and whether any agency is asked."""

    days: Mapping[str, date]
    asked: bool


@dataclass(frozen=True, slots=True)
class _File:
    """The rows of one case that tell what was done."""

    requests: list[InformationRequest]
    meetings: list[Meeting]
    sendings: list[PanelSending]
    replies: list[PanelReply]
    letters: list[Letter]
    decisions: list[Decision]


def of_cases(session: Session, facts: Mapping[str, Facts]) -> dict[str, Done]:
    """What is known of each of these cases, whose facts are at hand."""
    found = {}
    for case_id, file in _files(session, list(facts)).items():
        # Before the first discussion of a referral nobody has a reply to give.
        nobody = (RequestStatus.DRAFT, RequestStatus.WITHDRAWN)
        asked = any(one.status not in nobody for one in file.requests)
        found[case_id] = Done(_days(file, facts[case_id].anchors), asked)
    return found


def _files(session: Session, case_ids: Collection[str]) -> dict[str, _File]:
    telling = Letter.kind.in_((*catalogue.OUTCOMES, set_aside.NOTICE)), Letter.status.not_in(letters.OUT_OF_FORCE)
    asked = owned.of_cases(session, InformationRequest, case_ids)
    planned = owned.of_cases(session, Meeting, case_ids)
    sendings = owned.of_cases(session, PanelSending, case_ids)
    replies = owned.of_cases(session, PanelReply, case_ids)
    told = owned.of_cases(session, Letter, case_ids, *telling)
    taken = owned.of_cases(session, Decision, case_ids, Decision.version != decisions.PUT_OFF)
    return {
        each: _File(
            asked[each],
            meetings.by_date(planned[each]),
            sorted(sendings[each], key=lambda one: one.released_at),
            sorted(replies[each], key=lambda one: one.logged_at),
            [one for one in told[each] if one.kind != set_aside.NOTICE],
            _counting(taken[each], told[each]),
        )
        for each in case_ids
    }


def _counting(taken: Iterable[Decision], told: Collection[Letter]) -> list[Decision]:
    """Decisions by version, without those that are not carried out."""
    notices = [one for one in told if one.kind == set_aside.NOTICE]
    return sorted((one for one in taken if not set_aside.is_set_aside(one, notices)), key=lambda one: one.version)


def _days(file: _File, known: Mapping[tuple[str, str], datetime]) -> dict[str, date]:
    sent = [one.sent_at for one in file.sendings if one.sent_at]
    notified = known.get(("", "notified_at"))
    # What a referral sent before it was notified is not the Rapid Review's.
    of_review = [at for at in sent if notified is None or at >= notified]
    told_at = known.get(("", "summary_sent_at"))
    if notified is not None and told_at is not None and told_at < notified:
        told_at = None
    replies = [one for one in file.replies if sent and one.logged_at >= sent[-1]]
    reviews = [one for one in file.meetings if one.kind == slots.REVIEW]
    told = [one.sent_at for one in file.letters]
    all_told = _latest(told) if all(told) else None
    decided = file.decisions[-1].decided_on if file.decisions else None
    found: dict[str, date | None] = {
        "notification_due": _day(notified),
        "rapid_review_due": _day(of_review[0] if of_review[1:] else told_at),
        "letters_due": all_told,
        "referral_letters_due": all_told,
        "meeting_date_alert": _day(reviews[0].made_at) if reviews else None,
        "panel_reply_due": replies[0].received_on if replies else None,
        "decision_due": decided,
        "first_discussion_due": _discussed(file.meetings) or decided,
    }
    if file.requests and all(one.status is not RequestStatus.DRAFT for one in file.requests):
        found["requests_due"] = _latest(one.sent_at for one in file.requests)
    if file.requests and all(one.answered_at for one in file.requests):
        found[LAST_REPLIES] = _latest(one.answered_at for one in file.requests)
    return {name: day for name, day in found.items() if day is not None}


def _discussed(found: Iterable[Meeting]) -> date | None:
    """When the group discussed a referral for the first time."""
    held = (one for one in found if (one.kind, one.status) == (slots.FIRST, MeetingStatus.HELD))
    return min((london_date(one.starts_at) for one in held), default=None)


def _day(at: datetime | None) -> date | None:
    return None if at is None else london_date(at)


def _latest(moments: Iterable[datetime | None]) -> date | None:
    return max((london_date(at) for at in moments if at is not None), default=None)
