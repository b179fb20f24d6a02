"""The audit anchored outside the database every hour, and everything checked that it promises."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import func, select

from casework.office import Office
from foundation import audit, audit_anchors, signed_files
from foundation.audit import AuditEntry, AuditHead, Fault
from foundation.audit_anchors import Anchor, Head, Restored
from foundation.canonical import read
from foundation.clock import SystemClock
from foundation.database import Session
from foundation.signed_files import FIRST_BEFORE, NotAsSigned

ANCHORS = audit.stream_of("anchors", "all")
"""The database's own record of its anchors: a missing file shows by it, as a missing entry shows by the files."""

EVERY = timedelta(hours=1)
SLACK = timedelta(minutes=10)
"""Longer than any transaction takes from writing an entry to its commit."""


def anchor_when_due(office: Office) -> bool:
    """Write an anchor when the last one is an hour old and anything was recorded since; gives whether it did.

    When the computer's clock was turned back, at once: what is recorded now says that it is older than the last one.
    Raises NotAsSigned when the folder does not hold the anchor before, and MasterKeyProblem.
    """
    at = SystemClock().now()
    with office.database.reading() as session:
        last = _last(session)
        is_due = last is None or at - last.recorded_at >= EVERY or _was_turned_back(last, at)
        if not is_due or not _moved(session, last, at):
            return False
    return anchor(office, at)


def anchor(office: Office, at: datetime) -> bool:
    """Write an anchor now, unless another worker just did. Raises NotAsSigned and MasterKeyProblem."""
    signer, folder = signed_files.signer(office.config.anchor_key), office.config.anchors
    with office.database.transaction() as session:
        # Workers queue here: of two, the second finds what the first has written.
        audit.lock(session, ANCHORS)
        last = _last(session)
        if last and last.recorded_at >= at and not _was_turned_back(last, at):
            return False
        before = audit_anchors.read(folder, signer, _number(last))[1] if last else FIRST_BEFORE
        if last and before != _fingerprint(last):
            raise NotAsSigned(f"the audit anchor {_number(last)} in {folder} is not the one that was written")
        number = _number(last) + 1 if last else 1
        try:
            fingerprint = audit_anchors.write(
                folder, signer, Anchor(number, at, before, tuple(_moved(session, last, at)))
            )
        except FileExistsError:
            # Written before a crash that kept its entry from being kept: it counts as it is.
            fingerprint = audit_anchors.read(folder, signer, number)[1]
        audit.append(session, ANCHORS, "system", "anchored", str(number), {"sha256": fingerprint}, at)
    return True


def say_restored(session: Session, office: Office, id: str, taken_at: datetime) -> int:
    """Write the anchor that says that a backup was restored, after all that are there; gives its number.

    Raises NotAsSigned and MasterKeyProblem.
    """
    signer, folder, at = signed_files.signer(office.config.anchor_key), office.config.anchors, SystemClock().now()
    audit.lock(session, ANCHORS)
    last = _last(session)
    known, there = _number(last) if last else 0, signed_files.numbers(folder)
    newest = there[-1] if there else 0
    before = signed_files.fingerprint(signed_files.load(folder, newest)) if newest else FIRST_BEFORE
    number = max(newest, known) + 1
    statement = Anchor(number, at, before, tuple(_every(session)), Restored(id, known, taken_at))
    fingerprint = audit_anchors.write(folder, signer, statement)
    audit.append(session, ANCHORS, "system", "restored", str(number), {"sha256": fingerprint}, at)
    return number


def verify(office: Office, say: Callable[[str], None]) -> int:
    """Check every stream by itself and by the anchors, and say what does not hold; gives the exit code."""
    with office.database.reading() as session:
        found = faults(session, office)
        entries, streams = (session.scalar(select(func.count()).select_from(each)) for each in (AuditEntry, AuditHead))
    for number, at, restored in _restores(office):
        number_lost = number - restored.last - 1
        lost = f"; {number_lost} older anchors tell of what is lost, the last is {number - 1}" if number_lost else ""
        taken = f"{restored.taken_at:%d %B %Y at %H:%M} UTC"
        say(f"On {at:%d %B %Y at %H:%M} UTC a backup of {taken} was restored{lost}.")
    for fault in found:
        say(f"{fault.stream}, entry {fault.number}: {fault.problem}.")
    kept = len(signed_files.numbers(office.config.anchors))
    checked = f"{entries} entries in {streams} streams, {kept} anchors in {office.config.anchors}"
    say(f"{checked}: " + ("everything holds." if not found else f"{len(found)} faults."))
    return 1 if found else 0


