"""What every letter carries: its own reference and date, the case's reference, the office, marking and legal text."""

import hashlib
from collections.abc import Mapping

from cases import assignments, called, identity, people, roles, settings, submissions
from cases.partnerships import Partnership
from cases.people import Person
from casework.letters.scope import Data, Scope, long_day
from casework.projections import reading
from foundation.canonical import Json


def of_case(scope: Scope) -> Data:
    """The parts that are the same in every letter of a case."""
    home = scope.home
    return {
        "case": {"ref": scope.reference},
        "partnership": {
            "name": home.name,
            "marking": scope.setting("marking"),
            "legal_text": scope.setting("text.legal"),
            "front_door": scope.setting("text.front_door"),
        },
        "office": office_of(home, settings.for_case(scope.session, scope.case_id)),
        "label": {
            "advisor": scope.setting("label.independent_advisor"),
            "partner": scope.setting("label.safeguarding_partner"),
            "health_partner": scope.setting("label.health_partner"),
            "group": scope.setting("label.group"),
        },
        "task": {"link": f"{scope.office.config.base_url}/cases/{scope.reference}"},
    }


def office_of(home: Partnership, values: Mapping[str, Json]) -> Data:
    """How people reach the office of a partnership, called as these settings say."""
    return {
        "name": called.office(home, values),
        "address": home.office_address,
        "phone": home.office_phone,
        "email": home.office_email,
    }


def of_document(scope: Scope, code: str, about: str, version: int) -> Data:
    """A letter's reference, which tells letters apart but neither counts nor names recipients, version and date."""
    mark = f"-{hashlib.sha256(about.encode()).hexdigest()[:4].upper()}" if about else ""
    return {"ref": f"{scope.reference}-{code}{mark}", "version": str(version), "date": long_day(scope.now)}


def addressee(scope: Scope, person: Person | None, agency_id: str | None = None, usual: str = "") -> Data:
    """To whom it is written; `usual` is the title where nobody is known by name."""
    name = person.name if person else usual
    return {
        "name": name,
        "salutation": person.name if person else "colleague",
        "title": person.job_title if person else "",
        "agency": scope.agency(agency_id),
        "inspectorates": "",
        "is_agency": agency_id is not None,
    }


def lead_of(scope: Scope, agency_id: str, chosen: str | None = None) -> Person | None:
    """The Safeguarding Lead a letter to an agency is addressed to: nobody whom a ruling shut out of the case."""
    held = people.with_role(scope.session, roles.LEAD, scope.home.id, agency_id, scope.today)
    shut_out = assignments.excluded(scope.session, scope.case_id)
    leads = [each for each in held if each.id not in shut_out]
    return next((lead for lead in leads if lead.id == chosen), leads[0] if leads else None)


def beginning(scope: Scope) -> tuple[str, Data]:
    """The form that began the case and what it said: the notification, else the referral."""
    for form_id in ("f02_notification", "f01_referral"):
        if answers := scope.answers(form_id):
            return form_id, answers
    return "f01_referral", {}


def children_rows(scope: Scope) -> list[tuple[str, Data]]:
    """The code of each child the case is about, with what the forms said of it, identity left out.

    Once the office has confirmed the children (F03), those; a referral and a notification may name the same child.
    """
    confirmed = reading.several(scope.answers("f03_agencies"), "children_confirmed")
    rows = _rows(scope, identity.CHILD, "children")
    return [(code, row) for code, row in rows if not confirmed or code in {*confirmed, *_added(scope)}]


def _added(scope: Scope) -> set[str]:
    """The children who became known after the office had confirmed whom the case is about."""
    found = submissions.of_case(scope.session, scope.case_id, "f40_child")
    return {each.code for one in found for each in identity.of_submission(scope.session, scope.case_id, one.id)}


def family_rows(scope: Scope) -> list[tuple[str, Data]]:
    """Each family member's code with what the forms said of them, identity left out."""
    return _rows(scope, identity.FAMILY, "family")


def _rows(scope: Scope, kind: str, key: str) -> list[tuple[str, Data]]:
    """Codes were given in the order of the rows of the form that named them."""
    found = identity.named(scope.session, scope.case_id, kind)
    rows: dict[str, Data] = {}
    places: dict[str, int] = {}
    for each in found:
        source = each.submission_id or ""
        said = reading.rows(scope.of_submission(each.submission_id), key)
        place = places.get(source, 0)
        places[source] = place + 1
        row = dict(said[place]) if place < len(said) else {}
        # Whoever is named again adds what was not said before.
        before = {key: value for key, value in rows.get(each.same_as or "", {}).items() if value not in (None, "", [])}
        rows[each.same_as or each.code] = {**row, **before}
    return list(rows.items())
