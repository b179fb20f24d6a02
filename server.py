"""Put the parts together and serve: the one command of the product."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping

import handlers
from casework.office import Office, paper_office
from casework.operations import anchoring, command_line, examining, looking, opening, publish, rehearsing, setting_up
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
    "handlers": lambda asked: looking.handlers(paper_office(handlers.table), asked.templates, print),
}
"""Commands that need neither configuration nor database, and leave nothing behind."""


def _carry_out(office: Office, asked: Namespace) -> int:
    from web.serving import serve

    code: int = {
        "demo": lambda: setting_up.demo(office, print) or serve(office, web=True, worker=True),
        "all": lambda: serve(office, web=True, worker=True),
        "web": lambda: serve(office, web=True, worker=False),
        "worker": lambda: serve(office, web=False, worker=True),
        "migrate": lambda: setting_up.migrate(office, print),
        "setup": lambda: setting_up.first_people(office, asked, print),
        "token": lambda: setting_up.token(office, asked, print),
        "link": lambda: setting_up.link(office, asked, print),
        "deploy": lambda: publish.deploy_shipped(office, print),
        "verify-audit": lambda: anchoring.verify(office, print),
        "doctor": lambda: examining.examine(office, print),
    }[asked.command]()
    return code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing may be written to it any more, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
