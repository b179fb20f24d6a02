"""Which secrets are refused: what comes with a product or stands in examples, can be guessed, or others can read.

The one place that judges passwords and keys of the settings. Nothing here repeats what it judges.
"""

from pathlib import Path

LEAST = 12
"""Fewest characters of a secret that a machine alone has to know."""

LEAST_DIFFERENT = 5
"""Fewest different characters in it: fewer are a key held down."""

LEAST_OWN = 4
"""Fewest letters beside words that everybody knows."""

COMMON = (
    *("password", "passwort", "secret", "changeme", "changeit", "change", "default", "admin", "administrator", "root"),
    *("postgresql", "postgres", "database", "smtp", "mail", "office", "cspr", "workflow", "username", "user"),
    *(
        "test",
        "testing",
        "example",
        "sample",
        "placeholder",
        "replace",
        "welcome",
        "letmein",
        "qwerty",
        "your",
        "please",
    ),
)
"""Words of products and examples. A secret of hardly anything else, with digits and signs, is known to everybody."""

ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)
_INSTEAD = str.maketrans("0134$@5", "oieasas")


def is_guessable(text: str, known: str = "", least: int = LEAST) -> bool:
    """Whether somebody could guess a secret: short, of too few characters, a row of them, or words that all know.

    `known` is what is no secret, such as the name of the user whose password it is.
    """
    if len(text) < least or len(set(text)) < LEAST_DIFFERENT or _is_row(text.lower()):
        return True
    own = [each for each in text.lower() if each.translate(_INSTEAD).isalnum()]
    read, number = _read("".join(own)), len(own)
    for word in (*COMMON, *([_read(known)] if len(known) > 2 else [])):
        at = read.find(word)
        while at >= 0:
            own[at : at + len(word)] = " " * len(word)
            at = read.find(word, at + 1)
    return len("".join(own).replace(" ", "")) < number and sum(each.isalpha() for each in own) < LEAST_OWN


def is_random(key: bytes, length: int = 32) -> bool:
    """Whether a key may be what a machine made, and not somebody's invention such as nothing but noughts."""
    return len(key) >= length and len(set(key)) >= length // 4


def is_open(path: Path) -> bool:
    """Whether other users of this computer may read a file; raises OSError."""
    return bool(path.stat().st_mode & 0o077)


def _read(text: str) -> str:
    """The letters that somebody means by them, and by digits and signs in their place."""
    return "".join(each for each in text.lower().translate(_INSTEAD) if each.isalnum())


def _is_row(text: str) -> bool:
    """Whether it goes along the alphabet, the digits or a keyboard, or says the same again and again."""
    return any(text in row or text in row[::-1] for row in ROWS) or text in (text + text)[1:-1]
