"""What completing a user task costs: in the engine alone, and as a whole command in a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, String, Table, cast, event, func, select, update

from benchmarks import diagram
from benchmarks.positions import NOW, Engines, Position
from benchmarks.stopwatch import Taken, in_turn
from engine import definitions, instances, tasks
from engine.tables.instances import Instance, UserTask
from engine.tables.records import History
from engine.work import Environment
from foundation.database import Database, Session, new_id

ENVIRONMENT = Environment(groups=frozenset({"business_office"}))
FILES = {"bench.bpmn": diagram.drawn(stock=False), "answer.form": diagram.FORM}
PERSON = "01890000-0000-7000-8000-000000000001"
STOCK = Table("stock_instance", MetaData(), Column("id", String(36), primary_key=True), Column("state", LargeBinary))


def in_memory(engines: Engines, place: Position, goes: int) -> tuple[Taken, Taken]:
    """Load, complete, run and save in stock and in ours, without a database."""
    theirs, ours = in_turn(
        goes, lambda _go: engines.stock.complete(place.stock_state), lambda _go: engines.complete(place.state)
    )
    return theirs, ours


class Moves:
    """Instances of both engines at the same place in one database, to be moved on by one task each."""

    def __init__(self, database: Database, engines: Engines, place: Position, goes: int) -> None:
        self.database, self.engines = database, engines
        STOCK.create(database.engine)
        with database.transaction() as session:
            definitions.deploy(session, ENVIRONMENT, FILES, PERSON, NOW)
        self.instances = [self._brought_to(place) for _ in range(goes + 1)]
        self.stocks = [new_id() for _ in range(goes + 1)]
        with database.transaction() as session:
            rows = [{"id": each, "state": place.stock_state.encode()} for each in self.stocks]
            session.execute(STOCK.insert(), rows)
        self.tasks = [self._open(each, None) for each in self.instances]

    def _brought_to(self, place: Position) -> str:
        with self.database.transaction() as session:
            beginning = instances.Beginning(diagram.PROCESS, new_id(), new_id(), {})
            instance_id = instances.start(session, ENVIRONMENT, beginning, PERSON, NOW)
        for element_id in place.done:
            self._complete(self._open(instance_id, element_id))
        return instance_id

    def _open(self, instance_id: str, element_id: str | None) -> str:
        with self.database.reading() as session:
            query = select(UserTask.id).where(UserTask.instance_id == instance_id, UserTask.ended_at.is_(None))
            if element_id is not None:
                query = query.where(UserTask.element_id == element_id)
            return session.scalars(query).one()

    def _complete(self, task_id: str) -> None:
        with self.database.transaction() as session:
            tasks.complete(session, ENVIRONMENT, task_id, {"again": "yes"}, PERSON, NOW)

    def ours(self, go: int) -> None:
        """One command of our engine: state, worklist, timers, history and audit in one transaction."""
        self._complete(self.tasks[go])

    def stock(self, go: int) -> None:
        """The same by stock: read, complete, write, commit."""
        row = STOCK.c.id == self.stocks[go]
        with self.database.transaction() as session:
            state = session.execute(select(STOCK.c.state).where(row).with_for_update()).scalar_one()
            after = self.engines.stock.complete(state.decode())
            session.execute(update(STOCK).where(row).values(state=after.encode()))

    def bytes_stored(self) -> tuple[float, float]:
        """Bytes per instance: our state alone, and with the history that stock keeps inside its document."""
        with self.database.reading() as session:
            state = session.scalar(select(func.avg(func.length(Instance.tokens)))) or 0
            written = sum(_length(column) for column in History.__table__.columns)
            history = session.scalar(select(func.sum(written))) or 0
        return float(state), float(state) + float(history) / len(self.instances)


def _length(column: Any) -> Any:
    return func.coalesce(func.length(cast(column, String)), 0)


@contextmanager
def counted(database: Database) -> Iterator[dict[str, int]]:
    """Counts the statements and commits of the block."""
    found = {"statements": 0, "commits": 0}

    def statement(*_said: Any) -> None:
        found["statements"] += 1

    def commit(_connection: Any) -> None:
        found["commits"] += 1

    event.listen(database.engine, "before_cursor_execute", statement)
    event.listen(database.engine, "commit", commit)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", statement)
        event.remove(database.engine, "commit", commit)


def deploying(database: Database, goes: int) -> float:
    """Milliseconds to check, compile and store the diagram with its form, as new content each time."""

    def deploy(go: int) -> None:
        files = FILES | {"bench.bpmn": diagram.drawn(stock=False, remark=f"version {go}")}
        with database.transaction() as session:
            _deploy(session, files)

    return in_turn(goes, deploy)[0].wall * 1000


def _deploy(session: Session, files: dict[str, bytes]) -> None:
    definitions.deploy(session, ENVIRONMENT, files, PERSON, NOW)
