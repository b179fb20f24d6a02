"""What sending a form costs: scenario 1 played as in the demo, with the product's own diagrams, forms and handlers."""

import contextlib
import io
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.moves import counted
from casework.office import Office
from casework.rehearsal import scenario_1
from casework.rehearsal.play import Play
from casework.tasks import sending
from tests.scenarios.stage import in_database


@dataclass(frozen=True, slots=True)
class Cost:
    """One form sent: statements until it is kept; commits and processor's ms until what follows is done too."""

    statements: int
    commits: int
    cpu_ms: float


class Counting(Play):
    """A play that keeps what every form costs."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.costs: list[Cost] = []

    def send(self, person_id: str, task_id: str, answers: dict[str, Any]) -> sending.Sent | sending.NotAccepted:
        """Send it as the page does, and count."""
        began = time.process_time()
        with counted(self.office.database) as found:
            answer = super().send(person_id, task_id, answers)
        spent = (time.process_time() - began) * 1000
        self.costs.append(Cost(found["until_commit"], found["commits"], spent))
        return answer


def measured(*, whole: bool) -> dict[str, float]:
    """Play the scenario on SQLite, whole or until every agency has acknowledged; medians over the forms sent."""
    with tempfile.TemporaryDirectory(prefix="cspr-bench-") as folder, contextlib.redirect_stdout(io.StringIO()):
        set_up = in_database(Path(folder))
        play, ids, days = Counting(set_up.office), set_up.ids, set_up.days
        scenario_1.begin(play, ids, days)
        scenario_1.check_intake(play, days)
        scenario_1.ask_agencies(play, ids, days)
        scenario_1.acknowledge(play, days)
        if whole:
            scenario_1.reply(play, days)
            scenario_1.papers(play, days)
            scenario_1.meet(play, ids, days)
            scenario_1.confirm_and_send(play, days)
        set_up.office.close()
    return {
        "forms_sent": len(play.costs),
        "statements_per_form": median(one.statements for one in play.costs),
        "commits_per_form": median(one.commits for one in play.costs),
        "form_cpu_ms": median(one.cpu_ms for one in play.costs),
    }
