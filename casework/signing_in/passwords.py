"""Passwords: argon2id, a few at a time, as long for an account that is not there as for one that is."""

import re
import unicodedata
from collections.abc import Iterable
from threading import BoundedSemaphore

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from casework.office import Office
from casework.signing_in import breached, commonest

log = structlog.get_logger()

SHORTEST, LONGEST = 12, 128
STRENGTH = 3
"""Of 0 to 4: more than ten thousand million guesses would be needed (zxcvbn)."""

JUDGED = 72
"""How much of a password is judged: judging long ones takes long, and they are strong."""

HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
"""A quarter of a second and 64 MB for each attempt."""

NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$Da5FqLWYzf5KdageHYKNng$4GoLDIXXqHfUWF0twx0Fb5dDwtfrfQOfokuLw96XyVQ"
"""The hash of a random text that nobody knows, made with the same parameters."""

OURS = ("safeguarding", "practice", "review", "cspr", "workflow", "children", "partnership", "password")
"""Words of the product, which others would try first."""

SHORTEST_WORD = 2
"""Words as short as that are in everything."""

BESIDE_NAMES = 8
"""How many letters and digits there must be beside words that others would try first."""

_AT_ONCE = BoundedSemaphore(4)


def hashed(password: str) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return HASHER.hash(_normal(password))


def verifies(kept: str | None, password: str) -> bool:
    """Whether it is the password; where there is none the answer is no, after the same time."""
    try:
        with _AT_ONCE:
            HASHER.verify(kept or NOBODYS, _normal(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    # Nobody has a longer one: what comes after the longest must not count as if it were not there.
    return kept is not None and len(password) <= LONGEST


def wants_rehash(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(kept)


def fault_of(office: Office, password: str, about: Iterable[str]) -> str:
    """Why a password will not do, or empty.

    `about` are the person's own words and names of organisations, which others would try first.
    """
    if len(password) < SHORTEST:
        return f"Use {SHORTEST} characters or more, for example four words that have nothing to do with each other"
    if len(password) > LONGEST:
        return f"Use {LONGEST} characters or fewer"
    if commonest.is_known(password):
        return "Many people use this one, so others will try it. Use four words that have nothing to do with each other"
    words = [*_words(about), *OURS]
    judged = zxcvbn(password[:JUDGED], user_inputs=words)
    if judged["score"] < STRENGTH or _beside(password, words) < BESIDE_NAMES:
        return "This one is too easy to guess. Use four words that have nothing to do with each other or with you"
    try:
        known = breached.is_known(password, office.config.sign_in.breached)
    except OSError as fault:  # it could be read when the program began: the start refuses one that cannot
        log.error("stolen_passwords_unreadable", kind=type(fault).__name__)
        return (
            "No password can be chosen at the moment: the list of stolen passwords cannot be read. Tell an"
            " administrator that the file named by BREACHED_PASSWORDS is missing"
        )
    return (
        "This one is on lists of stolen passwords, so others will try it. Use four words of your own" if known else ""
    )


def _words(about: Iterable[str]) -> list[str]:
    """The words of names and addresses."""
    return [word for text in about for word in re.findall(r"\w+", text) if len(word) > SHORTEST_WORD]


def _beside(password: str, words: Iterable[str]) -> int:
    """How many letters and digits a password has beside these words."""
    rest = password.casefold()
    for word in sorted({word.casefold() for word in words}, key=len, reverse=True):
        rest = rest.replace(word, " ")
    return sum(sign.isalnum() for sign in rest)


def _normal(password: str) -> str:
    """The same letters written the same way, whatever keyboard they were typed on."""
    return unicodedata.normalize("NFC", password)
