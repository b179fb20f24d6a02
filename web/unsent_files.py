"""Files of a form that begins a case, from the moment they are chosen until the case is there to keep them."""

from collections.abc import Iterator
from typing import Any

from werkzeug.datastructures import FileStorage

from cases import file_types, kept_uploads
from cases.file_types import FileRefused
from casework import attaching
from casework.attaching import NotLookedAt
from casework.forms import tree
from casework.forms.checks import FieldError
from casework.forms.components import Form
from web.forms import posted
from web.here import now, office, viewer


def store(page: str) -> posted.Files:
    """Keeps what is chosen on a page, for whoever chose it and for nobody else."""

    def stage(upload: FileStorage) -> posted.StagedFile:
        content, name = upload.stream.read(), upload.filename or "file"
        with office().database.transaction() as session:
            row = kept_uploads.keep(session, office().keys, (viewer().id, page), name, content, now())
            return {"id": row.id, "name": file_types.cleaned(name), "size": row.size}

    def staged(row_id: str) -> posted.StagedFile:
        with office().database.reading() as session:
            row = kept_uploads.find(session, (viewer().id, page), row_id, now())
            if row is None:
                raise FileRefused(attaching.GONE)
            return {"id": row.id, "name": kept_uploads.read(office().keys, row)[0], "size": row.size}

    return posted.Files(stage, staged)


def refused(form: Form, answers: dict[str, Any], page: str, limits: tuple[int, int]) -> list[FieldError]:
    """What is wrong with the files; `limits` are bytes of a file, and files of a form.

    One that will never be taken is thrown away. One that could not be looked at just now stays for the next time.
    """
    most_bytes, most = limits
    found = []
    for number, (field, one, files) in enumerate(list(_chosen(form, answers)), start=1):
        try:
            if number > most:
                raise attaching.too_many(most)
            name, content = _content(page, one)
            attaching.looked_at(office(), name, content, most_bytes)
        except NotLookedAt as away:
            found.append(FieldError(field, str(away)))
        except FileRefused as problem:
            found.append(FieldError(field, str(problem)))
            files.remove(one)
            _drop(page, str(one["id"]))
    return found


def contents(form: Form, answers: dict[str, Any], page: str) -> list[tuple[str, str, bytes]]:
    """The files as (field, file name, content), for the case that the form begins."""
    return [(field, *_content(page, one)) for field, one, _ in _chosen(form, answers)]


def fields(form: Form, answers: dict[str, Any]) -> list[str]:
    """The name of the field of each file."""
    return [field for field, *_ in _chosen(form, answers)]


def without(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers with no files in them: the case makes its own of these."""
    names = {one.name for one in tree.places(form.components, answers) if one.component.kind == "filepicker"}
    return {key: value for key, value in answers.items() if key not in names}


def _drop(page: str, *ids: str) -> None:
    with office().database.transaction() as session:
        kept_uploads.drop(session, (viewer().id, page), *ids)


def _chosen(form: Form, answers: dict[str, Any]) -> Iterator[tuple[str, posted.StagedFile, list[posted.StagedFile]]]:
    """Each file with the name of its field, and the list in the answers that it stands in."""
    for place in tree.places(form.components, answers):
        if place.component.kind == "filepicker":
            files = tree.dig(answers, place.spot)
            if isinstance(files, list):
                yield from ((place.name, one, files) for one in list(files))


def _content(page: str, one: posted.StagedFile) -> tuple[str, bytes]:
    with office().database.reading() as session:
        row = kept_uploads.find(session, (viewer().id, page), str(one["id"]), now())
        if row is None:
            raise FileRefused(attaching.GONE)
        return kept_uploads.read(office().keys, row)
