"""Expectations about the case file: requests, decisions, rules set aside, status, and what the audit has kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from cases import actions, audit, decisions, overrides, records, requests
from casework.rehearsal.checks.check import Check, same, same_things
from casework.rehearsal.moments import written
from casework.rehearsal.scene import Scene
from casework.rehearsal.shapes import Either, Key, Listed, Named, Table, moment, number, words, yes_or_no


def _requests(scene: Scene, wanted: Mapping[str, str | None]) -> Iterator[str]:
    with scene.reading() as session:
        for agency, status in wanted.items():
            found = requests.of_agency(session, scene.case_id, scene.agency(agency))
            yield from same(status, found[-1].status.value if found else None, agency)


def _number_of_requests(scene: Scene, wanted: int) -> Iterator[str]:
    with scene.reading() as session:
        yield from same(wanted, len(requests.of_case(session, scene.case_id)))


def _decision(scene: Scene, wanted: Mapping[str, Any] | None) -> Iterator[str]:
    with scene.reading() as session:
        found = decisions.current(session, scene.case_id)
        if wanted is None or found is None:
            yield from same(None if wanted is None else wanted.get("outcome"), found.outcome if found else None)
            return
        findings = decisions.findings(session, found)
        positions = decisions.positions(session, found)
    for name, value in (
        ("outcome", found.outcome),
        ("version", found.version),
        ("signed", found.signed_at is not None),
        ("criteria met", found.criteria_met),
        ("suggest national", found.suggest_national),
    ):
        if name in wanted:
            yield from same(wanted[name], value, name)
    if "on" in wanted and not wanted["on"].matches(found.decided_on):
        yield f"on: expected {wanted['on']}, found {written(found.decided_on)}"
    for criterion, answer in (wanted.get("criteria") or {}).items():
        yield from same(answer, findings.get(criterion), criterion)
    if "positions" in wanted:
        yield from same(dict(wanted["positions"]), dict(positions), "positions")


def _set_aside(scene: Scene, wanted: list[str]) -> Iterator[str]:
    with scene.reading() as session:
        yield from same_things(wanted, [one.rule for one in overrides.of_case(session, scene.case_id)])


def _case_is(scene: Scene, wanted: Mapping[str, str]) -> Iterator[str]:
    with scene.reading() as session:
        case = records.case(session, scene.case_id)
        found = {
            "status": case.status.value,
            "path": case.path,
            "reference": records.reference_of(session, case.id),
            "partnership": next(code for code, id in scene.ids.partnerships.items() if id == case.partnership_id),
        }
    for name, value in wanted.items():
        yield from same(value, found[name], name)


def _actions(scene: Scene, wanted: list[str]) -> Iterator[str]:
    with scene.reading() as session:
        yield from same_things(wanted, [one.kind for one in actions.of_case(session, scene.case_id)])


def _in_audit(scene: Scene, wanted: list[str]) -> Iterator[str]:
    with scene.reading() as session:
        found = {one.action for one in audit.entries(session, audit.of_case(scene.case_id))}
    for action in wanted:
        if action not in found:
            yield f"there is no “{action}”; there are {', '.join(sorted(found))}"


CHECKS: Mapping[str, Check] = {
    "requests": Check(
        Key("how far the latest request to an agency is, or none", Named(Either(words, "none"))), _requests
    ),
    "number of requests": Check(Key("how many requests the case has", number), _number_of_requests),
    "decision": Check(
        Key(
            "the decision in force, or none",
            Either(
                Table(
                    "“decision”",
                    {
                        "outcome": Key("its code, such as lcspr", words),
                        "version": Key("which version it is", number),
                        "on": Key("the day of the decision", moment),
                        "signed": Key("whether it is signed", yes_or_no),
                        "criteria met": Key("whether the criteria are met", yes_or_no),
                        "suggest national": Key("whether a national review is suggested", yes_or_no),
                        "criteria": Key("what was answered to each criterion", Named(words)),
                        "positions": Key("how many partners take each position", Named(number)),
                    },
                ),
                "none",
            ),
        ),
        _decision,
    ),
    "set aside": Check(Key("exactly the rules that were set aside, each with a reason", Listed(words)), _set_aside),
    "case is": Check(
        Key(
            "how the case stands",
            Table(
                "“case is”",
                {
                    "status": Key("open, closed or merged", words),
                    "path": Key("the path it is on, such as rapid_review", words),
                    "reference": Key("its reference", words),
                    "partnership": Key("the code of its partnership", words),
                },
            ),
        ),
        _case_is,
    ),
    "actions": Check(Key("exactly the kinds of the case’s actions and learning points", Listed(words)), _actions),
    "in audit": Check(Key("things done that the audit of the case has", Listed(words)), _in_audit),
}
