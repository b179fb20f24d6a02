"""Signing in with a local account: a password, then a code; an answer that tells nobody whether there is an account."""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from cases import people
from cases.signing_in import accounts, steps, throttle
from cases.signing_in.accounts import LocalAccount
from cases.signing_in.steps import Kind
from casework.office import Office
from casework.signing_in import codes, passwords
from foundation.database import Session

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not right; or, with `wait`, nobody looked at it because too many attempts came before."""

    wait: timedelta | None = None


def password(office: Office, email: str, given: str, network: str) -> str | Refused:
    """Check an e-mail address and a password; gives the text of the step that asks for the code."""
    now, account_token, network_token = office.clock.now(), _account(office, email), _network(office, network)
    counted = {account_token: throttle.ACCOUNT, network_token: throttle.NETWORK}
    with office.database.transaction() as session:
        wait = throttle.take(session, counted, now)
        account = None if wait else _account_of(session, email)
    if wait:
        log.warning("sign_in_refused", reason="too many attempts")
        return Refused(wait)
    kept = account.password_hash if account else None
    if not passwords.verifies(kept, given) or account is None:
        log.warning("sign_in_refused", reason="password")
        return Refused()
    better = passwords.hashed(given) if passwords.wants_rehash(account.password_hash) else None
    with office.database.transaction() as session:
        throttle.succeeded(session, account_token, throttle.ACCOUNT, now)
        throttle.give_back(session, network_token, throttle.NETWORK, now)
        if better:
            accounts.rehash(session, account.person_id, account.password_hash, better)
        return steps.begin(session, office.keys, Kind.CODE, account.person_id, now)


def code(office: Office, step: str, given: str) -> str | Refused | None:
    """Check a code of the authenticator or a recovery code; gives the person, or None when the step is over."""
    now = office.clock.now()
    with office.database.transaction() as session:
        row = steps.of_text(session, step, Kind.CODE, now)
        if row is None:
            return None
        if wait := throttle.take(session, {row.person_id: throttle.CODE}, now):
            return Refused(wait)
        if not uses_code(session, office, row.person_id, given):
            log.warning("sign_in_refused", reason="code")
            return Refused()
        if not steps.finish(session, row.digest):
            return None
        throttle.succeeded(session, row.person_id, throttle.CODE, office.clock.now())
        return row.person_id


def uses_code(session: Session, office: Office, person_id: str, given: str) -> bool:
    """Whether a code is right and was not used before; then it is used up."""
    now, account = office.clock.now(), accounts.of_person(session, person_id)
    if account is None:
        return False
    step = codes.step_of(accounts.authenticator(office.keys, account), given, now)
    if step is not None:
        return accounts.use_step(session, person_id, step)
    return accounts.use_code(session, office.keys, person_id, codes.plain(given), now)


def _account_of(session: Session, email: str) -> LocalAccount | None:
    person = people.by_email(session, email.strip())
    return None if person is None else accounts.of_person(session, person.id)


def _account(office: Office, email: str) -> str:
    """A keyed token of an address, so that neither database nor log names anybody."""
    return office.keys.blind("sign-in account", email.strip().lower()).hex()


def _network(office: Office, network: str) -> str:
    return office.keys.blind("sign-in network", network).hex()
