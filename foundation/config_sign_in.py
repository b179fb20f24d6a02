"""The part of the configuration that says how people sign in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from foundation import config_secrets
from foundation.config_ways import LOOPBACK

YOUR_ACCOUNT = "your organisation’s account"
SCOPES = "openid profile email"
GROUPS_CLAIM = "groups"

HASH_SIGNS = 40
"""How long a SHA-1 hash is, written out."""

MOST_OF_A_LINE = 200

_HASHED = re.compile(rb"[0-9A-Fa-f]{40}(:[0-9]+)?\r?\n?")
_GROUP = re.compile(r"(?P<group>[^=;]+)=(?P<role>[a-z_]+)(@(?P<partnership>[A-Za-z]{2,8})(:(?P<agency>[^;]+))?)?")


@dataclass(frozen=True, slots=True)
class GroupRole:
    """The role that members of a group at the provider have: where, and for which agency (by its name)."""

    group: str
    role: str
    partnership: str | None
    agency: str | None


@dataclass(frozen=True, slots=True)
class Provider:
    """The organisation's own OpenID Connect provider, such as Microsoft Entra ID."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = YOUR_ACCOUNT
    tenant: str = ""
    scopes: str = SCOPES
    groups_claim: str = GROUPS_CLAIM
    groups: tuple[GroupRole, ...] = ()
    trusts_addresses: bool = False
    second_factor: tuple[str, ...] = ()
    """What `acr` or `amr` of a token must say at least one of; empty when the provider is trusted to have asked."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """How people sign in. `proxies` is how many of ours stand in front and add where a request comes from."""

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)
    proof: timedelta = timedelta(minutes=5)
    """For how long whoever has proved who they are need not do so again before changing what lets them in."""
    local_accounts: bool = True
    provider: Provider | None = None
    proxies: int = 0
    breached: Path | None = None
    """A file with the hashes of passwords that are known to have been lost, sorted."""


def read(environment: Mapping[str, str], problems: list[str]) -> SignIn:
    """How people sign in; adds to `problems` what cannot be."""
    found = SignIn(
        idle=timedelta(minutes=_number(environment, "SESSION_IDLE_MINUTES", (30, 5, 120), problems)),
        whole=timedelta(hours=_number(environment, "SESSION_HOURS", (12, 1, 24), problems)),
        proof=timedelta(minutes=_number(environment, "PROOF_MINUTES", (5, 1, 60), problems)),
        local_accounts=_yes(environment, "LOCAL_ACCOUNTS", True, problems),
        provider=_provider(environment, problems) if environment.get("OIDC_ISSUER") else None,
        proxies=_number(environment, "PROXIES", (0, 0, 5), problems),
        breached=_breached(environment, problems),
    )
    if not found.local_accounts and found.provider is None:
        problems.append("LOCAL_ACCOUNTS is no and OIDC_ISSUER is not set: then nobody could sign in")
    return found


def _breached(environment: Mapping[str, str], problems: list[str]) -> Path | None:
    given = environment.get("BREACHED_PASSWORDS")
    if not given:
        return None
    path = Path(given).resolve()
    try:
        with path.open("rb") as file:
            first = file.readline(MOST_OF_A_LINE)
    except OSError:
        problems.append(f"BREACHED_PASSWORDS names {path}, which cannot be read")
        return None
    if not _HASHED.fullmatch(first):
        problems.append(f"BREACHED_PASSWORDS names {path}, which is no list of SHA-1 hashes, one in each line, sorted")
    return path


def _provider(environment: Mapping[str, str], problems: list[str]) -> Provider:
    issuer = environment["OIDC_ISSUER"]
    parts = urlsplit(issuer)
    if (
        parts.query
        or parts.fragment
        or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
    ):
        problems.append("OIDC_ISSUER must be an https:// address without query, as the provider itself writes it")
    if not environment.get("OIDC_CLIENT_ID"):
        problems.append("OIDC_CLIENT_ID is needed with OIDC_ISSUER")
    return Provider(
        issuer=issuer,
        client_id=environment.get("OIDC_CLIENT_ID", ""),
        client_secret=_secret(environment, problems),
        name=environment.get("OIDC_NAME") or YOUR_ACCOUNT,
        tenant=environment.get("OIDC_TENANT", ""),
        scopes=environment.get("OIDC_SCOPES") or SCOPES,
        groups_claim=environment.get("OIDC_GROUPS_CLAIM") or GROUPS_CLAIM,
        groups=_groups(environment.get("OIDC_GROUPS", ""), problems),
        trusts_addresses=_yes(environment, "OIDC_TRUST_ADDRESSES", False, problems),
        second_factor=tuple(environment.get("OIDC_SECOND_FACTOR", "").split()),
    )


def _secret(environment: Mapping[str, str], problems: list[str]) -> str:
    if not environment.get("OIDC_CLIENT_SECRET_FILE"):
        problems.append("OIDC_CLIENT_SECRET_FILE must name the file with the secret that the provider gave out")
    return config_secrets.of_file(environment, "OIDC_CLIENT_SECRET_FILE", problems)


def _groups(text: str, problems: list[str]) -> tuple[GroupRole, ...]:
    found = []
    for part in (each.strip() for each in text.split(";")):
        match = _GROUP.fullmatch(part)
        if match:
            group, role = match["group"].strip(), match["role"]
            found.append(GroupRole(group, role, (match["partnership"] or "").upper() or None, match["agency"]))
        elif part:
            problems.append(
                f"OIDC_GROUPS has {part!r}: write GROUP=role@CODE, or GROUP=agency_lead@CODE:Name of the agency, "
                "with a semicolon between two"
            )
    return tuple(found)


def _yes(environment: Mapping[str, str], name: str, default: bool, problems: list[str]) -> bool:
    text = environment.get(name, "")
    if text not in {"", "yes", "no"}:
        problems.append(f"{name} is {text!r}: it must be yes or no")
    return default if not text else text == "yes"


def _number(environment: Mapping[str, str], name: str, limits: tuple[int, int, int], problems: list[str]) -> int:
    default, least, most = limits
    text = environment.get(name, str(default))
    if text.isdigit() and least <= int(text) <= most:
        return int(text)
    problems.append(f"{name} is {text!r}: it must be a number from {least} to {most}")
    return default
