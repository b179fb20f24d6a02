"""Looks for planted values wherever a story has left something: tables, files, mails, and what was logged."""

import email
import email.policy
import logging
from collections.abc import Iterator
from pathlib import Path

import structlog

from casework.schema import metadata
from foundation.database import Session
from tests.planted.seeking import Seeker

PANEL = "national-panel@panel.example"


class everything_logged:
    """Whatever any part of the program logs goes into one file, at the lowest level there is."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._file = self._path.open("w")
        structlog.configure(
            processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
            wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
            logger_factory=structlog.PrintLoggerFactory(self._file),
            cache_logger_on_first_use=False,
        )
        self._handler = logging.StreamHandler(self._file)
        self._before = logging.getLogger().level
        logging.getLogger().addHandler(self._handler)
        logging.getLogger().setLevel(logging.DEBUG)

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self._handler)
        logging.getLogger().setLevel(self._before)
        structlog.reset_defaults()
        self._file.close()


def cells(session: Session) -> Iterator[tuple[str, bytes]]:
    """Every column of every table, as one run of bytes."""
    for table in metadata().tables.values():
        rows = session.execute(table.select()).all()
        for number, column in enumerate(table.columns):
            held = [row[number] for row in rows if row[number] is not None]
            packed = [one for one in held if isinstance(one, bytes) and one[:1] in (b"x", b"P")]
            yield (
                f"{table.name}.{column.name}",
                b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in held),
            )
            yield from ((f"{table.name}.{column.name}", one) for one in packed)


def found_in_tables(session: Session, seeker: Seeker) -> dict[str, set[str]]:
    """Where in the tables planted values stand, by column."""
    found: dict[str, set[str]] = {}
    for column, content in cells(session):
        if places := seeker.in_bytes(content):
            found.setdefault(column, set()).update(places)
    return found


def found_in_files(folder: Path, seeker: Seeker) -> dict[str, set[str]]:
    """In which files of a folder, or in whose names, planted values stand; e-mails are looked at by themselves."""
    found = {one.name: seeker.in_text(one.name) for one in folder.rglob("*")}
    for one in folder.rglob("*"):
        if one.is_file() and one.suffix != ".eml":
            found[one.name] |= seeker.in_bytes(one.read_bytes())
    return {name: places for name, places in found.items() if places}


def found_in_mails(folder: Path, seeker: Seeker) -> tuple[set[str], dict[str, set[str]]]:
    """What e-mails to the National Panel hold of it, and which others do; heads hold none, whoever they are for."""
    to_panel, to_others = set[str](), dict[str, set[str]]()
    for path in sorted((folder / "mail").rglob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        parts = [part.get_payload(decode=True) or b"" for part in message.walk() if not part.is_multipart()]
        heads = [str(value) for part in message.walk() for value in part.values()]
        assert seeker.in_text("\n".join(heads)) == set(), path.name
        said = seeker.in_bytes(path.read_bytes()).union(*map(seeker.in_bytes, parts))
        if message["to"] == PANEL:
            # The Combined Summary and its letter go there (guidance 4.8.1); they name nobody.
            to_panel |= said
        elif said:
            to_others[path.name] = said
    return to_panel, to_others
