"""What forms are told of a case's records: what there is, until when it is kept, and who needs it kept."""

from collections.abc import Callable, Mapping
from typing import Any

from cases import legal_holds, people, records, submissions
from cases.legal_holds import LegalHold
from cases.records import CaseStatus
from cases.settings.keeping import CASE, CLASSES
from casework import deleting
from casework.asked import Asked
from casework.letters import form_words
from casework.office import Office
from casework.projections import reading
from foundation.clock import LONDON
from foundation.database import Session

REVIEW, CONFIRM, HOLD, LIFT = "retention_review", "retention_confirm", "legal_hold", "legal_hold_lift"
"""The forms in which somebody says what is deleted, a second person confirms it; places a hold, and asks to lift it."""

WAITING_AT_THE_END = frozenset({"retention", "closure"})
"""Processes that wait beside a case that has ended, and end with it."""


def kept_records(session: Session, _office: Office, asked: Asked) -> list[dict[str, Any]]:
    """Each class of records, how many there are, and until when they are kept."""
    ends, there = deleting.ends(session, asked.case_id, asked.now), deleting.left(session, asked.case_id)
    of_case = ends[CASE]
    return [
        {"what": _sentence(code), "count": there[code], "until": _day(ends[code] or of_case)}
        for code in CLASSES
        if there.get(code)
    ]


def _day(at: Any) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y}" if at else "the case ends, and then as long as its settings say"


def _sentence(code: str) -> str:
    words = CLASSES[code]
    return words[0].upper() + words[1:]


def legal_hold(session: Session, _office: Office, asked: Asked) -> str | None:
    """Who needs the records kept, in words; nothing when nobody does."""
    found = legal_holds.in_force(session, asked.case_id)
    return " ".join(in_words(session, one) for one in found) or None


def legal_hold_placed(session: Session, _office: Office, asked: Asked) -> str | None:
    """The legal hold that a task is about, in words."""
    hold_id = asked.variables.get("legal_hold_id")
    found = [one for one in legal_holds.of_case(session, asked.case_id) if one.id == hold_id]
    return in_words(session, found[0]) if found else None


def in_words(session: Session, hold: LegalHold) -> str:
    """A legal hold in a sentence, without its reason."""
    who = form_words.label(form_words.form_of(session, HOLD), "hold_asked_by", hold.asked_by)
    names = {each.id: each.name for each in people.by_ids(session, {hold.placed_by})}
    day = f"{hold.placed_at.astimezone(LONDON):%-d %B %Y}"
    return f"Needed by: {who}; placed on {day} by {names.get(hold.placed_by, 'the system')}."


def records_due(session: Session, _office: Office, asked: Asked) -> list[str]:
    """The classes whose time is over now: more may be than when the process looked."""
    return deleting.due(session, asked.case_id, asked.now)


def case_ended(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether nobody works on the case any more."""
    return records.case(session, asked.case_id).status is not CaseStatus.OPEN


def still_running(session: Session, _office: Office, asked: Asked) -> int:
    """How many processes are still under way that would have nothing left to work on."""
    return deleting.still_running(session, asked.case_id, WAITING_AT_THE_END)


def said_by(form_id: str) -> Callable[[Session, Office, Asked], str | None]:
    """Who sent a form last: somebody else must confirm it."""

    def fact(session: Session, _office: Office, asked: Asked) -> str | None:
        made = submissions.latest(session, asked.case_id, form_id)
        return made.person_id if made else None

    return fact


def said(form_id: str, key: str, *, unless_later: str = "") -> Callable[[Session, Office, Asked], str | None]:
    """What a form said last, unless another one has been sent since."""

    def fact(session: Session, office: Office, asked: Asked) -> str | None:
        made = submissions.latest(session, asked.case_id, form_id)
        later = submissions.latest(session, asked.case_id, unless_later) if unless_later else None
        if made is None or (later is not None and later.made_at > made.made_at):
            return None
        return reading.chosen(submissions.read(session, office.keys, made), key)

    return fact


def records_named(session: Session, office: Office, asked: Asked) -> str | None:
    """The classes that somebody wants deleted, in words."""
    made = submissions.latest(session, asked.case_id, REVIEW)
    chosen = reading.several(submissions.read(session, office.keys, made), "records_chosen") if made else []
    return "; ".join(CLASSES.get(code, code) for code in chosen) or None


def deletion_refused(session: Session, office: Office, asked: Asked) -> str | None:
    """Why the second person gave the records back, for whoever looks at them again."""
    if asked.variables.get("deletion_confirmed") != "no":
        return None
    return said(CONFIRM, "confirm_note", unless_later=REVIEW)(session, office, asked)


FACTS: Mapping[str, Callable[[Session, Office, Asked], Any]] = {
    "case_ended": case_ended,
    "deletion_note": said(REVIEW, "retention_note"),
    "deletion_refused": deletion_refused,
    "kept_records": kept_records,
    "legal_hold": legal_hold,
    "legal_hold_placed": legal_hold_placed,
    "lift_asked_by": said_by(LIFT),
    "lift_reason": said(LIFT, "lift_reason"),
    "records_due": records_due,
    "records_named": records_named,
    "retention_by": said_by(REVIEW),
    "still_running": still_running,
}
"""By the name that a form's expressions have."""
