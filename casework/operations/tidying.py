"""What was uploaded or begun and never became anything is thrown away after a while, except where a case is on hold."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete, exists

from cases import begun_forms, kept_uploads, legal_holds, partnerships, waiting_files
from cases.drafts import DraftRow
from cases.settings import versions
from cases.signing_in import late_posts, links, logouts, sessions, steps, throttle
from cases.signing_in.sessions import Limits
from casework.office import Office
from engine.states import OPEN_TASKS
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
