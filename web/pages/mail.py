"""What became of each e-mail: of one case for its office, of all cases for administrators, without what it says."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import dropped_mail, files, restores
from cases.correspondence import letters, outbox
from cases.correspondence.outbox import Mail, MailState
from cases.owned import NotInCase
from cases.states import IllegalMove
from casework.letters import catalogue
from casework.mail import delivery, texts
from foundation.database import Session
from web import overview
from web.case_page import page
from web.here import now, office, page_number, viewer
from web.problems import Problem, not_found
from web.standing import Standing, let_in, shut_out, standing

blueprint = Blueprint("mail", __name__)

PAGE = 50
STATES = {
    MailState.READY: "Waiting to be sent",
    MailState.LEASED: "Being sent",
    MailState.SENT: "Sent",
    MailState.FAILED: "Given up",
    MailState.HELD: "Held back",
    MailState.DROPPED: "Dropped",
}
NOT_SENT = frozenset({MailState.FAILED, MailState.HELD})
"""What waits for a person, who can have it tried again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One e-mail in a list."""

    mail: Mail
    what: str
    recipient: str
    state: str
    stuck: bool


@blueprint.get("/cases/<reference>/mail")
def of_case(reference: str) -> str:
    """The e-mails of a case, latest first; those that wait for a person above all others."""
    number, only = page_number(), request.args.get("show") == "stuck"
    with office().database.reading() as session:
        here = standing(session, reference, "mail")
        found = outbox.of_case(session, here.case.id)
        found.reverse()
        stuck = [one for one in found if _needs_somebody(one)]
        chosen = stuck if only else found
        shown = chosen[(number - 1) * PAGE : number * PAGE]
        return page(
            session,
            here,
            "mail",
            mails=_listed(session, shown),
            stuck=len(stuck),
            only=only,
            number=number,
            more=len(chosen) > number * PAGE,
        )


@blueprint.get("/cases/<reference>/mail/<mail_id>")
def one(reference: str, mail_id: str) -> str:
    """One e-mail: to whom, what it says, how often it was tried, and what the mail server answered."""
    with office().database.reading() as session:
        here = standing(session, reference, "mail")
        return _page(session, here, _mail(session, here.case.id, mail_id), [])


@blueprint.post("/cases/<reference>/mail/<mail_id>")
def send_again(reference: str, mail_id: str) -> tuple[str, int] | Response:
    """Have an e-mail that was given up or held back tried again, to the present address."""
    with office().database.reading() as session:
        here = standing(session, reference, "mail")
    fault = _again(here.case.id, mail_id)
    if fault:
        with office().database.reading() as session:
            return _page(session, here, _mail(session, here.case.id, mail_id), [("again", fault)]), 422
    return redirect(url_for("mail.one", reference=reference, mail_id=mail_id), 303)


@blueprint.post("/cases/<reference>/mail/<mail_id>/told")
def told(reference: str, mail_id: str) -> Response:
    """Note that the recipient of an e-mail that was dropped after a restore was told in another way."""
    with office().database.transaction() as session:
        here = standing(session, reference, "mail")
        dropped_mail.told(session, here.case.id, _mail(session, here.case.id, mail_id).id, viewer().id, now())
    return redirect(url_for("mail.of_case", reference=reference), 303)


@blueprint.get("/admin/mail")
def overall() -> str:
    """How the mail is, in numbers, and which e-mails wait for a person: no address, no text."""
    with office().database.reading() as session:
        return _overall(session, {}, [])


@blueprint.post("/admin/mail/held")
def release() -> tuple[str, int] | Response:
    """Let the e-mails go that are held since a restore: all of them, or each when somebody says so."""
    how, errors = request.form.get("how"), []
    if how not in {"send", "one by one"}:
        errors.append(("how", "Select what becomes of the e-mails that wait"))
    if request.form.get("looked") != "yes":
        errors.append(("looked", "Confirm that you have looked into the mail server’s log"))
    with office().database.transaction() as session:
        if restores.holding(session) is None:
            raise Problem(409, "E-mails are not held any more", "Somebody has let them go since this page was opened.")
        if errors:
            return _overall(session, {}, errors), 422
        restores.release(session, viewer().id, now(), one_by_one=how != "send")
    flash(
        "They go out now." if how == "send" else "Each waits here for somebody; what is written from now on goes out."
    )
    return redirect(url_for("mail.overall"), 303)


@blueprint.post("/admin/mail/<case_id>/<mail_id>")
def unblock(case_id: str, mail_id: str) -> tuple[str, int] | Response:
    """The same for an administrator, who sees neither the address nor the text."""
    with office().database.reading() as session:
        let_in(session, case_id)
    fault = _again(case_id, mail_id)
    if fault:
        with office().database.reading() as session:
            return _overall(session, {mail_id: fault}, []), 422
    return redirect(url_for("mail.overall"), 303)


def count_stuck(session: Session, case_id: str) -> int:
    """How many e-mails of a case wait for a person."""
    return sum(_needs_somebody(one) for one in outbox.of_case(session, case_id))


def _needs_somebody(mail: Mail) -> bool:
    return mail.state in NOT_SENT or dropped_mail.waits(mail)


def _again(case_id: str, mail_id: str) -> str:
    """Try again; gives why that cannot be, or nothing."""
    try:
        with office().database.transaction() as session:
            mail = _mail(session, case_id, mail_id)
            delivery.send_again(session, office(), case_id, mail.id, viewer().id, now())
    except delivery.StillFaulty as fault:
        return str(fault)
    except IllegalMove as refused:
        text = "It was sent, or is being sent, since this page was opened."
        raise Problem(409, "This e-mail is on its way already", text) from refused
    flash("The e-mail is sent again within a minute.")
    return ""


def _mail(session: Session, case_id: str, mail_id: str) -> Mail:
    try:
        return outbox.get(session, case_id, mail_id)
    except NotInCase as missing:
        raise not_found() from missing


def _listed(session: Session, mails: list[Mail]) -> list[Sent]:
    names = overview.names(session, {mail.person_id for mail in mails if mail.person_id})
    return [_sent(mail, names) for mail in mails]


def _sent(mail: Mail, names: dict[str, str]) -> Sent:
    recipient = names.get(mail.person_id or "", "A mailbox outside")
    return Sent(mail, what_it_is(mail.kind), recipient, STATES[mail.state], _needs_somebody(mail))


def what_it_is(kind: str) -> str:
    """What an e-mail of this kind is, in words."""
    try:
        return texts.text_of(kind).what
    except texts.BadText:
        return kind.replace("_", " ")


def _overall(session: Session, faults: dict[str, str], errors: list[tuple[str, str]]) -> str:
    hidden = shut_out(session)
    counts = outbox.counts(session, hidden)
    rows = [
        (_sent(mail, {}), overview.reference_of(session, mail.case_id), faults.get(mail.id, ""))
        for mail in outbox.troubled(session)
        if mail.case_id not in hidden
    ]
    return render_template(
        "pages/mail_overall.html",
        title="E-mails",
        counts=[(words, counts.get(state, 0), state in NOT_SENT) for state, words in STATES.items()],
        rows=rows,
        restore=restores.holding(session),
        held=restores.HELD,
        how=request.form.get("how"),
        errors=[*errors, *((f"again-{mail_id}", fault) for mail_id, fault in faults.items())],
        now=now(),
    )


def _page(session: Session, here: Standing, mail: Mail, errors: list[tuple[str, str]]) -> str:
    address, body, calendar = outbox.opened(session, office().keys, mail)
    return render_template(
        "pages/mail.html",
        title=what_it_is(mail.kind),
        here=here,
        sent=_listed(session, [mail])[0],
        address=address,
        body=body,
        has_calendar=calendar is not None,
        dropped_for=dropped_mail.REASONS.get(mail.dropped_for or ""),
        letters=[_letter(session, mail.case_id, letter_id) for letter_id in mail.letter_ids.split()],
        errors=errors,
    )


def _letter(session: Session, case_id: str, letter_id: str) -> tuple[str, files.CaseFile | None]:
    letter = letters.get(session, case_id, letter_id)
    kind = catalogue.KINDS.get(letter.kind)
    return kind.title if kind else letter.kind, files.get(session, case_id, letter.file_id) if letter.file_id else None
