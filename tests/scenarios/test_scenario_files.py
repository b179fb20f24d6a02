"""Scenario files: what is wrong with a file or a story is said in plain words."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cases import assignments, clocks, files, records, requests, submissions
from cases.clocks import anchors
from casework.operations import rehearsing
from casework.rehearsal import performance, promises, scenario
from casework.rehearsal.restarting import MARK, Restarting
from casework.rehearsal.scenario import Unreadable
from casework.rehearsal.scenario_1_answers import Ids
from casework.rehearsal.scene import Scene
from casework.rehearsal.stage import Stages
from casework.rehearsal.telling import ScenarioPlay
from engine.tables.instances import UserTask
from tools import scenario_keys

ROOT = Path(__file__).parents[2]
BEGINNING = """\
scenario: A notification
partnership: LEI
profiles: LLR-WT2023
uses: [{folder}/shared/usual.yaml]
steps:
  - at: Thu 14 Jan 2027 10:15
    who: Nina Notifier
    begin: notification_received
    files: {{file: notification.pdf}}
    answers: {{same as: a notification, aware_at: Tue 12 Jan 2027, copied_at: today 10:15}}
"""


def a_file(folder: Path, text: str) -> Path:
    path = folder / "story.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def wrong_with(folder: Path, text: str) -> list[str]:
    """Every problem of a file that is no scenario."""
    path = a_file(folder, text)
    with pytest.raises(Unreadable) as refused:
        scenario.load(path)
    return [problem.removeprefix(f"{path}, ") for problem in refused.value.problems]


def rehearsed(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "server.py", "rehearse", str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_promise_that_is_broken_in_a_story_is_told(ready: Stages, tmp_path: Path) -> None:
    story = scenario.load(a_file(tmp_path, BEGINNING.format(folder=ROOT / "scenarios")))
    with rehearsing.on_stage(story, "LLR-WT2023", ready) as play:
        outcome = performance.perform(story, "LLR-WT2023", play, lambda _scene, _step: None)
        assert outcome.differences == []
        with play.office.database.reading() as session:
            scene = Scene(play, Ids(session), "LEI", "LLR-WT2023")
        now, person = play.clock.now(), play.person("Olive Office")
        with play.office.database.transaction() as session:
            upload = files.Upload(play.case_id, "Child Testcase.pdf", b"%PDF-1.4\n%%EOF", "BO", person_id=person)
            files.keep(session, play.case_id, files.stage(session, play.office.keys, upload, now).id, None)
            anchor = clocks.Anchor("received_at", now + timedelta(days=1))
            anchors.set_anchor(session, play.case_id, anchor, person, now)
            task = session.scalars(select(UserTask).where(UserTask.case_id == play.case_id)).one()
            task.name = f"Look at {MARK}"
            for agency in ("Police", "Probation"):
                asked = requests.prepare(session, play.case_id, scene.agency(agency), "standard", now)
                requests.send(session, play.case_id, asked.id, now, now)
            # As if a reply were kept for everybody who leads an agency and may refer.
            lead = play.person("Prue Probation")
            assignments.assign(session, play.case_id, lead, "referrer", now)
            kept = submissions.Entry(
                play.case_id, "f06_agency_reply", "1", "RF", {}, None, None, None, scene.agency("Police")
            )
            submissions.record(session, play.office.keys, kept, now)
        found = promises.broken(scene)
    assert "the file name Child Testcase.pdf says “child testcase”" in found
    assert "the date received_at was changed without a reason" in found
    assert "Prue Probation can read the form f06_agency_reply of Police" in found
    assert any(one.startswith("the engine’s user_task holds “zzyzxmark”") for one in found)


@pytest.mark.slow
def test_a_case_that_goes_on_without_anybody_is_told(ready: Stages, tmp_path: Path) -> None:
    class Closing(Restarting):
        def at(self, moment: datetime) -> None:
            with self.office.database.transaction() as session:
                records.change_status(session, self.case_id, records.CaseStatus.CLOSED, self.clock.now())

    class Copied(ScenarioPlay):
        def copied(self, folder: Path) -> Restarting:
            play = super().copied(folder)
            closing = Closing(play.office, play.reopen)
            closing.case_id = play.case_id
            return closing

    story = scenario.load(a_file(tmp_path, BEGINNING.format(folder=ROOT / "scenarios")))
    office = ready.at(story.begins("LLR-WT2023"), "LLR-WT2023", tmp_path / "stage")
    told = performance.perform(story, "LLR-WT2023", Copied(office, ready.reopened), lambda _scene, _step: None)
    assert [one.partition(" went from")[0] for one in told.differences] == [
        "at the end: without anybody doing anything the case"
    ]


@pytest.mark.slow
def test_a_difference_is_told_with_its_line_and_what_was_found_and_the_exit_code_is_one(tmp_path: Path) -> None:
    text = BEGINNING.format(folder=ROOT / "scenarios") + (
        "  - expect:\n"
        "      due: {notification_due: Wed 20 Jan 2027}\n"
        "      tasks: {Olive Office: [f09_papers]}\n"
        "      sees: {Bea Countyoffice: {case: yes}}\n"
        "  - who: Olive Office\n"
        "    do: f03_intake_check\n"
        "    refused: The case is complete\n"
        "  - who: Olive Office\n"
        "    do: f09_papers\n"
        "  - expect: {number of requests: 100}\n"
    )
    found = rehearsed(a_file(tmp_path, text))
    assert found.returncode == 1
    assert found.stderr == ""
    told = found.stdout.replace(str(tmp_path), "").splitlines()
    assert told[0] == "A notification (LLR-WT2023): 5 differences."
    assert told[1:5] == [
        "  /story.yaml, line 11: due: notification_due: expected Wed 20 Jan 2027, found Tue 19 Jan 2027 17:00",
        "  /story.yaml, line 11: tasks: Olive Office: missing f09_papers; not expected f03_intake_check",
        "  /story.yaml, line 11: sees: Bea Countyoffice: case: expected yes, found no",
        "  /story.yaml, line 15: refused: it was to be refused, but it was done",
    ]
    assert told[5].startswith("  /story.yaml, line 18: Olive Office has no task with the form f09_papers; open are: ")
    assert told[5].endswith("The story could not go on from here")
    assert len(told) == 6


@pytest.mark.slow
def test_a_file_that_is_no_scenario_is_told_without_a_traceback_and_the_exit_code_is_two(tmp_path: Path) -> None:
    found = rehearsed(a_file(tmp_path, "scenario: [unfinished"))
    assert found.returncode == 2
    assert "line 2: cannot be read as YAML" in found.stdout
    assert "Traceback" not in found.stdout + found.stderr
    missing = rehearsed(tmp_path / "none.yaml")
    assert missing.returncode == 2
    assert "cannot be read (No such file or directory)" in missing.stdout


def test_every_mistake_in_a_file_is_listed_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    found = wrong_with(
        tmp_path,
        """\
