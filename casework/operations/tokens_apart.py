"""Search tokens in a backup, sealed with the key of their case's identities: from a bare one a birthday is guessed.

Whoever has the key of the tokens can try every date, so the tokens of a deleted case must not open either.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from cases import keys
from cases.identity_tokens import IdentityToken
from cases.keys import NoCaseKey
from casework.office import Office
from foundation.database import Session

Row: TypeAlias = Mapping[str, Any]

TABLE = str(IdentityToken.__tablename__)


def sealed(session: Session, office: Office, row: Row) -> Row | None:
    """A row for the backup; None for one whose case has no key any more."""
    try:
        cipher = keys.cipher(session, office.keys, row["case_id"], keys.IDENTITY)
    except NoCaseKey:
        return None
    return {**row, "token": cipher.seal_bytes(bytes(row["token"]), TABLE, "token", row["id"])}


def opened(session: Session, office: Office, row: Row) -> Row | None:
    """The row as it was; None for one whose case, or identities, were deleted since. Raises CannotOpen."""
    try:
        cipher = keys.cipher(session, office.keys, row["case_id"], keys.IDENTITY)
    except NoCaseKey:
        return None
    if cipher.keys.with_id(row["token"][1:5]) is None:
        return None
    return {**row, "token": cipher.open_bytes(row["token"], TABLE, "token", row["id"])}
