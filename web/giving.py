"""Files that are given out: always to be saved and never shown, under a name that tells nothing of anybody."""

import re

from flask import Response

_OTHER = re.compile(r"[^A-Za-z0-9._-]+")


def as_file(content: bytes, kind: str, name: str) -> Response:
    """A file to save. `name` is one of ours (references, codes, dates); whatever else stands in it is left out.

    Every answer says that nothing in it runs, that its kind is not guessed and that it is not kept (web.headers).
    """
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f"attachment; filename={_OTHER.sub('_', name).lstrip('.') or 'file'}"
    return response
