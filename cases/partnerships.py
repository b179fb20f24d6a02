"""Which safeguarding partnerships, councils and agencies there are, and which agency serves which partnership."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from foundation.data_classes import EVERYBODY, Data
from foundation.database import Base, Session, held, new_id

CATEGORIES: Mapping[str, str] = {
    "la_social_care": "Local authority children's social care",
    "la_education": "Local authority education",
    "la_other": "Local authority, other",
    "police": "Police",
    "health_commissioner": "Health commissioner",
    "nhs_provider": "NHS provider",
    "independent_nhs": "Independent provider commissioned by the NHS",
    "gp_practice": "GP practice",
    "school": "School or college",
    "early_years": "Early years",
    "childrens_home": "Children's home",
    "probation": "Probation",
    "youth_justice": "Youth justice",
    "housing": "Housing",
    "cafcass": "CAFCASS",
    "voluntary": "Voluntary organisation",
    "other": "Other",
}
"""Agency categories (domain.md §3.2)."""

SAFEGUARDING_PARTNERS: Mapping[str, str] = {"la": "Local authority", "police": "Police", "health": "Health"}
"""The three categories of safeguarding partner that a quorum counts (guidance 4.6.1)."""


class Partnership(Base):
    """One safeguarding partnership with its own office, Case Review Group and calendar (guidance 1.6.2)."""

    __tablename__ = "partnership"
    data_map = Data(
        "partnerships and their offices",
        EVERYBODY,
        kept="for good",
        codes="code name office_name office_address office_phone office_email",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    office_name: Mapped[str] = mapped_column(default="")
    office_address: Mapped[str] = mapped_column(default="")
    office_phone: Mapped[str] = mapped_column(default="")
    office_email: Mapped[str] = mapped_column(default="")


class LocalAuthority(Base):
    """A council. Those of other areas belong to no partnership here."""

    __tablename__ = "local_authority"
    data_map = Data("councils", EVERYBODY, kept="for good", codes="name")

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    partnership_id: Mapped[str | None] = mapped_column(ForeignKey("partnership.id"))


class Agency(Base):
    """An organisation that may be asked, between two days when they are set.

    `partner` is its safeguarding-partner category, or None.
    """

    __tablename__ = "agency"
    data_map = Data(
        "agencies that may be asked", EVERYBODY, kept="for good", codes="name category partner inspectorates"
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    category: Mapped[str]
    partner: Mapped[str | None]
    local_authority_id: Mapped[str | None] = mapped_column(ForeignKey("local_authority.id"))
    inspectorates: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    asked_since: Mapped[date | None]
    asked_until: Mapped[date | None]

    def is_asked(self, today: date) -> bool:
        """Whether it may be asked on a day."""
        return self.active and (self.asked_since or today) <= today <= (self.asked_until or today)


class AgencyService(Base):
    """An agency serves a partnership; one agency may serve several (domain.md §7.3)."""

    __tablename__ = "agency_service"
    data_map = Data("which agency serves which partnership", EVERYBODY, kept="for good")

    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), primary_key=True)


def add(session: Session, name: str, code: str) -> Partnership:
    """A new partnership; `code` begins its references (`LEI` in LEI-27-003). The address comes later."""
    partnership = Partnership(id=new_id(), code=code.strip().upper(), name=name.strip())
    session.add(partnership)
    session.flush()
    return partnership


def by_code(session: Session, code: str) -> Partnership | None:
    """The partnership whose references begin with `code`."""
    return session.scalars(select(Partnership).where(Partnership.code == code)).one_or_none()


def all_partnerships(session: Session) -> list[Partnership]:
    """Every partnership, by name."""
    return list(session.scalars(select(Partnership).order_by(Partnership.name)))


def lock(session: Session, partnership_ids: Collection[str]) -> None:
    """Let nobody else change settings or calendar of these partnerships until the transaction ends."""
    mine = select(Partnership.id).where(Partnership.id.in_(partnership_ids)).order_by(Partnership.id)
    session.execute(mine.with_for_update()).all()


def local_authorities(session: Session) -> list[LocalAuthority]:
    """Every council known, those of other areas too, by name."""
    return list(session.scalars(select(LocalAuthority).order_by(LocalAuthority.name)))


def agencies_of(session: Session, partnership_id: str) -> list[Agency]:
    """The active agencies that serve a partnership, by name."""
    serves = select(AgencyService.agency_id).where(AgencyService.partnership_id == partnership_id)
    return list(session.scalars(select(Agency).where(Agency.id.in_(serves), Agency.active).order_by(Agency.name)))


def asked_by(session: Session, partnership_id: str, today: date) -> list[Agency]:
    """Those of them that may be asked today."""
    return [one for one in agencies_of(session, partnership_id) if one.is_asked(today)]


def names(session: Session, ids: Collection[str]) -> dict[str, str]:
    """The names of the agencies and councils among these ids, those no longer active too."""
    agencies = session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(ids)))
    councils = session.execute(select(LocalAuthority.id, LocalAuthority.name).where(LocalAuthority.id.in_(ids)))
    return {id_: name for id_, name in (*agencies, *councils)}


def agency(session: Session, agency_id: str) -> Agency:
    """One agency; raises LookupError when there is none of that id."""
    found = session.get(Agency, agency_id)
    if found is None:
        raise LookupError(f"there is no agency {agency_id}")
    return held(session, found)


def serve_only(session: Session, agency_id: str, partnership_ids: Collection[str]) -> None:
    """Let an agency be asked by these partnerships and no other."""
    session.execute(delete(AgencyService).where(AgencyService.agency_id == agency_id))
    serve(session, agency_id, *sorted(partnership_ids))


def serve(session: Session, agency_id: str, *partnership_ids: str) -> None:
    """Let an agency be asked by these partnerships."""
    for partnership_id in partnership_ids:
        session.merge(AgencyService(partnership_id=partnership_id, agency_id=agency_id))
