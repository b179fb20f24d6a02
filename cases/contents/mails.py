"""Saved e-mails: how they are built, and that what hangs on them would be taken by itself."""

import re
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from pathlib import PurePath

from cases.contents.refused import FileRefused

MOST_PARTS = 60
_BOUNDARY = re.compile(rb"boundary\s*\*?\d*\*?=", re.IGNORECASE)
_ACTIVE = frozenset(
    {"html", "htm", "xhtml", "svg", "xml", "mht", "mhtml", "js", "jse", "vbs", "vbe", "wsf", "wsh", "hta", "bat"}
    | {"cmd", "com", "ps1", "psm1", "jar", "lnk", "url", "scr", "reg"}
)
"""Endings of text that a computer would run or show as a page."""


def must_be_harmless(content: bytes, check: Callable[[str, bytes], object]) -> None:
    """Raise FileRefused for an e-mail with something attached that `check` refuses for its name and bytes."""
    if len(_BOUNDARY.findall(content)) > MOST_PARTS:
        raise FileRefused("The e-mail has too many parts. Print it into a PDF and send that.")
    try:
        parts = list(message_from_bytes(content).walk())
    except (RecursionError, ValueError, LookupError, AssertionError, TypeError):
        raise FileRefused("The e-mail is damaged. Print it into a PDF and send that.") from None
    if len(parts) > MOST_PARTS:
        raise FileRefused("The e-mail has too many parts. Print it into a PDF and send that.")
    for part in parts:
        name = _name(part)
        if name and not part.is_multipart():
            _must_be_taken(name, _payload(part), check)


def _name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return "attachment"


def _payload(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        found = None
    return found if isinstance(found, bytes) else b""


def _must_be_taken(name: str, content: bytes, check: Callable[[str, bytes], object]) -> None:
    if content.startswith((b"GIF87a", b"GIF89a")) or not content:
        return
    ending = PurePath(name).suffix.lower().lstrip(".")
    try:
        if ending not in _ACTIVE and content.isascii() and b"\0" not in content and not content.startswith(b"%PDF"):
            return
        check(name, content)
    except FileRefused as refused:
        raise FileRefused(
            f"Something attached to the e-mail is not taken. {refused} Or print the e-mail into a PDF and send that."
        ) from None
