"""How often and how long apart a failed job is tried again: Camunda's retry time cycle."""

import re
from datetime import timedelta

DEFAULT = (timedelta(seconds=10), timedelta(minutes=1))
"""Waits between the three tries of a job whose diagram does not say otherwise."""

_REPEAT = re.compile(r"R(\d{1,3})/(P.+)")
_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def waits(cycle: str) -> tuple[timedelta, ...]:
    """The waits between tries: `R3/PT10M` waits twice ten minutes, `PT5M,PT1H` five minutes, then an hour.

    The number after R counts all tries, as in Camunda 7. Text that is neither gives the default.
    """
    text = cycle.strip()
    repeat = _REPEAT.fullmatch(text)
    if repeat:
        length = _length(repeat[2])
        return DEFAULT if length is None else (length,) * max(int(repeat[1]) - 1, 0)
    lengths = [_length(part.strip()) for part in text.split(",")] if text else [None]
    return tuple(one for one in lengths if one is not None) if None not in lengths else DEFAULT


def next_wait(cycle: str, attempts: int) -> timedelta | None:
    """How long to wait after this many failed tries, or None when the job is to be given up."""
    planned = waits(cycle)
    return planned[attempts - 1] if attempts <= len(planned) else None


def _length(text: str) -> timedelta | None:
    match = _DURATION.fullmatch(text)
    if match is None or text in {"P", "PT"}:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
