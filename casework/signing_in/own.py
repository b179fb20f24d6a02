"""What people change of their own account, each time proving anew who they are."""

from cases.signing_in import accounts, sessions, steps, throttle
from cases.signing_in.steps import Kind
from casework.office import Office
from casework.signing_in import codes, local, mailing, passwords, words
from foundation.database import Session

NOT_RIGHT = "This is not your password"
TOO_OFTEN = "There were too many attempts. Wait a quarter of an hour, then try again"
CODE_NOT_RIGHT = "This code is not right, or was used before. Wait for the next"


class NotRight(Exception):
    """What was given does not prove who they are, or cannot be taken; `field` of the form, and what to do."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


def change_password(office: Office, person_id: str, old: str, new: str, session_id: str) -> None:
    """Put another password in place of the old one; other sessions end. Raises NotRight."""
    prove_password(office, person_id, old, "old_password")
    with office.database.reading() as session:
        about = words.about(session, person_id)
    if fault := passwords.fault_of(office, new, about):
        raise NotRight("password", fault)
    hashed, now = passwords.hashed(new), office.clock.now()
    with office.database.transaction() as session:
        accounts.change_password(session, person_id, hashed, now)
        sessions.end_all(session, person_id, person_id, now, but=session_id)
        mailing.tell_of_change(session, office, person_id, now)


def renew_codes(office: Office, person_id: str, code: str) -> tuple[str, ...]:
    """New recovery codes in place of the old ones, shown this once. Raises NotRight."""
    if not code.strip():
        raise NotRight("code", "Enter the code")
    made, now = tuple(codes.recovery()), office.clock.now()
    fault = ""
    with office.database.transaction() as session:
        fault = _code_fault(session, office, person_id, code)
        if not fault:
            plain = [codes.plain(one) for one in made]
            accounts.renew_codes(session, office.keys, person_id, plain, now)
            mailing.tell_of_change(session, office, person_id, now)
    if fault:
        raise NotRight("code", fault)
    return made


def begin_authenticator(office: Office, person_id: str, password: str) -> str:
    """Begin to set another authenticator up; gives the text of the step. Raises NotRight."""
    prove_password(office, person_id, password, "password")
    with office.database.transaction() as session:
        return steps.begin(session, office.keys, Kind.AUTHENTICATOR, person_id, office.clock.now())


def new_secret(office: Office, person_id: str, step: str) -> bytes | None:
    """The secret of the authenticator that is being set up; None when that is over or somebody else's."""
    with office.database.reading() as session:
        row = steps.of_text(session, step, Kind.AUTHENTICATOR, office.clock.now())
        return steps.authenticator(office.keys, row) if row and row.person_id == person_id else None


def change_authenticator(office: Office, person_id: str, step: str, code: str, session_id: str) -> bool:
    """Put the new authenticator in place of the old; other sessions end. False when it is over. Raises NotRight."""
    now = office.clock.now()
    with office.database.transaction() as session:
        row = steps.of_text(session, step, Kind.AUTHENTICATOR, now)
        if row is None or row.person_id != person_id:
            return False
        secret = steps.authenticator(office.keys, row)
        at = codes.step_of(secret, code, now)
        if at is None:
            raise NotRight("code", CODE_NOT_RIGHT)
        if not steps.finish(session, row.digest):
            return False
        accounts.change_authenticator(session, office.keys, person_id, (secret, at), now)
        sessions.end_all(session, person_id, person_id, now, but=session_id)
        mailing.tell_of_change(session, office, person_id, now)
        return True


def prove_password(office: Office, person_id: str, given: str, field: str) -> None:
    """Look at a password that is asked for again, counted like any attempt. Raises NotRight, for this field."""
    if not given:
        raise NotRight(field, "Enter your password")
    with office.database.transaction() as session:
        wait = throttle.take(session, {person_id: throttle.ACCOUNT}, office.clock.now())
        account = accounts.of_person(session, person_id)
    if wait:
        raise NotRight(field, TOO_OFTEN)
    if account is None or not passwords.verifies(account.password_hash, given):
        raise NotRight(field, NOT_RIGHT)
    with office.database.transaction() as session:
        throttle.succeeded(session, person_id, throttle.ACCOUNT, office.clock.now())


def _code_fault(session: Session, office: Office, person_id: str, code: str) -> str:
    """Why a code does not prove who somebody is, or empty; every attempt is counted."""
    if throttle.take(session, {person_id: throttle.CODE}, office.clock.now()):
        return TOO_OFTEN
    if not local.uses_code(session, office, person_id, code):
        return CODE_NOT_RIGHT
    throttle.succeeded(session, person_id, throttle.CODE, office.clock.now())
    return ""
