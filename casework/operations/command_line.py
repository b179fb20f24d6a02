"""What can be asked on the command line, and what is wrong with what was asked, in plain words."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Sequence
from datetime import date

from cases import working_days_report
from casework.api_keys import LASTS
from casework.operations import command_line_keeping
from casework.rehearsal.grammar import TOLD_UNDER
from foundation import addresses

_MONTHS_BACK = re.compile(r"-\d+m")
_SIMPLE = {
    "demo": "make fictional people and a case, and serve (its own database only)",
    "all": "serve pages and do the machine's work in one process",
    "web": "serve pages only",
    "worker": "do the machine's work only: timers, handlers, mail",
    "migrate": "bring the database to the present schema",
    "deploy": "publish the diagrams, tables and forms that ship with the product",
    "verify-audit": "check that no entry of the audit was changed, removed, put in or reordered, with its anchors",
    "doctor": "check that everything holds: engine, mail, audit",
}


def read(arguments: Sequence[str]) -> Namespace:
    """What was asked. Ends the program with words and code 2 when it cannot be understood."""
    # Months back look like an option to argparse; days back it takes for the numbers they are.
    return _parser().parse_args([f" {one}" if _MONTHS_BACK.fullmatch(one) else one for one in arguments])


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="server.py",
        description="Child safeguarding practice reviews as diagrams that run.",
        epilog="Settings are environment variables, listed in README.md. “server.py COMMAND --help” says more of each.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in _SIMPLE.items():
        commands.add_parser(name, help=text, description=text)
    _setup(commands)
    _token(commands)
    _link(commands)
    _looking(commands)
    _rehearse(commands)
    _working_days(commands)
    command_line_keeping.add(commands)
    return parser


def _setup(commands: "_SubParsersAction[ArgumentParser]") -> None:
    text = "make the first administrator and partnership in an empty database"
    setup = commands.add_parser("setup", help=text, description=text)
    setup.add_argument("--partnership", required=True, metavar="NAME", type=_name, help="the partnership's full name")
    setup.add_argument("--code", required=True, type=_code, help="what its case references begin with, such as LEI")
    setup.add_argument("--admin-name", required=True, metavar="NAME", type=_name, help="the administrator's name")
    setup.add_argument("--admin-email", required=True, metavar="ADDRESS", type=_address, help="their e-mail address")


def _token(commands: "_SubParsersAction[ArgumentParser]") -> None:
    text = "make a token with which somebody's Camunda Modeler publishes; it is shown this once"
    token = commands.add_parser("token", help=text, description=text)
    who = "the e-mail address of a process owner or administrator"
    token.add_argument("--email", required=True, metavar="ADDRESS", type=_address, help=who)
    token.add_argument("--name", required=True, type=_name, help="where it will be used, such as Laptop")
    token.add_argument("--days", type=int, choices=LASTS, default=90, help="for how many days it holds (90)")


def _link(commands: "_SubParsersAction[ArgumentParser]") -> None:
    text = "make a one-time link with which somebody sets their account up (again); it is shown this once"
    link = commands.add_parser("link", help=text, description=text)
    link.add_argument("--email", required=True, metavar="ADDRESS", type=_address, help="the person's e-mail address")


def _looking(commands: "_SubParsersAction[ArgumentParser]") -> None:
    text = "report every problem of diagrams, tables and forms; the exit code is 0 when they could be published"
    check = commands.add_parser("check", help=text, description=text)
    check.add_argument(
        "files", nargs="+", metavar="FILE", help="a .bpmn, .dmn or .form file; they are checked together"
    )
    text = "list the topics of service tasks, with what they take and give"
    listed = commands.add_parser("handlers", help=text, description=text)
    listed.add_argument("--templates", metavar="FILE", help="write element templates for the Modeler instead")


def _rehearse(commands: "_SubParsersAction[ArgumentParser]") -> None:
    text = "play scenario files with a clock of their own, and tell what is not as they expect (docs/scenarios.md)"
    played = commands.add_parser("rehearse", help=text, description=text)
    played.add_argument("files", nargs="+", metavar="FILE", help="a scenario, such as scenarios/s1.yaml")
    played.add_argument("--profile", choices=TOLD_UNDER, help="only under this profile of settings")
    played.add_argument("--verbose", action="store_true", help="narrate it day by day")
    played.add_argument("--coverage", metavar="FOLDER", help="write the diagrams with the flows taken, and the others")
    played.add_argument("--restart", action="store_true", help="restart the program before every step")


def _working_days(commands: "_SubParsersAction[ArgumentParser]") -> None:
    text = "the working day so many after (+15) or before (-7) a date, or months on (+6m)"
    days = commands.add_parser("working-days", help=text, description=text)
    days.add_argument("start", metavar="DATE", type=_date, help="the date to count from, such as 2026-12-10")
    days.add_argument("count", metavar="+N|-N|+Nm", type=_count, help="working days, or months with an m")
    days.add_argument("--explain", action="store_true", help="list the counted and skipped days")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a date: write year, month and day, such as 2026-12-10") from None


def _count(text: str) -> str:
    try:
        working_days_report.read_count(text.strip())
    except ValueError as problem:
        raise ArgumentTypeError(str(problem)) from None
    return text.strip()


def _name(text: str) -> str:
    if not text.strip():
        raise ArgumentTypeError("a name is needed")
    return text.strip()


def _code(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,8}", text.strip()):
        raise ArgumentTypeError(f"“{text}” is not two to eight letters, such as LEI")
    return text.strip().upper()


def _address(text: str) -> str:
    try:
        return addresses.one(text.strip())
    except addresses.NotAnAddress:
        raise ArgumentTypeError(f"“{text}” is not an e-mail address") from None
