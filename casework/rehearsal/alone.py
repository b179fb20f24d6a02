"""What happens when nobody does anything: deadlines warn, and nothing is decided, sent to the Panel or closed."""

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import select

from cases import decisions, panel
from cases.records import Case
from casework.operations import examining
from casework.rehearsal.restarting import Restarting
from casework.rehearsal.scene import Scene

LONG = timedelta(days=400)
"""Longer than every deadline there is."""

Standing: TypeAlias = dict[str, tuple[str, tuple[tuple[str, bool], ...], int, int]]


def changes(scene: Scene, until: datetime | None = None) -> list[str]:
    """What would change by itself until a moment, in a copy of everything."""
    play = scene.play
    if not isinstance(play, Restarting):
        return []
    with tempfile.TemporaryDirectory(prefix="alone-") as folder:
        alone = play.copied(Path(folder))
        before = _standing(alone)
        alone.at(until or alone.clock.now() + LONG)
        with alone.office.database.reading() as session:
            faults = [f"a promise of the machine: {fault}" for fault in examining.faults(session, alone.office)]
        found = [*_differences(before, _standing(alone)), *faults]
        alone.office.close()
    return found


def _standing(play: Restarting) -> Standing:
    """What only people may bring about: how each case stands, its decisions, what went to the Panel and came back."""
    with play.office.database.reading() as session:
        return {
            case.id: (
                case.status.value,
                tuple((one.outcome, one.signed_at is not None) for one in decisions.versions(session, case.id)),
                len([one for one in panel.sendings(session, case.id) if one.sent_at]),
                len(panel.replies(session, case.id)),
            )
            for case in session.scalars(select(Case))
        }


def _differences(before: Standing, after: Standing) -> Iterator[str]:
    for case_id in before.keys() | after.keys():
        was, is_now = before.get(case_id), after.get(case_id)
        if was != is_now:
            yield f"without anybody doing anything the case went from {was} to {is_now}"
