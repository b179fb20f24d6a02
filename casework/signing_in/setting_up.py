"""An account set up, or a password chosen anew, with a one-time link; looking at the link changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cases import people
from cases.people import Person
from cases.signing_in import accounts, links, secret, sessions, steps, throttle
from cases.signing_in.accounts import Means
from cases.signing_in.links import OneTimeLink, Purpose
from cases.signing_in.steps import Kind, SignInStep
from casework.office import Office
from casework.signing_in import addresses, codes, local, mailing, passwords, words
from foundation.database import Session

WRONG_CODE = "This is not the code that the app shows now. Wait for the next one and enter that"


@dataclass(frozen=True, slots=True)
class Setting:
    """What is being set up: for which address, for what purpose, and with which authenticator's secret."""

    email: str = field(repr=False)
    purpose: Purpose
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """Whose account is ready, and their recovery codes when these are new."""

    person_id: str
    recovery: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What has to be put right, by field."""

    errors: Mapping[str, str]


def invite(office: Office, person_id: str, by: str, purpose: Purpose = Purpose.SET_UP) -> str:
    """The address of a new one-time link for a person; shown or sent this once."""
    with office.database.transaction() as session:
        return addresses.of_link(office, links.make(session, person_id, purpose, by, office.clock.now())[1])


def purpose_of(office: Office, text: str) -> Purpose | None:
    """What a link is for, when it holds; None otherwise, whatever is wrong with it."""
    with office.database.reading() as session:
        found = links.of_text(session, text, office.clock.now())
    return found.purpose if found else None


def begin(office: Office, text: str) -> str | None:
    """Begin to set up what a link is for: gives the text for the browser. The link still holds until it is finished."""
    now = office.clock.now()
    with office.database.transaction() as session:
        found = links.of_text(session, text, now)
        if found is None:
            return None
        return steps.begin(session, office.keys, Kind.SET_UP, found.person_id, now, secret.digest(text))


def setting(office: Office, step: str) -> Setting | None:
    """What a browser is setting up; None when that is over."""
    with office.database.reading() as session:
        found = _found(session, office, step)
        if found is None:
            return None
        row, link, person = found
        return Setting(person.email, link.purpose, steps.authenticator(office.keys, row))


def finish(office: Office, step: str, password: str, code: str) -> Done | Wrong | None:
    """Set it up, when password and code will do; the link is used up then. None when it is over."""
    now = office.clock.now()
    with office.database.reading() as session:
        found = _found(session, office, step)
        about = words.about(session, found[2].id) if found else ()
    if found is None:
        return None
    row, link, person = found
    errors = {"password": passwords.fault_of(office, password, about)}
    at = codes.step_of(steps.authenticator(office.keys, row), code, now)
    if link.purpose is Purpose.SET_UP and at is None:
        errors["code"] = WRONG_CODE
    if wrong := {name: fault for name, fault in errors.items() if fault}:
        return Wrong(wrong)
    hashed = passwords.hashed(password)
    with office.database.transaction() as session:
        if link.purpose is Purpose.NEW_PASSWORD and (fault := _code_fault(session, office, person.id, code)):
            return Wrong({"code": fault})
        if links.use(session, link.digest, now) is None:
            return None
        recovery: tuple[str, ...] = ()
        if link.purpose is Purpose.SET_UP:
            recovery = tuple(codes.recovery())
            secret_ = steps.authenticator(office.keys, row)
            plain = [codes.plain(one) for one in recovery]
            accounts.set_up(session, office.keys, person.id, Means(hashed, secret_, plain, at or 0), now)
        else:
            accounts.change_password(session, person.id, hashed, now)
        sessions.end_all(session, person.id, person.id, now)
        # Whoever had the link: the person learns of it at their own address.
        mailing.tell_of_change(session, office, person.id, now)
        return Done(person.id, recovery)


def _code_fault(session: Session, office: Office, person_id: str, code: str) -> str:
    """Why a code of the authenticator there is already, or a recovery code, will not do; counted like any attempt."""
    if throttle.take(session, {person_id: throttle.CODE}, office.clock.now()):
        return "There were too many attempts. Wait a quarter of an hour, then try again"
    if not local.uses_code(session, office, person_id, code):
        return WRONG_CODE
    throttle.succeeded(session, person_id, throttle.CODE, office.clock.now())
    return ""


def _found(session: Session, office: Office, step: str) -> tuple[SignInStep, OneTimeLink, Person] | None:
    now = office.clock.now()
    row = steps.of_text(session, step, Kind.SET_UP, now)
    link = links.of_digest(session, row.link_digest, now) if row and row.link_digest else None
    if row is None or link is None:
        return None
    return row, link, people.person(session, row.person_id)
