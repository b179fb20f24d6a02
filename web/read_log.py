"""Nothing sealed leaves without a trace: what a page opened is written into the read log before the page is sent."""

from collections.abc import Mapping

from flask import Flask, Response, g

from cases import reads
from foundation.canonical import Json
from web import errors
from web.here import now, office, viewer

_AT_MOST = 40
"""How much of what somebody wrote to search by a token is made of: more than any name or reference has."""


def searched(where: str, asked: Mapping[str, str], found: int) -> None:
    """Write down with this page that the person there searched; of what they wrote only a keyed token is kept.

    Whoever looks into the log can ask whether a name was searched for, but cannot read in it what was.
    """
    tokens = {
        key: office().keys.blind("search", text.casefold()[:_AT_MOST]).hex() for key, text in asked.items() if text
    }
    detail: dict[str, Json] = {**tokens, "found": found}
    g.searches = [*g.get("searches", []), (where, detail)]


def _begin() -> None:
    g.opened = reads.collect()


def _write(response: Response) -> Response:
    """Keep what was opened for this page; when that cannot be kept, the page is not shown."""
    opened, searches = g.pop("opened", set()), g.pop("searches", [])
    # A page that only leads on shows nothing, and what a form that was sent set off is the machine's work.
    if 300 <= response.status_code < 400 or not (opened or searches):
        return response
    try:
        with office().database.transaction() as session:
            reads.write(session, viewer().id, opened, now())
            for where, asked in searches:
                reads.searched(session, viewer().id, where, asked, now())
    except Exception as problem:
        return errors.show_failure(problem)
    return response


def _end(_problem: BaseException | None) -> None:
    reads.collect_no_more()


def register(app: Flask) -> None:
    """Watch what every request opens."""
    app.before_request(_begin)
    app.after_request(_write)
    app.teardown_request(_end)
