"""Files sent with the form that begins a case: there is no case to keep them in until the form is good."""

from flask import request
from werkzeug.datastructures import FileStorage

from cases import file_types, files
from cases.file_types import FileRefused
from casework.forms import tree
from casework.forms.checks import FieldError
from casework.forms.components import Form


def refused(form: Form, answers: dict[str, object], limit: int) -> list[FieldError]:
    """What is wrong with the uploads, before anything is kept."""
    found = []
    for name, upload in _uploads(form, answers):
        content = upload.stream.read()
        upload.stream.seek(0)
        try:
            files.check_size(content, limit)
            file_types.media_type(upload.filename or "", content)
        except FileRefused as problem:
            found.append(FieldError(name, str(problem)))
    return found


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
