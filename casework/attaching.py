"""Files sent together with a form that has no draft: taken into the case, and named where they were attached."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from cases import files, settings
from casework.office import Office
from foundation.database import Session

Attached = Sequence[tuple[str, str, bytes]]
"""Files as (field, file name, content)."""


MOST = "files.most_megabytes"


def limit(session: Session, case_id: str) -> int:
    """Bytes a file may have in a case, by its settings."""
    return int(settings.value(session, case_id, MOST)) * 1_000_000


def limit_of(session: Session, partnership_id: str, day: date) -> int:
    """Bytes a file may have that comes with the form that begins a case on this day."""
    found = settings.in_force(session, partnership_id, day).values()
    return int(str(found[MOST])) * 1_000_000


def taken_in(
    session: Session,
    office: Office,
    by: tuple[str, str, str],
    answers: Mapping[str, Any],
    attached: Attached,
    now: datetime,
) -> dict[str, Any]:
    """The answers with the files in them; `by` is case, visibility of the form and person. Raises FileRefused."""
    case_id, visibility, person_id = by
    given = dict(answers)
    for key, name, content in attached:
        upload = files.Upload(case_id, name, content, visibility, person_id=person_id)
        staged = files.stage(session, office.keys, upload, now, limit(session, case_id))
        told = {"id": staged.id, "name": name, "size": staged.size, "kind": staged.media_type}
        given[key] = [*(given.get(key) or []), told]
    return given
