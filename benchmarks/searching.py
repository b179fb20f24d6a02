"""Whether looking for work costs the same however much work there is: the task list, and timers that are due."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert, text

from benchmarks.databases import Databases
from benchmarks.positions import NOW
from benchmarks.stopwatch import in_turn
from cases import assignments, partnerships, people, records
from casework.tasks import lists
from engine import timers
from engine.states import InstanceState, TaskState
from engine.tables.instances import Candidate, Instance, Timer, UserTask
from foundation.database import BUCKETS, Database, bucket_of, new_id

ROLE = "business_office"
HELD, SHUT_OUT, OF_ANOTHER = 7, 10, 3
"""Every so many tasks the person holds, may not know of because of a conflict ruling, or another office has."""
PAGE = 50
DUE = 20
"""How many of the waiting timers are due, however many wait."""
_AT_ONCE = 2_000


def task_lists(made: Databases, kind: str, sizes: tuple[int, int], goes: int) -> list[float]:
    """Milliseconds for what the task page asks the database for, for each number of open tasks."""
    filled = [(database, _with_tasks(database, size)) for size in sizes for database in [made.empty(kind)]]
    acts = [lambda _go, one=one: _page(*one) for one in filled]
    return [taken.wall * 1000 for taken in in_turn(goes, *acts)]


def _page(database: Database, asker: lists.Asker) -> None:
    """The queries of the page "My team's tasks": what the person holds, and what the team has."""
    with database.reading() as session:
        mine, team = lists.mine(session, asker), lists.team(session, asker)
    if not (mine.lines and all(one.is_mine for one in mine.lines) and len(team.lines) == PAGE):
        raise AssertionError("a page holds fifty tasks of the team, and the person's own")


def _with_tasks(database: Database, number: int) -> lists.Asker:
    """Fill a database with cases that have one open task each; gives somebody of the office."""
    with database.transaction() as session:
        offices = [partnerships.Partnership(id=new_id(), code=code, name=code) for code in ("ONE", "TWO")]
        session.add_all(offices)
        person = people.add(session, "Robin Testcase", "robin@bench.example")
        session.flush()
        people.give_role(session, person.id, ROLE, offices[0].id)
        person_id, office_ids = person.id, [office.id for office in offices]
    rows = [_rows_of_case(place, office_ids[place % OF_ANOTHER == 0], person_id) for place in range(number)]
    tables = (records.Case, records.Reference, Instance, UserTask, Candidate, assignments.Exclusion)
    with database.transaction() as session:
        for start in range(0, number, _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            for table in tables:
                session.connection().execute(insert(table), [row for each in part for row in each.get(table, [])])
        _analyse(session.connection())
    return lists.Asker(person_id, NOW)


def _rows_of_case(place: int, office_id: str, person_id: str) -> dict[Any, list[dict[str, Any]]]:
    case_id, instance_id, task_id = new_id(), new_id(), new_id()
    bucket, due = bucket_of(case_id), NOW + timedelta(minutes=place)
    of_case = {"bucket": bucket, "case_id": case_id}
    case = {"bucket": bucket, "id": case_id, "partnership_id": office_id, "path": "intake"}
    case |= {"status": records.CaseStatus.OPEN, "profile": "blank", "settings_version": 1, "opened_at": NOW}
    reference = {**of_case, "id": new_id(), "reference": f"BEN-27-{place:05}", "given_at": NOW}
    instance = {**of_case, "id": instance_id, **_instance(f"start-{place}")}
    held = {"state": TaskState.CLAIMED, "assignee": person_id} if place < PAGE and place % HELD == 1 else {}
    task = {**of_case, "id": task_id, "instance_id": instance_id, "process": "bench", "element_id": "collect"}
    task |= {"name": "Collect", "due_at": due, "sort_at": due, "priority": 50, "created_at": NOW}
    task |= {"state": TaskState.OPEN, "assignee": None} | held
    candidate = {**of_case, "who": f"{ROLE}@{office_id}", "sort_at": due, "task_id": task_id}
    rows: dict[Any, list[dict[str, Any]]] = {records.Case: [case], records.Reference: [reference]}
    rows |= {Instance: [instance], UserTask: [task], Candidate: [candidate]}
    if place % SHUT_OUT == 0:
        rows[assignments.Exclusion] = [{**of_case, "id": new_id(), "person_id": person_id, "ruled_at": NOW}]
    return rows


def _instance(key: str) -> dict[str, Any]:
    row: dict[str, Any] = {"process": "bench", "definition_id": "d", "pinned": {}, "state": InstanceState.RUNNING}
    return row | {"revision": 1, "tokens": b"{}", "start_key": key, "started_by": "bench", "started_at": NOW}


def due_timers(made: Databases, kind: str, sizes: tuple[int, int], goes: int) -> list[float]:
    """Milliseconds to find the timers that are due, as a worker does, for each number of waiting ones."""
    filled = [database for size in sizes for database in [made.empty(kind)] if _with_timers(database, size)]
    acts = [lambda _go, database=database: _find_due(database) for database in filled]
    return [taken.wall * 1000 for taken in in_turn(goes, *acts)]


def _find_due(database: Database) -> None:
    with database.reading() as session:
        buckets = timers.due_buckets(session, NOW)
        if sum(len(timers.due_in(session, bucket, NOW, 5)) for bucket in buckets) != DUE:
            raise AssertionError("every due timer is found")


def _with_timers(database: Database, number: int) -> bool:
    """Fill a database with waiting timers, a few of them due."""
    table: Any = Timer.__table__
    with database.engine.begin() as connection:
        rows = [{"bucket": bucket, "id": f"i{bucket}", "case_id": f"c{bucket}"} for bucket in range(BUCKETS)]
        connection.execute(insert(Instance), [row | _instance("start") for row in rows])
        # Checking a million foreign keys and keeping indexes in order row by row would take most of the time.
        unchecked = "PRAGMA foreign_keys=OFF" if database.is_sqlite else "SET session_replication_role=replica"
        connection.execute(text(unchecked))
        for index in table.indexes:
            index.drop(connection)
        statement = _SQLITE if database.is_sqlite else _POSTGRESQL
        connection.execute(text(statement), {"number": number, "due": DUE, "step": number // DUE})
        for index in table.indexes:
            index.create(connection)
        _analyse(connection)
    database.engine.dispose()
    return True


# The database makes the rows itself, in the order of the primary key; every so many of them is due.
_ROW = """
INSERT INTO timer (bucket, id, instance_id, element_id, due_at, expression)
SELECT {bucket}, 't' || (10000000 + n), 'i' || ({bucket}), 'remind_collect',
CASE WHEN n % :step = 0 AND n / :step < :due THEN {due_at} ELSE {later} END, 'PT72H' FROM {numbers}
"""
_SQLITE = "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < :number - 1)" + (
    _ROW.format(
        bucket="n * 256 / :number",
        due_at="'2027-01-14 09:00:00.000000'",
        later="strftime('%Y-%m-%d %H:%M:%S.000000', '2027-02-01', '+' || (n * 7919 % 10000000) || ' seconds')",
        numbers="numbers",
    )
)
_POSTGRESQL = _ROW.format(
    bucket="(n::bigint * 256 / :number)::int",
    due_at="timestamptz '2027-01-14 09:00:00Z'",
    later="timestamptz '2027-02-01 00:00:00Z' + (n::bigint * 7919 % 10000000) * interval '1 second'",
    numbers="generate_series(0, :number - 1) AS n",
)


def _analyse(connection: Connection) -> None:
    # PostgreSQL does so by itself a minute later; the measuring does not wait for that.
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE"))
