"""A partnership's settings changed, and a case read again by the newest of them: shown first, then done with a reason.

A case keeps the version it opened with. A new version moves no date of any open case; moving one to it is an act of its
own, in which a person sees what would move and agrees (docs/decisions/0031).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cases import access, audit, explanations, partnerships, people, records
from cases.partnerships import Partnership
from cases.records import Case
from cases.roles import ADMIN
from cases.settings import PROFILES, NewVersion, catalogue, keeping, versions
from cases.settings.versions import SettingsVersion
from casework import shifts
from casework.office import Office
from casework.shifts import ChangedMeanwhile, Effect
from engine import commands, timers
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session, bucket_of

CHANGED_BY, SEEN_BY = access.SETTINGS_CHANGED_BY, access.SETTINGS_SEEN_BY

USUAL = "agencies.usual"
"""The setting with the names of the agencies that are usually asked."""

READ_AGAIN = "settings read again"
"""The audit's word for a case that was moved to another version of its office's settings."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that is another one in one version than in another."""

    key: str
    was: Json
    to: Json


@dataclass(frozen=True, slots=True)
class Known:
    """A setting as it is: since which version, and whether the partnership decided it or the profile brings it."""

    key: str
    value: Json
    decided_here: bool
    since: SettingsVersion


@dataclass(frozen=True, slots=True)
class Rereading:
    """A case that is to keep another version of its office's settings, and why; the reason names nobody."""

    case_id: str
    version: int
    reason: str = field(repr=False)


def offices(session: Session, person_id: str, today: date, roles: frozenset[str]) -> list[Partnership]:
    """The partnerships whose settings a person sees or changes by these roles; an administrator's are all."""
    every = partnerships.all_partnerships(session)
    if any(held.role == ADMIN for held in people.memberships(session, person_id, today)):
        return every
    mine = {partnership for role, partnership in access.roles_of(session, person_id, today) if role in roles}
    return [one for one in every if one.id in mine]


def differences(before: SettingsVersion, after: Mapping[str, Json]) -> list[Difference]:
    """What is otherwise in `after`, in the order in which settings are shown."""
    was = before.values()
    return [Difference(key, was[key], after[key]) for key in catalogue.SETTINGS if was[key] != after[key]]


def known(history: list[SettingsVersion], current: SettingsVersion) -> dict[str, Known]:
    """Every setting of the version in force, with the version that made it what it is. `history`: newest first."""
    made = [one for one in history if one.version <= current.version]
    earlier = [(one, one.values()) for one in versions.reached(made)]
    values, own = current.values(), current.own()
    found = {}
    for key, value in values.items():
        since = current
        for one, theirs in earlier:
            if theirs[key] != value:
                break
            since = one
        found[key] = Known(key, value, key in own, since)
    return found


def superseded(history: list[SettingsVersion], wanted: NewVersion) -> Iterator[SettingsVersion]:
    """Versions planned for a day on which the wanted one, made later, is in force already."""
    yield from (one for one in history if one.valid_from >= wanted.valid_from)


def not_asked(session: Session, partnership_id: str, wanted: NewVersion, today: date) -> list[str]:
    """Names among the agencies that are usually asked that no agency has which the partnership may ask."""
    there = {one.name for one in partnerships.asked_by(session, partnership_id, today)}
    named = wanted.changes.get(USUAL)
    return [str(name) for name in named if name not in there] if isinstance(named, list) else []


def effects(office: Office, partnership_id: str, wanted: NewVersion) -> list[Effect]:
    """Which dates of which cases would move if they were read again by a new version; nothing is kept.

    Cases that have ended are among them where it changes how long records are kept: nothing else of theirs can move.
    """

    def act(session: Session) -> list[Effect]:
        cases = shifts.open_cases(session, [partnership_id])
        if _is_about_keeping(session, partnership_id, wanted):
            cases += shifts.ended_cases(session, [partnership_id])

        def change() -> None:
            made = versions.make(session, partnership_id, wanted, "preview", office.clock.now())
            for case in cases:
                versions.keep(session, case, made)

        return shifts.measured(session, office, cases, change)

    return shifts.tried(office, act)


def _is_about_keeping(session: Session, partnership_id: str, wanted: NewVersion) -> bool:
    """Whether a new version keeps records for another time than the newest one."""
    newest = versions.newest(session, partnership_id)
    after = {**PROFILES[wanted.profile], **wanted.changes}
    return newest is not None and any(one.key.startswith(keeping.SETTINGS) for one in differences(newest, after))


def save(office: Office, partnership_id: str, wanted: NewVersion, by: str, key: str, seen: int) -> None:
    """Make the new version; sent twice under one key it is made once. `seen` is the newest one that the person saw.

    Raises ChangedMeanwhile when somebody else has made one since.
    """
    now = office.clock.now()
    with office.database.transaction() as session:
        partnerships.lock(session, [partnership_id])

        def act() -> dict[str, int]:
            newest = versions.newest(session, partnership_id)
            if newest is not None and newest.version != seen:
                raise ChangedMeanwhile
            return {"version": versions.make(session, partnership_id, wanted, by, now).version}

        commands.once(session, bucket_of(partnership_id), key, by, now, act)


def newer(session: Session, case: Case, now: datetime) -> SettingsVersion | None:
    """The version in force now, when a case keeps another one."""
    current = versions.in_force(session, case.partnership_id, london_date(now))
    return None if current.version == versions.of_case(session, case).version else current


def preview_reading(office: Office, wanted: Rereading) -> list[Effect]:
    """What would move in a case that was read again, tried out in a transaction that is undone."""
    return shifts.tried(office, lambda session: _read_again(session, office, wanted, "preview"))


def read_again(office: Office, wanted: Rereading, by: str, key: str, agreed: str) -> None:
    """Let a case keep another version and move what counts by it; asked twice under one key, it is done once.

    `agreed` is the fingerprint of what the person saw. Raises ChangedMeanwhile.
    """
    shifts.carry_out(office, wanted.case_id, (by, key), agreed, lambda one: _read_again(one, office, wanted, by))


def _read_again(session: Session, office: Office, wanted: Rereading, by: str) -> list[Effect]:
    now, case = office.clock.now(), records.case(session, wanted.case_id)
    version = newer(session, case, now)
    if version is None or version.version != wanted.version:
        raise ChangedMeanwhile
    detail: dict[str, Json] = {
        "from": versions.of_case(session, case).version,
        "to": version.version,
    }

    def change() -> None:
        versions.keep(session, case, version)
        timers.rearm_case(session, case.id, now)

    found = shifts.measured(session, office, [case], change)
    subject = f"settings {version.version}"
    audit.append(session, audit.of_case(case.id), by, READ_AGAIN, subject, detail, now)
    explanations.give(session, office.keys, case.id, subject, by, wanted.reason, now)
    return found
