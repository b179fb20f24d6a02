"""A process to be killed: works or completes tasks on a database until it is stopped in the middle of something."""

import sys
import time

from engine import tasks, worker
from engine.errors import EngineError
from engine.tables.records import Command
from engine.work import Environment, Field, Handler, Work
from foundation.clock import SystemClock
from foundation.database import Database, bucket_of


def note(work: Work) -> dict[str, int]:
    """Leave one row for each time the work takes effect: a second one would break the key."""
    place = (bucket_of(work.case_id), f"effect:{work.key}")
    work.session.add(Command(bucket=place[0], key=place[1], person="machine", result={}, at=work.now))
    work.session.flush()
    return {"noted": 1}


ENVIRONMENT = Environment(
    handlers={"note": Handler("note", "Note", note, outputs=(Field("noted", "number", "noted"),))},
    groups=frozenset({"business_office"}),
)


def main(role: str, url: str) -> None:
    """Work for ever; the test ends it."""
    database, clock = Database(url), SystemClock()
    while True:
        try:
            if role == "worker":
                worker.run_due(worker.Worker(database, ENVIRONMENT, clock))
            else:
                _complete_one(database, clock)
        except EngineError:
            pass
        except Exception as problem:
            # The database itself may be down for a moment: that is part of the test.
            print(type(problem).__name__, file=sys.stderr)
            time.sleep(0.05)


def _complete_one(database: Database, clock: SystemClock) -> None:
    with database.reading() as session:
        offered = tasks.offered(session, {"business_office"}, limit=1)
    if not offered:
        time.sleep(0.02)
        return
    with database.transaction() as session:
        tasks.complete(session, ENVIRONMENT, offered[0].id, {}, "ann", clock.now())


if __name__ == "__main__":
    main(*sys.argv[1:])
