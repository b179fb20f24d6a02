"""Tables for spreadsheets, given out as files."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from flask import Response

from web.giving import as_file

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula, in full width too."""

_WITHIN = re.compile(rf"([;|\t]\s*)(?=[{re.escape(''.join(_FORMULA))}])")
"""The same after what some countries' spreadsheets take for the end of a cell."""


def as_csv(rows: Iterable[Sequence[object]], name: str) -> Response:
    """A table to download. What a spreadsheet would take for a formula is marked as text."""
    written = io.StringIO()
    writer = csv.writer(written)
    for row in rows:
        writer.writerow([_cell(each) for each in row])
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    return as_file(("\ufeff" + written.getvalue()).encode(), "text/csv; charset=utf-8", name)


def _cell(value: object) -> object:
    text = "" if value is None else str(value)
    if isinstance(value, int | float):
        return text
    text = _WITHIN.sub(r"\1'", text)
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) else text
