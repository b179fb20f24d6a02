"""How each kind of job is carried out: run a handler, carry a message, start a process, read the clocks again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, select

from engine import history, instances, messages, offers, timers
from engine.errors import ChangedMeanwhile, EngineError, NotFound
from engine.limits import time_limit
from engine.states import InstanceState, JobState
from engine.tables.instances import Instance, Job, Subscription
from engine.tables.records import Message
from engine.work import BpmnError, Environment, Handler, Variables, Work
from foundation.database import Session, bucket_of, new_id

HANDLER, START = "handler", "start"

HANDLER_SECONDS = 20.0
"""How long one handler may take inside a transaction; costly work belongs in its preparation."""


MOST_BYTES = 64_000
"""How much one handler may give back: routing facts are small, and every step carries them along."""

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "number": (int, float),
    "date": str,
    "list": list,
}
"""What the declared types of outputs are in JSON."""


class NoWayOut(EngineError):
    """Trying again cannot help: an operator has to look."""


class Nonsense(EngineError):
    """A handler gave back something that is not variables."""


def needs_preparing(environment: Environment, job: Job) -> bool:
    """Whether the job's handler does its costly part before the transaction."""
    handler = environment.handlers.get(job.topic) if job.kind == HANDLER else None
    return handler is not None and handler.prepare is not None


def carry(session: Session, environment: Environment, job: Job, now: datetime, prepared: object) -> None:
    """Carry out one claimed job and remove its row; raises whatever went wrong.

    The row stays locked until the end: whoever takes an ordered start back waits, and then finds it begun.
    """
    _CARRIERS[job.kind](session, environment, job, now, prepared)
    session.execute(delete(Job).where(Job.bucket == job.bucket, Job.id == job.id))


def preparation(
    session: Session, environment: Environment, bucket: int, job_id: str, now: datetime
) -> Callable[[], Any]:
    """Let the handler read what it needs; gives the function that does the costly part without a transaction."""
    job = session.get(Job, (bucket, job_id))
    instance = session.get(Instance, (bucket, job.instance_id)) if job is not None else None
    if job is None or instance is None:
        raise NotFound("The process moved on: there is nothing left to prepare.")
    taken = instances.opened(session, environment, instance, instances.SYSTEM, now)
    handler = environment.handlers[job.topic]
    if handler.prepare is None:
        raise NoWayOut(f"The topic {job.topic} prepares nothing.")
    return handler.prepare(_work(session, job, taken.run.variables_at(job.id), job.parameters, now))


def _work(
    session: Session, job: Job, variables: Mapping[str, Any], parameters: Mapping[str, Any], now: datetime
) -> Work:
    return Work(
        session=session,
        case_id=job.case_id,
        instance_id=job.instance_id or "",
        element_id=job.element_id,
        variables=variables,
        parameters=parameters,
        now=now,
        key=job.key,
    )


def _run_handler(session: Session, environment: Environment, job: Job, now: datetime, prepared: object) -> None:
    instance = instances.locked(session, job.bucket, job.instance_id or "")
    taken = instances.opened(session, environment, instance, instances.SYSTEM, now)
    if job.id not in {wait.token_id for wait in taken.before.jobs}:
        element = job.element_id
        history.event(session, instance, what="job discarded", actor=instances.SYSTEM, now=now, element_id=element)
        return
    handler = environment.handlers.get(job.topic)
    if handler is None:
        raise NoWayOut(f"No handler is known for the topic {job.topic}.")
    parameters = {**job.parameters, "prepared": prepared} if handler.prepare else job.parameters
    work = _work(session, job, taken.run.variables_at(job.id), parameters, now)
    try:
        with time_limit(HANDLER_SECONDS):
            outputs = handler.run(work)
            session.flush()
        taken.run.complete(job.id, _checked(handler, outputs))
    except BpmnError as error:
        if not taken.run.fail(job.id, error.code, _checked(handler, error.variables)):
            raise NoWayOut(f"The step ended in {error.code}, and the diagram does not say what follows.") from error
    instances.save(taken)