def faults(session: Session, office: Office) -> list[Fault]:
    """Everything that was changed, removed, put in or reordered, in the streams or in the anchors."""
    stream, last = ANCHORS.name, _last(session)
    written = {_number(entry): entry for entry in audit.entries(session, ANCHORS)}
    there = signed_files.numbers(office.config.anchors)
    if not written and not there:
        return audit.verify(session)
    signer, found = signed_files.signer(office.config.anchor_key), []
    lost = {each for number, _, one in _restores(office) for each in range(one.last + 1, number)}
    heads: dict[tuple[int, str], Head] = {}
    before = FIRST_BEFORE
    latest: Anchor | None = None
    for number in sorted({*there, *written}):
        try:
            latest, fingerprint = audit_anchors.read(office.config.anchors, signer, number)
        except NotAsSigned as trouble:
            found.append(Fault(stream, number, f"the anchor {trouble}"))
            before = _fingerprint(written[number]) if number in written else ""
            continue
        if number in written or number not in lost:
            found += _places(latest, fingerprint, written.get(number), before)
            heads = {} if latest.restored else heads
            heads |= {(head.bucket, head.stream): head for head in latest.heads}
        before = fingerprint
    if last is not None:
        # The anchors' own stream is held by the files.
        heads[ANCHORS.bucket, stream] = Head(ANCHORS.bucket, stream, last.number, last.hash)
    settled = latest.at - SLACK if latest and last and latest.number == _number(last) else None
    return [*found, *audit.verify(session, heads, settled)]


def _restores(office: Office) -> list[tuple[int, datetime, Restored]]:
    """What good anchors say of restores: their number, when it was, and of what."""
    signer, found = signed_files.signer(office.config.anchor_key), []
    for number in signed_files.numbers(office.config.anchors):
        with suppress(NotAsSigned):
            anchor, _ = audit_anchors.read(office.config.anchors, signer, number)
            found += [(number, anchor.at, anchor.restored)] if anchor.restored else []
    return found


def _places(one: Anchor, fingerprint: str, entry: AuditEntry | None, before: str) -> Iterator[Fault]:
    """What is wrong with the place of a good anchor among the others; `before` is empty when nobody can know."""
    if entry is None:
        problem = "the anchor has no entry in the database: was it brought back from an older backup?"
        yield Fault(ANCHORS.name, one.number, problem)
    elif fingerprint != _fingerprint(entry):
        yield Fault(ANCHORS.name, one.number, "the anchor is not the one that was written")
    if before not in {one.before, ""}:
        yield Fault(ANCHORS.name, one.number, "the anchor does not follow the one before")


def _number(entry: AuditEntry) -> int:
    """Which anchor an entry is about: its own number until something was restored; 0 for what is no anchor."""
    return int(entry.subject) if entry.subject.isdigit() else 0


def _last(session: Session) -> AuditEntry | None:
    newest = select(AuditEntry).where(AuditEntry.bucket == ANCHORS.bucket, AuditEntry.stream == ANCHORS.name)
    return session.scalars(newest.order_by(AuditEntry.number.desc()).limit(1)).first()


def _fingerprint(entry: AuditEntry) -> str:
    try:
        detail = read(entry.detail)
    except ValueError:
        return ""
    return str(detail.get("sha256")) if isinstance(detail, dict) else ""


def _was_turned_back(last: AuditEntry, at: datetime) -> bool:
    """Whether the computer's clock stands before the last anchor, by more than clocks are put right by themselves."""
    return last.recorded_at - at > SLACK


def _every(session: Session) -> list[Head]:
    """The heads of all streams but the anchors' own."""
    heads = select(AuditHead.bucket, AuditHead.stream, AuditHead.number, AuditHead.hash)
    found = session.execute(heads.where(AuditHead.stream != ANCHORS.name, AuditHead.number > 0))
    return sorted(Head(*each) for each in found)


def _moved(session: Session, last: AuditEntry | None, at: datetime) -> list[Head]:
    """The heads of the streams in which anything was recorded since the last anchor, and a little before it.

    By time, so all of them where times say nothing because the clock was turned back.
    """
    if last is None or _was_turned_back(last, at):
        return _every(session)
    recent = select(AuditEntry.bucket, AuditEntry.stream).where(AuditEntry.stream != ANCHORS.name)
    moved = recent.where(AuditEntry.recorded_at > last.recorded_at - SLACK).distinct().subquery()
    its = (AuditHead.bucket == moved.c.bucket) & (AuditHead.stream == moved.c.stream)
    found = session.execute(
        select(AuditHead.bucket, AuditHead.stream, AuditHead.number, AuditHead.hash).join(moved, its)
    )
    return sorted(Head(*each) for each in found)
