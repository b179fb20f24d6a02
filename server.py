"""Put the parts together and serve: the one command of the product."""

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import date

import handlers
from cases import working_days_report
from casework.office import Office, open_office
from casework.operations import examining, looking, publish, setting_up
from foundation.config import ConfigurationError, read


def main(arguments: list[str]) -> int:
    """Read the command line, carry out one command, and give its exit code."""
    asked = _parser().parse_args(arguments)
    if asked.command == "working-days":
        print(working_days_report.report(asked.start, asked.count, asked.explain))
        return 0
    try:
        config = read(os.environ)
    except ConfigurationError as error:
        print("The configuration cannot be used:", *[f"  {problem}" for problem in error.problems], sep="\n")
        return 2
    return _carry_out(open_office(config, handlers.table), asked)


def _carry_out(office: Office, asked: Namespace) -> int:
    from web.serving import serve

    code: int = {
        "demo": lambda: setting_up.demo(office, print) or serve(office, web=True, worker=True),
        "all": lambda: serve(office, web=True, worker=True),
        "web": lambda: serve(office, web=True, worker=False),
        "worker": lambda: serve(office, web=False, worker=True),
        "migrate": lambda: setting_up.migrate(office, print),
        "setup": lambda: setting_up.first_people(office, asked, print),
        "deploy": lambda: publish.deploy_shipped(office, print),
        "check": lambda: publish.check(office, asked.files, print),
        "handlers": lambda: looking.handlers(office, asked.templates, print),
        "doctor": lambda: examining.examine(office, print),
    }[asked.command]()
    return code


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="server.py", description="Child safeguarding practice reviews as diagrams that run.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in {
        "demo": "make fictional people and a case, and serve (its own database only)",
        "all": "serve pages and do the machine's work in one process",
        "web": "serve pages only",
        "worker": "do the machine's work only: timers, handlers, mail",
        "migrate": "bring the database to the present schema",
        "deploy": "publish the diagrams, tables and forms that ship with the product",
        "doctor": "check that everything holds: engine, mail, audit",
    }.items():
        commands.add_parser(name, help=text, description=text)
    setup = commands.add_parser("setup", help="make the first administrator and partnership in an empty database")
    for option in ("--partnership", "--code", "--admin-name", "--admin-email"):
        setup.add_argument(option, required=True)
    check = commands.add_parser("check", help="report every problem of diagrams, tables and forms")
    check.add_argument("files", nargs="+", metavar="FILE")
    listed = commands.add_parser("handlers", help="list the topics of service tasks")
    listed.add_argument("--templates", metavar="FILE", help="write element templates for the Modeler instead")
    days = commands.add_parser("working-days", help="the working day so many after (+15) or before (-7) a date")
    days.add_argument("start", type=date.fromisoformat)
    days.add_argument("count", metavar="+N|-N|+Nm")
    days.add_argument("--explain", action="store_true", help="list the counted and skipped days")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
