"""Tables for spreadsheets, given out as files."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula, in full width too."""


def as_csv(rows: Iterable[Sequence[object]], name: str) -> Response:
    """A table to download. What a spreadsheet would take for a formula is marked as text."""
    written = io.StringIO()
    writer = csv.writer(written)
    for row in rows:
        writer.writerow([_cell(each) for each in row])
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    response = Response("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _cell(value: object) -> object:
    text = "" if value is None else str(value)
    is_number = isinstance(value, int | float)
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) and not is_number else text