def _checked(handler: Handler, outputs: object) -> Variables:
    """What a handler gave back, as JSON; raises Nonsense for what it did not declare or what cannot be kept."""
    if not isinstance(outputs, dict):
        raise Nonsense(f"The handler of {handler.topic} gave back no variables.")
    declared = {field.name: field.type for field in handler.outputs}
    undeclared = [str(name) for name in outputs if name not in declared]
    if undeclared:
        raise Nonsense(f"The handler of {handler.topic} gave back {', '.join(sorted(undeclared))}, undeclared.")
    try:
        written = orjson.dumps(outputs)
    except TypeError as problem:
        raise Nonsense(f"The handler of {handler.topic} gave back something that cannot be stored.") from problem
    if len(written) > MOST_BYTES:
        raise Nonsense(f"The handler of {handler.topic} gave back {len(written):,} bytes; {MOST_BYTES:,} are allowed.")
    clean: Variables = orjson.loads(written)
    for name, value in clean.items():
        if value is not None and not _is_a(declared[name], value):
            raise Nonsense(f"The handler of {handler.topic} gave back {name}, which is not a {declared[name]}.")
    return clean


def _is_a(type_: str, value: object) -> bool:
    if isinstance(value, bool):
        # For Python, true and false are numbers too.
        return type_ not in TYPES
    return type_ != "boolean" and isinstance(value, TYPES.get(type_, object))


def _carry_message(session: Session, environment: Environment, job: Job, now: datetime, prepared: object) -> None:
    message = session.get(Message, (job.bucket, job.parameters["message_id"]))
    if message is None or message.delivered_at is not None or message.expires_at <= now:
        return
    subscription = messages.receiver(session, message)
    if subscription is None:
        return
    instance = instances.locked(session, subscription.bucket, subscription.instance_id)
    taken = instances.opened(session, environment, instance, instances.SYSTEM, now)
    if subscription.id not in {wait.token_id for wait in taken.before.subscriptions}:
        raise ChangedMeanwhile("The receiver of the message has just moved on.")
    taken.run.deliver(subscription.id, dict(message.variables))
    message.delivered_at = now
    instances.save(taken)


def _carry_signal(session: Session, environment: Environment, job: Job, now: datetime, prepared: object) -> None:
    receiver = session.get(Subscription, (job.bucket, job.parameters["receiver"]))
    if receiver is None:
        return
    instance = instances.locked(session, receiver.bucket, receiver.instance_id)
    taken = instances.opened(session, environment, instance, instances.SYSTEM, now)
    if receiver.id in {wait.token_id for wait in taken.before.subscriptions}:
        taken.run.deliver(receiver.id, dict(job.parameters["variables"]))
        instances.save(taken)


def _start(session: Session, environment: Environment, job: Job, now: datetime, prepared: object) -> None:
    beginning = instances.Beginning(
        process=job.topic,
        case_id=job.case_id,
        key=job.parameters["key"],
        variables=job.parameters["variables"],
    )
    instances.start(session, environment, beginning, instances.SYSTEM, now)


def _rearm(session: Session, environment: Environment, job: Job, now: datetime, prepared: object) -> None:
    instance = instances.locked(session, job.bucket, job.instance_id or "")
    if instance.state is InstanceState.RUNNING:
        timers.rearm(session, environment, instance, now)


def _offer(session: Session, environment: Environment, job: Job, now: datetime, prepared: object) -> None:
    instance = instances.locked(session, job.bucket, job.instance_id or "")
    if instance.state is InstanceState.RUNNING:
        offers.offer(session, environment, instance, now)


_CARRIERS: Mapping[str, Callable[[Session, Environment, Job, datetime, object], None]] = {
    HANDLER: _run_handler,
    messages.CARRY: _carry_message,
    messages.SIGNAL: _carry_signal,
    START: _start,
    timers.REARM: _rearm,
    offers.OFFER: _offer,
}


def call_off(session: Session, case_id: str) -> int:
    """Take back every start that was ordered for the case and has not begun; gives how many there were.

    A start that another worker is carrying out just now is waited for: it has begun then.
    """
    mine = select(Job).where(Job.bucket == bucket_of(case_id), Job.case_id == case_id, Job.kind == START)
    ordered = session.scalars(mine.with_for_update()).all()
    for job in ordered:
        session.delete(job)
    session.flush()
    return len(ordered)


def order_start(session: Session, case_id: str, process: str, key: str, variables: Variables, now: datetime) -> None:
    """Have another process started for the case; the key makes sure that it is started once, however often asked."""
    bucket = bucket_of(case_id)
    session.add(
        Job(
            bucket=bucket,
            id=new_id(),
            case_id=case_id,
            instance_id=None,
            kind=START,
            topic=process,
            element_id="",
            parameters={"key": key, "variables": variables},
            key=f"{START}:{key}:{new_id()}",
            state=JobState.READY,
            attempts=0,
            retries="",
            run_at=now,
            created_at=now,
        )
    )
