"""Cases whose search tokens are written anew: with a key just rotated, in another office, or after an update.

Everything a token is made of stands sealed in the case, so tokens can always be made again. Which are to be is told by
their first four bytes; a case is written in one transaction, and whoever is broken off is gone on with by anybody.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import select

from cases import identity, identity_tokens, owned, submissions, token_keys
from cases.identity import Identity
from cases.identity_tokens import IdentityToken
from cases.keys import NoCaseKey
from cases.records import Case
from casework import key_copies
from casework.office import Office
from casework.projections import reading
from foundation.database import Session, bucket_of

Step = Callable[[str], None]

REFERENCES = {"f01_referral": "sin_ref", "f02_notification": "np_ref"}
"""Which forms say the Panel's reference of the notification, the later one over the earlier, and in which answer."""


def left(session: Session, office: Office) -> list[str]:
    """The cases with a token that is not written with the newest key of their partnership."""
    found: list[str] = []
    its_case = (Case.bucket == IdentityToken.bucket) & (Case.id == IdentityToken.case_id)
    for partnership_id in session.scalars(select(Case.partnership_id).distinct()).all():
        of_office = select(Case.id).join(IdentityToken, its_case).where(Case.partnership_id == partnership_id)
        if keys := token_keys.of(office.keys, partnership_id):
            of_office = of_office.where(~IdentityToken.token.between(*keys.newest))
        found += session.scalars(of_office.distinct().order_by(Case.id))
    return found


def write_anew(office: Office, step: Step) -> None:
    """Write the tokens of every such case anew. Raises CannotOpen where a case's key or its content is not right."""
    with office.database.reading() as session:
        cases = left(session, office)
    for case_id in cases:
        step("writing search tokens anew")
        office.database.carry_out(partial(write, office=office, case_id=case_id))


def write(session: Session, office: Office, case_id: str) -> None:
    """Write a case's tokens anew, with the newest key of the partnership that has it now."""
    now = office.clock.now()
    # Nobody hands the case over or corrects a child meanwhile; others may go on adding to the case.
    its_row = select(Case.id).where(Case.bucket == bucket_of(case_id), Case.id == case_id)
    session.execute(its_row.with_for_update(key_share=True))
    children = owned.rows(Identity, case_id).where(Identity.kind == identity.CHILD)
    locked = session.scalars(children.with_for_update().execution_options(populate_existing=True)).all()
    identity_tokens.forget(session, case_id)
    try:
        for child in locked:
            facts = identity.facts_of(session, office.keys, child)
            identity_tokens.write(session, office.keys, case_id, child.code, facts, now)
        if reference := reference_of(session, office, case_id):
            identity_tokens.write_notification(session, office.keys, case_id, reference, now)
    except NoCaseKey:
        # It is being deleted: nobody is to find it.
        identity_tokens.forget(session, case_id)


def renew_keys(office: Office) -> None:
    """Give each partnership a new key whose newest is wrapped by an older master key: in a rotation, and once in it."""
    newest = {token_keys.partnership_of(key): key for key in office.keys.store.every()}
    for whose, key in newest.items():
        if whose and not office.keys.is_current(key.wrapped):
            token_keys.renew(office.keys, whose, office.clock.now())


def forget_older_keys(office: Office, before: datetime) -> int:
    """Destroy the keys that a newer one of the partnership from before that instant follows; gives how many."""
    gone = 0
    for owner in sorted({key.case_id for key in office.keys.store.every() if token_keys.partnership_of(key)}):
        newest, *older = office.keys.store.of_case(owner)
        if older and newest.made_at < before:
            office.keys.store.destroy(owner, [key.number for key in older])
            gone += len(older)
    key_copies.write(office)
    return gone


def reference_of(session: Session, office: Office, case_id: str) -> str:
    """The Panel's reference of a case's notification, as it or the referral gave it last; empty when nobody did."""
    found = ""
    for form_id, key in REFERENCES.items():
        for made in submissions.of_case(session, case_id, form_id)[-1:]:
            found = reading.words(submissions.read(session, office.keys, made), key) or found
    return found
