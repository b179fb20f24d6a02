"""A command is carried out once: its key is kept, and asked again it answers with the same result."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.tables.records import Command
from foundation.database import Session, bucket_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gave, and whether it had been carried out before."""

    result: dict[str, Any]
    repeated: bool


def done(session: Session, case_id: str, key: str) -> dict[str, Any] | None:
    """What a command gave that was carried out before for a case, or None."""
    found = session.get(Command, (bucket_of(case_id), key))
    return None if found is None else found.result


def once(
    session: Session, bucket: int, key: str, person: str, now: datetime, act: Callable[[], dict[str, Any]]
) -> Answer:
    """Carry out `act`, unless this key was carried out before; call it with the instance's lock held."""
    done = carried_out(session, bucket, key)
    if done is not None:
        return Answer(done.result, True)
    result = act()
    session.add(Command(bucket=bucket, key=key, person=person, result=result, at=now))
    return Answer(result, False)


def carried_out(session: Session, bucket: int, key: str) -> Command | None:
    """The command of this key, when it was carried out: what to ask when the answer to it was lost."""
    return session.get(Command, (bucket, key))
