"""What a case's page says of its records: legal holds, until when they are kept, and what was deleted."""

from dataclasses import dataclass
from datetime import date

from cases import legal_holds, people
from cases.records import CaseStatus
from cases.settings.keeping import CASE, CLASSES
from casework import deleting, kept_records, retention_facts
from casework.letters import form_words
from foundation.clock import london_date
from foundation.database import Session
from web.here import now, office
from web.standing import Standing
from web.words import sentence


@dataclass(frozen=True, slots=True)
class Gone:
    """Something that was deleted, in words."""

    what: str
    on: date
    asked_by: str
    confirmed_by: str
    reason: str
    done: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Legal holds in words; each class with its last day, where it has one of its own; and what is gone."""

    holds: list[str]
    ends: list[tuple[str, date]]
    gone: list[Gone]


def of_case(session: Session, here: Standing) -> Kept:
    """Everything about the records of a case."""
    case_id = here.case.id
    is_kept = here.case.status is not CaseStatus.DELETED
    ends = deleting.ends(session, case_id, now()) if is_kept else {}
    return Kept(
        holds=[retention_facts.in_words(session, one) for one in legal_holds.in_force(session, case_id)],
        ends=[(sentence(CLASSES[code]), london_date(at)) for code, at in ends.items() if at],
        gone=_gone(session, case_id),
    )


def _gone(session: Session, case_id: str) -> list[Gone]:
    found = kept_records.deleted(session, office(), case_id)
    names = {one.id: one.name for one in people.by_ids(session, {i for one in found for i in _by(one)})}
    form = form_words.form_of(session, retention_facts.REVIEW) if found else None
    return [
        Gone(
            what="Everything but what is shown here" if CLASSES[CASE] in one.what else sentence("; ".join(one.what)),
            on=london_date(one.at),
            asked_by=names.get(one.asked_by, "somebody who is not known any more"),
            confirmed_by=names.get(one.confirmed_by, "somebody who is not known any more"),
            reason=form_words.label(form, "deletion_reason", one.reason) if form else "",
            done=one.done,
        )
        for one in found
    ]


def _by(one: kept_records.Deleted) -> tuple[str, str]:
    return one.asked_by, one.confirmed_by
