"""What is deployed: publish files together, find versions, and pin what an instance starts with."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

import orjson
from sqlalchemy import func, select

from engine import decisions
from engine.errors import NotFound, Refused
from engine.lint import check as linter
from engine.lint import known as lint_known
from engine.lint.report import Report
from engine.spiff import compiler
from engine.tables.definitions import Definition, Deployment
from engine.work import Environment
from foundation import audit
from foundation.database import Session, held, new_id

PROCESS, DECISION, FORM = "process", "decision", "form"


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployment that went through: what is new in it, and what the checks still advise.

    `definitions` are all of them, new or not. Where nothing is new, `id` is the deployment that brought them.
    """

    id: str
    new: tuple[str, ...]
    unchanged: tuple[str, ...]
    report: Report
    definitions: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    kind: str
    key: str
    name: str
    file_name: str
    source: bytes
    compiled: bytes | None
    needs: dict[str, list[str]]


def check(session: Session | None, environment: Environment, files: Mapping[str, bytes], tenant: str = "") -> Report:
    """Every problem of these files, together with what is deployed already; never raises."""
    return linter.check(files, known(session, environment), tenant)


def check_among(
    environment: Environment, files: Mapping[str, bytes], others: Mapping[str, bytes], *, together: bool = False
) -> Report:
    """Every problem of these files, as if the others, which are sound, were deployed already; needs no database.

    `together`: as if the others were deployed with them, so that their forms are those of the same deployment.
    """
    beside = {name: source for name, source in others.items() if name not in files}
    found = _candidates(beside)
    processes, tables, forms = (
        frozenset(one.key for one in found if one.kind == kind) for kind in (PROCESS, DECISION, FORM)
    )
    around = replace(known(None, environment), processes=processes, decisions=tables, forms=forms, deployed=beside)
    return linter.check(files, around, beside=frozenset(beside) if together else frozenset())


def known(session: Session | None, environment: Environment) -> lint_known.Known:
    """What diagrams may refer to: topics, functions, roles, clocks, and definitions deployed already."""
    kinds = (PROCESS, DECISION, FORM)
    found = {kind: [] if session is None else latest_of_all(session, kind) for kind in kinds}
    keys = {kind: frozenset(one.key for one in found[kind]) for kind in kinds}
    return lint_known.Known(
        topics={
            topic: lint_known.TopicInfo(parameters=handler.parameters, outputs=handler.outputs)
            for topic, handler in environment.handlers.items()
        },
        functions=environment.function_names,
        form_functions=environment.form_function_names,
        groups=environment.groups,
        clocks=environment.clocks,
        processes=keys[PROCESS],
        decisions=keys[DECISION],
        forms=keys[FORM],
        deployed={one.file_name: one.source for kind in kinds for one in found[kind]},
        variables=environment.variables,
        messages=environment.messages,
        read_form=environment.read_form,
        form_version=None if session is None else lambda key, number: source_of(session, FORM, key, number),
    )


def deploy(
    session: Session,
    environment: Environment,
    files: Mapping[str, bytes],
    by: str,
    now: datetime,
    step: Callable[[str], None] = lambda _file: None,
    report: Report | None = None,
) -> Deployed:
    """Publish files together or not at all; content that is deployed already is not a new version.

    `step` is told the name of each file before it is taken in; `report` is of checks just made.
    Raises Refused with the full report when the checks find an error.
    """
    report = report or check(session, environment, files)
    if not report.publishable:
        raise Refused(report)
    deployment_id = new_id()
    found = [(one, *_stored(session, one, deployment_id, now)) for one in _candidates(files, step)]
    label = {
        is_new: tuple(f"{one.kind} {one.key}" for one, _, new in found if new is is_new) for is_new in (True, False)
    }
    rows = tuple(row for _, row, _ in found)
    if label[True]:
        text = orjson.dumps([problem.what for problem in report.problems]).decode()
        session.add(Deployment(id=deployment_id, deployed_by=by, deployed_at=now, report=text))
        stream = audit.stream_of("definitions", "all")
        audit.append(session, stream, by, "deployed", deployment_id, {"new": [*label[True]]}, now)
    else:
        deployment_id = max(rows, key=lambda row: row.deployed_at).deployment_id
    return Deployed(deployment_id, label[True], label[False], report, rows)


