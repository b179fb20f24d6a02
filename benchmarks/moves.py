"""Instances of both engines at the same place in one database, to be moved on by one user task each."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    MetaData,
    String,
    Table,
    cast,
    event,
    func,
    insert,
    select,
    update,
)

from benchmarks import diagram
from benchmarks.positions import NOW, Engines, Position
from engine import definitions, instances, tasks
from engine.tables.instances import Candidate, Instance, Timer, UserTask
from engine.tables.records import History
from engine.work import Environment
from foundation.audit import AuditEntry, AuditHead
from foundation.database import Base, Database, Session, new_id

ENVIRONMENT = Environment(groups=frozenset({"business_office"}))
FILES = {"bench.bpmn": diagram.drawn(stock=False), "answer.form": diagram.FORM}
PERSON = "01890000-0000-7000-8000-000000000001"
STOCK = Table("stock_instance", MetaData(), Column("id", String(36), primary_key=True), Column("state", LargeBinary))
BESIDE = (UserTask, Candidate, Timer, AuditEntry, AuditHead)
"""What ours keeps of an instance besides its state and history, and stock has no counterpart of."""


class Moves:
    """`number` instances of each engine, all at one place, in a database of their own."""

    def __init__(self, database: Database, engines: Engines, place: Position, number: int) -> None:
        self.database, self.engines = database, engines
        STOCK.create(database.engine)
        with database.transaction() as session:
            definitions.deploy(session, ENVIRONMENT, FILES, PERSON, NOW)
        self.tasks = [self._brought_along(place.done) for _ in range(number)]
        self.stocks = [new_id() for _ in range(number)]
        with database.transaction() as session:
            rows = [{"id": each, "state": place.stock_state.encode()} for each in self.stocks]
            session.execute(insert(STOCK), rows)

    def _brought_along(self, way: Iterable[str]) -> str:
        """Start an instance and complete these tasks in order, by real commands; gives the task that then waits."""
        with self.database.transaction() as session:
            instance_id = start(session)
            for element_id in way:
                complete(session, waiting(session, instance_id, element_id))
            return waiting(session, instance_id)

    def ours(self, go: int) -> None:
        """One command of our engine: state, worklist, timers, history and audit in one transaction."""
        with self.database.transaction() as session:
            complete(session, self.tasks[go])

    def stock(self, go: int) -> None:
        """The same by stock: read, complete, write, commit."""
        row = STOCK.c.id == self.stocks[go]
        with self.database.transaction() as session:
            state = session.execute(select(STOCK.c.state).where(row).with_for_update()).scalar_one()
            after = self.engines.stock.complete(state.decode())
            session.execute(update(STOCK).where(row).values(state=after.encode()))

    def bytes_stored(self) -> tuple[float, float, float]:
        """Bytes of one instance: its state, with its history, and with all that is beside it."""
        with self.database.reading() as session:
            number = len(self.tasks)
            state = (session.scalar(select(func.sum(func.length(Instance.tokens)))) or 0) / number
            history = _bytes(session, History) / number
            beside = sum(_bytes(session, table) for table in BESIDE) / number
        return state, state + history, state + history + beside

    def each_task(self) -> list[dict[str, int]]:
        """The statements and commits for each user task of the diagram, in its second round.

        The audit trail of the case has begun then, as that of a real case has from the day it is opened.
        """
        with self.database.transaction() as session:
            instance_id = start(session)
            for element_id in diagram.TASKS:
                complete(session, waiting(session, instance_id, element_id))
        found = []
        for element_id in diagram.TASKS:
            with self.database.reading() as session:
                task_id = waiting(session, instance_id, element_id)
            with counted(self.database) as counts, self.database.transaction() as session:
                complete(session, task_id)
            found.append(counts)
        return found


def start(session: Session) -> str:
    """A new instance; gives its id."""
    beginning = instances.Beginning(diagram.PROCESS, new_id(), new_id(), {})
    return instances.start(session, ENVIRONMENT, beginning, PERSON, NOW)


def waiting(session: Session, instance_id: str, element_id: str | None = None) -> str:
    """The one open task of an instance, or the one at that element."""
    query = select(UserTask.id).where(UserTask.instance_id == instance_id, UserTask.ended_at.is_(None))
    return session.scalars(query if element_id is None else query.where(UserTask.element_id == element_id)).one()


def complete(session: Session, task_id: str) -> None:
    """Complete a task, which goes round once more at the end of the diagram."""
    tasks.complete(session, ENVIRONMENT, task_id, {"again": "yes"}, PERSON, NOW)


def _bytes(session: Session, table: type[Base]) -> int:
    widths: Any = [_length(column) for column in table.__table__.columns]
    return session.scalar(select(func.sum(sum(widths)))) or 0


def _length(column: ColumnElement[Any]) -> ColumnElement[int]:
    text = column if isinstance(column.type, LargeBinary) else cast(column, String)
    return func.coalesce(func.length(text), 0)


@contextmanager
def counted(database: Database) -> Iterator[dict[str, int]]:
    """Counts the statements of the block, those until its first commit, and its commits; SQLite's BEGIN is one too."""
    found = {"statements": 0, "commits": 0, "until_commit": 0}

    def statement(*_said: Any) -> None:
        found["statements"] += 1

    def commit(_connection: Any) -> None:
        found["until_commit"] = found["until_commit"] or found["statements"]
        found["commits"] += 1

    event.listen(database.engine, "before_cursor_execute", statement)
    event.listen(database.engine, "commit", commit)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", statement)
        event.remove(database.engine, "commit", commit)
