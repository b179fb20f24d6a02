"""Each partnership's own key of search tokens, so that no token can be compared with one of another partnership.

It lies in the key store, wrapped by the master key, and is given anew when that is rotated. A token begins with the
four bytes that tell its key, so what is to be written anew after a rotation is what does not say the newest.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from cases import keys
from cases.partnerships import Partnership
from foundation import crypto
from foundation.database import Session
from foundation.key_store import WrappedKey

_OWNER = "tokens:"
"""What stands before a partnership's id in the key store, where ids of cases are; none of these begins so."""

SCHEME = "2"
"""Counted up when other facts are written, or in another way: then all tokens are written anew as in a rotation."""


@dataclass(frozen=True, slots=True)
class TokenKeys:
    """A partnership's keys: the first writes, all find."""

    keys: tuple[bytes, ...] = field(repr=False)

    def write(self, fact: str, value: str) -> bytes:
        """The token of a fact as it is kept."""
        return _token(self.keys[0], fact, value)

    def every(self, fact: str, value: str) -> list[bytes]:
        """Every token under which the fact may be kept while keys are rotated."""
        return [_token(key, fact, value) for key in self.keys]

    @property
    def newest(self) -> tuple[bytes, bytes]:
        """The least and the greatest that a token of the first key can be."""
        id = crypto.key_id(self.keys[0])
        return id, id + b"\xff" * 16


def owner(partnership_id: str) -> str:
    """Whose a partnership's token keys are in the key store."""
    return _OWNER + partnership_id


def partnership_of(key: WrappedKey) -> str:
    """The partnership whose search tokens a key of the store writes; empty for a key of a case."""
    return key.case_id.removeprefix(_OWNER) if key.case_id.startswith(_OWNER) else ""


def for_writing(keyring: crypto.Keyring, partnership_id: str, now: datetime) -> TokenKeys:
    """A partnership's keys; a first one is made, and on the disk before any token is."""
    if not keyring.store.of_case(owner(partnership_id)):
        renew(keyring, partnership_id, now)
    return _read(keyring, partnership_id)


def of(keyring: crypto.Keyring, partnership_id: str) -> TokenKeys | None:
    """A partnership's keys; None when it never had a child in a case. Raises crypto.CannotOpen."""
    found = _read(keyring, partnership_id)
    return found if found.keys else None


def _read(keyring: crypto.Keyring, partnership_id: str) -> TokenKeys:
    """All keys of a partnership in the store, none included. Raises crypto.CannotOpen."""
    found = keyring.store.of_case(owner(partnership_id))
    raw = [keyring.unwrap(key.wrapped, keys.place(key.case_id)) for key in found]
    return TokenKeys(tuple(hmac.digest(key, f"tokens {SCHEME}".encode(), "sha256") for key in raw))


def of_all(session: Session, keyring: crypto.Keyring) -> Mapping[str, TokenKeys]:
    """Every partnership's keys by its id."""
    found = {id: of(keyring, id) for id in session.scalars(select(Partnership.id).order_by(Partnership.id))}
    return {id: each for id, each in found.items() if each is not None}


def renew(keyring: crypto.Keyring, partnership_id: str, now: datetime) -> None:
    """Give a partnership a new key, which writes from now on; the older ones go on finding."""
    known = {crypto.key_id(key) for key in _every(of(keyring, partnership_id))}
    fresh, whose = crypto.new_key(), owner(partnership_id)
    while crypto.key_id(hmac.digest(fresh, f"tokens {SCHEME}".encode(), "sha256")) in known:
        fresh = crypto.new_key()
    number = 1 + max((key.number for key in keyring.store.of_case(whose)), default=0)
    keyring.store.put([WrappedKey(whose, number, keyring.wrap(fresh, keys.place(whose)), now)])


def _every(found: TokenKeys | None) -> Iterable[bytes]:
    return found.keys if found else ()


def _token(key: bytes, fact: str, value: str) -> bytes:
    return crypto.key_id(key) + hmac.digest(key, f"{fact}|{value}".encode(), "sha256")[:16]
