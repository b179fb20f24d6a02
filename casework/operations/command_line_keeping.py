"""What can be asked about keys and backups."""

from argparse import ArgumentParser, _SubParsersAction

from cases.dropped_mail import REASONS


def add(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the commands that look after keys and backups."""
    _backups(commands)
    _keys(commands)


def _backups(commands: "_SubParsersAction[ArgumentParser]") -> None:
    text = "make a sealed backup while the product runs, in a folder of its own under FOLDER (docs/operations.md)"
    backup = commands.add_parser("backup", help=text, description=text)
    backup.add_argument("folder", metavar="FOLDER", help="where backups are kept")
    elsewhere = "say that you copy the key store yourself: no backup holds the keys of cases"
    backup.add_argument("--keys-elsewhere", action="store_true", help=elsewhere)
    text = "check that a backup is whole, without restoring it"
    check = commands.add_parser("check-backup", help=text, description=text)
    check.add_argument("folder", metavar="FOLDER", help="a backup, or where backups are kept: then the newest")
    text = "bring a backup back into an empty database; deletions since are done again, and e-mails are held"
    restore = commands.add_parser("restore", help=text, description=text)
    restore.add_argument("folder", metavar="FOLDER", help="a backup, or where backups are kept: then the newest")
    _outbox(commands)


def _outbox(commands: "_SubParsersAction[ArgumentParser]") -> None:
    text = "say which e-mails wait since a backup was restored, and let them go or drop them"
    release = commands.add_parser("release-outbox", help=text, description=text)
    how = release.add_mutually_exclusive_group()
    how.add_argument("--send", action="store_true", help="send all that wait")
    how.add_argument("--one-by-one", action="store_true", help="leave each to somebody on the page of e-mails")
    why = "; ".join(f"{code}: {words[0].lower()}{words[1:]}" for code, words in REASONS.items())
    how.add_argument("--drop", metavar="REASON", choices=REASONS, help=f"never send them, and why ({why})")
    when = "(2027-01-14, or 2027-01-14T17:30)"
    release.add_argument(
        "--from", dest="since", default="", metavar="WHEN", help=f"drop only those ordered from then {when}"
    )
    release.add_argument(
        "--until", default="", metavar="WHEN", help="drop only those ordered before then, or on that day"
    )
    release.add_argument(
        "--confirm", type=int, metavar="NUMBER", help="drop them: how many they are, as was said before"
    )


def _keys(commands: "_SubParsersAction[ArgumentParser]") -> None:
    text = "put a new master key in the place of the present one, or give a case a new key; goes on where it broke off"
    rotate = commands.add_parser("rotate-keys", help=text, description=text)
    rotate.add_argument("--case", metavar="REFERENCE", help="seal this case anew with a key of its own, instead")
    older = "forget the older keys, once nothing is sealed with them: backups that need them open no more"
    rotate.add_argument("--forget-old", action="store_true", help=older)
    text = "print a new master key, for MASTER_KEY or the place that MASTER_KEY_COMMAND asks; never on a screen"
    commands.add_parser("new-master-key", help=text, description=text)
    text = "fill an empty key store from the copy in KEY_COPY_DIR"
    commands.add_parser("restore-keys", help=text, description=text)
