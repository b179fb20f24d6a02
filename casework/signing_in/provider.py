"""The organisation's own provider: OpenID Connect, authorization code with PKCE, through Authlib.

What is checked of an answer: the state of this browser, the provider's name (RFC 9207), the signature by one of its
keys and by no weak algorithm, issuer, audience, authorised party, times, nonce, access token and tenant.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError

from cases.signing_in import sessions
from casework.office import Office
from casework.signing_in.published import SECONDS, CannotSignIn, away, is_safe, keys_of, metadata_of, refused
from foundation.config_sign_in import Provider

BACK = "/sign-in/back"
"""Where the provider sends people back to."""

SIGN_IN = "/sign-in"
"""Where it sends them after they have signed out there: it has to be registered with it, like BACK."""

LEEWAY = 60
"""By how many seconds its clock may differ from ours."""

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by a key that only the provider has: never none, never a secret that we have too."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody was sent to the provider with; kept in their own browser until they come back."""

    address: str
    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    again_since: int | None = None
    """Since when (Unix time) they must have signed in there, where it is asked for anew."""


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the provider says they are."""

    issuer: str
    subject: str = field(repr=False)
    name: str = field(repr=False)
    email: str = field(repr=False)
    is_address_theirs: bool
    groups: frozenset[str] = field(repr=False)
    session: str | None = field(default=None, repr=False)
    """A digest of the provider's own session, by which it can be ended from there."""


def ask(office: Office, again: bool = False) -> Asked:
    """Where to send somebody, with what their answer will be checked by. Raises CannotSignIn.

    `again`: whoever is signed in there must sign in anew all the same.
    """
    settings = of(office)
    state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
    metadata = metadata_of(settings)
    anew = {"prompt": "login", "max_age": "0"} if again else {}
    address, _ = _client(office, settings, metadata).create_authorization_url(
        metadata["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce, **anew
    )
    since = int(office.clock.now().timestamp()) if again else None
    return Asked(str(address), state, nonce, verifier, since)


def way_out(office: Office) -> str | None:
    """Where somebody signs out of the provider too (RP-Initiated Logout); None when it has no such address.

    No token of theirs is kept here, so the provider itself asks whom to sign out. Raises CannotSignIn.
    """
    settings = of(office)
    address = metadata_of(settings).get("end_session_endpoint")
    if not isinstance(address, str) or not is_safe(address):
        return None
    onward = urlencode({"client_id": settings.client_id, "post_logout_redirect_uri": office.config.base_url + SIGN_IN})
    return f"{address}{'&' if urlsplit(address).query else '?'}{onward}"


def answered(office: Office, asked: Asked, answer: Mapping[str, str]) -> Known:
    """Who came back, when everything about the answer is right. Raises CannotSignIn."""
    settings = of(office)
    if not hmac.compare_digest(answer.get("state", "").encode(), asked.state.encode()):
        raise refused("state", "This page did not come from the sign-in that you began here. Sign in again.")
    if answer.get("error"):
        raise refused("error from provider", f"{settings.name} did not sign you in. Try again, or ask your own IT.")
    metadata = metadata_of(settings)
    says_who = metadata.get("authorization_response_iss_parameter_supported") is True
    if answer.get("iss", "" if says_who else settings.issuer) != settings.issuer:
        raise refused("iss of the answer")
    token = _fetch(office, settings, metadata, answer.get("code", ""), asked.verifier)
    claims = _claims(office, settings, metadata, token, asked.nonce)
    if settings.tenant and claims.get("tid") != settings.tenant:
        raise refused("tenant", "Your account belongs to another organisation. Use the one you were invited with.")
    if settings.second_factor and not _said(claims) & set(settings.second_factor):
        raise refused("second factor", f"{settings.name} let you in without a second step. Ask your own IT for one.")
    if asked.again_since is not None and not _is_since(claims, asked.again_since):
        raise refused("auth_time", f"{settings.name} did not ask you to sign in again. Sign out there, then try again.")
    return _known(settings, claims)


def _is_since(claims: Mapping[str, Any], since: int) -> bool:
    """Whether the provider says that they signed in since then; its clock may be a little behind ours."""
    at = claims.get("auth_time")
    return isinstance(at, int) and not isinstance(at, bool) and at >= since - LEEWAY


def _said(claims: Mapping[str, Any]) -> set[str]:
    """How the provider says that somebody proved who they are (`acr` and `amr`)."""
    methods = claims.get("amr")
    return {str(claims.get("acr", "")), *(map(str, methods) if isinstance(methods, list) else [str(methods or "")])}


def of(office: Office) -> Provider:
    """The provider that is set. Raises CannotSignIn when there is none."""
    if office.config.sign_in.provider is None:
        raise CannotSignIn("Here people sign in with a password only.")
    return office.config.sign_in.provider


def _client(office: Office, settings: Provider, metadata: Mapping[str, Any]) -> OAuth2Session:
    ways = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return OAuth2Session(
        settings.client_id,
        settings.client_secret,
        token_endpoint_auth_method="client_secret_basic" if "client_secret_basic" in ways else "client_secret_post",
        scope=settings.scopes,
        redirect_uri=office.config.base_url + BACK,
        code_challenge_method="S256",
    )


def _fetch(office: Office, settings: Provider, metadata: Mapping[str, Any], code: str, verifier: str) -> dict[str, Any]:
    try:
        with _client(office, settings, metadata) as client:
            found = client.fetch_token(
                metadata["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                timeout=SECONDS,
                allow_redirects=False,
            )
    except OAuthError as problem:
        raise refused(f"code: {problem.error}") from None
    except (requests.RequestException, ValueError) as problem:
        raise away(type(problem).__name__) from None
    return dict(found)


def _claims(
    office: Office, settings: Provider, metadata: Mapping[str, Any], token: Mapping[str, Any], nonce: str
) -> CodeIDToken:
    options = {
        "iss": {"essential": True, "value": settings.issuer},
        "aud": {"essential": True, "value": settings.client_id},
    }
    params = {"nonce": nonce, "client_id": settings.client_id, "access_token": token.get("access_token")}
    try:
        read = jwt.decode(str(token.get("id_token", "")), keys_of(metadata), algorithms=ALGORITHMS)
        found = CodeIDToken(read.claims, read.header, options, params)
        found.validate(now=int(office.clock.now().timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, KeyError, TypeError) as problem:
        raise refused(f"token: {type(problem).__name__} {getattr(problem, 'claim', '')}".strip()) from None
    return found


def _known(settings: Provider, claims: Mapping[str, Any]) -> Known:
    groups = claims.get(settings.groups_claim, [])
    if settings.groups and settings.groups_claim in (claims.get("_claim_names") or {}):
        # Entra ID leaves the groups out when there are too many: then nobody knows what this person is.
        raise refused("too many groups: let the provider send only those assigned to this application")
    email, sid = str(claims.get("email") or "").strip(), claims.get("sid")
    return Known(
        issuer=settings.issuer,
        subject=str(claims["sub"]),
        name=str(claims.get("name") or "").strip(),
        email=email,
        is_address_theirs=bool(email) and (claims.get("email_verified") is True or settings.trusts_addresses),
        session=sessions.outside_digest(settings.issuer, sid) if isinstance(sid, str) and sid else None,
        groups=frozenset(str(one) for one in groups) if isinstance(groups, list) else frozenset({str(groups)}),
    )
