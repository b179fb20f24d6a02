"""The roles that the case file itself gives a meaning to, by name; what each may see is in `cases.access`.

Who is told, asked, alerted or invited is not here: diagrams, tables and settings say it (docs/decisions/0003).
"""

OFFICE = "business_office"
CHAIR = "crg_chair"
ADVISOR = "independent_advisor"
PARTNER = "safeguarding_partner"
OBSERVER = "observer"

ADMIN = "admin"
GLOBAL = (ADMIN, "process_owner")
"""Roles of the whole installation, which hold no role on any case."""

MANAGER = "bo_manager"
"""Who looks after the people of an office besides administrators, and the role that therefore only these give."""

PROTECTION = "data_protection_lead"
"""Who answers people that ask for their data: on a case only while such a request runs on it."""

LEAD = "agency_lead"
"""Who answers for an agency (guidance 4.3.5); deputies stand in, and the strategic lead is a relation (2.1.7)."""

CONTRIBUTOR = "contributor"
"""Who completes a reply, or a part of it, for the lead."""
