"""What was uploaded or begun and never became anything is thrown away after a while."""

from datetime import timedelta

from cases import files, waiting_files
from cases.signing_in import late_posts, links, sessions, steps, throttle
from cases.signing_in.sessions import Limits
from casework.office import Office

KEPT_FOR = timedelta(days=7)
"""How long an upload waits for its form when no draft names it: longer than any session, or a form that came late."""


def drop_uploads_never_sent(office: Office) -> int:
    """Throw away staged files that no form and no draft can still take; gives how many. A transaction for each case."""
    with office.database.reading() as session:
        found = waiting_files.stale(session, office.clock.now() - KEPT_FOR)
    for case_id in sorted({case_id for case_id, _ in found}):
        with office.database.transaction() as session:
            # Looked at once more: since then the form may have been sent.
            for case, file_id in waiting_files.stale(session, office.clock.now() - KEPT_FOR):
                if case == case_id:
                    files.discard(session, case_id, file_id)
    return len(found)


def forget_old_sign_ins(office: Office) -> None:
    """Throw away sessions, links, counts of attempts and forms kept for their person, once they serve nobody."""
    now, settings = office.clock.now(), office.config.sign_in
    with office.database.transaction() as session:
        sessions.close_over(session, now, Limits(settings.idle, settings.whole))
        for part in (late_posts, links, steps, throttle):
            part.forget_old(session, now)
