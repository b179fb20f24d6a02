"""What forms are told about the decision: which it is, what the advisor said, and what went to the Panel."""

from datetime import datetime

from cases import decisions, people, submissions
from cases.clocks import anchors, readings
from cases.settings import versions
from casework import offering
from casework.asked import Asked
from casework.letters import form_words
from casework.office import Office
from casework.projections import reading
from foundation.clock import LONDON
from foundation.database import Session

FORM, VIEW = "f13_decision", "written_view"

ADVISOR_NAME = "label.independent_advisor"


def gave_none(advisor: str) -> str:
    """That whoever advises was there and gave no advice."""
    return f"The {advisor} was present and gave no advice."


def outcome(session: Session, _office: Office, asked: Asked) -> str | None:
    """The decision that counts, as the forms code it."""
    found = decisions.current(session, asked.case_id)
    return found.outcome if found else None


def label(session: Session, _office: Office, asked: Asked) -> str | None:
    """The decision that counts, in words."""
    found = decisions.current(session, asked.case_id)
    form = form_words.form_of(session, FORM)
    return form_words.label(form, "decision", found.outcome) if found else None


def past_outcomes(session: Session, _office: Office, asked: Asked) -> list[str]:
    """Every decision of this case so far, and that it was put off, as the forms code them."""
    found = (*decisions.put_off(session, asked.case_id), *decisions.versions(session, asked.case_id))
    return [each.outcome for each in found]


def advice(session: Session, office: Office, asked: Asked) -> str | None:
    """What the Independent Advisor wrote, as far as it is released; sealed advice is nobody's here."""
    said = []
    for each in decisions.advice(session, asked.case_id, released_only=True):
        if each.timing == decisions.NO_ADVICE:
            said.append(gave_none(versions.value(session, asked.case_id, ADVISOR_NAME)))
            continue
        answers = submissions.read(session, office.keys, submissions.get(session, asked.case_id, each.submission_id))
        said += [text for key in ("reason", "position_reason") if (text := reading.words(answers, key))]
    return "\n\n".join(said) or None


def advisors_view(session: Session, office: Office, asked: Asked) -> str | None:
    """What partners confirming the decision are told: the advice as the group recorded it, and what came after it."""
    found = submissions.latest(session, asked.case_id, FORM)
    recorded = reading.words(submissions.read(session, office.keys, found), "ia_view") if found else ""
    later = [each for each in decisions.advice(session, asked.case_id, released_only=True) if each.timing == "post"]
    said = [_wrote(session, office, asked.case_id, each.submission_id, "position_reason", "reason") for each in later]
    return "\n\n".join(part for part in (recorded, *said) if part) or None


def partners_reasons(session: Session, office: Office, asked: Asked) -> list[str] | None:
    """Why partners ask for the decision that counts to be taken again, each without a name."""
    decision = decisions.current(session, asked.case_id)
    given = decisions.confirmations(session, decision) if decision else []
    said = [
        _wrote(session, office, asked.case_id, each.submission_id, "reason")
        for each in given
        if each.submission_id and each.position == decisions.RECONSIDER
    ]
    return [part for part in said if part] or None


def missing_partners(session: Session, _office: Office, asked: Asked) -> list[str] | None:
    """Who was asked to confirm the decision that counts and has not answered, by name and job."""
    decision, waiting = decisions.current(session, asked.case_id), asked.variables.get("partners")
    if decision is None or not isinstance(waiting, list):
        return None
    answered = {each.person_id for each in decisions.confirmations(session, decision)}
    missing = people.by_ids(session, set(waiting) - answered)
    return sorted(offering.label(each) for each in missing) or None


def written_views(session: Session, office: Office, asked: Asked) -> list[dict[str, str]] | None:
    """What the members wrote when the chair asked them (4.7.5), since the decision that counts was taken."""
    form, said = form_words.form_of(session, VIEW), []
    for made in _views(session, asked.case_id):
        answers = submissions.read(session, office.keys, made)
        view = form_words.label(form, "view", answers.get("view"))
        said.append({"view": view, "reason": reading.words(answers, "reason")})
    return said or None


def missing_views(session: Session, _office: Office, asked: Asked) -> list[str] | None:
    """Which members the chair asked in writing have not answered, by name and job (4.7.5)."""
    waiting = asked.variables.get("round_members")
    if not isinstance(waiting, list):
        return None
    answered = {each.person_id for each in _views(session, asked.case_id)}
    missing = people.by_ids(session, set(waiting) - answered)
    return sorted(offering.label(each) for each in missing) or None


def _views(session: Session, case_id: str) -> list[submissions.Submission]:
    """What members wrote since the decision that counts was taken."""
    found, latest = submissions.of_case(session, case_id, VIEW), decisions.current(session, case_id)
    if latest is None or not latest.submission_id:
        return found
    since = submissions.get(session, case_id, latest.submission_id).made_at
    return [made for made in found if made.made_at >= since]


def _wrote(session: Session, office: Office, case_id: str, submission_id: str, *keys: str) -> str:
    """The first of these questions that was answered."""
    answers = submissions.read(session, office.keys, submissions.get(session, case_id, submission_id))
    return next((text for key in keys if (text := reading.words(answers, key))), "")


def is_late(session: Session, office: Office, asked: Asked) -> bool:
    """Whether the day by which the case's path must have come to its decision has passed, nothing having been sent."""
    if review_sent_at(session, office, asked):
        return False
    due_at = readings.deadline(session, asked.case_id, "outcome_due", asked.now, {})
    return due_at is not None and asked.now > due_at


def review_sent_at(session: Session, office: Office, asked: Asked) -> datetime | None:
    """When the summary last went to the Panel, in London; without what a referral sent before it was notified."""
    notified = anchors.of_case(session, asked.case_id).get(("", "notified_at"))
    sent = panel_sent_at(session, office, asked)
    return sent if sent is not None and (notified is None or sent >= notified) else None


def partners_must_agree(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether this case's settings ask for the Safeguarding Partners' agreement before anything is sent."""
    return bool(versions.value(session, asked.case_id, "partner_signoff") == "required")


def panel_sent_at(session: Session, _office: Office, asked: Asked) -> datetime | None:
    """When the Combined Summary last went to the National Panel, put right where that was corrected, in London."""
    sent_at = anchors.of_case(session, asked.case_id).get(("", "summary_sent_at"))
    return sent_at.astimezone(LONDON) if sent_at else None
