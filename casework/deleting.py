"""Records deleted when two people have decided so: what is due, what is asked for, and how it is carried out.

Which records are kept how long are settings; that anything is deleted is decided by people, in processes/retention.
A legal hold beats all of it. What is decided is ordered in the same transaction that looks for a hold; once that is
committed it goes into the ledger of deletions and is done whatever happens, and once (casework.forgetting).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, or_, select

from cases import audit, erasing, identity, legal_holds, records
from cases.clocks import Anchor, dates, keeping, readings
from cases.deletions import EVERYTHING, Deletion
from cases.records import CaseStatus
from cases.settings.keeping import CASE, CLASSES
from cases.signing_in.late_posts import LatePost
from casework import anchors, forgetting
from casework.office import Office
from engine import instances
from engine.tables.instances import UserTask
from foundation.clock import london
from foundation.database import Session, bucket_of

AGE = 25
"""Years after which records about a child are often no longer kept."""


class NotTwo(ValueError):
    """One person wanted to do what takes two."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked to delete of a case and somebody else confirmed; `at` is when that was, `reason` a code."""

    case_id: str
    classes: tuple[str, ...]
    asked_by: str
    confirmed_by: str
    reason: str
    at: datetime

    @property
    def everything(self) -> bool:
        """Whether the case itself is to go."""
        return CASE in self.classes


def note_end(
    session: Session, office: Office, case_id: str, by: str, now: datetime, ended_at: datetime | None = None
) -> None:
    """A case has ended, now or at another time: from then on it is counted how long its records are kept."""
    anchors.set_anchor(session, case_id, Anchor(keeping.CLOSED, ended_at or now), by, now)
    born = [day for one in identity.of_case(session, case_id, identity.CHILD) if (day := _born(session, office, one))]
    if born:
        # The year only: the day would tell the child's birthday.
        end = london(date(max(born).year + AGE, 12, 31), time(12))
        anchors.set_anchor(session, case_id, Anchor(keeping.YOUNGEST_25, end), by, now)


def note_reopening(session: Session, case_id: str, by: str, now: datetime) -> None:
    """A case is worked on again: nothing of it falls due until it ends once more."""
    anchors.clear(session, case_id, keeping.CLOSED, by, now)


def _born(session: Session, office: Office, child: identity.Identity) -> date | None:
    try:
        return date.fromisoformat(str(identity.read(session, office.keys, child).get("dob"))[:10])
    except ValueError:
        return None


def ends(session: Session, case_id: str, now: datetime) -> Mapping[str, datetime | None]:
    """Until when each class is kept that has a time of its own; none has one while the case is open."""
    facts = readings.facts_of(session, case_id, now, {})
    return {code: found.at if (found := dates.due(facts, keeping.clock_of(code))) else None for code in CLASSES}


def due(session: Session, case_id: str, now: datetime) -> list[str]:
    """The classes whose time is over; of a case that is due itself, nothing need be named besides."""
    found = [code for code, at in ends(session, case_id, now).items() if at is not None and at <= now]
    return [CASE] if CASE in found else found


def keep_until(session: Session, case_id: str, classes: Collection[str], day: date, by: str, now: datetime) -> None:
    """Keep these classes until a day, whatever their period says."""
    for code in classes:
        at = london(day, time(17))
        anchors.set_anchor(session, case_id, Anchor(keeping.KEPT_UNTIL, at, "" if code == CASE else code), by, now)


def order(session: Session, wanted: Wanted, now: datetime) -> None:
    """Order a deletion that two people decided, and put its case out of use where it is all of it.

    When this is committed, `forgetting.finish` carries it out; before that nothing outside knows of it. Raises
    OnLegalHold, NotTwo, and UnknownClass.
    """
    records.lock(session, wanted.case_id)
    legal_holds.refuse(session, wanted.case_id)
    if wanted.asked_by == wanted.confirmed_by:
        raise NotTwo("records are deleted by two people: somebody else must confirm it")
    for code in (CASE,) if wanted.everything else wanted.classes:
        subject = Anchor(keeping.DELETED, now, code)
        anchors.set_anchor(session, wanted.case_id, subject, wanted.confirmed_by, now)
    if wanted.everything:
        records.change_status(session, wanted.case_id, CaseStatus.DELETED, now)
        _forget_late_posts(session, wanted.case_id)
    classes = (EVERYTHING,) if wanted.everything else wanted.classes
    entry = Deletion(wanted.case_id, classes, wanted.asked_by, wanted.confirmed_by, wanted.reason, wanted.at)
    forgetting.order(session, entry)
    detail = {"asked_by": wanted.asked_by, "reason": wanted.reason}
    stream = audit.of_case(wanted.case_id)
    audit.append(session, stream, wanted.confirmed_by, "deletion decided", wanted.case_id, {**detail}, now)


def left(session: Session, case_id: str) -> dict[str, int]:
    """How many records there are of each class of a case."""
    return erasing.counts(session, case_id)


def still_running(session: Session, case_id: str, but: Collection[str]) -> int:
    """How many processes run for a case besides those that wait at its end."""
    found = [one for one in instances.of_case(session, case_id) if one.ended_at is None]
    return sum(one.process not in but for one in found)


def _forget_late_posts(session: Session, case_id: str) -> None:
    """Forms of the case that were sent too late are kept for their sender, by the address they were sent to."""
    of_case = UserTask.case_id == case_id
    tasks = session.scalars(select(UserTask.id).where(UserTask.bucket == bucket_of(case_id), of_case)).all()
    paths = [f"/tasks/{one}" for one in tasks]
    paths += [f"/cases/{one.reference}/" for one in records.references(session, case_id)]
    for start in range(0, len(paths), 100):
        chosen = [LatePost.path.startswith(path, autoescape=True) for path in paths[start : start + 100]]
        session.execute(delete(LatePost).where(or_(*chosen)))
