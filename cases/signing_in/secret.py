"""Random texts that prove something, kept as hashes only."""

import hashlib
import secrets


def made() -> str:
    """A text of 256 random bits, fit for addresses and cookies."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """What is kept of such a text. Looked up by it, how long the search takes tells nothing of the text itself."""
    return hashlib.sha256(text.encode()).hexdigest()
