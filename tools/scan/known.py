"""Which page of ours an address is of: scanners need to see one of each, and every form."""

import re
from functools import cache

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from web import engine_rest, pages

_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{20,}|[A-Z]{3}-\d\d-\d{3}|\b\d+\b")
_FORMS = ("event", "section", "place")
"""Parts of addresses that say which form of many is there."""


def page(path: str, method: str = "GET") -> str:
    """The endpoint, and for forms that are drawn or many at one endpoint which one; an address of no page is itself."""
    try:
        name, arguments = _routes().match(path, method=method)
    except HTTPException:
        return path
    form = "/".join(_IDS.sub("*", str(arguments[one])) for one in _FORMS if one in arguments)
    return f"{name} {form}".strip()


@cache
def _routes() -> MapAdapter:
    app = Flask("routes", static_folder=None, template_folder=None)
    pages.register(app)
    engine_rest.register(app)
    return app.url_map.bind("localhost")
