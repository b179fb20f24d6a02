"""Somebody's own account: where they are signed in, their password, their authenticator and recovery codes."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from cases.signing_in import accounts, outside, sessions
from cases.signing_in.sessions import SignedIn, Way
from casework.signing_in import codes, own
from casework.signing_in.own import NotRight
from foundation.database import Session
from web import signed_in
from web.here import limits, now, office, there, viewer
from web.pages.links import picture, show_codes
from web.pages.operations import Errors
from web.pages.sign_in import STEP
from web.problems import not_found

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
def show() -> str:
    """Where the person is signed in, and what they can change."""
    with office().database.reading() as database:
        account = accounts.of_person(database, viewer().id)
        return render_template(
            "pages/account.html",
            title="Your account",
            sessions=sessions.in_force(database, viewer().id, now(), limits()),
            here=_here().id,
            account=account,
            codes_left=accounts.codes_left(database, viewer().id),
            joined=outside.is_joined(database, viewer().id),
            provider=office().config.sign_in.provider,
        )


@blueprint.post("/sessions/<session_id>/end")
def end(session_id: str) -> Response:
    """End one of the person's own sessions at once."""
    if session_id == _here().id:
        signed_in.end()
        return redirect("/", 303)
    with office().database.transaction() as database:
        row = sessions.find(database, session_id)
        if row is None or row.person_id != viewer().id:
            raise not_found()
        sessions.end(database, row, viewer().id, now())
    flash("That session has ended.")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/sessions/end-others")
def end_others() -> Response:
    """End all of them but this one."""
    with office().database.transaction() as database:
        sessions.end_all(database, viewer().id, viewer().id, now(), but=_here().id)
    flash("You are signed in here only.")
    return redirect(url_for("account.show"), 303)


@blueprint.get("/password")
def password() -> str:
    """Where to choose another password."""
    return _password([])


@blueprint.post("/password")
def change_password() -> tuple[str, int] | Response:
    """Choose another password; everywhere else the person is signed out."""
    try:
        own.change_password(
            office(), _local(), request.form.get("old_password", ""), request.form.get("password", ""), _here().id
        )
    except NotRight as wrong:
        return _password([(wrong.field, str(wrong))]), 422
    signed_in.begin(viewer().id, Way.PASSWORD)
    flash("Your new password holds from now on. Everywhere else you are signed out.")
    return redirect(url_for("account.show"), 303)


@blueprint.get("/codes")
def recovery() -> str:
    """Where to make other recovery codes."""
    return _recovery([])


@blueprint.post("/codes")
def renew_codes() -> str | tuple[str, int]:
    """Make other recovery codes, shown this once."""
    try:
        made = own.renew_codes(office(), _local(), request.form.get("code", ""))
    except NotRight as wrong:
        return _recovery([(wrong.field, str(wrong))]), 422
    return show_codes(made, url_for("account.show"))


@blueprint.get("/authenticator")
def authenticator() -> str:
    """Where to set another authenticator app up: first the password, then the picture."""
    return _authenticator([])


@blueprint.post("/authenticator")
def change_authenticator() -> tuple[str, int] | Response:
    """Go on to the picture once the password is right; put the app in place once its code is."""
    try:
        if _new_secret() is None:
            session[STEP] = own.begin_authenticator(office(), _local(), request.form.get("password", ""))
            return redirect(url_for("account.authenticator"), 303)
        step = str(session.get(STEP, ""))
        done = own.change_authenticator(office(), viewer().id, step, request.form.get("code", ""), _here().id)
    except NotRight as wrong:
        return _authenticator([(wrong.field, str(wrong))]), 422
    session.pop(STEP, None)
    if done:
        signed_in.begin(viewer().id, Way.PASSWORD)
        flash("From now on the new authenticator app counts. Everywhere else you are signed out.")
    return redirect(url_for("account.show"), 303)


def _here() -> SignedIn:
    row = there().row
    if row is None:
        raise not_found()
    return row


def _local() -> str:
    """The person, when they have a local account; raises Problem."""
    with office().database.reading() as database:
        return _owner(database)


def _owner(database: Session) -> str:
    if accounts.of_person(database, viewer().id) is None:
        raise not_found()
    return viewer().id


def _new_secret() -> bytes | None:
    return own.new_secret(office(), viewer().id, str(session.get(STEP, "")))


def _password(errors: Errors) -> str:
    _local()
    return render_template("pages/account_password.html", title="Change your password", errors=errors)


def _recovery(errors: Errors) -> str:
    _local()
    return render_template("pages/account_codes.html", title="Make new recovery codes", errors=errors)


def _authenticator(errors: Errors) -> str:
    _local()
    secret = _new_secret()
    return render_template(
        "pages/account_authenticator.html",
        title="Use another authenticator app",
        errors=errors,
        picture=picture(secret, viewer().name) if secret else None,
        typed=codes.typed(secret) if secret else None,
    )
