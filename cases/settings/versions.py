"""Versions of a partnership's settings: never changed, each valid from a day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, Select, select, tuple_
from sqlalchemy.orm import Mapped, mapped_column

from cases import audit, records
from cases.records import Case
from cases.settings.catalogue import SETTINGS
from cases.settings.profiles import PROFILES
from foundation import canonical
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.data_classes import OF_SETTINGS, Data
from foundation.database import Base, Session, Utc, held


class SettingsVersion(Base):
    """One version: a profile as it was then, what the partnership decided otherwise, and why.

    `usual` keeps the profile's values, so that a later release of the program moves no date of an open case.
    """

    __tablename__ = "settings_version"
    data_map = Data(
        "settings of partnerships, every version",
        OF_SETTINGS,
        kept="for good: cases keep theirs",
        codes="profile usual changes",
        words="reason",
    )

    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    profile: Mapped[str]
    usual: Mapped[bytes] = mapped_column(LargeBinary)
    changes: Mapped[bytes] = mapped_column(LargeBinary)
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Utc)

    def own(self) -> Mapping[str, Json]:
        """What the partnership decided otherwise than its profile."""
        return _read(self.changes)

    def values(self) -> Mapping[str, Json]:
        """Every setting of this version; one that came with a later release is as the profile has it."""
        return {**PROFILES[self.profile], **_read(self.usual), **self.own()}


def _read(stored: bytes) -> dict[str, Json]:
    """Values as they are stored; settings that there are no more are left out."""
    found = canonical.read(stored)
    return {key: value for key, value in found.items() if key in SETTINGS} if isinstance(found, dict) else {}


class UnknownSetting(LookupError):
    """There is no such profile, setting or version; the text says which."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What a partnership decides: a profile, what it wants otherwise, from which day on, and why."""

    profile: str
    changes: Mapping[str, Json]
    valid_from: date
    reason: str = field(default="", repr=False)


def adopt(
    session: Session,
    partnership_id: str,
    profile: str,
    by: str,
    now: datetime,
    changes: Mapping[str, Json] | None = None,
) -> SettingsVersion:
    """Make the next version of a partnership's settings, valid from today on. Raises UnknownSetting."""
    return make(session, partnership_id, NewVersion(profile, changes or {}, london_date(now)), by, now)


def make(session: Session, partnership_id: str, wanted: NewVersion, by: str, now: datetime) -> SettingsVersion:
    """Make the next version of a partnership's settings; what equals the profile is not kept. Raises UnknownSetting."""
    if wanted.profile not in PROFILES:
        raise UnknownSetting(f"there is no profile {wanted.profile}; the profiles are {', '.join(PROFILES)}")
    usual = PROFILES[wanted.profile]
    unknown = wanted.changes.keys() - usual.keys()
    if unknown:
        raise UnknownSetting(f"there is no setting {', '.join(sorted(unknown))}")
    before = newest(session, partnership_id)
    made = SettingsVersion(
        partnership_id=partnership_id,
        version=1 if before is None else before.version + 1,
        profile=wanted.profile,
        usual=canonical.write(dict(usual)),
        changes=canonical.write({key: value for key, value in wanted.changes.items() if value != usual[key]}),
        valid_from=wanted.valid_from,
        reason=wanted.reason,
        made_by=by,
        made_at=now,
    )
    session.add(made)
    session.flush()
    subject, detail = f"settings {made.version}", {"valid_from": made.valid_from.isoformat()}
    audit.append(session, audit.of_partnership(partnership_id), by, "settings adopted", subject, {**detail}, now)
    return made


def _of(partnership_id: str) -> Select[SettingsVersion]:
    mine = select(SettingsVersion).where(SettingsVersion.partnership_id == partnership_id)
    return mine.order_by(SettingsVersion.version.desc())


def newest(session: Session, partnership_id: str) -> SettingsVersion | None:
    """The version that was made last, whether it is in force yet or not."""
    return session.scalars(_of(partnership_id).limit(1)).first()


def history(session: Session, partnership_id: str) -> list[SettingsVersion]:
    """Every version, the newest first."""
    return list(session.scalars(_of(partnership_id)))


def reached(made: Iterable[SettingsVersion]) -> list[SettingsVersion]:
    """Of versions, the newest first, those whose day no later decision came before: the others were never in force."""
    found: list[SettingsVersion] = []
    for one in made:
        if not found or one.valid_from <= found[-1].valid_from:
            found.append(one)
    return found


def in_force(session: Session, partnership_id: str, day: date) -> SettingsVersion:
    """The version that cases opened on a day keep. Raises UnknownSetting when the partnership has none.

    Of those valid by then, the one made last counts: it takes the place of any planned for a later day before it.
    """
    found = session.scalars(_of(partnership_id).where(SettingsVersion.valid_from <= day).limit(1)).first()
    if found is None:
        raise UnknownSetting("this partnership has no settings yet: choose a profile for it")
    return found


def of_case(session: Session, case: Case) -> SettingsVersion:
    """The version that a case keeps. Raises UnknownSetting."""
    found = session.get(SettingsVersion, (case.partnership_id, case.settings_version))
    if found is None:
        found = in_force(session, case.partnership_id, london_date(case.opened_at))
    return held(session, found)


def for_case(session: Session, case_id: str) -> Mapping[str, Json]:
    """The settings a case opened with."""
    return of_case(session, records.case(session, case_id)).values()


def for_cases(session: Session, cases: Collection[Case]) -> dict[str, Mapping[str, Json]]:
    """The same of several cases, by case and asked at once."""
    if not cases:
        return {}
    kept = {(case.partnership_id, case.settings_version) for case in cases}
    of_kept = tuple_(SettingsVersion.partnership_id, SettingsVersion.version).in_(kept)
    for version in session.scalars(select(SettingsVersion).where(of_kept)):
        held(session, version)
    return {case.id: of_case(session, case).values() for case in cases}


def keep(session: Session, case: Case, version: SettingsVersion) -> None:
    """Let a case keep another version of its office's settings from now on."""
    case.profile, case.settings_version = version.profile, version.version
    session.flush()


def take_over(session: Session, case_id: str) -> None:
    """Let a case that moved to another office keep that office's settings of the day on which it was opened.

    An office that had none yet on that day gives those that it began with.
    """
    case = records.case(session, case_id)
    try:
        version = in_force(session, case.partnership_id, london_date(case.opened_at))
    except UnknownSetting:
        first = history(session, case.partnership_id)
        if not first:
            raise
        version = first[-1]
    keep(session, case, version)


def value(session: Session, case_id: str, key: str) -> Any:
    """One setting of a case; raises UnknownSetting."""
    values = for_case(session, case_id)
    if key not in values:
        raise UnknownSetting(f"there is no setting {key}")
    return values[key]
