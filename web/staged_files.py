"""Files that people choose for a form of a case, kept in the case from then on until the form takes them."""

from werkzeug.datastructures import FileStorage

from cases import files, submissions
from cases.file_types import FileRefused
from cases.files import UNSENT, CaseFile, FileState, Upload
from cases.owned import NotInCase
from cases.waiting_files import UNSEEN
from casework import attaching
from casework.forms.components import Form
from foundation.database import Session
from web.forms import posted
from web.here import now, office, viewer


def store(case_id: str, agency_id: str | None, form: Form) -> posted.Files:
    """Keeps what is chosen for a form, and finds it again for whoever chose it for a form that is read by the same."""
    with office().database.reading() as session:
        most = attaching.most_in_a_form(session, case_id)
    part = submissions.part_of_files(form.id, agency_id)
    taken: list[str] = []

    def stage(upload: FileStorage) -> posted.StagedFile:
        if len(taken) >= most:
            raise attaching.too_many(most)
        content, name = upload.stream.read(), upload.filename or "file"
        made = Upload(case_id, name, content, form.visibility, person_id=viewer().id, agency_id=agency_id, part=part)
        found = attaching.staged(office(), made, now())
        taken.append(found.id)
        told = attaching.told(found, name)
        if found.state is FileState.WAITING:
            raise posted.Waits(told, attaching.NOT_YET)
        return told

    def is_of_it(file: CaseFile) -> bool:
        return (file.visibility, file.agency_id, file.part) == (form.visibility, agency_id, part)

    def staged(file_id: str) -> posted.StagedFile | None:
        with office().database.reading() as session:
            found = _theirs(session, case_id, file_id)
            # What another click on the same page has sent already is no news to anybody.
            if found.state not in UNSENT or len(taken) >= most:
                return None
            if not is_of_it(found) or (found.state is FileState.WAITING and now() - found.made_at >= UNSEEN):
                raise FileRefused(attaching.GONE)
            told = attaching.told(found, files.name_of(session, office().keys, found))
        taken.append(file_id)
        if found.state is FileState.WAITING:
            _look_at(case_id, told)
        return told

    return posted.Files(stage, staged)


def _theirs(session: Session, case_id: str, file_id: str) -> CaseFile:
    try:
        found = files.get(session, case_id, file_id)
    except NotInCase as gone:
        raise FileRefused(attaching.GONE) from gone
    if found.person_id != viewer().id:
        raise FileRefused(attaching.GONE)
    return found


def _look_at(case_id: str, told: posted.StagedFile) -> None:
    try:
        attaching.looked_at_again(office(), case_id, str(told["id"]))
    except attaching.NotLookedAt as away:
        raise posted.Waits(told, str(away)) from away
