"""Nothing sealed leaves without a trace: what a page opened is written into the read log before the page is sent."""

from flask import Flask, Response, g

from cases import reads
from cases.reads import Search
from web import errors
from web.here import now, office, viewer

_AT_MOST = 40
"""How much of what somebody wrote to search by a token is made of: more than any name or reference has."""


def token(words: str) -> str:
    """What the log keeps of words that were searched for.

    Whoever looks into the log can ask whether a name was searched for, but cannot read in it what was.
    """
    asked = " ".join(words.casefold().split())[:_AT_MOST]
    return office().keys.blind("search", asked).hex() if asked else ""


def searched(where: str, words: str, found: int, action: str = reads.SEARCHED) -> None:
    """Write down with this page that the person there searched or exported, and how much they found."""
    g.searches = [*g.get("searches", []), Search(token(words), where, found, action)]


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
            for search in searches:
                reads.searched(session, viewer().id, search, now())
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
