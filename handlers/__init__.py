"""What the machine does by itself: one function for each service-task topic."""

from collections.abc import Mapping
from types import ModuleType

from casework.office import Office
from engine.work import Handler
from handlers import (
    actions,
    case_file,
    clocks,
    closing,
    data_requests,
    decisions,
    emergencies,
    escalation,
    exceptions,
    letters,
    mail,
    meetings,
    papers,
    processes,
    recalling,
    requests,
    retention,
    true_dates,
)
from handlers.declaring import Declared

MODULES: tuple[ModuleType, ...] = (
    actions,
    case_file,
    clocks,
    closing,
    data_requests,
    decisions,
    emergencies,
    escalation,
    exceptions,
    letters,
    mail,
    meetings,
    papers,
    processes,
    recalling,
    requests,
    retention,
    true_dates,
)


def table(office: Office) -> Mapping[str, Handler]:
    """Every topic with its handler, bound to the office it works in."""
    declared = [one for module in MODULES for one in vars(module).values() if isinstance(one, Declared)]
    return {one.topic: one.bound(office) for one in declared}
