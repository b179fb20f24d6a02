"""The ways out of the program: to another computer nothing goes that others could read or answer in its place."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")

VERIFIED = frozenset({"verify-ca", "verify-full"})
"""Values of `sslmode` with which a PostgreSQL server has to show whose it is."""


def unencrypted(base_url: str, databases: Mapping[str, str], scanner: str) -> list[str]:
    """What is wrong with the ways of the pages, to databases, by the setting that names each, and to ClamAV."""
    page, found = urlsplit(base_url), []
    if page.scheme != "https" and page.hostname not in LOOPBACK:
        found.append("BASE_URL must begin with https:// outside the demo: sessions never travel unencrypted")
    found += [
        f"{name} leads to another computer: add ?sslmode=verify-full, or others could read and answer on the way"
        for name, url in databases.items()
        if not _is_safe(url)
    ]
    if scanner and not scanner.startswith("/") and scanner.rpartition(":")[0].strip("[]") not in LOOPBACK:
        found.append("CLAMD is on another computer, and files would go there unencrypted: let ClamAV listen here")
    return found


def _is_safe(url: str) -> bool:
    if not url.startswith("postgresql:"):
        return True
    try:
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
    except ValueError:
        # Told already, as no address of a database.
        return True
    hosts = [parts.hostname or "", *asked.get("host", [])]
    is_here = all(host in {"", *LOOPBACK} or host.startswith("/") for host in hosts)
    return is_here or asked.get("sslmode", [""])[-1] in VERIFIED
