"""The frame of a case's pages: identity bar, sub-navigation, and where its processes stand."""

from flask import render_template, url_for

from cases import reads, records
from cases.grounds import Ground
from casework import subjects
from engine import definitions, instances
from foundation.database import Session
from web.standing import PARTS, PATHS, Standing
from web.words import listed

ENDPOINTS = {
    "overview": "cases.show",
    "tasks": "cases.tasks",
    "progress": "case_inside.progress",
    "actions": "case_actions.show",
    "people": "case_inside.who",
    "documents": "documents.show",
    "mail": "mail.of_case",
    "meetings": "case_inside.gatherings",
    "clocks": "cases.counted",
    "timeline": "cases.timeline",
    "dates": "dates.show",
    "requests": "data_requests.of_case",
    "access": "who_sees.show",
}
"""The page of each part of a case."""


def page(session: Session, here: Standing, part: str, *, within: str = "", **more: object) -> str:
    """One part of a case's pages under its identity bar and sub-navigation; that it was looked at is written down.

    `within` names the template of a page that belongs to the part without being it.
    """
    reads.opened(session, here.case.id, reads.PAGE, part)
    parts = [
        {
            "text": words,
            "href": url_for(ENDPOINTS[key], reference=here.reference),
            "current": key == part or (key, part) == ("clocks", "dates"),
        }
        for key, (words, _) in PARTS.items()
        if key != "dates" and here.sees(key)
    ]
    earlier = [one.reference for one in records.references(session, here.case.id) if one.ended_at is not None]
    facts = [here.office, PATHS.get(here.case.path, here.case.path), here.case.status.value]
    if all(one.ground is Ground.EMERGENCY for one in here.on.granted):
        facts.append("open to you in an emergency")
    title = f"{here.reference}: {PARTS[part][0]}" if part != "overview" else f"Case {here.reference}"
    return render_template(
        f"pages/case_{within or part}.html", title=title, here=here, parts=parts, facts=facts, earlier=earlier, **more
    )


def together(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The same rows with the same process in the same state in one, and the agencies that it is about as a list."""
    alike: dict[object, list[dict[str, object]]] = {}
    for row in rows:
        alike.setdefault((row["name"], row["state"]), []).append(row)
    return [
        {**several[0], "about": listed([str(row["about"]) for row in several if row["about"]]), "count": len(several)}
        for several in alike.values()
    ]


def running(session: Session, here: Standing) -> list[dict[str, object]]:
    """The processes that run or ran for the case, oldest first, with the agency asked for those who may know it."""
    found = instances.of_case(session, here.case.id)
    agencies = subjects.agencies(session, [(one.bucket, one.id) for one in found]) if here.sees_identity else {}
    return [
        {
            "id": one.id,
            "name": definitions.by_id(session, one.definition_id).name,
            "about": agencies.get(one.id, ""),
            "state": one.state.value,
            "started_at": one.started_at,
            "ended_at": one.ended_at,
        }
        for one in found
    ]
