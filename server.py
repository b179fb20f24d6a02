"""Put the parts together and serve: the one command of the product."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping

import handlers
from casework.office import Office, paper_office
from casework.operations import (
    backups,
    carrying_out,
    command_line,
    looking,
    opening,
    publish,
    rehearsing,
    rotating,
    setting_up,
)
from foundation import logs
from foundation.config import ConfigurationError, read


def main(arguments: list[str]) -> int:
    """Read the command line, carry out one command, and give its exit code."""
    asked = command_line.read(arguments)
    if asked.command in _LOOKING:
        return _LOOKING[asked.command](asked)
    try:
        config = read(os.environ)
        logs.configure(quietly=config.demo)
        if asked.command == "check-backup":
            return backups.say_whether_whole(config, asked, print)
        office = opening.opened(config, handlers.table, asked.command)
        try:
            return _carry_out(office, asked)
        finally:
            office.close()
    except ConfigurationError as error:
        print("The configuration cannot be used:", *[f"  {problem}" for problem in error.problems], sep="\n")
        return 2
    except opening.CannotOpen as problem:
        print(problem)
        return 2


def _rehearse(asked: Namespace) -> int:
    from web.diagram import coverage

    return rehearsing.rehearse(asked, handlers.table, coverage.write, print)


_LOOKING: Mapping[str, Callable[[Namespace], int]] = {
    "working-days": lambda asked: looking.working_days(asked.start, asked.count, asked.explain, print),
    "check": lambda asked: publish.check(paper_office(handlers.table), asked.files, print),
    "rehearse": _rehearse,
    "new-master-key": lambda _asked: rotating.new_master_key(print, sys.stdout.isatty()),
    "handlers": lambda asked: looking.handlers(paper_office(handlers.table), asked.templates, print),
}
"""Commands that need neither configuration nor database, and leave nothing behind."""


def _carry_out(office: Office, asked: Namespace) -> int:
    if asked.command in carrying_out.COMMANDS:
        return carrying_out.COMMANDS[asked.command](office, asked, print)
    from web.serving import serve

    if asked.command == "demo" and (code := setting_up.demo(office, print)):
        return code
    return serve(office, web=asked.command != "worker", worker=asked.command != "web")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing may be written to it any more, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
