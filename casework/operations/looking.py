"""What an operator or process owner asks to see: which handlers there are, and how working days are counted."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from cases import working_days_report
from casework.office import Office
from engine import templates


def working_days(start: date, count: str, explain: bool, say: Callable[[str], None]) -> int:
    """Say which working day it is so many after or before a date, day by day when asked; 2 when it cannot be said."""
    try:
        say(working_days_report.report(start, count, explain))
    except ValueError as problem:
        say(str(problem))
        return 2
    return 0


def handlers(office: Office, write_to: str | None, say: Callable[[str], None]) -> int:
    """List topics with their typed parameters and outputs, or write them as element templates for the Modeler."""
    if write_to:
        try:
            Path(write_to).write_bytes(templates.as_file(office.environment.handlers))
        except OSError as problem:
            say(f"{write_to} cannot be written: {problem.strerror}.")
            return 1
        say(f"{len(office.environment.handlers)} element templates written to {write_to}.")
        return 0
    for topic, handler in sorted(office.environment.handlers.items()):
        say(f"{topic}  {handler.title}" + (f"  ({handler.paragraph})" if handler.paragraph else ""))
        for kind, fields in (("takes", handler.parameters), ("gives", handler.outputs)):
            for field in fields:
                choices = f" of {', '.join(field.choices)}" if field.choices else ""
                optional = "" if field.required else ", optional"
                say(f"    {kind} {field.name}: {field.type}{choices}{optional}  {field.label}")
    return 0
