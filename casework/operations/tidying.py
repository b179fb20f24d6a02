"""What was uploaded or begun and never became anything is thrown away after a while, except where a case is on hold.

What was taken in a role that has ended goes back to the team.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from cases import access, begun_forms, kept_uploads, legal_holds, partnerships, waiting_files
from cases.drafts import DraftRow
from cases.settings import versions
from cases.signing_in import late_posts, links, logouts, sessions, steps, throttle
from cases.signing_in.sessions import Limits
from casework.office import Office
from casework.tasks import handing
from engine import instances
from engine.states import OPEN_TASKS, TaskState
from engine.tables.instances import UserTask
from foundation.clock import london_date
from foundation.database import Session


def drop_uploads_never_sent(office: Office) -> int:
    """Throw away files that no form and no draft can still take; gives how many. A transaction for each case."""
    now = office.clock.now()
    with office.database.reading() as session:
        found = [
            (partnership, before, case_id)
            for partnership, before in _ends(session, "retention.uploads.days", now)
            for case_id in sorted({case_id for case_id, _ in waiting_files.stale(session, partnership, before, now)})
        ]
    dropped = 0
    for partnership, before, case_id in found:
        with office.database.transaction() as session:
            # Looked at once more: since then the form may have been sent.
            for case, file_id in waiting_files.stale(session, partnership, before, now):
                if case == case_id:
                    waiting_files.discard(session, case_id, file_id)
                    dropped += 1
    return dropped


def drop_drafts_never_sent(office: Office) -> None:
    """Throw away what somebody began to write in a task that has ended since; what an open task waits for stays."""
    with office.database.transaction() as session:
        its_task_is_open = exists().where(
            UserTask.bucket == DraftRow.bucket, UserTask.id == DraftRow.task_id, UserTask.state.in_(OPEN_TASKS)
        )
        for partnership, before in _ends(session, "retention.drafts.days", office.clock.now()):
            of_it = legal_holds.may_lose(DraftRow.case_id, partnership)
            session.execute(delete(DraftRow).where(DraftRow.saved_at < before, ~its_task_is_open, of_it))


def give_back_lapsed(office: Office) -> None:
    """Give back to their teams the tasks that people had taken in roles which have ended by their day since."""
    with office.database.reading() as session:
        held = select(UserTask.assignee).where(UserTask.state == TaskState.CLAIMED).distinct()
        found = [one for one in session.scalars(held) if one]
    for person_id in found:
        _give_back_lapsed(office, person_id)


def _give_back_lapsed(office: Office, person_id: str) -> None:
    def act(session: Session) -> None:
        now = office.clock.now()
        had = {person_id: access.groups_had(session, person_id, london_date(now))}
        handing.give_back_taken(session, had, instances.SYSTEM, now)

    office.database.carry_out(act)


def _ends(session: Session, setting: str, now: datetime) -> Iterator[tuple[str, datetime]]:
    """Each partnership with the time before which something is too old by its setting, given in days."""
    for partnership in partnerships.all_partnerships(session):
        try:
            values = versions.in_force(session, partnership.id, london_date(now)).values()
        except versions.UnknownSetting:
            # Without settings no case can have been opened there.
            continue
        yield partnership.id, now - timedelta(days=int(str(values[setting])))


def forget_old_sign_ins(office: Office) -> None:
    """Throw away sessions, links, counts of attempts and forms kept for their person, once they serve nobody."""
    now, settings = office.clock.now(), office.config.sign_in
    with office.database.transaction() as session:
        sessions.close_over(session, now, Limits(settings.idle, settings.whole))
        for part in (late_posts, begun_forms, kept_uploads, links, logouts, steps, throttle):
            part.forget_old(session, now)
