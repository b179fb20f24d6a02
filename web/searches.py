"""What somebody searches for stands in no address: the words are sent, and an address holds them sealed for a while.

So going back and reloading work without scripts, and what a browser, a proxy or a log keeps opens for nobody else.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta

from cases.signing_in import throttle
from foundation import canonical, crypto
from foundation.canonical import Json
from web.here import now, office, viewer
from web.problems import Problem

LASTS = timedelta(minutes=30)
"""How long after a search its address still opens: about as long as a session may be idle."""

MANY = throttle.Rule("searches", free=120, first=timedelta(minutes=1), window=timedelta(hours=1))
"""How often somebody may search: more than anybody needs, and too little to try a list of names."""


def sealed(where: str, words: Mapping[str, str]) -> str:
    """The words as a text for an address; empty when there are none."""
    return written(office().keys, (where, viewer().id), words, now())


def written(keyring: crypto.Keyring, place: tuple[str, str], words: Mapping[str, str], at: datetime) -> str:
    """The same for whoever is at no page; `place` is what is searched and by whom."""
    said: dict[str, Json] = {name: text for name, text in words.items() if text}
    if not said:
        return ""
    content = canonical.write({"said": said, "at": at.isoformat()})
    sealed = crypto.seal(_key(keyring, place[0]), content, crypto.place("search", *place))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def opened(where: str, text: str) -> dict[str, str] | None:
    """The words again; None when that was too long ago, or when it was somebody else’s search."""
    try:
        kept = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        found = canonical.read(
            crypto.open_sealed(_key(office().keys, where), kept, crypto.place("search", where, viewer().id))
        )
    except (binascii.Error, ValueError, crypto.CannotOpen):
        return None
    if not isinstance(found, dict) or not isinstance(found["said"], dict):
        return None
    if now() - datetime.fromisoformat(str(found["at"])) > LASTS:
        return None
    return {name: str(said) for name, said in found["said"].items()}


def count() -> None:
    """Count one search of the person there; raises Problem when it is one too many."""
    token = office().keys.blind("searches", viewer().id).hex()
    with office().database.transaction() as session:
        wait = throttle.take(session, {token: MANY}, now())
    if wait is not None:
        minutes = max(1, round(wait.total_seconds() / 60))
        text = f"You have searched very often within an hour. Wait {minutes} minute{'s' if minutes > 1 else ''}."
        raise Problem(429, "Too many searches", text)


def _key(keyring: crypto.Keyring, where: str) -> bytes:
    return keyring.blind("key of searches", where)
