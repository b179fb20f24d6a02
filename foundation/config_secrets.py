"""The part of the configuration that is secret: read from files, and refused when anybody could know it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from foundation import secret_words
from foundation.secret_words import LEAST

PROVIDER_LEAST = 16
"""Fewest characters of a provider's client secret, which the provider makes."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret and the setting it came by; `known` is the name it belongs to, `do` what to do about a weak one."""

    name: str
    text: str = field(repr=False)
    do: str
    known: str = ""
    least: int = LEAST


def of_file(environment: Mapping[str, str], name: str, problems: list[str]) -> str:
    """The content of the file that a variable names; secrets in the environment itself would show in process lists."""
    path = environment.get(name)
    if not path:
        return ""
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as problem:
        problems.append(f"{name} names {path}, which cannot be read: {getattr(problem, 'strerror', 'it is no text')}")
        return ""


def weaknesses(environment: Mapping[str, str], databases: Mapping[str, str], smtp: str, provider: str) -> list[str]:
    """What must not be outside the demo: secrets that are missing, that somebody could guess, or that others can read.

    Databases come by the setting with their address; `smtp` and `provider` are the words in the files.
    """
    found = []
    if environment.get("SMTP_USER") and not environment.get("SMTP_PASSWORD_FILE"):
        found.append("SMTP_USER is set without SMTP_PASSWORD_FILE: name the file with the password for the mail server")
    for one in (*_of_databases(environment, databases), *_of_files(environment, smtp, provider)):
        if secret_words.is_guessable(one.text, one.known, one.least):
            why = f"one that can be guessed, or shorter than {one.least} characters"
            found.append(f"the password in {one.name} is {why}: {one.do}")
    return [*found, *_open_files(environment)]


def _of_databases(environment: Mapping[str, str], databases: Mapping[str, str]) -> Iterator[Secret]:
    do = "give the database user a random one"
    for name, url in databases.items():
        try:
            parts = urlsplit(url)
            given = [] if parts.password is None else [unquote(parts.password)]
            words = [*given, *parse_qs(parts.query, keep_blank_values=True).get("password", [])]
        except ValueError:
            # Told already, as no address of a database.
            continue
        user = unquote(parts.username or "")
        yield from (Secret(name, word, do, user) for word in words)
    if environment.get("PGPASSWORD"):
        yield Secret("PGPASSWORD", environment["PGPASSWORD"], do, environment.get("PGUSER", ""))


def _of_files(environment: Mapping[str, str], smtp: str, provider: str) -> Iterator[Secret]:
    if Path(environment.get("SMTP_PASSWORD_FILE") or "/").is_file():
        user = environment.get("SMTP_USER", "").partition("@")[0]
        yield Secret("SMTP_PASSWORD_FILE", smtp, "have the mail server's user given a random one", user)
    if environment.get("OIDC_ISSUER") and Path(environment.get("OIDC_CLIENT_SECRET_FILE") or "/").is_file():
        do = "have the provider make a new one"
        yield Secret("OIDC_CLIENT_SECRET_FILE", provider, do, environment.get("OIDC_CLIENT_ID", ""), PROVIDER_LEAST)


def _open_files(environment: Mapping[str, str]) -> Iterator[str]:
    for name in ("SMTP_PASSWORD_FILE", "OIDC_CLIENT_SECRET_FILE"):
        path = Path(environment.get(name) or "/")
        # One that cannot be read was told already.
        if path.is_file() and secret_words.is_open(path):
            yield f"{name} names a file that is open to other users of this computer: run chmod 600 {path}"
