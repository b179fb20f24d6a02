"""Who is in the demo: two partnerships, their agencies and the people. Everybody and everything is invented.

Agencies and calendars are those of domain.md §7.3 and §8. A person's name says what they do.
"""

from dataclasses import dataclass

LEICESTER, COUNTIES = "LEI", "LLR"
BOTH = (LEICESTER, COUNTIES)


@dataclass(frozen=True, slots=True)
class DemoPartnership:
    """A partnership with the office that people write to."""

    code: str
    name: str
    office: str
    address: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class DemoAgency:
    """An agency, which partnerships it serves, and who leads its safeguarding."""

    name: str
    category: str
    serves: tuple[str, ...]
    lead: str
    partner: str | None = None
    council: str | None = None
    inspectorates: str = ""
    deputy: str | None = None
    strategic: str | None = None


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody with one role in some partnerships (none: the whole installation), for an agency or not."""

    name: str
    role: str
    serves: tuple[str, ...]
    title: str
    agency: str | None = None


PARTNERSHIPS = (
    DemoPartnership(
        LEICESTER,
        "Leicester Safeguarding Children Partnership",
        "Leicester Safeguarding Boards Office",
        "1 Example Street, Leicester LE1 0ZZ",
        "0116 496 0001",
        "leicester-office@cspr.example",
    ),
    DemoPartnership(
        COUNTIES,
        "Leicestershire & Rutland Safeguarding Children Partnership",
        "Leicestershire & Rutland Safeguarding Partnerships Business Office",
        "2 Example Road, Glenfield LE3 0ZZ",
        "0116 496 0002",
        "counties-office@cspr.example",
    ),
)

COUNCILS: dict[str, str | None] = {
    "City council": LEICESTER,
    "County council": COUNTIES,
    "Rutland council": COUNTIES,
    "Another county’s council": None,
}

CITY_CARE = "City children’s social care"
COUNTY_CARE = "County children’s social care"
RUTLAND_CARE = "Rutland children’s services"
POLICE = "Police"
COMMISSIONER = "Health commissioner"
HOSPITAL = "Hospital trust"
COMMUNITY = "Community health trust"

AGENCIES = (
    DemoAgency(
        CITY_CARE,
        "la_social_care",
        (LEICESTER,),
        "Cora Citycare",
        "la",
        "City council",
        "Ofsted",
        "Dan Citydeputy",
        "Stella Citystrategic",
    ),
    DemoAgency(COUNTY_CARE, "la_social_care", (COUNTIES,), "Colin Countycare", "la", "County council", "Ofsted"),
    DemoAgency(RUTLAND_CARE, "la_social_care", (COUNTIES,), "Ruth Rutlandcare", "la", "Rutland council", "Ofsted"),
    DemoAgency(POLICE, "police", BOTH, "Paul Policelead", "police", None, "HMICFRS", "Penny Policedeputy"),
    DemoAgency(COMMISSIONER, "health_commissioner", BOTH, "Hanna Healthlead", "health", None, "CQC"),
    DemoAgency(HOSPITAL, "nhs_provider", BOTH, "Harry Hospital", inspectorates="CQC", deputy="Hilda Hospitaldeputy"),
    DemoAgency(COMMUNITY, "nhs_provider", BOTH, "Connie Community", inspectorates="CQC"),
    DemoAgency(
        "GP practice North",
        "gp_practice",
        (LEICESTER,),
        "Gina Northpractice",
        inspectorates="CQC",
        deputy="Greg Northdeputy",
        strategic="Nora Northstrategic",
    ),
    DemoAgency("GP practice South", "gp_practice", (COUNTIES,), "Gus Southpractice", inspectorates="CQC"),
    DemoAgency("Primary school Oak", "school", (LEICESTER,), "Olga Oakschool", inspectorates="Ofsted"),
    DemoAgency("Academy Elm", "school", (COUNTIES,), "Ellen Elmacademy", inspectorates="Ofsted"),
    DemoAgency("Children’s home Birch", "childrens_home", (LEICESTER,), "Bill Birchhome", inspectorates="Ofsted"),
    DemoAgency("Probation", "probation", BOTH, "Prue Probation", inspectorates="HMI Probation"),
    DemoAgency("Housing association", "housing", BOTH, "Hugo Housing"),
    DemoAgency(
        "Independent counselling provider",
        "independent_nhs",
        BOTH,
        "Ivy Counselling",
        inspectorates="CQC",
        strategic="Sid Counsellingstrategic",
    ),
    DemoAgency("Voluntary youth project", "voluntary", BOTH, "Yusuf Youthproject"),
)

PEOPLE = (
    DemoPerson("Olive Office", "business_office", (LEICESTER,), "Business Office officer"),
    DemoPerson("Oscar Office", "business_office", (LEICESTER,), "Business Office officer"),
    DemoPerson("Mona Manager", "bo_manager", (LEICESTER,), "Business Office manager"),
    DemoPerson("Carla Chair", "crg_chair", (LEICESTER,), "Chair of the Case Review Group"),
    DemoPerson("Vera Vicechair", "crg_member", (LEICESTER,), "Vice-chair, Probation", "Probation"),
    DemoPerson("Maya Citymember", "crg_member", (LEICESTER,), "Head of service", CITY_CARE),
    DemoPerson("Pete Policemember", "crg_member", BOTH, "Detective superintendent", POLICE),
    DemoPerson("Helen Healthmember", "crg_member", BOTH, "Designated nurse", COMMISSIONER),
    DemoPerson("Howard Hospitalmember", "crg_member", BOTH, "Named doctor", HOSPITAL),
    DemoPerson("Cathy Communitymember", "crg_member", BOTH, "Named nurse", COMMUNITY),
    DemoPerson("Otto Oakmember", "crg_member", (LEICESTER,), "Headteacher", "Primary school Oak"),
    DemoPerson("Ida Independent", "independent_advisor", (LEICESTER,), "Independent Advisor"),
    DemoPerson("Lars Citypartner", "safeguarding_partner", (LEICESTER,), "Director of children’s services", CITY_CARE),
    DemoPerson("Petra Policepartner", "safeguarding_partner", BOTH, "Assistant chief constable", POLICE),
    DemoPerson("Hal Healthpartner", "safeguarding_partner", BOTH, "Chief nurse", COMMISSIONER),
    DemoPerson("Nina Notifier", "la_notifier", (LEICESTER,), "Notifier for the City council", CITY_CARE),
    DemoPerson("Rita Reviewer", "independent_reviewer", BOTH, "Independent Reviewer"),
    DemoPerson("Nell Northnurse", "contributor", (LEICESTER,), "Practice nurse", "GP practice North"),
    DemoPerson("Max Media", "media_lead", (LEICESTER,), "Communications lead"),
    DemoPerson("Dora Dataprotection", "data_protection_lead", (LEICESTER,), "Data protection lead"),
    DemoPerson("Drew Dataprotection", "data_protection_lead", BOTH, "Data protection officer"),
    DemoPerson("Aude Auditor", "auditor", BOTH, "Independent scrutineer"),
    DemoPerson("Bea Countyoffice", "business_office", (COUNTIES,), "Business Office officer"),
    DemoPerson("Bert Countyoffice", "business_office", (COUNTIES,), "Business Office officer"),
    DemoPerson("Milo Countymanager", "bo_manager", (COUNTIES,), "Business Office manager"),
    DemoPerson("Chloe Countychair", "crg_chair", (COUNTIES,), "Chair of the Case Review Group"),
    DemoPerson("Violet Countyvice", "crg_member", (COUNTIES,), "Vice-chair, Probation", "Probation"),
    DemoPerson("Moira Countymember", "crg_member", (COUNTIES,), "Head of service", COUNTY_CARE),
    DemoPerson("Rex Rutlandmember", "crg_member", (COUNTIES,), "Head of service", RUTLAND_CARE),
    DemoPerson("Edna Elmmember", "crg_member", (COUNTIES,), "Principal", "Academy Elm"),
    DemoPerson("Ian Countyindependent", "independent_advisor", (COUNTIES,), "Independent Advisor"),
    DemoPerson(
        "Lena Countypartner", "safeguarding_partner", (COUNTIES,), "Director of children’s services", COUNTY_CARE
    ),
    DemoPerson("Noel Countynotifier", "la_notifier", (COUNTIES,), "Notifier for the County council", COUNTY_CARE),
    DemoPerson("Rory Rutlandnotifier", "la_notifier", (COUNTIES,), "Notifier for Rutland council", RUTLAND_CARE),
    DemoPerson("Ada Administrator", "admin", (), "System administrator"),
    DemoPerson("Otis Owner", "process_owner", (), "Process owner"),
)

VICE_CHAIRS = {"Vera Vicechair": "Carla Chair", "Violet Countyvice": "Chloe Countychair"}
