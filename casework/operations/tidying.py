"""What was uploaded and never became part of a case is thrown away after a while."""

from datetime import timedelta

from cases import files
from casework.office import Office

KEPT_FOR = timedelta(days=28)
"""How long an upload waits for its form: longer than anybody leaves a form open, a fraction of a case's life."""


def drop_uploads_never_sent(office: Office) -> int:
    """Throw away staged files that no form and no draft can still take; gives how many. A transaction for each case."""
    with office.database.reading() as session:
        found = files.stale(session, office.clock.now() - KEPT_FOR)
    for case_id in sorted({case_id for case_id, _ in found}):
        with office.database.transaction() as session:
            # Looked at once more: since then the form may have been sent.
            for case, file_id in files.stale(session, office.clock.now() - KEPT_FOR):
                if case == case_id:
                    files.discard(session, case_id, file_id)
    return len(found)
