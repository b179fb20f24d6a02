"""What earlier versions stored must load for ever: one set of files for each version of the state and of programs.

A set is never written again. A new version adds a set of its own and an upgrade from the one before.
"""

from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from engine.spiff import codec, compiler
from engine.spiff.errors import UnknownPlace
from engine.spiff.runner import Run, Surroundings
from tests.engine.spiff.drawing import diagram, end, start, user
from tests.engine.spiff.walking import NOW, Walk

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = sorted(path.name.split(".")[0] for path in GOLDEN.glob("*.state.json"))


def golden(version: str) -> Run:
    documents = [path for path in GOLDEN.glob(f"{version}.*.json") if not path.name.endswith(".state.json")]
    programs = {program.key: program for program in (compiler.load(path.read_bytes()) for path in documents)}
    around = Surroundings(now=NOW + timedelta(days=1), functions={}, decide=lambda key, seen: {})
    return Run.load(programs["p"], programs, (GOLDEN / f"{version}.state.json").read_bytes(), around)


def test_there_is_a_golden_set_for_the_present_version():
    assert f"v{codec.CODEC_VERSION}" in VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_a_golden_state_still_means_the_same(version: str):
    run = golden(version)
    found = run.waits()
    assert [one.element_id for one in found.user_tasks] == ["declare", "hold"]
    assert [(one.element_id, one.parameters) for one in found.jobs] == [
        ("remind", {"mail": "chase", "to": "agency_lead"})
    ]
    assert {one.element_id: (one.due_at, one.cycles_left) for one in found.timers} == {
        "late": (NOW + timedelta(days=5), None),
        "warn": (NOW + timedelta(days=2), 2),
    }
    assert {one.element_id: one.correlation for one in found.subscriptions} == {"replied": "r1", "stop": ""}
    assert run.variables_at(found.user_tasks[0].token_id)["person"] == "p2"
    assert run.variables_at(found.user_tasks[1].token_id) == {"meeting_id": "m1"}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_golden_state_goes_on_to_its_end(version: str):
    run = golden(version)
    run.deliver(next(one.token_id for one in run.waits().subscriptions if one.element_id == "replied"), {})
    run.advance()
    while works := (*run.waits().user_tasks, *run.waits().jobs):
        run.complete(works[0].token_id, {"outcome": "decided"})
        run.advance()
    assert run.completed
    assert run.variables["outcome"] == "decided"


def test_programs_compiled_today_and_in_golden_times_agree_on_every_step():
    today = {one.key: orjson.loads(one.document) for one in compiler.compile_file((GOLDEN / "v1.bpmn").read_bytes())}
    for key, document in today.items():
        then = orjson.loads((GOLDEN / f"v1.{key}.json").read_bytes())
        assert {name: sorted(spec["task_specs"]) for name, spec in document["specs"].items()} == {
            name: sorted(spec["task_specs"]) for name, spec in then["specs"].items()
        }


def test_an_older_state_is_brought_up_to_date_step_by_step(monkeypatch: pytest.MonkeyPatch):
    def from_0(old: dict) -> dict:
        return {"version": 1, "process": old["p"], "start": None, "trees": [], "names": []}

    monkeypatch.setitem(codec.UPGRADES, 0, from_0)
    assert codec.document(b'{"version":0,"p":"intake"}')["process"] == "intake"


def test_a_state_at_a_step_that_is_gone_is_refused():
    walk = Walk(diagram(start(), user("a"), end(), "start > a > end"))
    other = compiler.load(compiler.compile_file(diagram(start(), user("b"), end(), "start > b > end"))[0].document)
    with pytest.raises(UnknownPlace, match="stands at a, which this version of p lacks"):
        Run.load(other, {}, walk.blob, walk.surroundings())


def test_a_state_in_a_called_process_that_is_not_there_is_refused():
    run = golden("v1")
    blob = run.dump()
    program = compiler.load((GOLDEN / "v1.p.json").read_bytes())
    with pytest.raises(UnknownPlace, match="process q"):
        Run.load(program, {"p": program}, blob, Surroundings(NOW, {}, lambda key, seen: {}))


def test_an_unknown_start_event_is_refused():
    with pytest.raises(UnknownPlace, match="p has no start event elsewhere"):
        Walk(diagram(start(), end(), "start > end"), start_event="elsewhere")
