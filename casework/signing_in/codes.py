"""Second factors: codes of an authenticator (RFC 6238), and recovery codes to write down."""

import base64
import hmac
import secrets
from datetime import datetime

import pyotp

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two signs that nobody takes for each other (Crockford); what looks like one of them is read as it."""

HOW_MANY = 10
GROUPS, GROUP = 6, 4
STEP = 30
_LIKE = str.maketrans("OIL", "011")


def recovery() -> list[str]:
    """New recovery codes of 120 random bits each, such as 7QK2-…: too many to be guessed from what is kept of them."""
    signs = GROUPS * GROUP
    made = ["".join(secrets.choice(ALPHABET) for _ in range(signs)) for _ in range(HOW_MANY)]
    return ["-".join(code[at : at + GROUP] for at in range(0, signs, GROUP)) for code in made]


def plain(code: str) -> str:
    """A recovery code as it is compared, however it was typed."""
    return "".join(sign for sign in code.upper() if sign.isalnum()).translate(_LIKE)


def step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The time step whose code this is: the present one, the one before or the one after; None when it is of none."""
    digits = "".join(code.split())
    totp = _totp(secret)
    here = int(now.timestamp()) // STEP
    found = None
    # All three are always looked at, so that how long it takes does not tell which it is.
    for step in (here - 1, here, here + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode()):
            found = step
    return found


def code_at(secret: bytes, now: datetime) -> str:
    """The code that an authenticator shows."""
    return str(_totp(secret).generate_otp(int(now.timestamp()) // STEP))


def address(secret: bytes, account: str, issuer: str) -> str:
    """What an authenticator reads from a picture: the secret, and what the entry is to be called."""
    return str(_totp(secret).provisioning_uri(name=account, issuer_name=issuer))


def typed(secret: bytes) -> str:
    """The secret for those who type it in, in groups of four."""
    text = _base32(secret)
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _totp(secret: bytes) -> pyotp.TOTP:
    return pyotp.TOTP(_base32(secret))


def _base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode().rstrip("=")