scenario: Mistakes
partnerships: LEI
profiles: [LLR-1066, LLR-2020]
steps:
  - at: Mon 14 Jan 2027 10:15
    who: Nina Notifier
    begin: notification_received
    answers: {same as: nothing there}
  - at: 30 Feb 2027
    wh: Olive Office
    do: f03_intake_check
    tell: something
  - who: Olive Office
    do: f03_intake_check
    at: Thu 7 Jan 2027
    times: often
  - expect: {dew: {requests_due: tomorrow}}
  - only under: LLR-2020
  - {who: Mona Manager, settings: {reply.second_persom: yes}, reason: It was asked for.}
""",
    )
    assert [problem.partition(": it can have")[0] for problem in found] == [
        "line 1: a scenario needs “partnership”: the code of the partnership whose case it is",
        "line 2: a scenario has no key “partnerships”",
        "line 3: there is no “LLR-1066”: write one of LLR-2020, LLR-WT2023",
        "line 5: “Mon 14 Jan 2027 10:15” is a Thu, not a Mon: mend the day or the date",
        "line 8: there are no answers called “nothing there”; there are none",
        "line 9: a step does one thing, not do and tell: make two steps of it",
        "line 9: a step needs “who”: who does it, by name; several do it one after another",
        "line 9: “30 Feb 2027” is no date that there is",
        "line 10: a step with “do” has no key “wh”",
        "line 12: a step with “do” has no key “tell”",
        "line 16: a whole number is needed here, such as 3",
        "line 17: “expect” has no key “dew”",
        "line 18: a step says what is done: one of begin, do, tell, correct, hand over, settings, expect; "
        "or an “at”, to wait",
        "line 19: there is no setting “reply.second_persom”",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &x 1\nb: *x\n", "line 1: has an alias (& or *): write “same as” and the name of a block instead"),
        ("a: 1\na: 2\n", "line 2: has “a” a second time: keep one of them"),
        ("a: !!python/object:os.system {}\n", "line 1: has the tag tag:yaml.org,2002:python/object:os.system: leave"),
        ("a: !x 1\n", "line 1: has the tag !x: leave it out"),
        ("? [a]\n: 1\n", "line 1: has a table or list as a key: write words before the colon"),
        ("- a\n", "line 1: is not a table: begin with “scenario:” and its title"),
        ("", "line 1: is empty: begin with “scenario:” and its title"),
        ("a: " + "[" * 40 + "]" * 40, "line 1: is nested too deeply: no scenario needs that"),
        ("a: b: c\n", "line 1: cannot be read as YAML (mapping values are not allowed in this context): mend it"),
        ("a: 1\n---\nb: 2\n", "line 2: cannot be read as YAML (but found another document): mend it there"),
    ],
)
def test_what_scenarios_do_not_need_of_yaml_is_refused(tmp_path: Path, text: str, told: str) -> None:
    assert any(problem.startswith(told) for problem in wrong_with(tmp_path, text)), wrong_with(tmp_path, text)


def test_time_goes_forward_from_a_first_step_that_says_when(tmp_path: Path) -> None:
    head = "scenario: x\npartnership: LEI\nprofiles: LLR-2020\nsteps:\n"
    steps = "  - at: Fri 15 Jan 2027\n  - at: Thu 14 Jan 2027 09:00\n"
    told = "line 6: Thu 14 Jan 2027 09:00 is before the step above it, Fri 15 Jan 2027: put it in order"
    assert wrong_with(tmp_path, head + steps) == [told]
    first = "line 5: the first step under LLR-2020 must say when it is: give it an “at”"
    assert wrong_with(tmp_path, head + "  - who: A\n    do: b\n") == [first]


def test_the_page_lists_every_key_that_the_loader_takes() -> None:
    assert scenario_keys.PAGE.read_text("utf-8") == scenario_keys.page()
