"""What the organisation's provider says of itself, and its keys; and how one is told that something is not right."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from joserfc.jwk import KeySet

from foundation.config_sign_in import Provider
from foundation.config_ways import LOOPBACK

log = structlog.get_logger()

SECONDS = 10
"""How long a provider may take to answer."""

METADATA = "/.well-known/openid-configuration"


class CannotSignIn(Exception):
    """Why nobody is signed in, in words for them; the reason for the operator is in the log."""


def metadata_of(settings: Provider) -> dict[str, Any]:
    """What the provider says of itself, asked for anew each time: people sign in rarely, and keys change."""
    found = _get(f"{settings.issuer.rstrip('/')}{METADATA}")
    if found.get("issuer") != settings.issuer:
        raise refused("issuer of the metadata")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_safe(str(found.get(name, ""))):
            raise refused(f"{name} without https")
    return found


def is_safe(address: str) -> bool:
    """Whether nobody can read or change what is said on the way to an address."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _get(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=SECONDS, allow_redirects=False)
        found = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError) as problem:
        raise away(type(problem).__name__) from None
    if not isinstance(found, dict):
        raise away(f"status {answer.status_code}")
    return found


def keys_of(metadata: Mapping[str, Any]) -> KeySet:
    """The keys that it signs with now. Raises CannotSignIn, ValueError."""
    # Whatever was read there: what is no key is refused by the library, which says so in types of its own.
    return KeySet.import_key_set(_get(metadata["jwks_uri"]))  # type: ignore[arg-type]


def refused(reason: str, words: str = "") -> CannotSignIn:
    """What to raise when something is not right: the reason is for the log, the words are for the person."""
    log.warning("provider_refused", reason=reason)
    return CannotSignIn(words or "The answer of your organisation’s sign-in was not in order. Sign in again.")


def away(reason: str) -> CannotSignIn:
    """What to raise when the provider does not answer."""
    log.error("provider_away", reason=reason)
    return CannotSignIn("Your organisation’s sign-in cannot be reached. Wait a few minutes, then try again.")
