"""What was decided on a case and who thought what of it: versions, criteria, sealed advice, partners' positions.

The words (reasons, advice) are in the submissions; here are the facts that lists, letters and gateways need.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from cases import owned
from cases.owned import OfCase
from foundation.data_classes import OF_CASE, Data
from foundation.database import Base, Session, Utc

RECONSIDER = "reconsider"
"""The position of a partner who asks for the decision to be taken again (F15)."""

NO_ADVICE = "none"
"""The timing of advice that was not given: the advisor was there, and said nothing."""

PUT_OFF = 0
"""Where others have their version: the decision was put off, so the next one to be taken is still the first."""

MUST_CONSIDER = ("c_a", "c_b", "c_c", "c_d")
HAVE_REGARD = ("r_1", "r_2", "r_3", "r_4")
"""The criteria of guidance 1.4.1 and 1.4.2."""


class Decision(OfCase, Base):
    """One version of the decision on a case; the newest counts.

    That a decision was put off for more information is kept too, as PUT_OFF: nothing was decided then.
    """

    __tablename__ = "decision"
    data_map = Data("decisions, every version", OF_CASE, codes="outcome")

    version: Mapped[int]
    meeting_id: Mapped[str | None]
    outcome: Mapped[str]
    criteria_met: Mapped[bool | None]
    suggest_national: Mapped[bool]
    decided_on: Mapped[date]
    decided_by: Mapped[str | None]
    signed_by: Mapped[str | None]
    signed_at: Mapped[datetime | None] = mapped_column(Utc)
    submission_id: Mapped[str | None]


class CriterionFinding(OfCase, Base):
    """The answer on one criterion in one version of the decision: yes, may, no, not known, not yet considered."""

    __tablename__ = "criterion_finding"
    data_map = Data("which criteria were found to be met", OF_CASE, codes="criterion answer")

    decision_id: Mapped[str]
    criterion: Mapped[str]
    answer: Mapped[str]


class IndependentAdvice(OfCase, Base):
    """That the Independent Advisor advised, when, and which way; sealed until released (guidance 4.7.4)."""

    __tablename__ = "independent_advice"
    data_map = Data(
        "the advisor's advice: its position; the words are in the submission",
        "office until it is released, then the group",
        codes="timing advises_review position",
    )

    meeting_id: Mapped[str | None]
    person_id: Mapped[str]
    timing: Mapped[str]
    advises_review: Mapped[str | None]
    position: Mapped[str | None]
    submission_id: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(Utc)
    released_at: Mapped[datetime | None] = mapped_column(Utc)
    released_by: Mapped[str | None]


class PartnerConfirmation(OfCase, Base):
    """One Safeguarding Partner's position on one version: agree, agree_with_comment or reconsider (F15)."""

    __tablename__ = "partner_confirmation"
    data_map = Data("which partner agreed to a decision", OF_CASE, codes="position")

    decision_id: Mapped[str]
    person_id: Mapped[str]
    position: Mapped[str]
    submission_id: Mapped[str | None]
    given_at: Mapped[datetime] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was decided, on which day, by whom and where, or that the decision was put off."""

    outcome: str
    on: date
    by: str | None = None
    meeting_id: str | None = None
    is_put_off: bool = False


def decide(session: Session, case_id: str, taken: Taken) -> Decision:
    """The next version of the decision, unless it was put off; the caller adds what else is known of it."""
    decision = Decision(
        **owned.key(case_id),
        version=PUT_OFF if taken.is_put_off else len(versions(session, case_id)) + 1,
        meeting_id=taken.meeting_id,
        outcome=taken.outcome,
        suggest_national=False,
        decided_on=taken.on,
        decided_by=taken.by,
    )
    session.add(decision)
    session.flush()
    return decision


def sign(session: Session, decision: Decision, signed_by: str, now: datetime) -> None:
    """The chair signs; a decision signed once stays signed by whom and when it was."""
    decision.signed_by = decision.signed_by or signed_by
    decision.signed_at = decision.signed_at or now


def versions(session: Session, case_id: str) -> list[Decision]:
    """Every version of the decision, first to last."""
    taken = owned.rows(Decision, case_id).where(Decision.version != PUT_OFF)
    return list(session.scalars(taken.order_by(None).order_by(Decision.version)))


def put_off(session: Session, case_id: str) -> list[Decision]:
    """Each time that the decision was put off, in order."""
    return list(session.scalars(owned.rows(Decision, case_id).where(Decision.version == PUT_OFF)))


def current(session: Session, case_id: str) -> Decision | None:
    """The version that counts, or None before the first."""
    return next(reversed(versions(session, case_id)), None)


def find(session: Session, decision: Decision, criterion: str, answer: str) -> CriterionFinding:
    """Keep the answer on one criterion."""
    row = owned.key(decision.case_id, f"{decision.id}:{criterion}")
    return session.merge(CriterionFinding(**row, decision_id=decision.id, criterion=criterion, answer=answer))


def findings(session: Session, decision: Decision) -> dict[str, str]:
    """Each criterion and its answer."""
    found = owned.rows(CriterionFinding, decision.case_id).where(CriterionFinding.decision_id == decision.id)
    return {each.criterion: each.answer for each in session.scalars(found)}


def advise(session: Session, case_id: str, person_id: str, submission_id: str, now: datetime) -> IndependentAdvice:
    """Keep that the advisor advised; the caller adds timing and direction. Nobody else sees it before its release."""
    advice = IndependentAdvice(
        **owned.key(case_id), person_id=person_id, timing="at", submission_id=submission_id, given_at=now
    )
    session.add(advice)
    return advice


def advice(session: Session, case_id: str, released_only: bool) -> list[IndependentAdvice]:
    """The advice given on a case in order; whoever is not the office or the advisor asks for released advice only."""
    found = owned.rows(IndependentAdvice, case_id).order_by(None).order_by(IndependentAdvice.given_at)
    return list(session.scalars(found.where(IndependentAdvice.released_at.is_not(None)) if released_only else found))


def seals(session: Session, case_id: str) -> tuple[frozenset[str], frozenset[str]]:
    """The submissions of advice that is sealed still, and of released advice, which whoever decides may read."""
    given = advice(session, case_id, released_only=False)
    released = frozenset(each.submission_id for each in given if each.released_at is not None)
    return frozenset(each.submission_id for each in given) - released, released


def release_advice(session: Session, case_id: str, released_by: str | None, now: datetime) -> int:
    """Unseal the advice given so far, and say how much; advice released before keeps its release."""
    sealed = [each for each in advice(session, case_id, released_only=False) if each.released_at is None]
    for each in sealed:
        each.released_at, each.released_by = now, released_by
    return len(sealed)


def confirm(
    session: Session, decision: Decision, person_id: str, position: str, submission_id: str | None, now: datetime
) -> None:
    """Keep a partner's position on this version, in place of their earlier one."""
    row = owned.key(decision.case_id, f"{decision.id}:{person_id}")
    session.merge(
        PartnerConfirmation(
            **row,
            decision_id=decision.id,
            person_id=person_id,
            position=position,
            submission_id=submission_id,
            given_at=now,
        )
    )
    session.flush()


def positions(session: Session, decision: Decision) -> Counter[str]:
    """How many partners hold which position on this version."""
    return Counter(each.position for each in confirmations(session, decision))


def confirmations(session: Session, decision: Decision) -> list[PartnerConfirmation]:
    """What each partner said of this version."""
    given = owned.rows(PartnerConfirmation, decision.case_id).where(PartnerConfirmation.decision_id == decision.id)
    return list(session.scalars(given.order_by(None).order_by(PartnerConfirmation.given_at)))