def _candidates(files: Mapping[str, bytes], step: Callable[[str], None] = lambda _file: None) -> list[_Candidate]:
    found: list[_Candidate] = []
    for name, source in sorted(files.items()):
        step(name)
        found += _READERS[PurePath(name).suffix](name, source)
    return found


def _processes(name: str, source: bytes) -> list[_Candidate]:
    return [
        _Candidate(
            PROCESS,
            one.key,
            one.name,
            name,
            source,
            one.document,
            {PROCESS: list(one.called), DECISION: list(one.decisions), FORM: list(one.forms)},
        )
        for one in compiler.compile_file(source)
    ]


def _decisions(name: str, source: bytes) -> list[_Candidate]:
    return [_Candidate(DECISION, one.id, one.name, name, source, None, {}) for one in decisions.parse(source)]


def _form(name: str, source: bytes) -> list[_Candidate]:
    form = orjson.loads(source)
    return [_Candidate(FORM, form["id"], form.get("properties", {}).get("title", form["id"]), name, source, None, {})]


_READERS: Mapping[str, Callable[[str, bytes], list[_Candidate]]] = {
    ".bpmn": _processes,
    ".dmn": _decisions,
    ".form": _form,
}


def _stored(session: Session, candidate: _Candidate, deployment_id: str, now: datetime) -> tuple[Definition, bool]:
    """The version that holds this content, and whether it is a new one."""
    digest = hashlib.sha256(candidate.source).hexdigest()
    newest = _newest(session, candidate.kind, candidate.key)
    if newest is not None and newest.sha256 == digest:
        return newest, False
    made = Definition(
        id=new_id(),
        kind=candidate.kind,
        key=candidate.key,
        version=1 if newest is None else newest.version + 1,
        name=candidate.name,
        file_name=candidate.file_name,
        sha256=digest,
        source=candidate.source,
        compiled=candidate.compiled,
        needs=candidate.needs,
        deployment_id=deployment_id,
        deployed_at=now,
    )
    session.add(made)
    session.flush()
    return made, True


def _newest(session: Session, kind: str, key: str) -> Definition | None:
    return session.scalars(
        select(Definition)
        .where(Definition.kind == kind, Definition.key == key)
        .order_by(Definition.version.desc())
        .limit(1)
    ).first()


def newest(session: Session, kind: str, key: str) -> Definition:
    """The latest version; raises NotFound when nothing of that name is deployed."""
    found = _newest(session, kind, key)
    if found is None:
        raise NotFound(f"No {kind} called {key} is deployed.")
    return found


def source_of(session: Session, kind: str, key: str, number: int) -> bytes | None:
    """The file of a numbered version; None when there is no such version."""
    which = Definition.kind == kind, Definition.key == key, Definition.version == number
    return session.scalar(select(Definition.source).where(*which))


def versions(session: Session, kind: str, key: str) -> list[Definition]:
    """Every version of one definition, newest first."""
    query = select(Definition).where(Definition.kind == kind, Definition.key == key)
    return list(session.scalars(query.order_by(Definition.version.desc())))


def latest_of_all(session: Session, kind: str) -> list[Definition]:
    """The latest version of every definition of a kind, by name."""
    top = (
        select(Definition.key, func.max(Definition.version).label("version"))
        .where(Definition.kind == kind)
        .group_by(Definition.key)
        .subquery()
    )
    query = select(Definition).join(top, (Definition.key == top.c.key) & (Definition.version == top.c.version))
    return list(session.scalars(query.where(Definition.kind == kind).order_by(Definition.name)))


def by_id(session: Session, definition_id: str) -> Definition:
    """One stored version; raises NotFound."""
    found = session.get(Definition, definition_id)
    if found is None:
        raise NotFound("There is no such definition.")
    return held(session, found)
