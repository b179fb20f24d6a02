"""Files sent with what people tell of a case: they are kept once the form is good, and not before."""

from flask import request
from werkzeug.datastructures import FileStorage

from cases.file_types import FileRefused
from casework import attaching
from casework.forms import tree
from casework.forms.checks import FieldError
from casework.forms.components import Form
from web.here import office


def refused(form: Form, answers: dict[str, object], limits: tuple[int, int]) -> list[FieldError]:
    """What is wrong with the uploads, before anything is kept; `limits` are bytes of a file, and files of a form."""
    most_bytes, most = limits
    found, uploads = [], _uploads(form, answers)
    for name, _ in uploads[most : most + 1]:
        found.append(FieldError(name, str(attaching.too_many(most))))
    for name, upload in uploads[:most]:
        content = upload.stream.read()
        upload.stream.seek(0)
        try:
            attaching.looked_at(office(), upload.filename or "", content, most_bytes)
        except FileRefused as problem:
            found.append(FieldError(name, str(problem)))
    return found


def no_room(form: Form, answers: dict[str, object], problem: FileRefused) -> list[FieldError]:
    """Says at the first upload why the case takes no more of them."""
    return [FieldError(name, str(problem)) for name, _ in _uploads(form, answers)[:1]]


def to_choose_again(form: Form, answers: dict[str, object]) -> list[FieldError]:
    """Says that good files must be chosen once more, since a page that is shown again cannot hold them."""
    again = "Choose the file again: it is kept as soon as the rest of the form is right"
    return [FieldError(name, again) for name, _ in _uploads(form, answers)]


def contents(form: Form, answers: dict[str, object]) -> list[tuple[str, str, bytes]]:
    """The uploads as (field, file name, content), for the case that the form begins."""
    return [(name, upload.filename or "file", upload.stream.read()) for name, upload in _uploads(form, answers)]


def _uploads(form: Form, answers: dict[str, object]) -> list[tuple[str, FileStorage]]:
    names = [one.name for one in tree.places(form.components, answers) if one.component.kind == "filepicker"]
    return [(name, upload) for name in names for upload in request.files.getlist(name) if upload.filename]
