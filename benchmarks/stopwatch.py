"""Measuring: two things in turn, so that whatever else the machine does falls on both alike."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Act = Callable[[int], object]
"""Something to measure; told which go it is."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The median of several goes, in seconds: of the processor, and on the clock on the wall."""

    cpu: float
    wall: float


def in_turn(goes: int, *acts: Act) -> list[Taken]:
    """Do each act once, then each again, `goes` times; an act is told which go it is. A first go warms up."""
    times: list[list[tuple[float, float]]] = [[] for _ in acts]
    # What was there before is not looked at again by each clearing up.
    gc.collect()
    gc.freeze()
    for go in range(goes + 1):
        for act, found in zip(acts, times, strict=True):
            found.append(_once(act, go))
    gc.unfreeze()
    return [Taken(median(cpu for cpu, _ in each[1:]), median(wall for _, wall in each[1:])) for each in times]


def _once(act: Act, go: int) -> tuple[float, float]:
    # What an earlier act left behind is cleared first, so that nobody pays for another's rubbish.
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    act(go)
    return time.process_time() - cpu, time.perf_counter() - wall
