"""Versions of a partnership's settings: never changed, each valid from a day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import audit, records
from cases.settings.profiles import PROFILES
from foundation import canonical
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Base, Session, Utc, held


class SettingsVersion(Base):
    """One version: a profile and what the partnership decided otherwise."""

    __tablename__ = "settings_version"

    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    profile: Mapped[str]
    changes: Mapped[bytes] = mapped_column(LargeBinary)
    valid_from: Mapped[date]
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Utc)

    def values(self) -> Mapping[str, Json]:
        """Every setting of this version."""
        changes = canonical.read(self.changes)
        return {**PROFILES[self.profile], **(changes if isinstance(changes, dict) else {})}


class UnknownSetting(LookupError):
    """There is no such profile, setting or version; the text says which."""


def adopt(
    session: Session,
    partnership_id: str,
    profile: str,
    by: str,
    now: datetime,
    changes: Mapping[str, Json] | None = None,
) -> SettingsVersion:
    """Make the next version of a partnership's settings, valid from today on. Raises UnknownSetting."""
    if profile not in PROFILES:
        raise UnknownSetting(f"there is no profile {profile}; the profiles are {', '.join(PROFILES)}")
    unknown = set(changes or {}) - PROFILES[profile].keys()
    if unknown:
        raise UnknownSetting(f"there is no setting {', '.join(sorted(unknown))}")
    newest = session.scalars(_of(partnership_id).limit(1)).first()
    made = SettingsVersion(
        partnership_id=partnership_id,
        version=1 if newest is None else newest.version + 1,
        profile=profile,
        changes=canonical.write(dict(changes or {})),
        valid_from=london_date(now),
        made_by=by,
        made_at=now,
    )
    session.add(made)
    session.flush()
    subject = f"settings {made.version}"
    audit.append(session, audit.of_partnership(partnership_id), by, "settings adopted", subject, {}, now)
    return made


def _of(partnership_id: str) -> Select[SettingsVersion]:
    mine = select(SettingsVersion).where(SettingsVersion.partnership_id == partnership_id)
    return mine.order_by(SettingsVersion.version.desc())


def in_force(session: Session, partnership_id: str, day: date) -> SettingsVersion:
    """The version that cases opened on a day keep. Raises UnknownSetting when the partnership has none."""
    found = session.scalars(_of(partnership_id).where(SettingsVersion.valid_from <= day).limit(1)).first()
    if found is None:
        raise UnknownSetting("this partnership has no settings yet: choose a profile for it")
    return found


def for_case(session: Session, case_id: str) -> Mapping[str, Json]:
    """The settings a case opened with."""
    case = records.case(session, case_id)
    # A case moved to another office takes that office's settings of the day it was opened.
    found = session.get(SettingsVersion, (case.partnership_id, case.settings_version))
    if found is None or found.profile != case.profile:
        found = in_force(session, case.partnership_id, london_date(case.opened_at))
    return held(session, found).values()


def value(session: Session, case_id: str, key: str) -> Any:
    """One setting of a case; raises UnknownSetting."""
    values = for_case(session, case_id)
    if key not in values:
        raise UnknownSetting(f"there is no setting {key}")
    return values[key]
