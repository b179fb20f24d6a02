"""E-mail addresses, read one by one: exactly one mailbox, of letters that look like no others."""

from collections.abc import Iterable

from email_validator import EmailNotValidError, validate_email


class NotAnAddress(ValueError):
    """The text is not exactly one address that we send to."""


def one(text: str) -> str:
    """The one address that a text is, as it is kept.

    Nothing around it, no list, no display name, no quoted part, no number for a host, and plain letters only: among
    others there are some that look like them, and mail would go to a stranger. Raises NotAnAddress.
    """
    if not text.isascii():
        raise NotAnAddress
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError:
        raise NotAnAddress from None
    if any(part.startswith("xn--") for part in found.ascii_domain.lower().split(".")):
        raise NotAnAddress
    return found.normalized


def is_one(text: str) -> bool:
    """Whether a text is exactly one address that we send to."""
    try:
        one(text)
    except NotAnAddress:
        return False
    return True


def is_within(address: str, domains: Iterable[str]) -> bool:
    """Whether an address belongs to one of these domains or to a part of one: not to one that only ends alike."""
    host = address.rpartition("@")[2].lower()
    return any(host == domain.lower() or host.endswith(f".{domain.lower()}") for domain in domains)
