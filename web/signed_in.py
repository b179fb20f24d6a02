"""A browser signed in, kept signed in, and signed out; and what came too late, kept for whoever sent it."""

from flask import g, request, session, url_for
from werkzeug.datastructures import MultiDict

from cases.signing_in import late_posts, sessions
from cases.signing_in.sessions import Way
from web import csrf
from web.here import SIGNED_IN, now, office, there

NEXT = "next"
"""What the cookie calls the page that was asked for before signing in. It is never taken from an address."""

LEFT = "left"
"""What the cookie calls that whoever signed out came by the provider, where they are signed in still."""

KEPT = "kept"
"""What the cookie calls that a form came too late and was kept, for the page where to sign in."""

PROOF = "_proof"
"""The field of a password that is asked for again, see web.proving."""

NEVER_KEPT = frozenset({csrf.FIELD, csrf.KEY_FIELD, PROOF, "password", "old_password", "code"})
"""Fields of a form that are not worth keeping, or must not be."""

LONGEST = 1000
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def begin(person_id: str, way: Way, outside: str | None = None) -> str:
    """Sign somebody in, in a session of its own with nothing of the one before; gives the address to go on to.

    `outside` is a digest of the session at the provider that they came from.
    """
    onward = session.get(NEXT)
    before = session.get(SIGNED_IN)
    with office().database.transaction() as database:
        old = sessions.of_text(database, before, now()) if isinstance(before, str) else None
        if old is not None:
            sessions.end(database, old, person_id, now())
        row, text = sessions.begin(database, person_id, way, _browser(), now())
        row.outside_digest = outside
        waiting = late_posts.of_person(database, person_id, now())
    session.clear()
    session[SIGNED_IN] = text
    g.pop("there", None)
    if waiting:
        return url_for("late.show", post_id=waiting[0].id)
    return onward if isinstance(onward, str) else url_for("work.home")


def keep() -> None:
    """Write down that somebody is there; when their rights have changed, their browser gets another text."""
    found, at = there(), now()
    if found.row is None or not sessions.wants_noting(found.row, found.rights, at):
        return
    row_id, rights = found.row.id, found.rights
    text = office().database.carry_out(lambda database: sessions.note(database, row_id, rights, at))
    if text is not None:
        session[SIGNED_IN] = text


def end() -> None:
    """Sign out of this browser: the session holds nowhere any more."""
    found = there()
    came_by = found.row.way if found.row is not None else None
    if found.row is not None:
        with office().database.transaction() as database:
            row = sessions.find(database, found.row.id)
            if row is not None:
                sessions.end(database, row, row.person_id, now())
    session.clear()
    if came_by is Way.PROVIDER:
        session[LEFT] = True
    g.pop("there", None)


def remember_page() -> None:
    """Come back here after signing in: only to a page of ours that was really asked for."""
    path = request.full_path.rstrip("?")
    is_page = request.method == "GET" and request.endpoint is not None and len(path) <= LONGEST
    if is_page and path.startswith("/") and path[1:2] not in {"/", "\\"}:
        session[NEXT] = path


def keep_late_post() -> bool:
    """Keep what somebody sent after their session had run out; False when there is nothing to be kept."""
    person_id = there().late
    if person_id is None or request.endpoint is None:
        return False
    csrf.check()
    if request.headers.get("X-Token"):
        return False
    fields = [(name, value) for name, value in _pairs(request.form) if name not in NEVER_KEPT]
    if not fields:
        return False
    with office().database.transaction() as database:
        late_posts.keep(database, office().keys, person_id, request.path, fields, now())
    session[KEPT] = True
    return True


def _pairs(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in form.lists() for value in values]


def _browser() -> str:
    """Which family of browser and system this is: enough to know one's own again, and nothing more is kept."""
    told = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in BROWSERS if sign in told), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in told), "")
    return f"{browser} on {system}" if system else browser
