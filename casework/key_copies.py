"""A copy of the key store in a folder elsewhere (`KEY_COPY_DIR`), always the newest only.

The keys stay wrapped by the master key. When a case is deleted the copy is written anew without its key before the
content is touched, so that no copy opens what was deleted; it must therefore not lie where older files are kept.
"""

from datetime import datetime
from pathlib import Path

from casework.office import Office
from foundation import durable_files, signed_files
from foundation.canonical import Json
from foundation.key_store import WrappedKey
from foundation.signed_files import NotAsSigned, Signer

NAME = "keys.copy"


class NoKeys(Exception):
    """The keys that are needed are nowhere to be found; the text says where they were looked for."""


def write(office: Office) -> bool:
    """Bring the copy up to date; gives whether it was not. Nothing to do where no folder is set.

    Raises OSError when the folder cannot be written, and MasterKeyProblem for the key that signs.
    """
    folder = office.config.keys.copy_dir
    if folder is None or office.keys.store.id() is None:
        return False
    signer = signed_files.signer(office.config.anchor_key)
    # Under the store's lock: a copy that was read before a key was destroyed must not be written after it.
    with office.keys.store.locked() as keys:
        text = signed_files.signed(signer, _content(office.keys.store.id() or "", keys))
        if _there(folder) == text:
            return False
        durable_files.replace(folder / NAME, text)
    return True


def read(folder: Path, signer: Signer) -> tuple[str, list[WrappedKey]]:
    """Which store was copied, and its keys; raises NotAsSigned."""
    text = _there(folder)
    if text is None:
        raise NotAsSigned(f"is not in {folder}: put it back from where it lies, or say in KEY_COPY_DIR where that is")
    content = signed_files.checked(signer, text)
    rows = content["keys"]
    found = [_key(row) for row in rows if isinstance(row, list)] if isinstance(rows, list) else []
    return str(content["store"]), found


def bring_back(office: Office, wanted: str) -> int:
    """Have the key store `wanted` at hand: the one that is there, or an empty one filled from its copy.

    Gives how many keys were brought back. Raises NoKeys.
    """
    store, folder = office.keys.store, office.config.keys.copy_dir
    there = store.id()
    if there == wanted:
        return 0
    if there is not None:
        raise NoKeys("The key store at KEYS_URL belongs to another installation: set KEYS_URL to the one that belongs")
    if folder is None:
        raise NoKeys("There is no key store at KEYS_URL and KEY_COPY_DIR is not set: say where the keys are")
    try:
        name, keys = read(folder, signed_files.signer(office.config.anchor_key))
    except NotAsSigned as trouble:
        raise NoKeys(f"The copy of the keys {trouble}") from None
    if name != wanted:
        raise NoKeys(f"The copy of the keys in {folder} belongs to another installation: set KEY_COPY_DIR")
    store.begin(name)
    store.put(keys)
    return len(keys)


def lacking(office: Office) -> str:
    """What is wrong with the copy, in words; nothing when it is as it should be or none is wanted."""
    folder, store = office.config.keys.copy_dir, office.keys.store
    if folder is None or store.id() is None:
        return ""
    try:
        name, keys = read(folder, signed_files.signer(office.config.anchor_key))
    except NotAsSigned as trouble:
        return str(trouble)
    if (name, keys) != (store.id(), store.every()):
        return "is not up to date: is a worker running?"
    return ""


def _content(store: str, keys: list[WrappedKey]) -> dict[str, Json]:
    rows: list[Json] = [[key.case_id, key.number, key.wrapped.hex(), key.made_at.isoformat(), key.part] for key in keys]
    return {"keys": rows, "store": store}


def _key(row: list[Json]) -> WrappedKey:
    case_id, number, wrapped, made_at, *part = row
    at = datetime.fromisoformat(str(made_at))
    # Copies of earlier versions name no part: there was one kind of key.
    return WrappedKey(str(case_id), int(str(number)), bytes.fromhex(str(wrapped)), at, str(part[0]) if part else "")


def _there(folder: Path) -> bytes | None:
    try:
        return (folder / NAME).read_bytes()
    except FileNotFoundError:
        return None
