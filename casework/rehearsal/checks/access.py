"""Expectations about who can see what: whether somebody finds, lists and opens the case, and what of it they see."""

from collections.abc import Iterator, Mapping
from typing import Any

from cases import access, files, requests, submissions
from cases.correspondence import letters
from casework.rehearsal.checks.check import Check, same, same_things
from casework.rehearsal.scene import Scene
from casework.rehearsal.shapes import Key, Listed, Named, Table, number, words, yes_or_no
from foundation.database import Session


def visible_requests(scene: Scene, session: Session, name: str) -> list[str]:
    """The agencies whose requests somebody can open: as the office, or as their agency."""
    person = scene.play.person(name)
    codes = access.codes_on(session, person, scene.case_id, scene.now)
    names = scene.names(session)
    sees_all = bool(codes & {"BO", "CH"})
    found = [one for one in requests.of_case(session, scene.case_id) if one.status.value not in ("draft", "withdrawn")]
    return [names[one.agency_id] for one in found if sees_all or f"AL@{one.agency_id}" in codes]


def _sees(scene: Scene, wanted: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, row in wanted.items():
        with scene.reading() as session:
            yield from (f"{name}: {one}" for one in _one(scene, session, name, row))


def _one(scene: Scene, session: Session, name: str, row: Mapping[str, Any]) -> Iterator[str]:
    person, case_id, now = scene.play.person(name), scene.case_id, scene.now
    cases = set(session.scalars(access.visible_cases(person, now)))
    if "case" in row:
        yield from same(row["case"], case_id in cases, "case")
    if "cases" in row:
        yield from same(row["cases"], len(cases), "cases")
    if "requests" in row:
        yield from same_things(row["requests"], visible_requests(scene, session, name), "requests")
    if "letters" in row:
        seen = {
            one.id
            for one in files.of_case(session, case_id)
            if access.may_see(session, person, one.visibility, case_id, one.agency_id, now)
        }
        kinds = [one.kind for one in letters.of_case(session, case_id) if one.file_id in seen]
        yield from same_things(row["letters"], kinds, "letters")
    if "forms" in row:
        kept = [
            one.form_id
            for one in submissions.of_case(session, case_id)
            if access.may_see(session, person, one.visibility, case_id, one.agency_id, now)
        ]
        yield from same_things(row["forms"], kept, "forms")


CHECKS: Mapping[str, Check] = {
    "sees": Check(
        Key(
            "what a person sees",
            Named(
                Table(
                    "“sees”",
                    {
                        "case": Key("whether they can find, list and open the case", yes_or_no),
                        "cases": Key("how many cases they can find", number),
                        "requests": Key("exactly the agencies whose requests they see", Listed(words)),
                        "letters": Key("exactly the letters they can read, by kind", Listed(words)),
                        "forms": Key("exactly the forms they can read", Listed(words)),
                    },
                )
            ),
        ),
        _sees,
    )
}
