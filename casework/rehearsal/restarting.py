"""A play in which the program may be restarted on the way, and in which everything people write has a mark."""

import copy
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Any

from casework import attaching
from casework.forms import tree
from casework.forms.components import Form
from casework.office import Office
from casework.rehearsal.play import Play
from engine import programs
from foundation.clock import SettableClock

MARK = "Zzyzxmark"
"""A word that stands in everything anybody writes, and nowhere else: where it is found, what people wrote is found."""

OPEN_TEXTS = frozenset({("venue",)})
"""What everybody invited is told in their calendar."""

Reopen = Callable[[Office, datetime], Office]
"""Gives a new office over the data of an old one, standing at a moment."""


def marked(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers with the mark at the end of every free text."""
    found: dict[str, Any] = copy.deepcopy(answers)
    for place in list(tree.places(form.components, answers)):
        component, said = place.component, tree.dig(answers, place.spot)
        is_free = component.kind in ("textfield", "textarea") and component.key not in OPEN_TEXTS
        is_any = not component.rules.format and component.rules.pattern is None
        if is_free and is_any and isinstance(said, str) and said and MARK not in said:
            tree.dig(found, place.spot[:-1])[place.spot[-1]] = f"{said} {MARK}"
    return found


class Restarts(Enum):
    """When the program is restarted in a play."""

    NEVER = auto()
    AS_TIME_GOES = auto()
    """Whenever the story goes on to another moment."""
    EVERY_STEP = auto()
    """Before every thing that anybody does, too."""


class Restarting(Play):
    """A play in which the program is restarted on the way, and every text has the mark."""

    def __init__(self, office: Office, reopen: Reopen, restarts: Restarts = Restarts.NEVER) -> None:
        super().__init__(office)
        self.reopen = reopen
        self.restarts = restarts

    def written(self, form: Form, answers: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        """The answers with the mark at the end of every free text."""
        return marked(form, super().written(form, answers, data))

    def restart(self) -> None:
        """Go on with a new office at the same moment: nothing that was held in memory is left."""
        self.office.close()
        programs.forget()
        self.office = self.reopen(self.office, self.clock.now())
        if not isinstance(self.office.clock, SettableClock):
            raise TypeError("a play needs a clock that can be set")
        self.clock = self.office.clock

    def copied(self, folder: Path) -> "Restarting":
        """The same play over a copy of everything, in which what happens does not happen here."""
        self.office.close()
        shutil.copytree(self.office.config.data_dir, folder, dirs_exist_ok=True)
        here = self.office.config
        moved = replace(
            here,
            data_dir=folder,
            database_url=here.database_url.replace(str(here.data_dir), str(folder)),
            master_key_file=folder / here.master_key_file.name,
            session_key_file=folder / here.session_key_file.name,
        )
        now = self.clock.now()
        play = Restarting(self.reopen(replace(self.office, config=moved), now), self.reopen)
        play.case_id, play.reference = self.case_id, self.reference
        return play

    def at(self, moment: datetime) -> None:
        """Restart, then go forward to a moment."""
        if self.restarts is not Restarts.NEVER:
            self.restart()
        super().at(moment)

    def do(
        self, name: str, form: str, files: attaching.Attached = (), step: str = "", about: str = "", /, **answers: Any
    ) -> None:
        """Restart, then send a form."""
        if self.restarts is Restarts.EVERY_STEP:
            self.restart()
        super().do(name, form, files, step, about, **answers)
