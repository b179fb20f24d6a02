"""Where data lies outside the database: files and folders that the configuration names, and what is logged."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from foundation.config import Config
from foundation.config_keys import KeySettings

PLACES = {
    "data_dir": "the folder of the installation: the SQLite database where none other is set, `mail/` (e-mails as "
    "files, where no server for mail is set), and the keys below unless they are put elsewhere",
    "master_key_file": "the master key, which opens every case's key: apart from the database and its backups",
    "session_key_file": "the key that signs cookies",
    "anchor_dir": "signed files that anchor the audit: numbers, hashes and times; no ids of people",
    "anchor_key_file": "the key that signs them",
    "url": "(`KEYS_URL`) the key store, a database of its own with the wrapped keys of cases and nothing else",
    "copy_dir": "the newest copy of the key store, on another disk; a destroyed key is in none",
    "backup_key_file": "the key that backups are sealed with; a backup holds the database's rows, never a case's key",
}
"""What lies in each file and folder that `Config` names; a test fails when one is not here."""

CODE = ("web", "handlers", "casework", "engine", "cases", "foundation")
LEVELS = frozenset({"debug", "info", "warning", "error", "exception"})


def named() -> set[str]:
    """The fields of the configuration that are files, folders or a further database."""
    every = (*fields(Config), *fields(KeySettings))
    return {each.name for each in every if "Path" in str(each.type) or each.name == "url"}


def events(root: Path) -> dict[str, set[str]]:
    """Every event that is logged, with the names of what goes with it, from the calls themselves."""
    found: dict[str, set[str]] = {}
    for path in sorted(path for folder in CODE for path in (root / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and _is_log(call.func) and call.args:
                event = call.args[0]
                name = event.value if isinstance(event, ast.Constant) else f"by variable in {path.relative_to(root)}"
                found.setdefault(str(name), set()).update(each.arg or "**" for each in call.keywords)
    return found


def lines(root: Path) -> Iterator[str]:
    """The last sections of the data map."""
    yield "## Files and folders\n"
    yield "| set by | what lies there |\n|---|---|"
    yield from (f"| `{name}` | {words} |" for name, words in PLACES.items())
    yield "\nLetters are made in memory, by a child process that cannot write a file.\n"
    yield "## Logs\n"
    yield "One JSON line for each event, to the error stream, and nothing that names or addresses anybody.\n"
    yield "| event | goes with it |\n|---|---|"
    for event, given in sorted(events(root).items()):
        yield f"| `{event}` | {', '.join(f'`{each}`' for each in sorted(given)) or '–'} |"


def _is_log(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and called.attr in LEVELS
        and isinstance(called.value, ast.Name)
        and called.value.id in {"log", "logger", "_log"}
    )
