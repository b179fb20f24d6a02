"""Signing out that begins at the organisation's provider (OpenID Connect Back-Channel Logout 1.0).

The provider sends a token that it signed, from its own machine to ours. Everything about it is checked before anything
is ended, and what can be checked without asking the provider for its keys comes first: a stranger makes us ask nobody.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeGuard

import structlog
from joserfc import jwt
from joserfc.errors import JoseError

from cases import people
from cases.signing_in import logouts, outside, sessions, throttle
from casework.office import Office
from casework.signing_in import provider, published
from casework.signing_in.provider import ALGORITHMS, LEEWAY
from casework.signing_in.published import CannotSignIn
from foundation.config_sign_in import Provider

log = structlog.get_logger()

TYPE = "logout+jwt"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
LONGEST = 16_000
"""Characters of a token; real ones have about a thousand."""

OLDEST = 600
"""Seconds after which a token is too old, and the longest that one may hold."""


class LogoutRefused(Exception):
    """Why nothing was ended, in a word for the log and the provider; nothing of the token."""


def end(office: Office, token: str, network: str) -> int:
    """End the sessions that a logout token is about; gives how many. Raises LogoutRefused."""
    try:
        settings = provider.of(office)
        _must_be_possible(settings, token)
        _count(office, network)
        claims = _signed(settings, token)
    except CannotSignIn as away:
        raise _refused("no provider, or it does not answer") from away
    now = office.clock.now()
    _must_hold(settings, claims, now)
    ended = _end(office, settings, claims, now)
    _give_back(office, network)
    log.info("logout_taken", sessions=ended)
    return ended


def _must_be_possible(settings: Provider, token: str) -> None:
    """Look at what a token says of itself, signed or not."""
    parts = token.split(".") if len(token) <= LONGEST else []
    try:
        head, claims = (json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2])
    except (ValueError, RecursionError):
        raise _refused("no token") from None
    if len(parts) != 3 or not isinstance(head, dict) or not isinstance(claims, dict):
        raise _refused("no token")
    if head.get("typ") != TYPE:
        raise _refused("typ")
    if head.get("alg") not in ALGORITHMS:
        raise _refused("alg")
    _must_be_for_us(settings, claims)


def _must_be_for_us(settings: Provider, claims: Mapping[str, Any]) -> None:
    audience = claims.get("aud")
    if claims.get("iss") != settings.issuer:
        raise _refused("iss")
    if settings.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise _refused("aud")


def _signed(settings: Provider, token: str) -> dict[str, Any]:
    try:
        keys = published.keys_of(published.metadata_of(settings))
        return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError, KeyError, TypeError):
        raise _refused("signature") from None


def _must_hold(settings: Provider, claims: Mapping[str, Any], now: datetime) -> None:
    """Raise LogoutRefused for a signed token that is none of those that end sessions, or none of now."""
    _must_be_for_us(settings, claims)
    at, issued, expires = int(now.timestamp()), claims.get("iat"), claims.get("exp")
    if not _is_number(issued) or not at - OLDEST <= issued <= at + LEEWAY:
        raise _refused("iat")
    if not _is_number(expires) or not at - LEEWAY < expires <= at + OLDEST + LEEWAY:
        raise _refused("exp")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise _refused("events")
    if "nonce" in claims:
        # With one it could be a token of somebody signing in.
        raise _refused("nonce")
    if not _is_text(claims.get("jti")):
        raise _refused("jti")
    named = [claims[name] for name in ("sub", "sid") if name in claims]
    if not named or not all(_is_text(one) for one in named):
        raise _refused("sub and sid")


def _end(office: Office, settings: Provider, claims: Mapping[str, Any], now: datetime) -> int:
    with office.database.transaction() as session:
        if not logouts.take(session, settings.issuer, claims["jti"], now):
            raise _refused("jti was taken before")
        person_id = None
        if "sub" in claims:
            found = outside.whose(session, settings.issuer, claims["sub"])
            if found is None:
                return 0
            person_id = found.id
        digest = sessions.outside_digest(settings.issuer, claims["sid"]) if "sid" in claims else None
        return sessions.end_outside(session, person_id, digest, people.PROVIDER, now)


def _count(office: Office, network: str) -> None:
    with office.database.transaction() as session:
        wait = throttle.take(session, {_token(office, network): throttle.NETWORK}, office.clock.now())
    if wait:
        raise _refused("too many attempts")


def _give_back(office: Office, network: str) -> None:
    with office.database.transaction() as session:
        throttle.give_back(session, _token(office, network), throttle.NETWORK, office.clock.now())


def _token(office: Office, network: str) -> str:
    return office.keys.blind("logout network", network).hex()


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _refused(reason: str) -> LogoutRefused:
    log.warning("logout_refused", reason=reason)
    return LogoutRefused(reason)
