"""The part of the configuration about keys: where the master key and the cases' keys are, and where they are copied."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SOURCES = ("MASTER_KEY_FILE", "MASTER_KEY", "MASTER_KEY_COMMAND")


@dataclass(frozen=True, slots=True)
class KeySettings:
    """Where keys are. `text` and `command` are the master key's, when it is not in a file."""

    url: str = field(default="", repr=False)
    copy_dir: Path | None = None
    text: str = field(default="", repr=False)
    command: tuple[str, ...] = ()
    backup_key_file: Path | None = None


def read(
    environment: Mapping[str, str], database_url: str, check_url: Callable[[str, str], list[str]], problems: list[str]
) -> KeySettings:
    """Where keys are; adds to `problems` what cannot be. `check_url` tells what is wrong with a database's address."""
    named = [name for name in SOURCES if environment.get(name)]
    if len(named) > 1:
        problems.append(f"{' and '.join(named)} are set: say once only where the master key is")
    url = environment.get("KEYS_URL", "")
    if url:
        problems += check_url("KEYS_URL", url)
    if url == database_url:
        problems.append("KEYS_URL is the database itself: keys must lie apart, so that its copies hold none")
    if url and environment.get("MODE") == "demo":
        problems.append("demo mode uses only its own keys: unset KEYS_URL, or set MODE=production")
    return KeySettings(
        url=url,
        copy_dir=_path(environment, "KEY_COPY_DIR"),
        text=environment.get("MASTER_KEY", ""),
        command=_command(environment.get("MASTER_KEY_COMMAND", ""), problems),
        backup_key_file=_path(environment, "BACKUP_KEY_FILE"),
    )


def _command(text: str, problems: list[str]) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        problems.append("MASTER_KEY_COMMAND has a quotation mark without its other half")
        return ()


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    given = environment.get(name)
    return Path(given).resolve() if given else None
