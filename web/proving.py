"""What is asked for anew before something is done that a passer-by at an open screen must not be able to do.

Whoever signed in with a password enters it again on a page that holds what they had sent. Whoever came by the provider
goes there once more; what they had written is kept sealed until they are back (OWASP ASVS 5.0, 7.5.2).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import Flask, make_response, render_template, request, session, url_for
from werkzeug.wrappers import Response

from cases.signing_in import late_posts, sessions
from cases.signing_in.sessions import SignedIn, Way
from casework.signing_in import own
from casework.signing_in.own import NotRight
from web import csrf
from web.here import now, office, there
from web.pages.operations import Errors
from web.signed_in import NEVER_KEPT, PROOF

PROVING = "proving"
"""What the cookie calls where somebody goes on who proves at the provider who they are."""


def _always() -> bool:
    return True


def _is_another() -> bool:
    """Whether it is not the session that somebody is in, out of which everybody may go."""
    here = there().row
    return here is not None and (request.view_args or {}).get("session_id") != here.id


ASKED: Mapping[str, tuple[str, Callable[[], bool]]] = MappingProxyType(
    {
        "account.end": ("account.show", _is_another),
        "account.end_others": ("account.show", _always),
        "api_tokens.make": ("api_tokens.index", _always),
    }
)
"""What it is asked for before, the page it is done on, and whether it is asked for now.

Forms for another password, authenticator or other recovery codes ask for what proves it themselves, each time.
"""


def ask() -> Response | None:
    """Let nobody do it who has not proved who they are for some minutes; gives the page that asks."""
    found = ASKED.get(request.endpoint or "")
    # Who is there is asked only where it matters: monitors are answered while the database is away.
    row = there().row if found is not None else None
    if found is None or row is None or not found[1]() or not _is_long_ago(row):
        return None
    if row.way is Way.PROVIDER:
        return _at_provider(row, found[0])
    errors: Errors = []
    if PROOF in request.form:
        try:
            own.prove_password(office(), row.person_id, request.form[PROOF], PROOF)
            prove(row)
            return None
        except NotRight as wrong:
            errors = [(wrong.field, str(wrong))]
    return _page(errors, found[0])


def prove(row: SignedIn, outside: str | None = None) -> None:
    """Write down that the person of a session has just proved who they are, perhaps in a session at the provider."""
    with office().database.transaction() as database:
        sessions.prove(database, row.id, now(), outside)


def _is_long_ago(row: SignedIn) -> bool:
    return row.way is not Way.DEMO and now() - row.proved_at >= office().config.sign_in.proof


def _page(errors: Errors, back: str) -> Response:
    body = render_template(
        "pages/proving.html",
        title="Enter your password again",
        errors=errors,
        back_to=url_for(back),
        key=csrf.key(),
        fields=_fields(),
    )
    return make_response(body, 422 if errors else 200)


def _at_provider(row: SignedIn, back: str) -> Response:
    fields, late = _fields(), None
    if fields:
        with office().database.transaction() as database:
            late = late_posts.keep(database, office().keys, row.person_id, request.path, fields, now()).id
    session[PROVING] = {"page": url_for("late.show", post_id=late) if late else url_for(back)}
    provider = office().config.sign_in.provider
    return make_response(
        render_template(
            "pages/proving.html",
            title="Sign in again to go on",
            errors=[],
            back_to=url_for(back),
            provider=provider,
            kept=late is not None,
        )
    )


def _fields() -> list[tuple[str, str]]:
    """What was sent, without what proves anything."""
    return [(name, value) for name, values in request.form.lists() if name not in NEVER_KEPT for value in values]


def register(app: Flask) -> None:
    """Ask after it is known that the address is theirs."""
    app.before_request(ask)
