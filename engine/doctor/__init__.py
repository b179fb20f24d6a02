"""Whether everything holds that the engine promises: the invariants of a healthy database, each looked at anew.

An administrator runs it after a fault and before an upgrade. It only looks.
"""

from datetime import datetime

from engine.doctor import messages, past, rows, state
from foundation.database import Session
from foundation.soundness import Unsound

__all__ = ["Unsound", "examine"]


def examine(session: Session, now: datetime) -> list[Unsound]:
    """Every broken invariant; empty when the engine's rows agree with each other and with the states they come from."""
    return [
        *rows.examine(session, now),
        *state.examine(session, now),
        *messages.examine(session, now),
        *past.examine(session),
    ]
